"""Bounds as people write them: ``từ 80% đến dưới 100%``, ``trên 3``, ``≥80%``, ``5-10``; each is a span of values."""

import re
from dataclasses import dataclass, replace

from criteria.scales.notation.words import NUMBER, rule_text

_N = rf"({NUMBER})\s*(%?)"
_UNIT = r"(?P<unit>(?:\s+[a-zà-ỹđ][a-zà-ỹđ0-9²/]*){0,5}?)"
_LEAST = r"(?:≥|>=|=>|từ|from|ít nhất|tối thiểu|at least|đạt(?: từ)?|reaching)"
_LESS = r"(?:≤|<=|=<|đến|không quá|không vượt quá|trong vòng|trong thời hạn|up to|at most|within)"
_UNDER = r"(?:<|dưới|under|below)"
_OVER = r"(?:>|trên|quá|vượt|sau|over|above|after)"
_OR_MORE = r"(?:trở lên|or more)"
_OR_LESS = r"(?:trở xuống|or less)"
_TO = r"(?:đến|to|-)"
_MORE = r"(?P<more>(?:\s+[a-zà-ỹđ][a-zà-ỹđ0-9²/]*){0,5}?)"
_BETWEEN = (
    (rf"(?:{_LEAST}\s*)?{_N}{_UNIT}\s*(?:{_TO}|và|and)?\s*{_UNDER}\s*{_N}{_MORE}", True, False),
    (rf"{_OVER}\s*{_N}{_UNIT}\s*(?:{_TO}|và|and)?\s*{_UNDER}\s*{_N}{_MORE}", False, False),
    (rf"{_OVER}\s*{_N}{_UNIT}\s*{_TO}\s*{_N}{_MORE}", False, True),
    (rf"(?:{_LEAST}\s*)?{_N}{_UNIT}\s*{_TO}\s*{_N}{_MORE}", True, True),
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
_TRAIL = re.compile(
    r"(?P<bound>.*(?:%|trở lên|trở xuống|or more|or less))\s+(?P<trail>[^0-9%:=;\[\]<>≥≤]+)"
)
_INNER_TRAIL = re.compile(
    r"(?P<bound>.*%)\s+(?P<trail>[^0-9%:=;\[\]<>≥≤]+?)\s+(?P<side>trở lên|trở xuống|or more|or less)"
)
# Behind a bound these begin a rule of their own.
_RULE_WORDS = {
    *(
        "trừ",
        "cộng",
        "mỗi",
        "cứ",
        "tối",
        "bị",
        "giảm",
        "thêm",
        "không",
        "chưa",
        "hoặc",
        "nếu",
        "thì",
    ),
    *("minus", "plus", "each", "or", "not", "no", "deduct"),
}
_EXACT = re.compile(
    rf"(?:có|chỉ có|chỉ|only)?\s*(?P<lead>(?:[a-zà-ỹđ]+\s+){{0,3}}?)(?P<number>[0-9]{{1,6}}){_UNIT}"
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
    trail: str = ""
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
        span = _at(plain[start:]) or _before_trail(plain[start:])
        if span is not None:
            lead = plain[:start].strip(" ,:")
            # “Not 80% or more” is no band from 80% on, and “90% minus 1, 80” has a rule before the bound.
            odd = _NEGATION & {*lead.split()} or any(
                char.isdigit() or char in "=:;" for char in lead
            )
            return None if odd else replace(span, lead=lead)
    return None


def exact_span(text: str) -> Span | None:
    """Returns the one number of things that a text names: ``01 sáng kiến``, ``thiếu 2 nội dung``, ``0``."""
    match = _EXACT.fullmatch(rule_text(text))
    if match is None or _NEGATION & {*match["lead"].split()}:
        return None
    number, unit = match["number"], match["unit"].strip()
    return Span(number, True, number, True, unit=unit, lead=match["lead"].strip())


def _before_trail(text: str) -> Span | None:
    """Returns the span before words that say what is counted: ``dưới 80% kế hoạch``."""
    match = _INNER_TRAIL.fullmatch(text) or _TRAIL.fullmatch(text)
    if match is None or _RULE_WORDS & {*match["trail"].split()}:
        return None
    span = _at(f"{match['bound']} {match.groupdict().get('side') or ''}".strip())
    return span and replace(span, trail=match["trail"].strip(" .,"))


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
            unit, loose = _unit_of(match), high_in and "-" in text and "từ" not in text
            return _counted(Span(low, low_in, high, high_in, percent, mixed, unit, loose=loose))
    for pattern, side in _ONE:
        if match := re.fullmatch(pattern, text):
            number, percent, unit = match[1], bool(match[2]), match["unit"].strip()
            if side in ("min", "above"):
                return _counted(Span(number, side == "min", None, False, percent, False, unit))
            return _counted(Span(None, True, number, side == "max", percent, False, unit))
    return None


def _unit_of(match: re.Match[str]) -> str:
    """Returns what is counted, behind the first of two bounds or behind the second."""
    return match["unit"].strip() or match["more"].strip()


def _counted(span: Span) -> Span | None:
    """Returns a span whose words behind a percentage say of what it is; ``None`` where they are a rule of their own."""
    if not (span.percent and span.unit):
        return span
    return None if _RULE_WORDS & {*span.unit.split()} else replace(span, unit="", trail=span.unit)
