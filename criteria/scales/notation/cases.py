"""Cases in a cell: ``trừ 0,2/văn bản sai``, ``mỗi sáng kiến = 0,5; tối đa 2``, ``Không vi phạm = 2; mỗi vi phạm trừ 0,5``."""

import re
from collections.abc import Mapping
from typing import ClassVar

from criteria.scales.base import JSON
from criteria.scales.notation.bands import read_bands
from criteria.scales.notation.base import (
    Figures,
    Inner,
    NotInWords,
    PartNotation,
    number_text,
    points_text,
)
from criteria.scales.notation.cell import CellText, Part
from criteria.scales.notation.clauses import Clause
from criteria.scales.notation.intervals import Span, span_of
from criteria.scales.notation.words import FULL, NOTHING_LEFT, NUMBER

_POINTS = (
    rf"(?P<points>{NUMBER}\s*%?|hết|toàn bộ|full)(?:\s*(?:điểm chuẩn|điểm tối đa|điểm|points?))?"
)
_SIGN = r"(?P<sign>bị trừ|trừ|minus|deduct|-|được cộng|được thưởng|cộng|thưởng|được|plus|\+)"
_UP_TO = r"(?:tối đa|không quá|không vượt quá|nhiều nhất|at most)(?: là)?"
_CAP = (
    rf"(?:\s*,?\s*(?:nhưng |but )?(?:tổng (?:số )?)?(?:điểm )?(?:trừ |cộng |thưởng )?{_UP_TO}"
    rf"(?: trừ| cộng)?\s*(?P<cap>{NUMBER})(?:\s*(?:điểm|points?))?)?"
)
_LIMIT = r"(?:\s*,\s*(?:trừ\s+)?không quá (?:điểm chuẩn|điểm tối đa))?"
_THING = r"(?P<thing>[^:/=,;]+?)"
_SHAPES = (
    rf"(?:mỗi|each|every)\s+(?P<thing>[^:/=;]+?)\s*[:,]?\s*{_SIGN}?\s*{_POINTS}{_CAP}{_LIMIT}",
    rf"{_SIGN}\s*{_POINTS}\s*(?:/|mỗi|cho mỗi|each|per)\s*(?P<thing>[^:/=;]+?){_CAP}{_LIMIT}",
    rf"(?P<lead>[^:/=,;]+?)\s*[:,]?\s*{_SIGN}?\s*(?<![0-9.,]){_POINTS}\s*/\s*{_THING}{_CAP}{_LIMIT}",
    rf"(?P<lead>[^:/=;]+?)\s*,?\s+(?:mỗi|each|every)\s+(?P<thing>[^:/=;]+?)\s*[:,]?\s*{_SIGN}\s*{_POINTS}{_CAP}{_LIMIT}",
)
_SHAPES_COMPILED = tuple(re.compile(shape) for shape in _SHAPES)
_NO_MORE = re.compile(
    r"(?:tổng\s+)?(?:điểm\s+)?(?:trừ\s+)?không quá (?:điểm chuẩn|điểm tối đa|số điểm tối đa)|not more than the maximum"
)
_MOST = re.compile(
    rf"(?:tổng\s+)?(?:tối đa|at most)\s*:?\s*(?:(?P<number>{NUMBER})|{FULL})\s*(?:điểm|points?)?"
)
_NONE = re.compile(r"(?:không|chưa|no)\b.*")
_TAKEN = re.compile(
    rf"(?P<left>.+?)\s*:?\s+(?P<right>(?:bị )?trừ\s+{NUMBER}\s*%?(?: điểm)?|{NOTHING_LEFT}|không trừ)"
)
_ALL_LOST = re.compile(
    r"(?P<thing>[^:;]+?)\s*(?:,|:|\bthì\b)\s*(?:thì\s+)?(?:bị\s+)?(?:(?P<taken>trừ (?:hết|toàn bộ)(?: số)?(?: điểm)?)|0(?: điểm)?)"
)
_ODD = re.compile(r"[0-9()+≥≤<>%\[\]{}]")
"""What no name of a thing has: it would be a rule of its own, passed over in silence."""
START = ("không có trường hợp nào", "no case")
_TIMES = ("lần", "trường hợp", "vụ", "time", "case")


class CasesNotation(PartNotation):
    part: ClassVar[str] = "cases"
    rank: ClassVar[int] = 30

    def read(self, cell: CellText) -> list[Part] | None:
        clauses = [one for clause in cell.clauses for one in _parted(clause)]
        if not any(map(_case, clauses)) and not all(map(_loses_all, clauses)):
            return None
        cases: list[JSON] = []
        bands: list[Clause] = []
        start = most = None
        for clause in clauses:
            if match := _case(clause):
                cases.append(_stored(cell, clause, match))
            elif thing := _loses_all(clause):
                cases.append({"figure": cell.thing(thing), "points": "-100%"})
            elif _NO_MORE.fullmatch(clause.plain):
                continue
            elif cap := _MOST.fullmatch(clause.plain):
                most = cell.faults.number(clause, cap["number"]) if cap["number"] else None
            elif _is_start(clause, clauses):
                start = cell.faults.points(clause)
            elif bands_clause := _band(clause):
                bands.append(bands_clause)
            else:
                _refuse(cell, clause)
        cases = [case for case in cases if case is not None]
        return self._parts(cell, cases, bands, start, most)

    def _parts(
        self,
        cell: CellText,
        cases: list[JSON],
        bands: list[Clause],
        start: str | None,
        most: str | None,
    ) -> list[Part]:
        down = [str(case["points"]).startswith("-") for case in cases if isinstance(case, dict)]
        data: Part = {"part": "cases", "cases": cases}
        if all(down):
            data["from"] = "100%" if start is None else start
        elif start is not None:
            data["from"] = start
        if data.get("from") == "0":
            del data["from"]
        if most is not None:
            data["most"] = most
        parts = [data]
        if bands:
            parts += _bands_by_measure(cell, bands)
        return parts

    def write(self, part: Mapping[str, JSON], figures: Figures, english: bool, inner: Inner) -> str:
        clauses, cases = [], part["cases"]
        if not isinstance(cases, list):
            raise NotInWords
        down = all(str(case["points"]).startswith("-") for case in cases if isinstance(case, dict))
        start = part.get("from", "0")
        if start != ("100%" if down else "0"):
            clauses.append(f"{START[english]} = {points_text(start, english)}")
        clauses += [_written(case, figures, english) for case in cases if isinstance(case, dict)]
        if "most" in part:
            clauses.append(
                f"{'at most' if english else 'tối đa'} {number_text(part['most'], english)}"
            )
        return "; ".join(clauses)


def _case(clause: Clause) -> re.Match[str] | None:
    """Returns how a clause counts cases, if it does."""
    if (
        clause.quoted
        or "×" in clause.plain
        or re.search(r"\bcứ\b|\beach (?:further|less)", clause.plain)
    ):
        return None
    for shape in _SHAPES_COMPILED:
        match = shape.fullmatch(clause.plain)
        names = f"{match['thing']} {match.groupdict().get('lead') or ''}" if match else ""
        if match and not _ODD.search(names):
            return match
    return None


def _is_start(clause: Clause, clauses: list[Clause]) -> bool:
    """Returns whether a clause gives the points of nothing having happened, from which cases take away."""
    if clause.quoted or clause.right is None or "trừ" in clause.plain:
        return False
    span = span_of(clause.left)
    if _NONE.fullmatch(clause.plain):
        return span is None
    cases = [match for one in clauses if (match := _case(one))]
    is_all = span is not None and span.percent and span.low == "100" and span.high is None
    # “On time = 2; minus 1/error” may also mean 2 points for one thing and a point less for another.
    things = {word for match in cases for word in match["thing"].split()}
    about = things & {word.strip(",.") for word in clause.plain.split()}
    return bool(
        all(map(_takes, cases)) and about and (is_all or not re.search(r"[0-9]", clause.left))
    )


def _takes(match: re.Match[str]) -> bool:
    return (match["sign"] or "") in ("bị trừ", "trừ", "minus", "deduct", "-")


def _stored(cell: CellText, clause: Clause, match: re.Match[str]) -> Part | None:
    groups = match.groupdict()
    typed, takes = groups["points"].strip(), _takes(match)
    share = typed.endswith("%")
    if typed in ("hết", "toàn bộ", "full"):
        points: str | None = "100%"
    else:
        number = cell.faults.number(clause, typed.rstrip("%").strip())
        points = None if number is None else number + ("%" if share else "")
    thing, lead = groups["thing"].strip(), (groups.get("lead") or "").strip(" :")
    if (thing in _TIMES and lead) or lead:
        thing = f"{thing} {lead}"
    if points is None:
        return None
    case: Part = {"figure": cell.thing(thing), "points": f"-{points}" if takes else points}
    if groups["cap"]:
        case["most"] = cell.faults.number(clause, groups["cap"].rstrip(".,"))
    return case


def _band(clause: Clause) -> Clause | None:
    """Returns a clause that takes points below or above a bound, its points parted from it."""
    if clause.quoted:
        return None
    if clause.right is not None and span_of(clause.left):
        return clause
    match = _TAKEN.fullmatch(clause.plain)
    if match and span_of(match["left"]):
        right = "0" if match["right"] == "không trừ" else match["right"]
        return Clause(clause.number, match["left"].rstrip(": "), right)
    return None


def _bands_by_measure(cell: CellText, clauses: list[Clause]) -> list[Part]:
    """Returns the bands of clauses, those that name the same measure together; a clause without words goes on."""
    groups: dict[str, list[Clause]] = {}
    lead = ""
    for clause in clauses:
        span = span_of(clause.left)
        lead = span.lead if span and span.lead else lead
        groups.setdefault(lead, []).append(clause)
    parts: list[Part] = []
    for group in groups.values():
        parts += read_bands(cell, _closed(group), taken=True)
    return parts


def _closed(clauses: list[Clause]) -> list[Clause]:
    """Returns the clauses with the band beyond them, which takes nothing away."""
    spans = [span for clause in clauses if (span := span_of(clause.left))]
    tops = {span.high for span in spans} - {span.low for span in spans}
    [top, *others] = [span for span in spans if span.high in tops] or [Span()]
    if others or top.high is None or any(span.high is None for span in spans):
        return clauses
    bound = f"{'>' if top.high_in else '>='} {top.high}{'%' if top.percent else ''}"
    return [Clause(clauses[0].number, bound, "0"), *clauses]


def _parted(clause: Clause) -> list[Clause]:
    """Returns the several bounds that a comma parts in one clause, each with what it takes away."""
    if clause.quoted:
        return [clause]
    pieces = re.split(r",\s+(?=(?:từ|dưới|trên|[≥≤<>0-9]))", clause.text)
    if len(pieces) == 1 or not all("trừ" in piece.lower() for piece in pieces):
        return [clause]
    return [Clause(clause.number, piece, None) for piece in pieces]


def _loses_all(clause: Clause) -> str:
    """Returns what a clause names that costs all of the points, empty where it names nothing."""
    if clause.quoted or span_of(clause.left):
        return ""
    match = _ALL_LOST.fullmatch(clause.plain)
    if match is None or (not match["taken"] and _NONE.fullmatch(clause.plain)):
        return ""
    thing = match["thing"].strip()
    return "" if _ODD.search(thing) else f"trường hợp {thing}"


def _refuse(cell: CellText, clause: Clause) -> None:
    cell.faults.add(
        clause,
        "không hiểu được bên cạnh các mức trừ, cộng theo trường hợp; hãy viết như “trừ 0,2/văn bản sai” "
        "hoặc “mỗi sáng kiến = 0,5”",
        "is not understood beside points per case; write it like “minus 0.2/wrong text” or “each initiative = 0.5”",
    )


def _written(case: Mapping[str, JSON], figures: Figures, english: bool) -> str:
    figure = figures[str(case["figure"])]
    thing = str(figure.get("unit") or figure["key"])
    points = str(case["points"])
    takes, plain = points.startswith("-"), points.lstrip("-")
    share = plain.endswith("%")
    shown = number_text(plain.rstrip("%"), english) + ("%" if share else "")
    if english:
        text = f"{'minus ' if takes else '+'}{shown}/{thing}"
    else:
        text = f"{'trừ ' if takes else '+'}{shown}/{thing}"
    if "most" in case:
        text += f", {'at most' if english else 'tối đa'} {number_text(case['most'], english)}"
    return text
