"""Cuts a cell into its clauses, separated by ``;`` or by line breaks, and gathers what is wrong with them."""

import re
import unicodedata
from dataclasses import dataclass, replace

from criteria.common.numbers import as_typed, canonical, parse
from criteria.common.text import Refused, Text
from criteria.scales.notation.wording import known_clause, known_wording
from criteria.scales.notation.words import (
    FULL,
    LONGEST,
    NOTHING_LEFT,
    NUMBER,
    is_vietnamese,
    rule_text,
)

_QUOTED = re.compile(r'\s*"((?:[^"]|"")*)"[^\S\n]*(?:\|[^\S\n]*"((?:[^"]|"")*)"[^\S\n]*)?')
_POINTS_UNIT = re.compile(r"(?<!\s)\s*(?:điểm|points?)\s*$", re.IGNORECASE)
_AMOUNT = re.compile(
    rf"(?P<take>trừ|bị trừ|giảm|minus|deduct|-)?\s*(?P<add>cộng|thêm|được|plus|\+)?\s*"
    rf"(?:(?P<number>{NUMBER})\s*(?P<share>%)?|(?P<full>{FULL})|(?P<none>{NOTHING_LEFT}))"
    r"(?:\s*(?:của\s+)?(?:số\s+)?(?:điểm chuẩn|điểm tối đa|số điểm|điểm|points?|of the maximum))?"
)

_NOTHING_TAKEN = ("không trừ", "không trừ điểm", "nothing taken")
_REST = re.compile(r"(còn lại|các trường hợp còn lại|otherwise)\s+([0-9].*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause: the text to the ``left`` of what parts it from its points, and to its ``right``, if there are any."""

    number: int
    left: str
    right: str | None
    quoted: bool = False
    english: str = ""
    """The label in English, where a quoted one has it."""
    too_long: bool = False
    """True where it is longer than any rule, and so is a label as if it were quoted."""

    @property
    def text(self) -> str:
        """The whole clause as it was typed."""
        return self.left if self.right is None else f"{self.left} = {self.right}"

    @property
    def word(self) -> str:
        """The whole clause where it is a word of the notation, else empty."""
        return "" if self.quoted or self.right is not None else rule_text(self.left)

    @property
    def plain(self) -> str:
        """The clause as it is compared, its points parted by a colon; empty where its label is quoted."""
        if self.quoted:
            return ""
        whole = self.left if self.right is None else f"{self.left}: {self.right}"
        return rule_text(whole)


class Faults:
    """What is wrong with a cell, clause by clause."""

    def __init__(self) -> None:
        self.all: list[Text] = []

    def add(self, clause: Clause, vi: str, en: str) -> None:
        """Notes what is wrong with a clause, and the way out."""
        shown = as_typed(clause.text)
        self.all.append(
            Text(f"phần {clause.number} {shown}: {vi}", f"part {clause.number} {shown}: {en}")
        )

    def number(self, clause: Clause, typed: str, *, language: str = "") -> str | None:
        """Returns the number that somebody typed, as scales store it; ``None`` after a fault."""
        try:
            return canonical(parse(typed, language=language))
        except Refused as refused:
            for cause in refused.causes:
                self.add(clause, cause.vi, cause.en)
        return None

    def quantity(self, clause: Clause, typed: str) -> str | None:
        """Returns a bound or a step: among Vietnamese words a point parts thousands."""
        language = "vi" if is_vietnamese(clause.text) else ""
        return self.number(clause, typed.strip().rstrip(".,"), language=language)

    def points(self, clause: Clause) -> str | None:
        """Returns the number to the right of the ``=``, with or without ``điểm`` after it; ``None`` after a fault."""
        if clause.right is None:
            self.add(
                clause,
                "thiếu “= điểm”; hãy viết như “Đạt = 0,5”",
                "“= points” is missing; write it like “Met = 0.5”",
            )
            return None
        return self.amount(clause, clause.right)

    def amount(self, clause: Clause, typed: str, *, taken: bool = False) -> str | None:
        """Returns points as scales store them: a number, a share of the maximum, negative where they are taken away."""
        plain = rule_text(typed)
        if plain in _NOTHING_TAKEN:
            return "0"
        match = _AMOUNT.fullmatch(plain)
        if match is None:
            return self.number(clause, _POINTS_UNIT.sub("", typed) if plain else typed)
        takes = bool(match["take"])
        if match["none"]:
            return "0" if not taken or match["none"].startswith(("0", "không", "none")) else "-100%"
        if match["full"]:
            return "-100%" if takes else "100%"
        number = self.number(clause, match["number"].rstrip(".,"))
        if number is None or not number.strip("0."):
            return number
        return f"{'-' if takes else ''}{number}{'%' if match['share'] else ''}"


def cut_up(text: str, faults: Faults) -> list[Clause]:
    """Returns every clause that is not empty; a quote opens only where a clause begins, brackets hold theirs together."""
    clauses: list[Clause] = []
    rest = known_wording(text)
    while rest.strip():
        quoted = _QUOTED.match(rest)
        label, english = (_unquoted(quoted[name]) for name in (1, 2)) if quoted else ("", "")
        body = rest[quoted.end() :] if quoted else rest
        end = _end(body)
        body, rest = body[:end], body[end + 1 :]
        number = len(clauses) + 1
        if quoted:
            clauses.append(replace(_quoted(number, label, body, faults), english=english))
        elif body.strip():
            clauses.append(_plain(number, known_clause(body)))
    return clauses


def _unquoted(text: str | None) -> str:
    return (text or "").replace('""', '"')


def _end(body: str) -> int:
    """Returns where a clause ends, outside brackets."""
    depth = 0
    for at, char in enumerate(body):
        if char == "[":
            depth += 1
        elif char == "]":
            depth = max(0, depth - 1)
        elif char in ";\n" and not depth:
            return at
    return len(body)


def _plain(number: int, body: str) -> Clause:
    bracket = body.find("[")
    left, sign, right = body.rpartition("=")
    if len(body) > LONGEST and bracket < 0:
        return Clause(
            number,
            left.strip() if sign else body.strip(),
            right.strip() if sign else None,
            quoted=True,
            too_long=True,
        )
    if bracket > 0 and "=" in body[:bracket]:
        left, sign, right = body.partition("=")
    # In “>=80%” the sign belongs to the bound, so the points are missing.
    if sign and left.strip() not in ("", ">", "<"):
        return Clause(number, left.strip(), right.strip())
    left, sign, right = body.rpartition(":")
    if sign and left.strip() and right.strip():
        return Clause(number, left.strip(), right.strip())
    if rest := _REST.fullmatch(body.strip()):
        return Clause(number, rest[1], rest[2])
    return Clause(number, body.strip(), None)


def _quoted(number: int, label: str, body: str, faults: Faults) -> Clause:
    right = body.strip()
    if right and not right.startswith(("=", ":")):
        faults.add(
            Clause(number, f'"{label}" {right}', None),
            "sau dấu ngoặc kép phải là “= điểm”; dấu ngoặc kép trong nhãn viết hai lần",
            "the closing quote must be followed by “= points”; double a quote inside the label",
        )
        return Clause(number, label, "0", quoted=True)
    return Clause(number, label, right[1:].strip() if right else None, quoted=True)


def normalise_cell(text: str) -> str:
    """Returns the text of a cell in NFC, with spaces and line ends of one kind only."""
    normal = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    return normal.replace("\u00a0", " ").replace("\u202f", " ").strip()
