"""Numbers as people type and read them. All are exact: there is no binary floating point anywhere."""

import re
import unicodedata
from decimal import ROUND_HALF_UP, Context, Decimal, Inexact, InvalidOperation
from fractions import Fraction

from criteria.common.text import Refused, Text

INTEGER_DIGITS = 15
MINUS = "−"
"""The sign of a negative number on pages; people type a hyphen as well."""
DECIMALS = 6

EXACT = Context(prec=400, rounding=ROUND_HALF_UP, traps=[InvalidOperation, Inexact])
"""The context for products of exact numbers: it raises rather than rounds.

The thread's own context has 28 digits only.
"""
_WIDE = Context(prec=400, rounding=ROUND_HALF_UP, traps=[InvalidOperation])

_SWAP = str.maketrans(",.", ".,")
_LAST_PLACE = Decimal(1).scaleb(-DECIMALS)
_PLAIN = re.compile(r"([0-9]+)(?:[.,]([0-9]+))?")
_AMBIGUOUS = re.compile(r"[1-9][0-9]{0,2}\.[0-9]{3}")
_GROUPED = re.compile(
    r"([1-9][0-9]{0,2}([., \u00a0\u2009\u202f])[0-9]{3}(?:\2[0-9]{3})*)(?:(?!\2)[.,]([0-9]+))?"
)


def as_typed(text: str, length: int = 30) -> str:
    """Returns what somebody typed, quoted and safe to repeat in a message: short, on one line, visible."""
    shortened = text if len(text) <= length else text[: length - 1] + "…"
    # Bidi overrides and NULs would garble the sentence around them.
    return "“" + "".join(char if char.isprintable() else "�" for char in shortened) + "”"


def parse(
    text: str, *, most: Decimal | None = None, language: str = "", percent: bool = False
) -> Decimal:
    """Returns the number that a person typed, with decimal comma or point: ``0,75``, ``1.234,5``.

    ``1.234`` is 1234 in Vietnam and 1.234 elsewhere. Readers of ``language`` mean what it means there; without a
    language it is refused. Where 1234 would exceed ``most`` it is 1.234 for everybody (a percentage is never
    1234). A percentage may end in ``%``. What nobody sees is left out, further decimals are rounded. A sign is
    read; the caller judges which range is right. Raises ``Refused``.
    """
    typed = _without_format_characters(text).strip().replace(MINUS, "-")
    if percent:
        typed = typed.removesuffix("%").rstrip()
    if not typed:
        raise Refused(Text("Chưa nhập số", "No number was entered"))
    if len(typed) > 64:
        raise _too_long(typed)
    sign = typed[0] if typed[0] in "+-" else ""
    body = typed[len(sign) :]
    if language.startswith("en"):
        # English swaps the two signs, and nothing else.
        body = body.translate(_SWAP)
    if _AMBIGUOUS.fullmatch(body) and (most is None or Decimal(body.replace(".", "")) <= most):
        if not language:
            raise _ambiguous(sign, *body.split("."))
        body = body.replace(".", "")
    if match := _PLAIN.fullmatch(body):
        whole, fraction = match[1], match[2] or ""
    elif match := _GROUPED.fullmatch(body):
        whole, fraction = match[1].replace(match[2], ""), match[3] or ""
    else:
        raise _not_a_number(typed)
    return rounded_figure(Decimal(f"{sign}{whole}.{fraction}"), typed)


def number_as_meant(text: str, *, most: Decimal | None, language: str) -> str | Decimal:
    """Returns the number that readers of ``language`` mean by ``text``.

    Text that is none is returned as it is, to be refused by whoever knows its field.
    """
    try:
        return parse(text, most=most, language=language)
    except Refused:
        return text


def read_number(value: object, *, most: Decimal | None = None, percent: bool = False) -> Decimal:
    """Returns a number that came through any door, as typed text, canonical text, ``Decimal`` or ``int``.

    Raises ``Refused`` for ``bool`` and ``float``, and for whatever ``parse`` would not take as text.
    """
    if isinstance(value, str):
        return parse(value, most=most, percent=percent)
    if isinstance(value, int) and not isinstance(value, bool):
        # Before any str(): Python itself stops on the text of an int of over 4300 digits.
        if abs(value) >= 10**INTEGER_DIGITS:
            raise _too_long(None)
        return Decimal(value)
    if isinstance(value, Decimal) and value.is_finite():
        return rounded_figure(value)
    if isinstance(value, Decimal):
        raise _not_a_number(str(value))
    # No repr(): “0.5 is not a number” would puzzle whoever sent a float.
    kind = type(value).__name__
    raise Refused(
        Text(
            f'Số phải gửi dưới dạng chuỗi như "0.75", không phải {kind}',
            f'A number must be sent as text such as "0.75", not {kind}',
        )
    )


def rounded_figure(value: Decimal, typed: str | None = None) -> Decimal:
    """Returns a finite figure with the 6 decimals that are kept, halves rounded away from zero.

    A negative figure stays negative, however small. Raises ``Refused`` for one with too many digits, as ``typed``.
    """
    # Before it is rounded: the exponent of a forged one would make billions of digits.
    if value and value.adjusted() >= INTEGER_DIGITS:
        raise _too_long(typed)
    if decimals(value) > DECIMALS:
        rounded = round_half_up(value, DECIMALS)
        value = min(rounded, -_LAST_PLACE) if value < 0 else rounded
        if value.adjusted() >= INTEGER_DIGITS:
            raise _too_long(typed)
    return value or Decimal(0)


def decimals(value: Decimal) -> int:
    """Returns how many decimals a finite value needs; trailing zeros do not count."""
    _, digits, exponent = value.as_tuple()
    if not isinstance(exponent, int):
        raise ValueError(f"{value} has no decimals")
    if not value:
        return 0
    zeros = 0
    while digits[-1 - zeros] == 0:
        zeros += 1
    return max(0, -exponent - zeros)


def round_half_up(value: Decimal | Fraction, places: int) -> Decimal:
    """Returns ``value`` with exactly ``places`` decimals, halves rounded away from zero.

    ``value`` must be the exact one: rounding twice can differ from rounding once.
    """
    if isinstance(value, Decimal) and value.is_finite() and value.adjusted() < 300:
        # Ten times as fast as by way of a fraction: large files are read number by number.
        rounded = value.quantize(Decimal((0, (1,), -places)), context=_WIDE)
        return rounded or rounded.copy_abs()
    exact = Fraction(value)
    # Built from integers: quantize() and scaleb() stop or round at the context's 28 digits.
    units = int(abs(exact) * 10**places + Fraction(1, 2))
    negative = exact < 0 and units > 0
    return Decimal((int(negative), tuple(int(digit) for digit in str(units)), -places))


def show(value: Decimal, language: str = "vi", *, places: int | None = None) -> str:
    """Returns a number for reading: ``1.234,5`` in Vietnamese, ``1,234.5`` in English. Input fields take ``for_input``."""
    english = f"{value:,f}" if places is None else f"{round_half_up(value, places):,f}"
    if places is None:
        english = _trimmed(english)
    return english if language.startswith("en") else english.translate(_SWAP)


def for_input(value: Decimal, language: str = "vi") -> str:
    """Returns a number for an input field: never grouped, so that ``parse`` reads back the same value."""
    if language.startswith("en"):
        return canonical(value)
    return _trimmed(f"{value:f}").replace(".", ",")


def show_figure(value: Decimal, language: str = "vi") -> str:
    """Returns a declared figure for reading, in a form that ``parse`` reads back as the same value.

    People copy what the page prints into its fields. ``2.899`` would be refused there, and
    ``2,899`` be taken for less than 3: a number with a single group of thousands stays ungrouped.
    """
    shown = show(value, language)
    try:
        same = parse(shown) == value
    except Refused:
        same = False
    return shown if same else for_input(value, language)


def canonical(value: Decimal) -> str:
    """Returns the one spelling of a value in JSON: a decimal point, no exponent; ``parse`` reads back the same.

    It writes 1.234 as ``1.2340``, since ``parse`` would have to refuse the form with three decimals.
    """
    if not value.is_finite():
        raise ValueError(f"{value} has no canonical form")
    plain = _trimmed(f"{value:f}")
    return plain + "0" if _AMBIGUOUS.fullmatch(plain.lstrip("-")) else plain


def _trimmed(plain: str) -> str:
    shorter = plain.rstrip("0").rstrip(".") if "." in plain else plain
    return "0" if shorter == "-0" else shorter


def _without_format_characters(text: str) -> str:
    """Returns ``text`` without the marks that nobody sees; other control characters stay, to be refused."""
    if text.isprintable():
        return text
    return "".join(char for char in text if unicodedata.category(char) != "Cf")


def _ambiguous(sign: str, whole: str, decimals: str) -> Refused:
    typed = f"{sign}{whole}.{decimals}"
    grouped = f"{sign}{whole}{decimals}"
    return Refused(
        Text(
            f"“{typed}” có thể là {grouped} hoặc {sign}{whole},{decimals}: "
            f"hãy viết “{grouped}” hoặc “{sign}{whole},{decimals}”",
            f"“{typed}” could be {grouped} or {typed}: write “{grouped}” or “{typed}0”",
        )
    )


def _too_long(typed: str | None) -> Refused:
    name_vi, name_en = ("Số này", "This number") if typed is None else (as_typed(typed),) * 2
    return Refused(
        Text(
            f"{name_vi} quá dài: nhiều nhất {INTEGER_DIGITS} chữ số phần nguyên",
            f"{name_en} is too long: at most {INTEGER_DIGITS} digits before the decimal sign",
        )
    )


def _not_a_number(typed: str) -> Refused:
    return Refused(
        Text(
            f"{as_typed(typed)} không phải là số: "
            "chỉ dùng chữ số 0–9, ví dụ 0,75 hoặc 1.234,5 hoặc 1234,5",
            f"{as_typed(typed)} is not a number: "
            "use the digits 0–9 only, for example 0.75 or 1,234.5 or 1234.5",
        )
    )
