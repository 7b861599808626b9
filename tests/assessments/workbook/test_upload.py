"""A filled workbook comes back: a preview of each change, then what was chosen, all or none."""

import io
import time
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from assessments.acts import save_claim, submit_assessment
from assessments.models import Assessment, Role, Score, User
from assessments.sheets.workbook.compare import kept_preview
from assessments.sheets.workbook.layout import CALCULATION
from tests.assessments.workbook.books import confirm, download, filled, saved, upload
from tests.factories import (
    fill,
    line_of,
    make_large_set,
    make_person,
    make_round,
    make_unit,
    page,
    score_of,
    sheet_of,
)
from tests.markup import markup

pytestmark = pytest.mark.django_db

FILLED = {
    "1.1|option": "1. Đạt: 2 điểm",
    "1.1|note": "Đã ban hành kế hoạch",
    "1.2|lines:1": "x",
    "1.3|numerator": 79.99,
    "1.3|denominator": "100",
    "2.1|count": 3,
    "2.2|na": "X",
    "2.2|note": "Không phát sinh",
    "2.3|points": "0,75",
}


@pytest.fixture
def officer(sheet: Assessment) -> User:
    return make_person(Role.OFFICER, unit=sheet.unit)


@pytest.fixture
def visitor(client: Client, officer: User) -> Client:
    client.force_login(officer)
    return client


def save(sheet: Assessment, code: str, by: User, **claim: Any) -> None:
    score = score_of(sheet, code)
    save_claim(actor=page(by), score_id=score.pk, version=score.version, **claim)


def claimed(sheet: Assessment) -> dict[str, tuple[str | None, bool, str]]:
    return {
        score.criterion.code: (
            None if score.claimed_points is None else str(score.claimed_points.normalize()),
            score.claimed_na,
            score.claimed_note,
        )
        for score in Score.objects.filter(assessment=sheet).select_related("criterion")
    }


def codes(differences: Any) -> list[str]:
    return [one.code for one in differences]


def test_a_preview_shows_every_change_and_writes_nothing(
    visitor: Client, officer: User, sheet: Assessment
) -> None:
    before = claimed(sheet)
    response = upload(visitor, sheet, filled(download(sheet, officer), FILLED))
    assert response.status_code == 200
    preview = response.context["preview"]
    assert codes(preview.changes) == ["1.1", "1.2", "1.3", "2.1", "2.2", "2.3"]
    assert (preview.conflicts, preview.faults, preview.unchanged) == ([], [], 0)
    assert "79,99/100 = 79,99%" in markup(response)
    assert claimed(sheet) == before


def test_what_is_confirmed_is_saved(visitor: Client, officer: User, sheet: Assessment) -> None:
    preview = upload(visitor, sheet, filled(download(sheet, officer), FILLED))
    response = confirm(visitor, sheet, preview)
    assert response.status_code == 302
    now = claimed(sheet)
    assert now["1.1"] == ("2", False, "Đã ban hành kế hoạch")
    assert [now[code][0] for code in ("1.2", "1.3", "2.1", "2.3")] == ["1", "0", "2", "0.75"]
    assert now["2.2"] == (None, True, "Không phát sinh")
    assert line_of(act="apply_workbook").after["file"] == "Phiếu.xlsx"


def test_what_is_not_ticked_stays(visitor: Client, officer: User, sheet: Assessment) -> None:
    preview = upload(visitor, sheet, filled(download(sheet, officer), FILLED))
    confirm(visitor, sheet, preview, take=["2.1"])
    assert [code for code, (points, na, _) in claimed(sheet).items() if points or na] == ["2.1"]


def test_nothing_chosen_changes_nothing(visitor: Client, officer: User, sheet: Assessment) -> None:
    before = claimed(sheet)
    preview = upload(visitor, sheet, filled(download(sheet, officer), FILLED))
    assert confirm(visitor, sheet, preview, take=[]).status_code == 302
    assert claimed(sheet) == before


def test_an_untouched_workbook_changes_nothing(
    visitor: Client, officer: User, sheet: Assessment
) -> None:
    fill(sheet)
    preview = upload(visitor, sheet, download(sheet, officer)).context["preview"]
    assert (preview.differences, preview.unchanged, preview.faults) == ([], 6, [])


def test_an_emptied_leaf_is_a_change(visitor: Client, officer: User, sheet: Assessment) -> None:
    fill(sheet)
    data = filled(download(sheet, officer), {"2.1|count": None})
    preview = upload(visitor, sheet, data)
    confirm(visitor, sheet, preview)
    assert claimed(sheet)["2.1"][0] is None


def test_a_colleagues_newer_value_is_no_change_of_mine(
    visitor: Client, officer: User, sheet: Assessment
) -> None:
    data = filled(download(sheet, officer), {"2.1|count": 3})
    save(sheet, "1.1", officer, entry={"option": 0})
    preview = upload(visitor, sheet, data)
    shown = preview.context["preview"]
    assert (codes(shown.differences), shown.newer) == (["2.1"], 1)
    confirm(visitor, sheet, preview)
    assert claimed(sheet)["1.1"][0] == "2"


def test_two_officers_with_copies_of_one_download(client: Client, sheet: Assessment) -> None:
    first, second = (make_person(Role.OFFICER, unit=sheet.unit) for _ in range(2))
    data = download(sheet, first)
    client.force_login(first)
    one = filled(data, {"1.1|option": "1. Đạt: 2 điểm", "2.1|count": 1})
    confirm(client, sheet, upload(client, sheet, one))

    client.force_login(second)
    two = filled(data, {"2.1|count": 3, "2.3|points": 1})
    preview = upload(client, sheet, two)
    shown = preview.context["preview"]
    assert (codes(shown.changes), codes(shown.conflicts), shown.newer) == (["2.3"], ["2.1"], 1)
    assert str(first) in markup(preview)
    assert confirm(client, sheet, preview).status_code == 422  # nothing chosen for 2.1
    assert claimed(sheet)["2.3"][0] is None
    assert confirm(client, sheet, preview, choose={"2.1": "mine"}).status_code == 302
    now = claimed(sheet)
    assert [now[code][0] for code in ("1.1", "2.1", "2.3")] == ["2", "2", "1"]


def test_keeping_theirs_keeps_it(visitor: Client, officer: User, sheet: Assessment) -> None:
    data = filled(download(sheet, officer), {"2.1|count": 3})
    save(sheet, "2.1", officer, entry={"count": "1"})
    preview = upload(visitor, sheet, data)
    assert confirm(visitor, sheet, preview, choose={"2.1": "theirs"}).status_code == 302
    assert claimed(sheet)["2.1"][0] == "1"


def test_a_conflict_after_the_preview_shows_up_again(
    visitor: Client, officer: User, sheet: Assessment
) -> None:
    colleague = make_person(Role.OFFICER, unit=sheet.unit)
    preview = upload(visitor, sheet, filled(download(sheet, officer), FILLED))
    save(sheet, "2.1", colleague, entry={"count": "1"})
    again = confirm(visitor, sheet, preview)
    assert again.status_code == 409
    assert codes(again.context["preview"].conflicts) == ["2.1"]
    assert len(again.context["preview"].changes) == 5
    assert str(colleague) in markup(again)
    assert claimed(sheet)["1.1"][0] is None
    assert confirm(visitor, sheet, again, choose={"2.1": "mine"}).status_code == 302
    assert claimed(sheet)["2.1"][0] == "2"


def test_a_choice_counts_for_the_value_that_was_seen(
    visitor: Client, officer: User, sheet: Assessment
) -> None:
    data = filled(download(sheet, officer), {"2.1|count": 3})
    save(sheet, "2.1", officer, entry={"count": "1"})
    preview = upload(visitor, sheet, data)
    save(sheet, "2.1", officer, entry={"count": "2"})
    again = confirm(visitor, sheet, preview, choose={"2.1": "mine"})
    assert again.status_code == 409
    assert "2.1" not in again.context["chosen"]
    assert score_of(sheet, "2.1").claimed_input == {"count": "2"}


def test_one_refused_leaf_refuses_all(visitor: Client, officer: User, sheet: Assessment) -> None:
    preview = upload(visitor, sheet, filled(download(sheet, officer), FILLED))
    part = sheet.round.criteria_set.criteria.get(code="1")
    officer.memberships.get().parts.set([part])
    response = confirm(visitor, sheet, preview)
    assert response.status_code == 403
    assert "2.1" in markup(response)
    assert all(points is None for points, *_ in claimed(sheet).values())
    assert codes(response.context["preview"].refused) == ["2.1", "2.2", "2.3"]


def test_leaves_outside_ones_part_cannot_be_chosen(client: Client, sheet: Assessment) -> None:
    part = sheet.round.criteria_set.criteria.get(code="1")
    officer = make_person(Role.OFFICER, unit=sheet.unit, parts=[part])
    client.force_login(officer)
    preview = upload(client, sheet, filled(download(sheet, officer), FILLED))
    shown = preview.context["preview"]
    assert codes(shown.changes) == ["1.1", "1.2", "1.3"]
    assert codes(shown.refused) == ["2.1", "2.2", "2.3"]
    assert confirm(client, sheet, preview).status_code == 302


def test_a_submitted_sheet_takes_no_workbook(
    visitor: Client, officer: User, sheet: Assessment
) -> None:
    data = filled(download(sheet, officer), FILLED)
    fill(sheet)
    leader = make_person(Role.LEADER, unit=sheet.unit)
    submit_assessment(actor=page(leader), assessment_id=sheet.pk)
    response = upload(visitor, sheet, data)
    assert response.status_code == 403
    assert "đã khóa" in markup(response)


def test_a_preview_is_bound_to_its_person(
    visitor: Client, officer: User, sheet: Assessment
) -> None:
    preview = upload(visitor, sheet, filled(download(sheet, officer), FILLED))
    visitor.force_login(make_person(Role.OFFICER, unit=sheet.unit))
    response = confirm(visitor, sheet, preview)
    assert response.status_code == 422
    assert "Hãy tải tệp lên lại" in markup(response)
    assert claimed(sheet)["1.1"][0] is None


def test_a_preview_is_not_kept_for_ever(
    visitor: Client, officer: User, sheet: Assessment, monkeypatch: pytest.MonkeyPatch
) -> None:
    preview = upload(visitor, sheet, filled(download(sheet, officer), FILLED))
    later = time.time() + 24 * 3600 + 1
    monkeypatch.setattr("django.core.signing.time.time", lambda: later)
    assert confirm(visitor, sheet, preview).status_code == 422


def test_a_forged_preview_is_refused(visitor: Client, officer: User, sheet: Assessment) -> None:
    response = visitor.post(f"/sheets/{sheet.pk}/workbook/apply/", {"preview": "a:b:c"})
    assert response.status_code == 422


def test_an_upload_asks_few_queries_whatever_the_size(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    sheet = sheet_of(make_round(make_large_set(), [make_unit(level="ministry")]))
    officer = make_person(Role.OFFICER, unit=sheet.unit)
    client.force_login(officer)
    values = {f"1.{n}.1|numerator": 1 for n in range(1, 6)}
    values |= {f"1.{n}.1|denominator": 1 for n in range(1, 6)}
    data = filled(download(sheet, officer), values)
    with django_assert_max_num_queries(10):
        preview = upload(client, sheet, data)
    # For each leaf: savepoint, lock, save, record, release.
    with django_assert_max_num_queries(20 + 5 * 6):
        assert confirm(client, sheet, preview).status_code == 302


def test_points_counted_otherwise_in_the_file_are_said(
    visitor: Client, officer: User, sheet: Assessment
) -> None:
    book = load_workbook(io.BytesIO(filled(download(sheet, officer), FILLED)))
    counted = {"1.1": 2, "1.3": 0.25, "2.1": 1.9999, "9.9": 4}
    rows = book[CALCULATION].iter_rows(max_col=3)
    for code, _state, points in rows:
        points.value = counted.get(str(code.value))
    response = upload(visitor, sheet, saved(book))
    preview = response.context["preview"]
    shown = markup(response)

    assert [(one.code, str(one.in_file), str(one.here)) for one in preview.recounted] == [
        ("1.3", "0.25", "0.0000"),
        ("2.1", "1.9999", "2.0000"),
    ]
    assert "1.3: trong tệp 0,25, hệ thống 0" in shown
    assert "2.1: trong tệp 1,9999, hệ thống 2" in shown
    assert codes(preview.changes) == ["1.1", "1.2", "1.3", "2.1", "2.2", "2.3"]
    # What is written are the points of the server, and a preview that comes back says it again.
    again = kept_preview(response.context["kept"], officer, sheet).preview
    assert again.recounted == preview.recounted
    confirm(visitor, sheet, response)
    assert claimed(sheet)["2.1"][0] == "2"


def test_a_file_that_nothing_has_counted_says_nothing_of_points(
    visitor: Client, officer: User, sheet: Assessment
) -> None:
    preview = upload(visitor, sheet, filled(download(sheet, officer), FILLED)).context["preview"]
    assert preview.recounted == []


@pytest.mark.parametrize("value", [float("inf"), 1e300, True, "2", None])
def test_results_that_are_no_points_are_passed_over(
    visitor: Client, officer: User, sheet: Assessment, value: Any
) -> None:
    book = load_workbook(io.BytesIO(filled(download(sheet, officer), FILLED)))
    for _code, _state, points in book[CALCULATION].iter_rows(max_col=3):
        points.value = value
    response = upload(visitor, sheet, saved(book))
    assert response.status_code == 200
    assert response.context["preview"].recounted == []
