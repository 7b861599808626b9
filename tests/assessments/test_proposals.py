"""A sheet begins half filled: each empty leaf is offered what the unit has, and claims nothing of it by itself."""

import datetime
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.models import (
    Assessment,
    Change,
    EvidenceLink,
    Role,
    Round,
    Score,
    Status,
    User,
)
from assessments.sheets.proposals import Proposal, proposals_for
from criteria.models import Criterion
from tests.assessments.leaf_doors import leaf_url
from tests.assessments.proposal_worlds import figure, final_sheet, new_sheet
from tests.factories import fill, make_person, make_unit, score_of
from tests.markup import markup

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

OWN = ["1.1", "1.2", "1.3", "2.1", "2.2", "2.3"]
JUNE, SEPTEMBER = datetime.date(2023, 6, 30), datetime.date(2023, 9, 30)


@pytest.fixture
def before() -> Assessment:
    return final_sheet(make_unit("Quảng Ninh"))


@pytest.fixture
def sheet(before: Assessment) -> Assessment:
    return new_sheet(before)


@pytest.fixture
def officer(sheet: Assessment) -> User:
    return make_person(Role.OFFICER, unit=sheet.unit)


def pairs(sheet: Assessment) -> list[tuple[Criterion, Score]]:
    return [(score.criterion, score) for score in sheet.scores.select_related("criterion")]


def offered(user: User, sheet: Assessment) -> dict[str, Proposal]:
    return {one.leaf.code: one for one in proposals_for(user, sheet, pairs(sheet))}


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def form_of(text: str, score: Score) -> dict[str, str]:
    """The hidden fields of a leaf's confirmation: in its form, and beside its button."""
    action = reverse("confirm_proposal", args=[score.pk])
    found = re.search(
        rf'<form id="confirm{score.pk}"[^>]*action="{action}".*?</form>', text, re.DOTALL
    )
    assert found
    beside = f'name="(version|seen)" form="confirm{score.pk}" value="([^"]*)"'
    return dict(re.findall('name="(then)" value="([^"]*)"', found[0]) + re.findall(beside, text))


def confirm(client: Client, sheet: Assessment, code: str, text: str = "", **changed: str) -> Any:
    score = score_of(sheet, code)
    text = text or markup(client.get(reverse("proposals", args=[sheet.pk])))
    form = form_of(text, score) | changed
    return client.post(reverse("confirm_proposal", args=[score.pk]), form)


def test_every_leaf_is_offered_last_year_s_figures_and_nothing_is_claimed(
    sheet: Assessment, officer: User
) -> None:
    found = offered(officer, sheet)
    assert list(found) == OWN
    one = found["1.3"]
    assert one.outcome
    assert "80/80" in one.outcome.why.vi
    assert one.source.vi == "Số liệu năm 2022"
    assert one.last_result
    assert one.last_result.vi == "Năm 2022: 1,5/2 điểm, mất 0,5 điểm: Thiếu biên bản kiểm tra"
    assert [document.title for document in one.documents] == ["Báo cáo kiểm tra"]
    assert found["1.1"].last_result
    assert found["1.1"].last_result.vi == "Năm 2022: 2/2 điểm."
    assert not any(score.is_filled for score in sheet.scores.all())
    assert not EvidenceLink.objects.filter(score__assessment=sheet).exists()


def test_the_newest_figure_to_date_comes_before_last_year_s(
    before: Assessment, sheet: Assessment, officer: User
) -> None:
    figure(before, "1.3", {"numerator": "61", "denominator": "80"}, SEPTEMBER)
    figure(before, "1.3", {"numerator": "40", "denominator": "80"}, JUNE)
    # A figure that this year's scale does not take is not offered.
    figure(before, "2.1", {"other": "1"}, JUNE)
    found = offered(officer, sheet)
    assert found["1.3"].source.vi == "Số liệu đến 30/09/2023"
    assert found["1.3"].outcome
    assert "61/80" in found["1.3"].outcome.why.vi
    assert found["2.1"].source.vi == "Số liệu năm 2022"


def test_nobody_else_is_offered_anything_of_it(before: Assessment, sheet: Assessment) -> None:
    figure(before, "1.3", {"numerator": "61", "denominator": "80"}, SEPTEMBER)
    for person in (
        make_person(Role.OFFICER, unit=make_unit()),
        make_person(Role.COORDINATOR),
        make_person(Role.INSPECTOR),
    ):
        assert offered(person, sheet) == {}
    watcher = client_of(make_person(Role.COORDINATOR))
    for path in (reverse("sheet", args=[sheet.pk]), leaf_url(sheet, "1.3")):
        answer = markup(watcher.get(path))
        assert "đề xuất" not in answer
        assert "61/80" not in answer
    assert watcher.get(reverse("proposals", args=[sheet.pk])).status_code == 403
    part = make_person(
        Role.OFFICER,
        unit=sheet.unit,
        parts=[sheet.round.criteria_set.criteria.get(code="2")],
    )
    assert list(offered(part, sheet)) == ["2.1", "2.2", "2.3"]


def test_a_unit_under_another_name_has_its_former_figures_and_one_of_several_has_not(
    before: Assessment,
) -> None:
    figure(before, "1.3", {"numerator": "61", "denominator": "80"}, SEPTEMBER)
    heir = make_unit("Tên mới")
    heir.formed_from.set([before.unit])
    sheet = new_sheet(before, heir)
    found = offered(make_person(Role.OFFICER, unit=heir), sheet)
    assert found["1.3"].source.vi == "Số liệu đến 30/09/2023"
    heir.formed_from.add(make_unit())
    assert offered(make_person(Role.OFFICER, unit=heir), sheet) == {}


def test_a_demo_offers_nothing_to_a_real_round(
    before: Assessment, sheet: Assessment, officer: User
) -> None:
    figure(before, "1.3", {"numerator": "61", "denominator": "80"}, SEPTEMBER)
    Round.objects.filter(pk=before.round_id).update(is_demo=True)
    assert offered(officer, sheet) == {}


def test_one_press_claims_the_figures_and_uses_the_documents(
    before: Assessment, sheet: Assessment, officer: User
) -> None:
    figure(before, "1.3", {"numerator": "61", "denominator": "80"}, SEPTEMBER)
    client = client_of(officer)
    page = markup(client.get(reverse("sheet", args=[sheet.pk])))
    assert "6 tiêu chí có đề xuất" in page
    answer = confirm(client, sheet, "1.3")
    assert answer["Location"] == reverse("proposals", args=[sheet.pk]) + "?after=1.3"
    score = score_of(sheet, "1.3")
    assert score.claimed_input == {"numerator": "61", "denominator": "80"}
    assert score.changed_by == officer
    assert EvidenceLink.objects.get(score=score).evidence.title == "Báo cáo kiểm tra"
    acts = Change.objects.filter(score=score).values_list("act", flat=True)
    assert sorted(acts) == ["reuse_evidence", "save_claim"]
    assert not any(one.is_filled for one in sheet.scores.exclude(pk=score.pk))
    # The keyboard is at the next leaf, and the leaf itself is offered nothing more.
    text = markup(client.get(answer["Location"]))
    assert "5 tiêu chí có đề xuất" in text
    (focused,) = re.findall(r"<button[^>]*autofocus[^>]*>\s*([^<]*)", text)
    assert focused.strip() == "Xác nhận 2.1"
    assert "Xác nhận 1.3" not in text


def test_the_leaf_offers_it_too_and_leads_on(sheet: Assessment, officer: User) -> None:
    client = client_of(officer)
    text = markup(client.get(leaf_url(sheet, "1.3")))
    assert "Năm 2022: 1,5/2 điểm, mất 0,5 điểm: Thiếu biên bản kiểm tra" in text
    answer = confirm(client, sheet, "1.3", text)
    assert answer["Location"] == leaf_url(sheet, "2.1")
    assert "Xác nhận 1.3" not in markup(client.get(leaf_url(sheet, "1.3")))


def test_what_was_shown_is_what_counts(
    before: Assessment, sheet: Assessment, officer: User
) -> None:
    client = client_of(officer)
    shown = markup(client.get(reverse("proposals", args=[sheet.pk])))
    figure(before, "1.3", {"numerator": "61", "denominator": "80"}, SEPTEMBER)
    answer = confirm(client, sheet, "1.3", shown)
    assert answer.status_code == 422
    assert "Đề xuất vừa thay đổi" in markup(answer)
    assert not score_of(sheet, "1.3").is_filled
    # Somebody else has filled the leaf in meanwhile: it stays as it is.
    fill(sheet, "1.1")
    assert confirm(client, sheet, "1.1", shown).status_code == 422
    assert score_of(sheet, "1.1").version == 1


def test_a_stale_version_is_a_conflict_and_neither_half_is_done(
    sheet: Assessment, officer: User
) -> None:
    client = client_of(officer)
    shown = markup(client.get(reverse("proposals", args=[sheet.pk])))
    Score.objects.filter(pk=score_of(sheet, "1.3").pk).update(version=4)
    assert confirm(client, sheet, "1.3", shown).status_code == 409
    assert not EvidenceLink.objects.filter(score__assessment=sheet).exists()


def test_not_once_the_sheet_is_submitted(sheet: Assessment, officer: User) -> None:
    client = client_of(officer)
    shown = markup(client.get(reverse("proposals", args=[sheet.pk])))
    Assessment.objects.filter(pk=sheet.pk).update(status=Status.SUBMITTED)
    assert offered(officer, sheet.__class__.objects.get(pk=sheet.pk)) == {}
    assert confirm(client, sheet, "1.3", shown).status_code == 403


def test_the_number_of_queries_does_not_grow_with_leaves(
    before: Assessment, sheet: Assessment, officer: User
) -> None:
    assert officer.held
    sheet = Assessment.objects.select_related("round", "unit").get(pk=sheet.pk)
    leaves = pairs(sheet)
    numbers = []
    for part in ([one for one in leaves if one[0].code == "1.3"], leaves):
        figure(before, "2.1", {"count": "2"}, JUNE)
        with CaptureQueriesContext(connection) as queries:
            assert proposals_for(officer, sheet, part)
        numbers.append(len(queries))
    assert numbers == [5, 5]
    client = client_of(officer)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(reverse("sheet", args=[sheet.pk])).status_code == 200
    # Five more than a sheet that is offered nothing.
    assert len(queries) <= 16
    with CaptureQueriesContext(connection) as queries:
        assert client.get(reverse("proposals", args=[sheet.pk])).status_code == 200
    assert len(queries) <= 17


def test_last_year_s_documents_are_offered_where_its_figures_are_no_longer_asked_for(
    before: Assessment, sheet: Assessment, officer: User
) -> None:
    Score.objects.filter(assessment=before).update(claimed_input=None, awarded_input=None)
    found = offered(officer, sheet)
    assert list(found) == ["1.3"]
    assert found["1.3"].outcome is None
    assert confirm(client_of(officer), sheet, "1.3").status_code == 302
    assert EvidenceLink.objects.filter(score=score_of(sheet, "1.3")).count() == 1
    assert not score_of(sheet, "1.3").is_filled


def test_documents_alone_are_confirmed_on_the_leaf_that_was_seen(
    before: Assessment, sheet: Assessment, officer: User
) -> None:
    Score.objects.filter(assessment=before).update(claimed_input=None, awarded_input=None)
    client = client_of(officer)
    shown = markup(client.get(reverse("proposals", args=[sheet.pk])))
    Score.objects.filter(pk=score_of(sheet, "1.3").pk).update(version=4)
    assert confirm(client, sheet, "1.3", shown).status_code == 409
    assert not EvidenceLink.objects.filter(score__assessment=sheet).exists()


def test_own_figures_take_the_offer_away_and_a_note_brings_its_version_up_to_date(
    sheet: Assessment, officer: User
) -> None:
    client = client_of(officer)
    score = score_of(sheet, "1.3")
    shown = markup(client.get(leaf_url(sheet, "1.3")))
    # The keyboard comes to the fields first.
    assert shown.index('name="numerator"') < shown.index("Xác nhận 1.3")

    def save(**typed: str) -> str:
        version = str(score_of(sheet, "1.3").version)
        sent = typed | {"version": version, "auto": "1"}
        answer = client.post(
            reverse("claim", args=[score.pk]), sent, headers={"HX-Request": "true"}
        )
        return markup(answer)

    noted = save(note="Đang chờ số liệu")
    assert 'id="proposed' in noted
    assert form_of(shown + noted, score)["version"] == str(score_of(sheet, "1.3").version)
    filled = save(numerator="70", denominator="80")
    assert f'id="proposed{score.pk}" hx-swap-oob="true"' in filled
    assert "Xác nhận 1.3" not in filled


def test_nothing_offered_is_not_counted(sheet: Assessment, officer: User) -> None:
    for code in OWN:
        confirm(client_of(officer), sheet, code)
    text = markup(client_of(officer).get(reverse("proposals", args=[sheet.pk])))
    assert "Không còn tiêu chí nào có đề xuất." in text
    assert "0 tiêu chí" not in text
