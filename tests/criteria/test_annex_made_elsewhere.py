"""Annexes as other programs save them."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from openpyxl.utils import get_column_letter

from assessments.models import Role
from criteria.actions import import_annex, validate_set
from criteria.annex.writing import annex_file
from criteria.common.tables.preview import Preview
from criteria.common.text import Refused
from criteria.models import CriteriaSet
from tests.criteria.annexes import ROWS, changed, sheet, xlsx
from tests.factories import body, make_person, make_set
from tests.libreoffice import resaved

pytestmark = pytest.mark.django_db


def take(data: bytes) -> Preview:
    body("BNV")
    body("BTP")
    by = make_person(Role.ADMIN)
    return import_annex(by=by, stream=io.BytesIO(data), dry_run=False)


def test_saved_by_libreoffice(tmp_path: Path) -> None:
    criteria_set = make_set(publish=False)
    files = {"mine": annex_file(criteria_set, ".xlsx"), "plain": xlsx(sheet()).getvalue()}
    saved = resaved(files, tmp_path)

    assert take(saved["mine"]).entries == ()
    take(saved["plain"])
    assert validate_set(CriteriaSet.objects.get(code="province-2030")) == []


def rewritten(data: bytes, change: Callable[[str, bytes], bytes], **more: bytes) -> bytes:
    """A workbook with its parts changed, and others put in."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
        for name, content in more.items():
            new.writestr(name, content)
    return out.getvalue()


def as_excel_streams_it(table: list[list[object]]) -> bytes:
    """Inline strings, a shared formula over the points of domain 1 with its saved results."""
    rows = []
    for number, row in enumerate(table, start=1):
        cells = []
        for at, value in enumerate(row, start=1):
            place = f"{get_column_letter(at)}{number}"
            if isinstance(value, int | float):
                formula = ""
                if at == 3 and number in (11, 12):
                    ref = ' ref="C11:C12"' if number == 11 else ""
                    formula = f'<f t="shared"{ref} si="0">{"2-1" if number == 11 else ""}</f>'
                cells.append(f'<c r="{place}">{formula}<v>{value}</v></c>')
            elif value != "":
                text = escape(str(value))
                cells.append(f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>')
        rows.append(f'<row r="{number}">{"".join(cells)}</row>')
    content = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f"<sheetData>{''.join(rows)}</sheetData></worksheet>"
    ).encode()
    name = "xl/worksheets/sheet1.xml"
    return rewritten(xlsx([["x"]]).getvalue(), lambda part, old: content if part == name else old)


def test_inline_strings_and_shared_formulas() -> None:
    take(as_excel_streams_it(sheet()))
    made = CriteriaSet.objects.get()
    assert validate_set(made) == []
    assert made.criteria.count() == len(ROWS)


def test_codes_kept_as_numbers() -> None:
    rows = changed(
        *((at, 0, float(row[0])) for at, row in enumerate(ROWS) if row[0].count(".") < 2)
    )
    take(xlsx(sheet(rows)).getvalue())
    codes = set(CriteriaSet.objects.get().criteria.values_list("code", flat=True))
    assert codes == {row[0] for row in ROWS}


def test_a_code_that_excel_made_a_date_is_told() -> None:
    import datetime

    with pytest.raises(Refused, match="ngày tháng"):
        take(xlsx(sheet(changed((2, 0, datetime.date(2001, 1, 1))))).getvalue())


def test_macros_are_refused() -> None:
    data = rewritten(xlsx(sheet()).getvalue(), lambda _, old: old, **{"xl/vbaProject.bin": b"x"})
    with pytest.raises(Refused, match="macro"):
        take(data)


def test_links_to_other_files_are_not_followed() -> None:
    link = b'<externalLink xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>'
    name = "xl/externalLinks/externalLink1.xml"
    take(rewritten(xlsx(sheet()).getvalue(), lambda _, old: old, **{name: link}))
    assert CriteriaSet.objects.count() == 1


def test_a_formula_as_text_stays_text() -> None:
    rows = changed((2, 5, "'=HYPERLINK(1)"), (3, 5, "@SUM(1)"), (4, 5, "+84 24"))
    take(xlsx(sheet(rows)).getvalue())
    said = list(
        CriteriaSet.objects.get()
        .criteria.exclude(evidence_vi="")
        .values_list("evidence_vi", flat=True)
    )
    assert said == ["'=HYPERLINK(1)", "@SUM(1)", "+84 24"]
