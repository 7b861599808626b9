"""A scale that one of the six kinds can say is stored as that kind: so sets written before and after are alike."""

from criteria.scales.base import JSON
from criteria.scales.notation.cell import Part
from criteria.scales.notation.figures import (
    COUNT,
    DENOMINATOR,
    NUMERATOR,
    PERCENTAGE,
    Stored,
)

_RATIO: JSON = {"ratio": ["numerator", "denominator"]}
_WHOLE: JSON = [["0", "0"], ["100", "100%"]]


def as_kind(figures: list[Stored], parts: list[Part], edges: Part) -> Part:
    """Returns the JSON of a scale, in the form of one of the six kinds where there is one for it."""
    if len(parts) == 1 and not {*edges} - {"na"} and edges.get("na", "leaves") == "leaves":
        kind = _kind(figures, parts[0])
        if kind is not None:
            return kind | ({"allow_na": True} if "na" in edges else {})
    data: Part = {"figures": [*figures]} if figures else {}
    return data | {"parts": [*parts]} | {name: edges[name] for name in _EDGES if name in edges}


_EDGES = ("zero", "na", "places", "best", "how", "how_en")


def _kind(figures: list[Stored], part: Part) -> Part | None:
    match part:
        case {"part": "percent"}:
            return {"kind": "percent"}
        case {"part": "points", **others} if not others:
            return {"kind": "points"}
        case {"part": "choice", "options": list(rows), **others} if not others and _plain(rows):
            return {"kind": "choice", "options": rows}
        case {"part": "checklist", "lines": list(rows), **others} if not others and _plain(rows):
            return {"kind": "checklist", "lines": rows}
        case {"part": "bands"}:
            return _bands(figures, part)
        case {"part": "line", "through": through, "of": of} if through == _WHOLE:
            kind: Part | None = None
            if of == _RATIO and _are(figures, NUMERATOR, DENOMINATOR):
                kind = {"kind": "linear"}
            elif of == {"figure": "percent"} and _are(figures, PERCENTAGE):
                kind = {"kind": "linear", "of": "percent"}
            floor = {"floor": part["floor"]} if "floor" in part else {}
            return None if kind is None else kind | floor
    return None


def _bands(figures: list[Stored], part: Part) -> Part | None:
    rows, rest = part["bands"], part.get("rest")
    of = "ratio" if part["of"] == _RATIO and _are(figures, NUMERATOR, DENOMINATOR) else ""
    if part["of"] == {"figure": "count"} and _are(figures, COUNT):
        of = "count"
    if not of or not isinstance(rows, list) or not all(_is_least(row, of) for row in rows):
        return None
    if rest is not None:
        if not _is_plain(rest):
            return None
        rows = [*rows, {"min": "0", "points": rest}]
    return {"kind": "bands", "of": of, "bands": rows}


def _is_least(row: JSON, of: str) -> bool:
    if not isinstance(row, dict) or {*row} != {"min", "points"} or not _is_plain(row["points"]):
        return False
    return of == "ratio" or str(row["min"]).isdigit()


def _are(figures: list[Stored], *known: Stored) -> bool:
    return figures == [*known]


def _plain(rows: list[JSON]) -> bool:
    return all(
        isinstance(row, dict) and {*row} == {"label", "points"} and _is_plain(row["points"])
        for row in rows
    )


def _is_plain(points: JSON) -> bool:
    return points is None or (
        isinstance(points, str) and not points.endswith("%") and points[:1] != "-"
    )
