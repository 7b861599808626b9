"""Turns the JSON of a scale into the cells that read back as the same JSON."""

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import product

from criteria.common.numbers import show
from criteria.common.text import Refused
from criteria.scales.base import JSON
from criteria.scales.notation.base import Figures, NotInWords
from criteria.scales.notation.cell import Part, labelled_rows
from criteria.scales.notation.figures import (
    COUNT,
    DENOMINATOR,
    NUMERATOR,
    PERCENTAGE,
    write_figures,
)
from criteria.scales.notation.heads import measure_text
from criteria.scales.notation.members import NOTATIONS
from criteria.scales.notation.reading import NAS, ZEROS, ScaleCells, read_cells
from criteria.scales.notation.six_kinds import as_kind
from criteria.scales.notation.words import NOT_APPLICABLE, PERCENT

_BY_PART = {notation.part: notation for notation in NOTATIONS}
_FAILURES = (
    Refused,
    NotInWords,
    LookupError,
    ValueError,
    TypeError,
    ArithmeticError,
    AttributeError,
)


def write_notation(data: Mapping[str, object], language: str = "vi") -> str:
    """Returns the rule of a stored scale in one cell; its figures and edges stand in columns of their own."""
    return write_cells(data, language).scale


def write_cells(data: Mapping[str, object], language: str = "vi") -> ScaleCells:
    """Returns the cells of a stored scale; one that they cannot express (a faulty draft) stays JSON."""
    english = language.startswith("en")
    try:
        for cells in _candidates(data, english):
            if _reads_back(cells, data):
                return cells
    except _FAILURES:
        pass
    return ScaleCells(json.dumps(data, ensure_ascii=False))


def _reads_back(cells: ScaleCells, data: Mapping[str, object]) -> bool:
    try:
        read = read_cells(cells)
    except Refused:
        return False
    return read == data or ("parts" in data and read == as_kind(*_opened(data)))


def _candidates(data: Mapping[str, object], english: bool) -> Iterator[ScaleCells]:
    """Yields the ways to write a scale, the shortest first."""
    figures, parts, edges = _opened(data)
    by_key = {str(figure["key"]): figure for figure in figures}
    if data.get("kind") == "percent":
        yield ScaleCells(PERCENT[english] + _allowed(data, english))
        return
    listed = write_figures(figures, english)
    for measured, column in product((False, True), ("", listed)):
        texts = [_part_text(part, by_key, english, measured=measured) for part in parts]
        text = texts[0] if len(texts) == 1 else " + ".join(f"[{one}]" for one in texts)
        yield ScaleCells(
            text + _allowed(data, english) + _rounded(edges, english) + _best(edges, english),
            figures=column,
            how=_sentence(edges, "how"),
            when=_conditions(parts),
            zero=_edge(edges, "zero", ZEROS, english),
            na=_edge(edges, "na", NAS, english),
        )


def _part_text(part: Mapping[str, JSON], figures: Figures, english: bool, *, measured: bool) -> str:
    def inner(held: Mapping[str, JSON]) -> str:
        return _part_text(held, figures, english, measured=True)

    head = measure_text(part.get("of"), english) if measured else ""
    return head + _BY_PART[str(part["part"])].write(part, figures, english, inner)


def _opened(data: Mapping[str, object]) -> tuple[list[Part], list[Part], Part]:
    """Returns figures, parts and edges, those of the six kinds among them."""
    # A scale of another shape raises, and is written as JSON.
    lists: dict[str, list[Part]] = data  # type: ignore[assignment]
    values: Part = data  # type: ignore[assignment]
    if "kind" not in data:
        edges = {name: value for name, value in values.items() if name not in ("figures", "parts")}
        return lists.get("figures", []), lists["parts"], edges
    rules = {name: value for name, value in values.items() if name not in ("kind", "allow_na")}
    match data["kind"]:
        case "bands":
            of: JSON = (
                {"figure": "count"}
                if data["of"] == "count"
                else {"ratio": ["numerator", "denominator"]}
            )
            known = [COUNT] if data["of"] == "count" else [NUMERATOR, DENOMINATOR]
            return known, [{"part": "bands", "of": of, **_with_rest(lists["bands"])}], {}
        case "linear":
            return _linear(rules)
        case kind:
            return [], [{"part": str(kind), **rules}], {}


def _linear(rules: Part) -> tuple[list[Part], list[Part], Part]:
    through: JSON = [["0", "0"], ["100", "100%"]]
    percent = rules.pop("of", "ratio") == "percent"
    of: JSON = {"figure": "percent"} if percent else {"ratio": ["numerator", "denominator"]}
    known: list[Part] = [PERCENTAGE] if percent else [NUMERATOR, DENOMINATOR]
    return known, [{"part": "line", "of": of, "through": through, **rules}], {}


def _with_rest(bands: list[Part]) -> Part:
    *above, last = bands
    if Decimal(str(last["min"])) == 0 and above and Decimal(str(last["points"])):
        return {"bands": [*above], "rest": last["points"]}
    return {"bands": [*bands]}


def _allowed(data: Mapping[str, object], english: bool) -> str:
    return f"; {NOT_APPLICABLE[english]}" if data.get("allow_na") else ""


def _rounded(edges: Part, english: bool) -> str:
    if "places" not in edges:
        return ""
    places = edges["places"]
    return f"; {places} decimals" if english else f"; làm tròn {places} chữ số"


def _best(edges: Part, english: bool) -> str:
    if "best" not in edges:
        return ""
    best = show(Decimal(str(edges["best"])), "en" if english else "vi")
    return f"; at best {best} points" if english else f"; mức cao nhất {best} điểm"


def _edge(edges: Part, name: str, words: Mapping[str, tuple[str, ...]], english: bool) -> str:
    return words[str(edges[name])][english] if name in edges else ""


def _conditions(parts: list[Part]) -> str:
    rows = [row for part in parts for row in labelled_rows(part)]
    return "\n".join(f"{row['label']}: {_sentence(row, 'when')}" for row in rows if "when" in row)


def _sentence(row: Part, key: str) -> str:
    """Returns a sentence with its English behind a bar."""
    return " | ".join(str(row[name]) for name in (key, f"{key}_en") if name in row)
