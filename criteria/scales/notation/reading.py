"""Turns a cell into the JSON of a scale, or into the list of everything that is wrong with it."""

import json
import re
from decimal import Decimal

from criteria.common.numbers import as_typed, show
from criteria.common.text import Refused, Text
from criteria.scales.base import JSON
from criteria.scales.notation.parts import NotationPart, Reading, normalise_cell
from criteria.scales.notation.words import (
    ANY_OF,
    BETWEEN,
    LEAST,
    LINEAR,
    NOT_APPLICABLE,
    ONE_OF,
    PERCENT,
    POINTS,
    REST,
    comparable_text,
)

_PREFIX = re.compile(r"([^:;=\n\"]+):")


def read_notation(text: str) -> dict[str, JSON]:
    """Returns the JSON of the scale that ``text`` describes. Raises ``Refused`` with every fault.

    Faults that only the maximum can show (points above it, a maximum never reached) are left to
    ``read_scale``. A cell that begins with ``{`` is the JSON itself.
    """
    rest = normalise_cell(text)
    if rest.startswith("{"):
        return _json(rest)
    reading = Reading()
    prefix, rest = _prefix(rest)
    parts = reading.parts(rest)
    scored = [part for part in parts if part.word not in NOT_APPLICABLE]
    data = _scale(reading, prefix, scored)
    if len(scored) < len(parts):
        data["allow_na"] = True
    if reading.faults:
        raise Refused(*reading.faults)
    return data


def _json(text: str) -> dict[str, JSON]:
    try:
        data = json.loads(text)
    except ValueError as error:
        raise Refused(
            Text(
                "bắt đầu bằng “{” nhưng không phải JSON đúng; hãy viết như “Đạt = 1; Không đạt = 0”",
                "begins with “{” but is not valid JSON; write it like “Met = 1; Not met = 0”",
            )
        ) from error
    return dict(data)


def _prefix(text: str) -> tuple[str, str]:
    """Returns the kind that stands before the first colon, and the text after it."""
    match = _PREFIX.match(text)
    for kind, words in (("checklist", ANY_OF), ("choice", ONE_OF)):
        if match and comparable_text(match[1]) in words:
            return kind, text[match.end() :]
    return "", text


def _scale(reading: Reading, prefix: str, parts: list[NotationPart]) -> dict[str, JSON]:
    if not parts:
        reading.faults.append(
            Text(
                "không có mức điểm nào; hãy viết như “Đạt = 1; Không đạt = 0”",
                "there are no points at all; write it like “Met = 1; Not met = 0”",
            )
        )
        return {}
    if not prefix and len(parts) == 1 and (formula := _formula(reading, parts[0])):
        return formula
    if not prefix and any(part.is_bound for part in parts):
        return _bands(reading, parts)
    labelled: list[JSON] = [
        {"label": " ".join(part.left.split()), "points": reading.points(part)} for part in parts
    ]
    if prefix == "checklist":
        return {"kind": "checklist", "lines": labelled}
    return {"kind": "choice", "options": labelled}


def _formula(reading: Reading, part: NotationPart) -> dict[str, JSON] | None:
    if part.word in PERCENT:
        return {"kind": "percent"}
    if part.word in POINTS:
        return {"kind": "points"}
    match = LINEAR.fullmatch(part.word)
    if match is None:
        return None
    data: dict[str, JSON] = {"kind": "linear"}
    if match["typed"]:
        data["of"] = "percent"
    if match["floor"] is not None:
        floor = match["floor"].strip()
        if not floor.endswith("%"):
            reading.fault(
                part,
                "mức sàn phải là tỷ lệ phần trăm, ví dụ “sàn 50%”",
                "the floor must be a percentage, for example “floor 50%”",
            )
            return data
        data["floor"] = reading.number(part, floor[:-1])
    return data


def _bands(reading: Reading, parts: list[NotationPart]) -> dict[str, JSON]:
    bands: list[JSON] = []
    units: set[str] = set()
    above: str | None = None
    for at, part in enumerate(parts, start=1):
        text = "" if part.quoted else comparable_text(part.left)
        match = LEAST.fullmatch(text) or BETWEEN.fullmatch(text) or REST.fullmatch(text)
        points = reading.points(part)
        if match is None:
            if part.right is not None:
                reading.fault(
                    part,
                    "không phải là mức; mỗi mức viết “≥80% = điểm” hoặc “>=80% = điểm”, mức cuối có thể “<80% = 0”; "
                    "nếu là nhãn chữ, đặt cả các nhãn trong dấu ngoặc kép",
                    "is no band; write each band as “≥80% = points” or “>=80% = points”, the last may be “<80% = 0”; "
                    "if these are labels, put all of them in quotes",
                )
            continue
        groups = match.groupdict()
        bound = reading.number(part, groups["min"])
        units.add(groups["min_unit"] or groups.get("top_unit") or "")
        if groups.get("top") is not None:
            _check_top(reading, part, reading.number(part, groups["top"]), above)
        if bound is None or points is None:
            continue
        if REST.fullmatch(text):
            _rest(reading, part, bands, (bound, points), above, last=at == len(parts))
            continue
        bands.append({"min": bound, "points": points})
        above = bound
    if len(units) > 1:
        reading.faults.append(
            Text(
                "có mức viết “%” và có mức không; tỷ lệ thì mức nào cũng viết “%”, số lượng thì không",
                "some bands have “%” and some do not; a ratio has it in all, a count in none",
            )
        )
    return {"kind": "bands", "of": "ratio" if "%" in units else "count", "bands": bands}


def _check_top(reading: Reading, part: NotationPart, top: str | None, above: str | None) -> None:
    if top is not None and top != above:
        wanted = "…" if above is None else show(Decimal(above))
        reading.fault(
            part,
            f"phải đến dưới ngưỡng của mức ngay trên nó ({wanted}), nếu không sẽ có khoảng hở",
            f"must reach up to the band above it ({wanted}), or a gap is left between them",
        )


def _rest(
    reading: Reading,
    part: NotationPart,
    bands: list[JSON],
    value: tuple[str, str],
    above: str | None,
    *,
    last: bool,
) -> None:
    """Reads ``<80% = 0``, which closes the scale; with points it is a band that begins at 0."""
    bound, points = value
    if not last:
        reading.fault(
            part,
            "mức “<…” chỉ được đứng cuối; các mức trên viết “≥…” hoặc “>=…”",
            "a band “<…” may only be the last; write those above it as “≥…” or “>=…”",
        )
    elif bound != above:
        wanted = "…" if above is None else show(Decimal(above))
        reading.fault(
            part,
            f"phải dưới đúng ngưỡng của mức ngay trên nó ({wanted}), không phải {as_typed(bound)}",
            f"must be under the bound of the band above it ({wanted}), not {as_typed(bound)}",
        )
    elif Decimal(points) != 0:
        bands.append({"min": "0", "points": points})
