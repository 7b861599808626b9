"""The layout of the workbook: its worksheets, rows and columns, and the cells in which a leaf is filled in."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from assessments.models import Score
from criteria.common.text import readable
from criteria.models import Criterion
from criteria.scales import Field, Scale

COVER = "Hướng dẫn"
CALCULATION, OPTIONS, IDENTITY = "_tinh", "_phuong_an", "_nhan_dang"
"""The hidden worksheets: the steps to the live points, the drop-downs' options, the workbook's identity."""

MARKS, HEADINGS, FIRST = 1, 3, 4
"""The rows of a domain's worksheet: hidden marks by which columns are found again, headings, the domain."""
KEY, CODE, TITLE, MOST, SCALE, EVIDENCE, LABEL, INPUT, POINTS, STATE = range(1, 11)
"""The columns of a domain's worksheet; the first (the leaf and input of a row) and the last are hidden."""
KEY_MARK, INPUT_MARK = "par:key", "par:input"

SHEET_NAME_LIMIT = 31
OPTION_LIMIT = 200
TICK = "x"
NONE, NOT_APPLICABLE, NOTE = "none", "na", "note"

Kind = Literal["number", "whole", "date", "option", "tick", "note"]
_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f]+")


@dataclass(frozen=True, slots=True)
class InputCell:
    """One cell to fill in. ``name`` tells it from the leaf's others; ``field`` is the scale's."""

    name: str
    kind: Kind
    label: str
    field: Field | None = None


@dataclass(frozen=True, slots=True)
class WorkbookLeaf:
    """A leaf of the sheet; one without a scale is the survey's, and not for the unit to fill in."""

    node: Criterion
    score: Score
    scale: Scale | None


def key(code: str, name: str) -> str:
    """Returns the text of the hidden column in a row: ``1.3.2|numerator``."""
    return f"{code}|{name}"


def inputs_of(scale: Scale) -> list[InputCell]:
    """Returns the cells of a leaf from top to bottom; the last is always its note."""
    cells: list[InputCell] = []
    for field in scale.fields:
        label = _label(field)
        if field.type == "lines":
            cells += [
                InputCell(name, "tick", text.vi, field)
                for name, text in zip(line_names(field), field.options, strict=True)
            ]
            cells.append(InputCell(none_name(field), "tick", "Không đạt mục nào (0 điểm)", field))
        elif field.type == "tick":
            cells.append(InputCell(field.name, "tick", label, field))
        else:
            cells.append(InputCell(field.name, field.type, label, field))
    if scale.allow_na:
        cells.append(
            InputCell(
                NOT_APPLICABLE, "tick", "Không áp dụng, không phát sinh (nêu lý do ở Giải trình)"
            )
        )
    return [*cells, InputCell(NOTE, "note", "Giải trình của đơn vị")]


def _label(field: Field) -> str:
    """Returns a field's label with what it counts, how it is written and what asks for it."""
    hint = f" – {field.hint.vi}" if field.hint else ""
    unit = f" ({field.unit.vi})" if field.unit else ""
    return f"{field.label.vi}{unit}{', ngày/tháng/năm' if field.type == 'date' else ''}{hint}"


def line_names(field: Field) -> list[str]:
    """Returns the names of the cells of a field's lines."""
    return [f"{field.name}:{index}" for index in range(len(field.options))]


def none_name(field: Field) -> str:
    """Returns the name of the cell that says that no line is met."""
    return NONE if field.name == "lines" else f"{NONE}:{field.name}"


def option_texts(field: Field) -> list[str]:
    """Returns the options as the drop-down shows them: numbered, so that shortened ones stay apart."""
    texts = []
    # When each is met stands in the column of the scale.
    for number, (option, when) in enumerate(zip(field.options, field.conditions, strict=True), 1):
        text = option.vi.removesuffix(f" (đạt khi: {when})")
        short = text if len(text) <= OPTION_LIMIT else text[: OPTION_LIMIT - 1] + "…"
        texts.append(f"{number}. {short}")
    return texts


def sheet_names(domains: Iterable[Criterion]) -> dict[str, str]:
    """Returns a name for each domain's worksheet, by code: as Excel allows, at most 31 characters, no two alike."""
    names: dict[str, str] = {}
    taken = {name.casefold() for name in (COVER, CALCULATION, OPTIONS, IDENTITY)}
    for domain in domains:
        title = readable(f"{domain.code}. {domain.title_vi}")
        plain = " ".join(_FORBIDDEN.sub(" ", title).split())
        name, number = _shortened(plain, SHEET_NAME_LIMIT), 1
        while name.casefold() in taken:
            number += 1
            end = f" ({number})"
            name = _shortened(plain, SHEET_NAME_LIMIT - len(end)) + end
        taken.add(name.casefold())
        names[domain.code] = name
    return names


def _shortened(text: str, limit: int) -> str:
    short = text if len(text) <= limit else text[: limit - 1].rstrip() + "…"
    # Excel wants no apostrophe at either end.
    return short.strip("'")
