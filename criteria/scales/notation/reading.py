"""Turns a cell and the columns beside it into the JSON of a scale, or into the list of everything that is wrong."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from criteria.common.numbers import as_typed
from criteria.common.text import Refused, Text
from criteria.scales.base import JSON
from criteria.scales.notation.cell import CellText, Part, labelled_rows
from criteria.scales.notation.clauses import Clause, Faults, cut_up, normalise_cell
from criteria.scales.notation.figures import read_figures
from criteria.scales.notation.heads import read_head, read_measure
from criteria.scales.notation.members import NOTATIONS
from criteria.scales.notation.six_kinds import as_kind
from criteria.scales.notation.unknown_heads import check_head
from criteria.scales.notation.words import NOT_APPLICABLE, PERCENT, comparable_text

_ROUNDED = re.compile(
    r"(?:điểm\s+)?(?:được\s+)?làm tròn (?:đến )?(?P<places>[24])\s*chữ số(?: thập phân)?|(?P<en>[24]) decimals"
)
_AND_ROUNDED = re.compile(r"(.+),\s*làm tròn (?:đến )?([24])\s*chữ số(?: thập phân)?", re.DOTALL)
_EXEMPT = re.compile(
    r".*\bkhông (?:thuộc diện|thuộc đối tượng|phải chấm|được giao|được phân công)\b.*"
    r"\b(?:được|tính|hưởng|:)\s*(?:tính\s+)?(?:điểm tối đa|đủ điểm)"
)
_ZERO = re.compile(
    r"(?:mẫu số|denominator)\s*(?:bằng|là|=|:|of)?\s*0\s*[:=,]?\s*(?:thì\s+)?(?:được\s+|hiện\s+|tính\s+|gives\s+)?(?P<what>.+)"
)
_BEST = re.compile(
    r"(?:mức|điểm) cao nhất (?:là )?(?P<vi>[0-9][0-9.,]*)(?: điểm)?|at best (?P<en>[0-9][0-9.,]*)(?: points?)?"
)
_NOT_DUE = re.compile(
    r"không (?:được giao|phát sinh|có)(?: \S+){0,4} thì không (?:chấm|tính|đánh giá)(?: điểm)?"
)
ZEROS = {
    "refused": ("không nhận", "refused"),
    "zero": ("0 điểm", "0 points", "không điểm", "không tính điểm"),
    "full": ("điểm tối đa", "full", "đủ điểm", "được điểm tối đa", "full points"),
    "na": ("không áp dụng", "not applicable", "n/a"),
}
NAS = {
    "": ("không cho phép", "not allowed", "không", "no"),
    "leaves": ("trừ khỏi điểm tối đa", "leaves the maximum", "cho phép", "có", "yes", "allowed"),
    "full": ("điểm tối đa", "full", "đủ điểm", "được điểm tối đa", "full points"),
}


@dataclass(frozen=True, slots=True)
class ScaleCells:
    """A scale as the columns of an annex have it; all but the first may be empty."""

    scale: str
    figures: str = ""
    how: str = ""
    when: str = ""
    zero: str = ""
    na: str = ""


LONGEST_CELL = 32_767
"""The characters of one cell, as many as Excel's have: a longer one would be told of its faults for minutes."""
_TOO_LONG = Text(
    f"ô quá dài: nhiều nhất {LONGEST_CELL} ký tự",
    f"the cell is too long: at most {LONGEST_CELL} characters",
)
_BESIDE = ("figures", "how", "when", "zero", "na")
_WHOLE = Text(
    "ô Thang điểm là JSON, đã có đủ mọi phần; hãy để trống ô này",
    "the cell Scale is JSON and has all of it; leave this one empty",
)


class RefusedCells(Refused):
    """Raised when a scale cannot be read; ``by_column`` has the causes by the names of ``ScaleCells``."""

    def __init__(self, by_column: Mapping[str, list[Text]]) -> None:
        self.by_column = {name: causes for name, causes in by_column.items() if causes}
        super().__init__(*(cause for causes in self.by_column.values() for cause in causes))


def read_notation(text: str) -> dict[str, JSON]:
    """Returns the JSON of the scale that one cell describes; see ``read_cells``."""
    return read_cells(ScaleCells(text))


def read_cells(cells: ScaleCells) -> dict[str, JSON]:
    """Returns the JSON of the scale that the columns describe. Raises ``Refused`` with every fault.

    Faults that only the maximum can show (points above it, a maximum never reached) are left to
    ``read_scale``. A cell that begins with ``{`` is the JSON itself.
    """
    too_long = {
        name: [_TOO_LONG]
        for name in ("scale", *_BESIDE)
        if len(getattr(cells, name)) > LONGEST_CELL
    }
    if too_long:
        raise RefusedCells(too_long)
    rest = normalise_cell(cells.scale)
    if rest.startswith("{"):
        beside = {name: [_WHOLE] for name in _BESIDE if getattr(cells, name).strip()}
        if beside:
            raise RefusedCells(beside)
        return _json(rest)
    faults, of_figures = Faults(), Faults()
    figures = read_figures(normalise_cell(cells.figures), of_figures)
    edges: dict[str, JSON] = {}
    cell = CellText([], faults, figures, listed=bool(figures), read_inside=_inside)
    parts = _parts(cell, rest, edges)
    if not parts and not faults.all:
        _refuse_nothing(faults)
    beside = _columns(cells, parts, edges)
    by_column = {"scale": faults.all, "figures": of_figures.all, **beside}
    if any(by_column.values()):
        raise RefusedCells(by_column)
    return as_kind([*cell.figures.values()], parts, edges)


def _json(text: str) -> dict[str, JSON]:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Refused(
            Text(
                "bắt đầu bằng “{” nhưng không phải JSON đúng; hãy viết như “Đạt = 1; Không đạt = 0”",
                "begins with “{” but is not valid JSON; write it like “Met = 1; Not met = 0”",
            )
        ) from error
    return dict(data)


def _refuse_nothing(faults: Faults) -> None:
    faults.all.append(
        Text(
            "không có mức điểm nào; hãy viết như “Đạt = 1; Không đạt = 0”",
            "there are no points at all; write it like “Met = 1; Not met = 0”",
        )
    )


def _parts(cell: CellText, text: str, edges: dict[str, JSON]) -> list[Part]:
    """Returns the parts of a cell: those in brackets with a plus between them, or what its clauses make."""
    bracketed = _bracketed(text)
    if bracketed is not None:
        inner, rest = bracketed
        _take_edges(cut_up(rest, cell.faults), edges, cell.faults, all_of_them=True)
        return [part for one in inner for part in _inside(cell, one, adds_up=True)]
    return _one_cell(cell, text, edges)


def _bracketed(text: str) -> tuple[list[str], str] | None:
    """Returns the texts in ``[…] + […]``, and what follows them."""
    inner, rest = [], text.strip()
    while rest.startswith("["):
        at = _closing(rest)
        inner.append(rest[1:at])
        rest = rest[at + 1 :].strip()
        if rest.startswith("+"):
            rest = rest[1:].strip()
        else:
            break
    return (inner, rest.lstrip("; ")) if len(inner) > 1 else None


def _closing(text: str) -> int:
    """Returns where the bracket closes that a text begins with, its end if it never does."""
    depth = 0
    for at, char in enumerate(text):
        depth += (char == "[") - (char == "]")
        if depth == 0:
            return at
    return len(text)


def _inside(outer: CellText, text: str, *, adds_up: bool = False) -> list[Part]:
    inner = CellText(
        [], outer.faults, outer.figures, outer.listed, adds_up=adds_up, read_inside=_inside
    )
    return _one_cell(inner, normalise_cell(text), None)


def _one_cell(cell: CellText, text: str, edges: dict[str, JSON] | None) -> list[Part]:
    cell.measure, text = read_measure(text, cell.faults)
    cell.kind, cell.head, text = read_head(text)
    if check_head(cell, text):
        return []
    clauses = cut_up(text, cell.faults)
    if edges is not None:
        clauses = _take_edges(clauses, edges, cell.faults)
    cell.clauses = clauses
    if not clauses:
        return []
    if len(clauses) == 1 and clauses[0].word in PERCENT and not cell.figures:
        return [{"part": "percent"}]
    for notation in NOTATIONS:
        if cell.kind and notation.part != cell.kind:
            continue
        if not cell.kind and notation.part == "checklist":
            continue
        parts = notation.read(cell)
        if parts is not None:
            return parts
    return []


def _take_edges(
    clauses: list[Clause], edges: dict[str, JSON], faults: Faults, *, all_of_them: bool = False
) -> list[Clause]:
    """Returns the clauses that speak of points; what the others say of the edges is taken in."""
    left = []
    for whole in clauses:
        clause, places = _without_rounding(whole)
        if places:
            edges["places"] = places
        zero, rounded = _ZERO.fullmatch(clause.plain), _ROUNDED.fullmatch(clause.plain)
        if _EXEMPT.fullmatch(clause.plain):
            edges["na"] = "full"
        elif clause.word in NOT_APPLICABLE or _NOT_DUE.fullmatch(clause.plain):
            edges["na"] = "leaves"
        elif rounded:
            edges["places"] = int(rounded["places"] or rounded["en"])
        elif best := _BEST.fullmatch(clause.plain):
            edges["best"] = faults.number(clause, (best["vi"] or best["en"]).rstrip(".,"))
        elif zero and (meant := _meant(zero["what"], ZEROS)) is not None:
            edges["zero"] = meant
        elif all_of_them:
            faults.add(clause, "không hiểu được sau các phần", "is not understood after the parts")
        else:
            left.append(clause)
    return left


def _without_rounding(clause: Clause) -> tuple[Clause, int]:
    """Returns a clause without what it says of rounding at its end, and to how many decimals that is."""
    match = None if clause.quoted else _AND_ROUNDED.fullmatch(clause.text)
    if match is None:
        return clause, 0
    return cut_up(match[1], Faults())[0], int(match[2])


def _meant(text: str, words: dict[str, tuple[str, ...]]) -> str | None:
    plain = comparable_text(text)
    return next((name for name, known in words.items() if plain in known), None)


def _columns(cells: ScaleCells, parts: list[Part], edges: dict[str, JSON]) -> dict[str, list[Text]]:
    """Takes in what the columns beside a cell say; returns what is wrong with them, by column."""
    faults: dict[str, list[Text]] = {}
    for name, text, words in (("zero", cells.zero, ZEROS), ("na", cells.na, NAS)):
        meant = _meant(text, words) if text.strip() else ""
        if meant is None:
            typed = as_typed(text.strip())
            known = ", ".join(one[0] for one in words.values())
            known_en = ", ".join(one[1] for one in words.values())
            faults[name] = [
                Text(f"{typed} phải là một trong: {known}", f"{typed} must be one of {known_en}")
            ]
        elif meant not in ("", "refused"):
            edges[name] = meant
    if cells.how.strip():
        edges |= _both("how", " ".join(cells.how.split()))
    if cells.when.strip():
        faults["when"] = _take_conditions(cells.when, parts)
    return faults


def _take_conditions(text: str, parts: list[Part]) -> list[Text]:
    """Gives each option or line the sentence that says when it is met: ``nhãn: câu``, a line each."""
    labelled: dict[str, Part] = {}
    for part in parts:
        for row in labelled_rows(part):
            labelled.setdefault(str(row["label"]), row)
    faults = []
    for line in normalise_cell(text).split("\n"):
        plain = " ".join(line.split())
        found = max((one for one in labelled if plain.startswith(f"{one}:")), key=len, default=None)
        if found is None:
            typed = as_typed(plain)
            faults.append(
                Text(
                    f"{typed} phải bắt đầu bằng nhãn của một phương án và dấu hai chấm",
                    f"{typed} must begin with the label of an option and a colon",
                )
            )
        else:
            labelled[found] |= _both("when", plain.removeprefix(f"{found}:").strip())
    return faults


def _both(key: str, text: str) -> Part:
    """Returns a sentence as it is stored, with the English that stands behind a bar."""
    said, _bar, english = text.partition(" | ")
    data: Part = {key: said.strip()}
    if english.strip():
        data[f"{key}_en"] = english.strip()
    return data
