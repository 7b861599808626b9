"""The officers' workbook as it is downloaded."""

import io
import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from assessments.models import Assessment, Role, Score, User
from assessments.sheets.workbook import layout
from assessments.sheets.workbook.build import build_workbook
from assessments.sheets.workbook.content import Content, in_tree_order
from assessments.sheets.workbook.layout import WorkbookLeaf
from criteria.models import Criterion
from criteria.scales import parse_scale
from tests.assessments.workbook.books import filled, in_memory, upload
from tests.factories import fill, make_large_set, make_person, make_round, make_unit, sheet_of
from tests.libreoffice import resaved

pytestmark = pytest.mark.django_db


def downloaded(client: Client, sheet: Assessment) -> Any:
    response = client.get(f"/sheets/{sheet.pk}/workbook/")
    assert response.status_code == 200
    return load_workbook(io.BytesIO(response.content))


@pytest.fixture
def officer(client: Client, sheet: Assessment) -> Client:
    client.force_login(make_person(Role.OFFICER, unit=sheet.unit))
    return client


def test_there_is_a_sheet_for_each_domain(officer: Client, sheet: Assessment) -> None:
    book = downloaded(officer, sheet)
    visible = [page.title for page in book if page.sheet_state == "visible"]
    assert visible == ["Hướng dẫn", "1. Lĩnh vực 1", "2. Lĩnh vực 2", "3. Lĩnh vực 3"]


def test_the_file_is_named_after_the_unit(officer: Client, sheet: Assessment) -> None:
    response = officer.get(f"/sheets/{sheet.pk}/workbook/")
    assert "Phi%E1%BA%BFu%20t%E1%BB%B1" in response["Content-Disposition"]


def test_only_input_cells_are_open(officer: Client, sheet: Assessment) -> None:
    for page in downloaded(officer, sheet):
        assert page.protection.sheet
        assert page.protection.password is None
        for row in page.iter_rows():
            for cell in row:
                keyed = "|" in str(page.cell(cell.row, layout.KEY).value or "")
                assert cell.protection.locked == (not keyed or cell.column != layout.INPUT)


@pytest.fixture
def colleague(client: Client, sheet: Assessment) -> Client:
    """An officer of the unit who was given the first domain alone."""
    person = make_person(Role.OFFICER, unit=sheet.unit)
    nodes = sheet.round.criteria_set.criteria
    person.memberships.get().parts.set(nodes.filter(code="1"))
    client.force_login(person)
    return client


def test_what_was_given_to_others_is_grey_and_locked(colleague: Client, sheet: Assessment) -> None:
    book = downloaded(colleague, sheet)
    for name, locked in (("1. Lĩnh vực 1", False), ("2. Lĩnh vực 2", True)):
        page = book[name]
        rows = [row for row in range(1, page.max_row + 1) if "|" in (page.cell(row, 1).value or "")]
        cells = [page.cell(row, layout.INPUT) for row in rows]
        assert {cell.protection.locked for cell in cells} == {locked}
        assert {cell.fill.start_color.rgb[2:] == "F2F2F2" for cell in cells} == {locked}
        # What colours a cell by its leaf's state would hide the grey.
        assert locked == all(page.cell(row, layout.STATE).value is None for row in rows)
    assert "3/6 tiêu chí" in cover_of(book)["Phần được giao"]


def test_a_whole_part_and_no_part_lock_nothing(officer: Client, sheet: Assessment) -> None:
    assert "Phần được giao" not in cover_of(downloaded(officer, sheet))
    officer.force_login(make_person(Role.COORDINATOR))
    assert "Phần được giao" not in cover_of(downloaded(officer, sheet))


def test_who_has_more_uploads_the_file_of_who_has_less(
    colleague: Client, sheet: Assessment
) -> None:
    data = colleague.get(f"/sheets/{sheet.pk}/workbook/").content
    changed = filled(data, {"1.1|note": "Đã ban hành", "2.3|points": 1})
    shown = upload(colleague, sheet, changed).context["preview"]
    assert [one.code for one in shown.changes] == ["1.1"]
    assert [one.code for one in shown.refused] == ["2.3"]
    colleague.force_login(make_person(Role.LEADER, unit=sheet.unit))
    shown = upload(colleague, sheet, changed).context["preview"]
    assert [one.code for one in shown.changes] == ["1.1", "2.3"]


def cover_of(book: Any) -> dict[str, Any]:
    """The second column of the cover by the first."""
    return {row[0].value: row[1].value for row in book["Hướng dẫn"].iter_rows(max_col=2)}


def test_the_cover_tells_what_of_the_whole_the_unit_fills_in(
    officer: Client, sheet: Assessment
) -> None:
    cover = downloaded(officer, sheet)["Hướng dẫn"]
    total = next(row for row in cover.iter_rows() if row[0].value == "Tổng cộng")
    assert [cell.value for cell in total[2:4]] == [14, 12]
    told = cover_of(cover.parent)
    assert re.fullmatch(r"\d\d:\d\d – \d\d/\d\d/\d{4}", told["Hạn tự đánh giá"])
    assert re.fullmatch(r"\d\d:\d\d – \d\d/\d\d/\d{4}, .+", told["Tải xuống"])


def test_survey_leaves_are_shown_and_closed(officer: Client, sheet: Assessment) -> None:
    page = downloaded(officer, sheet)["3. Lĩnh vực 3"]
    shown = [[cell.value for cell in row] for row in page.iter_rows(min_row=layout.FIRST)]
    assert any(
        row[layout.CODE - 1] == "3.1" and "xã hội học" in row[layout.LABEL - 1] for row in shown
    )
    assert not any(row[layout.KEY - 1] for row in shown)


def test_what_was_claimed_stands_in_the_cells(officer: Client, sheet: Assessment) -> None:
    fill(sheet)
    book = downloaded(officer, sheet)
    cells = {
        row[layout.KEY - 1].value: row[layout.INPUT - 1].value
        for page in book
        for row in page.iter_rows(min_row=layout.FIRST)
        if row[layout.KEY - 1].value and len(row) >= layout.INPUT
    }
    assert cells["1.1|option"] == "1. Đạt: 2 điểm"
    assert (cells["1.2|lines:0"], cells["1.2|none"]) == ("x", None)
    assert (cells["1.3|numerator"], cells["2.1|count"]) == (80, 3)


@pytest.mark.parametrize("start", ["=1+1", "+1", "-1", "@SUM(A1)", "#N/A", "=cmd|' /C calc'!A0"])
def test_what_looks_like_a_formula_stays_text(
    officer: Client, sheet: Assessment, start: str
) -> None:
    Score.objects.filter(assessment=sheet, criterion__code="1.1").update(claimed_note=start)
    page = downloaded(officer, sheet)["1. Lĩnh vực 1"]
    notes = [
        page.cell(row, layout.INPUT)
        for row in range(layout.FIRST, page.max_row + 1)
        if page.cell(row, layout.KEY).value == "1.1|note"
    ]
    assert [(note.value, note.data_type) for note in notes] == [(start, "s")]


@pytest.mark.parametrize(
    "title", ["Cải cách [thể chế]: luật/nghị định?", "x" * 60, "'Thí điểm'", "Thể chế\x01"]
)
def test_sheet_names_are_what_excel_takes(title: str) -> None:
    domains = [Criterion(code=code, title_vi=title) for code in ("1", "1")]
    names = list(layout.sheet_names(domains).values())
    assert all(0 < len(name) <= 31 and not set(name) & set("[]:*?/\\\x01") for name in names)


def test_names_that_are_shortened_alike_stay_apart() -> None:
    domains = [Criterion(code=f"1{'.' * n}", title_vi="Cải cách " * 9) for n in (0, 1)]
    assert len(set(layout.sheet_names(domains).values())) == 2


def test_queries_do_not_grow_with_the_leaves(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    sheet = sheet_of(make_round(make_large_set(), [make_unit(level="ministry")]))
    client.force_login(make_person(Role.OFFICER, unit=sheet.unit))
    with django_assert_max_num_queries(8):
        downloaded(client, sheet)


def test_what_is_below_a_node_stands_together() -> None:
    """Whatever the positions are: a subtotal is the sum of rows that follow each other."""

    def node(pk: int, position: int, parent: int | None) -> Criterion:
        return Criterion(pk=pk, position=position, parent_id=parent)

    nodes = [node(1, 1, None), node(2, 2, None), node(3, 5, 1), node(4, 4, 2), node(5, 3, 1)]
    assert [one.pk for one in in_tree_order(nodes)] == [1, 5, 3, 2, 4]


def test_a_domain_that_is_itself_a_leaf(tmp_path: Path) -> None:
    content = in_memory({})
    domain = content.nodes[0]
    score = Score(criterion=domain, claimed_input={"points": "1.5"})
    scale = parse_scale({"kind": "points"}, domain.max_points)
    alone = Content(content.assessment, [domain], {"1": WorkbookLeaf(domain, score, scale)})
    data = resaved({"alone": build_workbook(alone, User(full_name="A"))}, tmp_path)["alone"]
    page = load_workbook(io.BytesIO(data), data_only=True).worksheets[1]
    points = [page.cell(row, layout.POINTS).value for row in range(layout.FIRST, page.max_row + 1)]
    assert [one for one in points if one is not None] == [1.5, 1.5]
