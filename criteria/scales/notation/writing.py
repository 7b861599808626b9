"""Turns the JSON of a scale into the one cell that reads back as the same JSON."""

import json
from collections.abc import Mapping
from decimal import Decimal

from criteria.common.numbers import for_input
from criteria.common.text import Refused
from criteria.scales.notation.reading import read_notation
from criteria.scales.notation.words import ANY_OF, NOT_APPLICABLE, PERCENT, POINTS, is_bound

_SPECIAL = set(';"=:\n{<>')


def write_notation(data: Mapping[str, object], language: str = "vi") -> str:
    """Returns the notation of a stored scale; a scale that it cannot express (a faulty draft) stays JSON."""
    try:
        text = _written(data, language)
        if read_notation(text) == data:
            return text
    except (Refused, LookupError, ValueError, TypeError, ArithmeticError, AttributeError):
        pass
    return json.dumps(data, ensure_ascii=False)


def _written(data: Mapping[str, object], language: str) -> str:
    english = language.startswith("en")
    parts = _parts(data, english)
    if data.get("allow_na"):
        parts.append(NOT_APPLICABLE[english])
    return "; ".join(parts)


def _parts(data: Mapping[str, object], english: bool) -> list[str]:
    # A scale of another shape raises below, and is written as JSON.
    lists: dict[str, list[dict[str, str]]] = data  # type: ignore[assignment]
    match data["kind"]:
        case "choice":
            return _labelled(lists["options"], english)
        case "checklist":
            first, *others = _labelled(lists["lines"], english)
            return [f"{ANY_OF[english]}: {first}", *others]
        case "bands":
            return _bands(lists["bands"], "%" if data["of"] == "ratio" else "", english)
        case "linear":
            return [_linear(data, english)]
        case "percent":
            return [PERCENT[english]]
        case "points":
            return [POINTS[english]]
    raise LookupError("kind")


def _number(value: object, english: bool) -> str:
    return for_input(Decimal(str(value)), "en" if english else "vi")


def _labelled(lines: list[dict[str, str]], english: bool) -> list[str]:
    return [f"{_label(line['label'])} = {_number(line['points'], english)}" for line in lines]


def _label(label: str) -> str:
    if is_bound(label) or _SPECIAL & set(label) or label.lower() in NOT_APPLICABLE:
        return '"' + label.replace('"', '""') + '"'
    return label


def _bands(bands: list[dict[str, str]], unit: str, english: bool) -> list[str]:
    parts = [
        f"≥{_number(band['min'], english)}{unit} = {_number(band['points'], english)}"
        for band in bands
    ]
    last = bands[-1]["min"]
    if Decimal(last) > 0:
        parts.append(f"<{_number(last, english)}{unit} = 0")
    return parts


def _linear(data: Mapping[str, object], english: bool) -> str:
    ratio, most, floor = ("ratio", "max", "floor") if english else ("tỷ lệ", "tối đa", "sàn")
    sign = " %" if data.get("of") == "percent" else ""
    text = f"{ratio}{sign} × {most}"
    if "floor" in data:
        text += f", {floor} {_number(data['floor'], english)}%"
    return text
