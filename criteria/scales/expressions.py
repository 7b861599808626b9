"""Formulas of named figures: ``(a - b) / max(c, 1)``, exact, in words, and as a spreadsheet writes them.

They know + − × ÷, min, max, brackets, and days(a, b), the days from one date to another.
"""

import datetime
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from criteria.common.numbers import canonical, show
from criteria.common.text import Refused, Text

Quantities = Mapping[str, Decimal | int | datetime.date | bool | list[int]]
"""The figures of an entry, and the round's reference values, by their keys."""

SIGNS = {"+": 1, "-": 1, "*": 2, "/": 2}
_SHOWN = {"+": "+", "-": "−", "*": "×", "/": "÷"}
_TYPED = str.maketrans("−–×·÷:", "--**//")
_TOKEN = re.compile(r"\s*(?:([0-9]+(?:\.[0-9]+)?)|([a-z][a-z0-9_]*)|([-+*/(),]))")
_LIMIT = 400
"""The most characters, and so the deepest nesting."""


class DividesByZero(Exception):
    """Raised where a denominator is 0: the scale says what then holds."""


def _divided(values: list[Fraction]) -> Fraction:
    over, under = values
    if under == 0:
        raise DividesByZero
    return over / under


_RESULTS: dict[str, Callable[[list[Fraction]], Fraction]] = {
    "+": lambda values: values[0] + values[1],
    "-": lambda values: values[0] - values[1],
    "*": lambda values: values[0] * values[1],
    "/": _divided,
    "min": min,
    "max": max,
    "days": lambda values: values[1] - values[0],
}


@dataclass(frozen=True, slots=True)
class Expression:
    """A node of a formula. A number has ``number``, a figure ``name``, the others ``args`` and their sign as ``name``."""

    name: str = ""
    number: Decimal | None = None
    args: tuple["Expression", ...] = ()

    @property
    def keys(self) -> tuple[str, ...]:
        """The figures that it names, in their order, each once."""
        if self.number is not None:
            return ()
        if not self.args:
            return (self.name,)
        return tuple(dict.fromkeys(key for arg in self.args for key in arg.keys))

    @property
    def dated(self) -> tuple[str, ...]:
        """The figures that it takes for dates."""
        if self.name == "days":
            return tuple(arg.name for arg in self.args)
        return tuple(key for arg in self.args for key in arg.dated)

    def value(self, quantities: Quantities) -> Fraction:
        """Returns the exact value. Raises ``DividesByZero``."""
        if self.number is not None:
            return Fraction(self.number)
        if self.args:
            return _RESULTS[self.name]([arg.value(quantities) for arg in self.args])
        quantity = quantities[self.name]
        if isinstance(quantity, datetime.date):
            return Fraction(quantity.toordinal())
        if isinstance(quantity, list):
            raise TypeError(f"{self.name} is no number")
        return Fraction(quantity)

    def in_words(self, say: Callable[[str], Text], above: int = 0) -> Text:
        """Returns the formula with each figure as ``say`` puts it: ``(570 − 12) ÷ 570``."""
        if self.number is not None:
            return Text(show(self.number), show(self.number, "en"))
        if not self.args:
            return say(self.name)
        if self.name in SIGNS:
            rank = SIGNS[self.name]
            left, right = self.args[0].in_words(say, rank), self.args[1].in_words(say, rank + 1)
            sign = _SHOWN[self.name]
            open_, close = ("(", ")") if rank < above else ("", "")
            return Text(
                f"{open_}{left.vi} {sign} {right.vi}{close}",
                f"{open_}{left.en} {sign} {right.en}{close}",
            )
        parts = [arg.in_words(say) for arg in self.args]
        if self.name == "days":
            return Text(
                f"số ngày từ {parts[0].vi} đến {parts[1].vi}",
                f"days from {parts[0].en} to {parts[1].en}",
            )
        words = {"min": Text("nhỏ nhất", "least of"), "max": Text("lớn nhất", "greatest of")}[
            self.name
        ]
        return Text(
            f"{words.vi}({'; '.join(part.vi for part in parts)})",
            f"{words.en}({'; '.join(part.en for part in parts)})",
        )

    def as_text(self, above: int = 0) -> str:
        """Returns the one spelling of the formula, which ``read_expression`` reads back."""
        if self.number is not None:
            return canonical(self.number)
        if not self.args:
            return self.name
        if self.name in SIGNS:
            rank = SIGNS[self.name]
            text = f"{self.args[0].as_text(rank)} {self.name} {self.args[1].as_text(rank + 1)}"
            return f"({text})" if rank < above else text
        return f"{self.name}({', '.join(arg.as_text() for arg in self.args)})"

    def as_formula(self, cells: Mapping[str, str], above: int = 0) -> str:
        """Returns the formula as a spreadsheet writes it; ``cells`` are the figures' cells."""
        if self.number is not None:
            return f"{self.number:f}"
        if not self.args:
            return cells[self.name]
        if self.name in SIGNS:
            rank = SIGNS[self.name]
            left = self.args[0].as_formula(cells, rank)
            text = f"{left}{self.name}{self.args[1].as_formula(cells, rank + 1)}"
            return f"({text})" if rank < above else text
        parts = [arg.as_formula(cells) for arg in self.args]
        if self.name == "days":
            return f"({parts[1]}-{parts[0]})"
        return f"{self.name.upper()}({','.join(parts)})"


def figure_named(key: str) -> Expression:
    """Returns the formula that is one figure."""
    return Expression(key)


def quotient(over: str, under: str) -> Expression:
    """Returns the formula of one figure over another."""
    return Expression("/", args=(figure_named(over), figure_named(under)))


def read_expression(text: str) -> Expression:
    """Returns the formula that somebody wrote. Raises ``Refused``."""
    return _Parser(text.translate(_TYPED).lower()).whole()


class _Parser:
    """Reads a formula from left to right; a sign waits for those that bind closer."""

    def __init__(self, text: str) -> None:
        self._tokens: list[tuple[str, str, str]] = []
        at = 0
        if len(text) > _LIMIT:
            raise _unreadable(text)
        while text[at:].strip():
            match = _TOKEN.match(text, at)
            if match is None:
                raise _unreadable(text)
            self._tokens.append((match[1] or "", match[2] or "", match[3] or ""))
            at = match.end()
        self._text, self._at = text, 0

    def whole(self) -> Expression:
        found = self._sum(1)
        if self._at < len(self._tokens):
            raise _unreadable(self._text)
        return found

    def _sign(self) -> str:
        return self._tokens[self._at][2] if self._at < len(self._tokens) else ""

    def _sum(self, rank: int) -> Expression:
        left = self._sum(rank + 1) if rank < 2 else self._one()
        while SIGNS.get(self._sign()) == rank:
            sign = self._sign()
            self._at += 1
            right = self._sum(rank + 1) if rank < 2 else self._one()
            left = Expression(sign, args=(left, right))
        return left

    def _one(self) -> Expression:
        if self._at == len(self._tokens):
            raise _unreadable(self._text)
        number, name, sign = self._tokens[self._at]
        self._at += 1
        if number:
            return Expression(number=Decimal(number))
        if name and self._sign() == "(":
            return self._call(name)
        if name:
            return figure_named(name)
        if sign != "(":
            raise _unreadable(self._text)
        inside = self._sum(1)
        self._expect(")")
        return inside

    def _call(self, name: str) -> Expression:
        self._expect("(")
        args = [self._sum(1)]
        while self._sign() == ",":
            self._at += 1
            args.append(self._sum(1))
        self._expect(")")
        is_days = (
            name == "days" and len(args) == 2 and all(arg.name and not arg.args for arg in args)
        )
        if not is_days and not (name in ("min", "max") and len(args) > 1):
            raise _unreadable(self._text)
        return Expression(name, args=tuple(args))

    def _expect(self, sign: str) -> None:
        if self._sign() != sign:
            raise _unreadable(self._text)
        self._at += 1


def _unreadable(text: str) -> Refused:
    shown = text if len(text) <= 60 else f"{text[:59]}…"
    return Refused(
        Text(
            f"công thức “{shown}” không đọc được; chỉ dùng khóa số liệu, số, + − × ÷, ngoặc, min, max và days(a, b)",
            f"the formula “{shown}” cannot be read; use keys of figures, numbers, + − × ÷, brackets, min, max, days(a, b)",
        )
    )
