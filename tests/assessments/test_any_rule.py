"""A leaf whose rule has figures of its own: the same words on the form, beside the reviewer, in the record, in files."""

import io
import re
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from assessments.models import Assessment, Change, Role, User
from assessments.sheets.workbook.layout import TICK
from criteria.actions import publish_set
from criteria.scales.notation import ScaleCells, read_cells
from tests.assessments.leaf_doors import HTMX
from tests.assessments.workbook.books import cell_of, confirm, filled, upload
from tests.factories import (
    make_person,
    make_round,
    make_set,
    make_unit,
    score_of,
    sheet_of,
)
from tests.markup import markup

pytestmark = pytest.mark.django_db

FIGURES = "Số hồ sơ đúng hạn (hồ sơ đúng hạn), số nguyên; Số hồ sơ đã giải quyết (hồ sơ đã giải quyết), số nguyên"
RULES = {
    "1.1": ScaleCells("≥90% = 2; ≥80% = 1; <80% = 0", figures=FIGURES, zero="không áp dụng"),
    "1.2": ScaleCells("trừ 0,5/vi phạm", na="điểm tối đa"),
    "1.3": ScaleCells(
        "theo days(han, gui): ≤0 = 2; ≤5 = 1; >5 = 0", figures="han: Hạn, ngày; gui: Ngày gửi, ngày"
    ),
}
DONE, ALL = "so_ho_so_dung_han", "so_ho_so_da_giai_quyet"
WHY = "812 hồ sơ đúng hạn / 900 hồ sơ đã giải quyết = 90,22% → 2 điểm"


@pytest.fixture
def sheet() -> Assessment:
    criteria_set = make_set(publish=False)
    for code, cells in RULES.items():
        criteria_set.criteria.filter(code=code).update(scale=read_cells(cells))
    publish_set(criteria_set=criteria_set, by=make_person(Role.COORDINATOR))
    criteria_set.refresh_from_db()
    return sheet_of(make_round(criteria_set, [make_unit()]))


@pytest.fixture
def officer(sheet: Assessment) -> User:
    return make_person(Role.OFFICER, unit=sheet.unit)


def save(client: Client, sheet: Assessment, code: str, **typed: str) -> Any:
    score = score_of(sheet, code)
    data = {"version": score.version, "note": "", **typed}
    return client.post(f"/scores/{score.pk}/claim/", data)


def test_the_form_names_figures_and_units(client: Client, sheet: Assessment, officer: User) -> None:
    client.force_login(officer)
    shown = markup(client.get(f"/sheets/{sheet.pk}/leaves/1.1/"))
    for word in ("Số hồ sơ đúng hạn", "hồ sơ đã giải quyết", "”: không áp dụng"):
        assert word in shown
    assert "Không phát sinh thì ghi 0 ở “" in shown
    assert "Tử số" not in shown
    dated = markup(client.get(f"/sheets/{sheet.pk}/leaves/1.3/"))
    assert 'placeholder="ngày/tháng/năm"' in dated
    assert "Không thuộc diện chấm" in markup(client.get(f"/sheets/{sheet.pk}/leaves/1.2/"))


def test_the_preview_and_the_record_say_how_the_points_come_about(
    client: Client, sheet: Assessment, officer: User
) -> None:
    client.force_login(officer)
    score = score_of(sheet, "1.1")
    preview = client.post(f"/scores/{score.pk}/preview/", {DONE: "812", ALL: "900"})
    assert WHY in markup(preview)
    assert save(client, sheet, "1.1", **{DONE: "812", ALL: "900"}).status_code == 302
    assert score_of(sheet, "1.1").claimed_points == 2
    history = markup(client.get(f"/sheets/{sheet.pk}/history/"))
    assert WHY in history


def test_dates_are_typed_as_people_write_them(
    client: Client, sheet: Assessment, officer: User
) -> None:
    client.force_login(officer)
    save(client, sheet, "1.3", han="28/02/2026", gui="3/3/2026")
    score = score_of(sheet, "1.3")
    assert (score.claimed_input, score.claimed_points) == (
        {"han": "2026-02-28", "gui": "2026-03-03"},
        Decimal(1),
    )
    assert 'value="28/02/2026"' in markup(client.get(f"/sheets/{sheet.pk}/leaves/1.3/"))
    refused = save(client, sheet, "1.3", han="31/02/2026", gui="3/3/2026")
    assert "“31/02/2026” không phải là ngày" in markup(refused)
    assert 'value="31/02/2026"' in markup(refused)


def test_a_denominator_of_0_takes_the_leaf_out_and_keeps_the_figures(
    client: Client, sheet: Assessment, officer: User
) -> None:
    client.force_login(officer)
    save(client, sheet, "1.1", **{DONE: "0", ALL: "0"})
    score = score_of(sheet, "1.1")
    assert score.claimed_na
    assert score.claimed_points is None
    assert score.claimed_input == {DONE: "0", ALL: "0"}
    save(client, sheet, "1.1", **{DONE: "9", ALL: "10"})
    assert not score_of(sheet, "1.1").claimed_na


def test_whom_a_leaf_does_not_concern_gets_it_in_full(
    client: Client, sheet: Assessment, officer: User
) -> None:
    client.force_login(officer)
    save(client, sheet, "1.2", exempt="on")
    assert score_of(sheet, "1.2").claimed_points == 2
    shown = markup(client.get(f"/sheets/{sheet.pk}/leaves/1.2/"))
    assert 'name="exempt" checked' in shown
    save(client, sheet, "1.2", so_vi_pham="3")
    assert score_of(sheet, "1.2").claimed_points == Decimal("0.5")


def test_the_workbook_has_the_figures_and_comes_back(
    client: Client, sheet: Assessment, officer: User
) -> None:
    client.force_login(officer)
    data = client.get(f"/sheets/{sheet.pk}/workbook/").content
    values = {f"1.1|{DONE}": 812, f"1.1|{ALL}": 900, "1.2|exempt": TICK, "1.3|han": "28/02/2026"}
    book = filled(data, values | {"1.3|gui": "28/02/2026"})
    preview = upload(client, sheet, book)
    assert [one.code for one in preview.context["preview"].changes] == ["1.1", "1.2", "1.3"]
    confirm(client, sheet, preview)
    assert [score_of(sheet, code).claimed_points for code in RULES] == [2, 2, 2]
    again = client.get(f"/sheets/{sheet.pk}/workbook/").content
    shown = load_workbook(io.BytesIO(again))
    assert [cell_of(shown, key).value for key in (*values, "1.3|gui")] == [
        *values.values(),
        "28/02/2026",
    ]


def test_the_reviewer_sees_the_same_words_for_all_units(sheet: Assessment) -> None:
    client, officer = Client(), make_person(Role.OFFICER, unit=sheet.unit)
    client.force_login(officer)
    save(client, sheet, "1.1", **{DONE: "812", ALL: "900"})
    Assessment.objects.filter(pk=sheet.pk).update(status="submitted")
    client.force_login(make_person(Role.REVIEWER))
    for sort in ("figures", "-figures"):
        shown = markup(client.get(f"/rounds/{sheet.round_id}/leaves/1.1/?sort={sort}"))
        # Its points stand in a column of their own.
        figures, _arrow, points = WHY.partition(" → ")
        row = " ".join(re.sub("<[^>]*>", " ", shown.partition(" data-unit")[2]).split())
        assert f"{figures} {points.partition(' ')[0]} " in row
    opened = client.get(f"/rounds/{sheet.round_id}/leaves/1.1/units/{sheet.pk}/?open", headers=HTMX)
    assert WHY in markup(opened)


def test_the_record_of_a_change_keeps_the_figures(sheet: Assessment, officer: User) -> None:
    client = Client()
    client.force_login(officer)
    save(client, sheet, "1.1", **{DONE: "812", ALL: "900"})
    change = Change.objects.filter(act="save_claim").latest("pk")
    assert change.after
    assert change.after["input"] == {DONE: "812", ALL: "900"}
