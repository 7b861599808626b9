"""The panel of a leaf: shown, saved by htmx and without JavaScript, refused, in conflict."""

import logging
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from assessments.acts import return_assessment, save_claim, submit_assessment
from assessments.models import Assessment, Change, Role, Score, User
from tests.assessments.leaf_doors import HTMX, leaf_url, post
from tests.factories import (
    FULL,
    fill,
    make_person,
    make_unit,
    page,
    score_of,
    set_clock,
)
from tests.markup import markup

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(sheet: Assessment, client: Client) -> User:
    """Somebody of the unit, signed in."""
    officer = make_person(Role.OFFICER, unit=sheet.unit)
    client.force_login(officer)
    return officer


@pytest.fixture
def reviewer(submitted: Assessment, client: Client) -> User:
    """The reviewer of domain 2 of ``submitted``, signed in."""
    reviewer = make_person(Role.REVIEWER, at="VPCP")
    client.force_login(reviewer)
    return reviewer


def text(response: Any) -> str:
    return markup(response)


def row(sheet: Assessment, code: str = "2.3") -> dict[str, Any]:
    return dict(Score.objects.filter(assessment=sheet, criterion__code=code).values().get())


# Shown


@pytest.mark.parametrize("code", [*FULL, "3.1"])
def test_every_kind_of_leaf_opens(
    client: Client, sheet: Assessment, officer: User, code: str
) -> None:
    fragment = client.get(leaf_url(sheet, code), headers=HTMX)
    whole = client.get(leaf_url(sheet, code))
    assert fragment.status_code == whole.status_code == 200
    assert "<html" not in text(fragment)
    assert "<html" in text(whole)
    assert ("<form" in text(fragment)) is (code != "3.1")


def test_what_is_saved_stands_in_the_inputs(
    client: Client, sheet: Assessment, officer: User
) -> None:
    fill(sheet, by=officer)
    save_claim(
        actor=page(officer),
        score_id=score_of(sheet, "2.2").pk,
        version=1,
        entry={"numerator": "6.5", "denominator": "10"},
        note="Sáu <b>rưỡi</b>",
    )
    shown = text(client.get(leaf_url(sheet, "2.2")))
    assert 'name="numerator" value="6,5"' in shown
    assert "6,5/10 = 65% của 2 điểm" in shown
    assert re.search(r'class="big[^>]*><span class="num">1,3<', shown)
    assert "Sáu &lt;b&gt;rưỡi&lt;/b&gt;" in shown
    assert re.search(r'name="option" value="0" checked', text(client.get(leaf_url(sheet, "1.1"))))


def test_a_survey_leaf_cannot_be_entered(client: Client, sheet: Assessment, officer: User) -> None:
    shown = text(client.get(leaf_url(sheet, "3.1")))
    assert "Đơn vị không cần tự đánh giá" in shown
    assert "<form id=" not in shown


def test_a_colleague_sees_why_not(client: Client, sheet: Assessment) -> None:
    part = sheet.round.criteria_set.criteria.get(code="1")
    client.force_login(make_person(Role.OFFICER, unit=sheet.unit, parts=[part]))
    shown = text(client.get(leaf_url(sheet)))
    assert "Tiêu chí 2.3 không thuộc phần được giao" in shown
    assert 'id="claim' not in shown


def test_a_reviewer_gets_the_other_form(
    client: Client, submitted: Assessment, reviewer: User
) -> None:
    shown = text(client.get(leaf_url(submitted)))
    assert 'class="award"' in shown
    assert 'id="claim' not in shown
    assert "do Cơ quan BNV thẩm định" in text(client.get(leaf_url(submitted, "1.1")))


@pytest.mark.parametrize("code", ["9.9", "1", "", "x" * 300, "2.3%00", "%F0%9F%92%A3", "2.3%0A"])
def test_a_code_that_does_not_exist(
    client: Client, sheet: Assessment, officer: User, code: str
) -> None:
    assert client.get(f"/sheets/{sheet.pk}/leaves/{code}/").status_code == 404


def test_the_fragment_is_not_taken_for_the_page(
    client: Client, sheet: Assessment, officer: User
) -> None:
    for headers in (HTMX, {}):
        vary = client.get(leaf_url(sheet), headers=headers)["Vary"]
        assert "HX-Request" in vary


# The unit saves


def test_a_save_by_htmx_answers_with_what_changed(
    client: Client, sheet: Assessment, officer: User
) -> None:
    response = post(client, "claim", sheet, {"points": "1,25", "note": "Ghi chú"}, htmx=True)
    assert response.status_code == 200
    shown = text(response)
    assert "<html" not in shown
    assert "Đã lưu" in shown
    assert 'value="1"' in shown
    assert re.search(r'id="total-claimed"[^>]*>1,25<', shown)
    assert re.search(r'id="total-progress"[^>]*>1/6<', shown)
    # The two points of the leaf, and not the row in which last year's stand.
    assert re.search(r'id="sumclaim\d+" hx-swap-oob="true">\s*1,25', shown)
    assert 'class="sum"' not in shown
    assert row(sheet)["claimed_note"] == "Ghi chú"
    assert Change.objects.filter(act="save_claim", door="page", by=officer).count() == 1


def test_a_save_without_javascript_goes_back_to_the_leaf(
    client: Client, sheet: Assessment, officer: User
) -> None:
    response = post(client, "claim", sheet, {"points": "1.25"})
    assert response.status_code == 302
    assert response["Location"] == leaf_url(sheet)
    assert 'value="1,25"' in text(client.get(response["Location"]))


@pytest.mark.parametrize(
    ("code", "data", "points"),
    [
        ("1.1", {"option": "0"}, 2),
        ("1.2", {"lines": ["0", "1"]}, 2),
        ("1.2", {"no_lines": "on"}, 0),
        ("1.2", {}, None),
        ("1.3", {"numerator": "1.600", "denominator": "2.000"}, 1),
        ("1.3", {"numerator": "1600", "denominator": "2000"}, 1),
        ("2.1", {"count": "1"}, 1),
        ("2.2", {"numerator": "3", "denominator": "4"}, "1.5"),
        ("2.2", {"not_applicable": "on"}, None),
        ("2.3", {"points": "2"}, 2),
    ],
)
def test_every_kind_saves_from_its_form(
    client: Client,
    sheet: Assessment,
    officer: User,
    code: str,
    data: dict[str, Any],
    points: object,
) -> None:
    post(client, "claim", sheet, data, code, htmx=True)
    saved = row(sheet, code)["claimed_points"]
    assert str(saved and saved.normalize()) == str(points) or saved == points


@pytest.mark.parametrize("typed", ["ba", "2,5", "NaN", "1e999", "١٢", "<b>", "1\x00x", "9" * 5000])
def test_bad_input_is_said_and_what_was_typed_stays(
    client: Client, sheet: Assessment, officer: User, typed: str
) -> None:
    before = row(sheet)
    data = {"points": typed, "note": "Đã gõ rất lâu"}
    fragment = post(client, "claim", sheet, data, htmx=True)
    assert fragment.status_code == 422
    assert 'role="alert"' in text(fragment)

    whole = post(client, "claim", sheet, data)
    assert whole.status_code == 422
    assert "Đã gõ rất lâu" in text(whole)
    assert 'role="alert"' in text(whole)
    if typed.isprintable() and "<" not in typed:
        assert f'value="{typed}"' in text(whole)
    assert "<b>" not in text(fragment).replace("<b></b>", "")
    assert row(sheet) == before
    assert not Change.objects.filter(act="save_claim").exists()


def test_a_note_with_a_nul(client: Client, sheet: Assessment, officer: User) -> None:
    post(client, "claim", sheet, {"points": "1\x00\u202c", "note": "a\x00b"}, htmx=True)
    assert row(sheet)["claimed_note"] == "ab"
    assert row(sheet)["claimed_points"] == 1


def test_a_form_of_five_megabytes(client: Client, sheet: Assessment, officer: User) -> None:
    response = post(client, "claim", sheet, {"points": "1", "note": "a" * 6_000_000})
    assert response.status_code == 413
    assert row(sheet)["version"] == 0


def test_a_conflict_shows_both_values(client: Client, sheet: Assessment, officer: User) -> None:
    colleague = make_person(Role.OFFICER, unit=sheet.unit)
    fill(sheet, "2.3", by=colleague)
    data = {"version": "0", "points": "1,5", "note": "Của tôi"}
    fragment = post(client, "claim", sheet, data, htmx=True)
    assert fragment.status_code == 409
    assert "Nhập 2 → 2 điểm" in text(fragment)
    assert str(colleague) in text(fragment)
    assert 'data-version="1"' in text(fragment)

    whole = post(client, "claim", sheet, data)
    assert whole.status_code == 409
    assert "Nhập 2 → 2 điểm" in text(whole)
    assert 'value="1,5"' in text(whole)
    assert "Của tôi" in text(whole)
    assert row(sheet)["version"] == 1

    # Having seen both, the person saves once more on top of the newer value.
    assert re.search(r'name="version"[^>]*value="1"', text(whole))
    assert post(client, "claim", sheet, data | {"version": "1"}).status_code == 302
    assert row(sheet)["claimed_note"] == "Của tôi"


def test_a_conflict_after_a_return_shows_the_new_claim(
    client: Client, submitted: Assessment, reviewer: User
) -> None:
    """A reviewer's page from before: nothing is awarded yet, what is new is what the unit says."""
    seen = score_of(submitted, "2.3").version
    coordinator = page(make_person(Role.COORDINATOR))
    return_assessment(actor=coordinator, assessment_id=submitted.pk, reason="Bổ sung")
    officer = page(make_person(Role.OFFICER, unit=submitted.unit))
    score = score_of(submitted, "2.3")
    save_claim(
        actor=officer,
        score_id=score.pk,
        version=score.version,
        entry={"points": "1.25"},
        note="Đã bổ sung",
    )
    leader = page(make_person(Role.LEADER, unit=submitted.unit))
    submit_assessment(actor=leader, assessment_id=submitted.pk)

    data = {"version": str(seen), "points": "1,5", "reason": "Thiếu"}
    fragment = post(client, "award", submitted, data, htmx=True)
    assert fragment.status_code == 409
    assert "Chưa có số liệu" in text(fragment)
    assert "Nhập 1,25 → 1,25 điểm" in text(fragment)
    assert "Đã bổ sung" in text(fragment)
    whole = text(post(client, "award", submitted, data))
    assert "Nhập 1,25 → 1,25 điểm" in whole
    assert "Đã bổ sung" in whole


@pytest.mark.parametrize("version", ["abc", "", "-1", "1.0", "٠", "9" * 30, "0\x00x"])
def test_a_version_that_is_none(
    client: Client, sheet: Assessment, officer: User, version: str
) -> None:
    response = post(client, "claim", sheet, {"version": version, "points": "1"}, htmx=True)
    assert response.status_code == 409
    assert row(sheet)["version"] == 0


def test_a_session_that_ended_keeps_the_page(client: Client, sheet: Assessment) -> None:
    response = post(client, "claim", sheet, {"points": "1"}, htmx=True)
    assert response.status_code == 401
    assert "<html" not in text(response)
    assert "Phiên làm việc đã hết" in text(response)

    whole = post(client, "claim", sheet, {"points": "1"})
    assert whole.status_code == 302
    assert whole["Location"].startswith("/accounts/login/?next=")
    assert row(sheet)["version"] == 0


def test_somebody_deactivated_is_signed_out(
    client: Client, sheet: Assessment, officer: User
) -> None:
    User.objects.filter(pk=officer.pk).update(is_active=False)
    assert post(client, "claim", sheet, {"points": "1"}, htmx=True).status_code == 401
    assert row(sheet)["version"] == 0


@pytest.mark.parametrize("htmx", [True, False])
def test_a_colleague_outside_the_part_is_refused_and_logged(
    client: Client, sheet: Assessment, htmx: bool, caplog: pytest.LogCaptureFixture
) -> None:
    part = sheet.round.criteria_set.criteria.get(code="1")
    colleague = make_person(Role.OFFICER, unit=sheet.unit, parts=[part])
    client.force_login(colleague)
    with caplog.at_level(logging.WARNING, "parindex.access"):
        response = post(client, "claim", sheet, {"points": "1", "note": "Gõ"}, htmx=htmx)
    assert response.status_code == 403
    assert "không thuộc phần được giao" in text(response)
    (line,) = (record for record in caplog.records if record.name == "parindex.access")
    assert f"user {colleague.pk}: Tiêu chí 2.3" in line.message
    assert row(sheet)["version"] == 0


@pytest.mark.parametrize("htmx", [True, False])
@pytest.mark.parametrize("version", ["0", "1", "-1"])
def test_a_stranger_learns_nothing(
    client: Client,
    sheet: Assessment,
    version: str,
    htmx: bool,
    caplog: pytest.LogCaptureFixture,
) -> None:
    officer = make_person(Role.OFFICER, unit=sheet.unit)
    save_claim(
        actor=page(officer),
        score_id=score_of(sheet, "2.3").pk,
        version=0,
        entry={"points": "1.5"},
        note="Chỉ đơn vị được đọc",
    )
    client.force_login(make_person(Role.OFFICER, unit=make_unit()))
    for door in ("claim", "award"):
        with caplog.at_level(logging.WARNING, "parindex.access"):
            response = post(client, door, sheet, {"points": "1", "version": version}, htmx=htmx)
        assert response.status_code == 403
        for secret in ("Chỉ đơn vị được đọc", "1,5", str(officer)):
            assert secret not in text(response)
    assert len([r for r in caplog.records if r.name == "parindex.access"]) >= 2
    assert row(sheet)["version"] == 1


def test_after_the_deadline_the_page_keeps_the_note(
    client: Client, sheet: Assessment, officer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_clock(monkeypatch, sheet.round.submit_by)
    client.force_login(officer)
    response = post(client, "claim", sheet, {"points": "1", "note": "Chưa kịp gửi"})
    assert response.status_code == 403
    assert "Đã hết hạn tự đánh giá" in text(response)
    assert "Chưa kịp gửi" in text(response)


@pytest.mark.parametrize("door", ["claim", "award", "preview_claim", "add_evidence"])
@pytest.mark.parametrize("score_id", ["0", "999999", "9" * 30, "9" * 5000])
def test_a_score_that_does_not_exist(
    client: Client, officer: User, door: str, score_id: str
) -> None:
    url = reverse(door, args=[0]).replace("/0/", f"/{score_id}/")
    assert client.post(url, {"version": "0", "points": "1"}).status_code == 404


# What it would give


def test_a_preview_says_points_and_why_and_saves_nothing(
    client: Client, sheet: Assessment, officer: User
) -> None:
    data = {"numerator": "79,9", "denominator": "80"}
    response = post(client, "preview_claim", sheet, data, "1.3", htmx=True)
    assert "79,9/80 = 99,88% → 1 điểm" in text(response)
    assert row(sheet, "1.3")["version"] == 0


def test_a_preview_says_what_is_wrong(client: Client, sheet: Assessment, officer: User) -> None:
    response = post(client, "preview_claim", sheet, {"points": "ba"}, htmx=True)
    assert response.status_code == 200
    assert "“ba” không phải là số" in text(response)
    assert text(post(client, "preview_claim", sheet, {}, htmx=True)).strip() == ""


def test_a_save_counts_what_is_left_for_its_reader(client: Client, sheet: Assessment) -> None:
    parts = list(sheet.round.criteria_set.criteria.filter(code="2"))
    client.force_login(make_person(Role.OFFICER, unit=sheet.unit, parts=parts))
    response = post(client, "claim", sheet, {"points": "1"}, htmx=True)
    assert re.search(r'id="count-empty"[^>]*>5<', text(response))
    assert re.search(r'id="count-mine"[^>]*>3<', text(response))


# The reviewer awards


def test_an_award_by_htmx(client: Client, submitted: Assessment, reviewer: User) -> None:
    response = post(client, "award", submitted, {"points": "1,5", "reason": "Thiếu"}, htmx=True)
    assert response.status_code == 200
    assert re.search(r'id="total-awarded"[^>]*>1,5<', text(response))
    assert row(submitted)["awarded_note"] == "Thiếu"


def test_accepting_shows_what_was_accepted_in_the_place_of_other_figures(
    client: Client, submitted: Assessment, reviewer: User
) -> None:
    post(client, "award", submitted, {"points": "1", "reason": "Thiếu"})
    response = post(
        client, "award", submitted, {"accept": "1", "points": "1", "reason": "Thiếu"}, htmx=True
    )
    answer = text(response)
    inputs = re.search(r'<div id="ainputs\d+" hx-swap-oob="true">(.*?)</div>', answer, re.DOTALL)
    reason = re.search(r'<textarea[^>]* id="areason\d+"[^>]*>(.*?)</textarea>', answer)
    assert inputs
    assert 'value="2"' in inputs[1]
    assert reason
    assert reason[1] == ""


def test_accepting_without_javascript(
    client: Client, submitted: Assessment, reviewer: User
) -> None:
    response = post(client, "award", submitted, {"accept": "1", "points": "2", "reason": ""})
    assert response["Location"] == leaf_url(submitted)
    assert row(submitted)["awarded_points"] == 2


@pytest.mark.parametrize("htmx", [True, False])
def test_an_award_without_its_reason(
    client: Client, submitted: Assessment, reviewer: User, htmx: bool
) -> None:
    response = post(client, "award", submitted, {"points": "1"}, htmx=htmx)
    assert response.status_code == 422
    assert "hãy nêu lý do" in text(response)
    assert ('value="1"' in text(response)) is not htmx
    assert row(submitted)["awarded_points"] is None


def test_two_reviewers_meet(client: Client, submitted: Assessment, reviewer: User) -> None:
    post(client, "award", submitted, {"points": "1", "reason": "Của người trước"})
    other = make_person(Role.REVIEWER, at="VPCP")
    client.force_login(other)
    data = {"version": "1", "points": "0,5", "reason": "Của người sau"}
    fragment = post(client, "award", submitted, data, htmx=True)
    assert fragment.status_code == 409
    assert "Của người trước" in text(fragment)

    whole = post(client, "award", submitted, data)
    assert whole.status_code == 409
    assert "Của người trước" in text(whole)
    assert "Của người sau" in text(whole)
    assert row(submitted)["awarded_points"] == 1


def test_another_body_s_reviewer_is_refused(client: Client, submitted: Assessment) -> None:
    client.force_login(make_person(Role.REVIEWER, at="BNV"))
    for htmx in (True, False):
        response = post(client, "award", submitted, {"accept": "1"}, htmx=htmx)
        assert response.status_code == 403
        assert "do Cơ quan VPCP thẩm định" in text(response)
    assert row(submitted)["awarded_points"] is None
