"""Filling in a downloaded workbook as an officer does, cell by cell."""

import datetime
import io
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook, load_workbook

from assessments.models import Assessment, Round, Score, Unit, User
from assessments.sheets.workbook import layout
from assessments.sheets.workbook.build import build_workbook
from assessments.sheets.workbook.content import Content, content_of
from assessments.sheets.workbook.layout import WorkbookLeaf
from criteria.models import CriteriaSet, Criterion
from criteria.scales import parse_scale
from tests.factories import BANDS, CHECKLIST, CHOICE, COUNT, LINEAR, PERCENT, POINTS


def download(sheet: Assessment, by: User) -> bytes:
    found = Assessment.objects.select_related("round__criteria_set", "unit").get(pk=sheet.pk)
    return build_workbook(content_of(found), by)


def cell_of(book: Workbook, key: str) -> Any:
    """The cell to fill in that a key (``1.3|numerator``) stands for."""
    for page in book.worksheets:
        for row in range(1, page.max_row + 1):
            if page.cell(row, layout.KEY).value == key:
                return page.cell(row, layout.INPUT)
    raise KeyError(key)


def saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def filled(data: bytes, values: dict[str, Any]) -> bytes:
    """The workbook with values typed into the cells of some keys."""
    book = load_workbook(io.BytesIO(data))
    for key, value in values.items():
        cell_of(book, key).value = value
    return saved(book)


def upload(client: Client, sheet: Assessment, data: bytes, name: str = "Phiếu.xlsx") -> Any:
    file = SimpleUploadedFile(name, data)
    return client.post(f"/sheets/{sheet.pk}/workbook/", {"file": file})


def confirm(client: Client, sheet: Assessment, preview: Any, **choices: Any) -> Any:
    """Post the form of a preview: what is ticked stays so, ``choices`` decide the conflicts."""
    shown = preview.context["preview"]
    data: dict[str, Any] = {
        "preview": preview.context["kept"],
        "take": [one.code for one in shown.changes],
        **{f"choose-{code}": value for code, value in choices.pop("choose", {}).items()},
        **choices,
    }
    return client.post(f"/sheets/{sheet.pk}/workbook/apply/", data)


Side = tuple[dict[str, Any] | None, bool, str]
"""Entry, not applicable, note."""


def in_memory(sides: dict[str, Side]) -> Content:
    """A sheet of a leaf of each kind with these claims, without a database."""
    criteria_set = CriteriaSet(pk=1, code="thu", year=2022, title_vi="Bộ thử", level="province")
    now = datetime.datetime(2026, 11, 24, tzinfo=datetime.UTC)
    round_ = Round(pk=1, criteria_set=criteria_set, title_vi="Kỳ thử", year=2022, submit_by=now)
    assessment = Assessment(pk=1, round=round_, unit=Unit(pk=1, code="T", name_vi="Đơn vị"))
    domain = Criterion(pk=1, code="1", title_vi="Lĩnh vực", max_points=Decimal(16))
    nodes, leaves = [domain], {}
    for number, (code, scale) in enumerate(SCALES.items(), 2):
        node = Criterion(
            pk=number,
            code=code,
            title_vi=f"Tiêu chí {code}",
            max_points=Decimal(2),
            scale=scale,
            source="reviewed",
            domain=domain,
            parent=domain,
        )
        entry, na, note = sides.get(code, (None, False, ""))
        score = Score(
            pk=number, criterion=node, claimed_input=entry, claimed_na=na, claimed_note=note
        )
        leaves[code] = WorkbookLeaf(node, score, parse_scale(scale, node.max_points))
        nodes.append(node)
    return Content(assessment, nodes, leaves)


SCALES: dict[str, dict[str, Any]] = {
    "1.1": CHOICE,
    "1.2": CHECKLIST,
    "1.3": BANDS | {"allow_na": True},
    "1.4": COUNT,
    "1.5": LINEAR,
    "1.6": {"kind": "linear", "of": "percent"},
    "1.7": PERCENT,
    "1.8": POINTS,
}
