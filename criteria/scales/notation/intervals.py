"""Bounds as people write them: ``từ 80% đến dưới 100%``, ``trên 3``, ``≥80%``, ``5-10``; each is a span of values."""

import re
from dataclasses import dataclass, replace

from criteria.scales.notation.words import NUMBER, rule_text

_N = rf"({NUMBER})\s*(%?)"
_UNIT = r"(?P<unit>(?:\s+[a-zà-ỹđ][a-zà-ỹđ0-9²/]*){0,5}?)"
_LEAST = r"(?:≥|>=|=>|từ|from|at least|đạt(?: từ)?|reaching)"
_LESS = r"(?:≤|<=|=<|đến|không quá|up to|at most)"
_UNDER = r"(?:<|dưới|under|below)"
_OVER = r"(?:>|trên|quá|vượt|over|above)"
_OR_MORE = r"(?:trở lên|or more)"
_OR_LESS = r"(?:trở xuống|or less)"
_TO = r"(?:đến|to|-)"
_BETWEEN = (
    (rf"(?:{_LEAST}\s*)?{_N}{_UNIT}\s*(?:{_TO}|và|and)?\s*{_UNDER}\s*{_N}", True, False),
    (rf"{_OVER}\s*{_N}{_UNIT}\s*(?:{_TO}|và|and)?\s*{_UNDER}\s*{_N}", False, False),
    (rf"{_OVER}\s*{_N}{_UNIT}\s*{_TO}\s*{_N}", False, True),
    (rf"(?:{_LEAST}\s*)?{_N}{_UNIT}\s*{_TO}\s*{_N}", True, True),
)
_ONE = (
    (rf"(?:{_LEAST}\s*)?{_N}{_UNIT}\s*{_OR_LESS}", "max"),
    (rf"(?:{_LEAST}\s*)?{_N}{_UNIT}\s*{_OR_MORE}", "min"),
    (rf"(?:không đạt|chưa đạt|không đủ|chưa đủ)\s*{_N}{_UNIT}", "below"),
    (rf"{_UNDER}\s*{_N}{_UNIT}", "below"),
    (rf"{_OVER}\s*{_N}{_UNIT}", "above"),
    (rf"{_LESS}\s*{_N}{_UNIT}", "max"),
    (rf"{_LEAST}\s*{_N}{_UNIT}", "min"),
    (r"(100)\s*(%)(?P<unit>)", "min"),
)
# People write these for a band, but none can be one: it would leave the bound itself open. An old code
# page turns “≥” into “?”.
_NO_BAND = re.compile(rf"(?:[?\ufffd]\s*)?{NUMBER}\s*%?(?:\s*-\s*{NUMBER}\s*%?)?")
_NEGATION = {"không", "chưa", "not", "no"}
_REST = ("còn lại", "các trường hợp còn lại", "otherwise", "the rest")


@dataclass(frozen=True, slots=True)
class Span:
    """The values from ``low`` to ``high`` (as typed, ``None`` where there is no end), and whether the ends belong to it."""

    low: str | None = None
    low_in: bool = True
    high: str | None = None
    high_in: bool = False
    percent: bool = False
    mixed: bool = False
    unit: str = ""
    lead: str = ""
    is_rest: bool = False
    loose: bool = False
    """True where a dash alone stands between the ends, and leaves open whether the upper one belongs to it."""


def span_of(text: str) -> Span | None:
    """Returns the span that a text speaks of, with the words before it; ``None`` where it speaks of none."""
    plain = rule_text(text)
    if not plain:
        return None
    if plain in _REST:
        return Span(is_rest=True)
    for start in _starts(plain):
        span = _at(plain[start:])
        if span is not None:
            lead = plain[:start].strip(" ,:")
            # “Not 80% or more” is no band from 80% on, and “90% minus 1, 80” has a rule before the bound.
            odd = _NEGATION & {*lead.split()} or any(
                char.isdigit() or char in "=:;" for char in lead
            )
            return None if odd else replace(span, lead=lead)
    return None


def is_bound(label: str) -> bool:
    """Returns whether an unquoted label would be taken for the bound of a band, a right or a wrong one."""
    return span_of(label) is not None or _NO_BAND.fullmatch(rule_text(label)) is not None


def _starts(text: str) -> list[int]:
    """Returns where words begin, the beginning first: what stands before a bound leads up to it."""
    return [0, *(match.end() for match in re.finditer(r"\s+", text))]


def _at(text: str) -> Span | None:
    text = re.sub(r"\s*(?:thì|then)$", "", text)
    for pattern, low_in, high_in in _BETWEEN:
        if match := re.fullmatch(pattern, text):
            low, high = match[1], match[4]
            percent = bool(match[2] or match[5])
            mixed = bool(match[2]) != bool(match[5]) and not match[5]
            unit, loose = match["unit"].strip(), high_in and "-" in text and "từ" not in text
            return Span(low, low_in, high, high_in, percent, mixed, unit, loose=loose)
    for pattern, side in _ONE:
        if match := re.fullmatch(pattern, text):
            number, percent, unit = match[1], bool(match[2]), match["unit"].strip()
            if side in ("min", "above"):
                return Span(number, side == "min", None, False, percent, False, unit)
            return Span(None, True, number, side == "max", percent, False, unit)
    return None
