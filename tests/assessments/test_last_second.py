"""Each act at the last second before midnight and at midnight: one counts, the other does not."""

import datetime
from collections.abc import Callable

import pytest
from django.utils import timezone

from assessments.acts import (
    accept_domain,
    add_link,
    award_points,
    explain,
    raise_flag,
    return_leaf,
    save_claim,
    send_explanations,
    submit_assessment,
    withdraw_evidence,
)
from assessments.models import Assessment, Role, Round
from criteria.common.text import NotAllowed
from tests.factories import (
    act_on,
    fill,
    make_explaining,
    make_person,
    make_reviewed,
    make_round,
    make_submitted,
    page,
    score_of,
    set_clock,
    sheet_of,
)

pytestmark = pytest.mark.django_db

MIDNIGHT = datetime.datetime(2031, 1, 16, tzinfo=timezone.get_default_timezone())
"""The end of 15 January in Vietnam."""

Act = Callable[[Assessment], object]


def claim(sheet: Assessment) -> object:
    officer = make_person(Role.OFFICER, unit=sheet.unit)
    score = score_of(sheet, "2.3")
    return save_claim(actor=page(officer), **act_on(score), entry={"points": "1"})


def prove(sheet: Assessment) -> object:
    officer = page(make_person(Role.OFFICER, unit=sheet.unit))
    url = "https://example.vn/1"
    return add_link(actor=officer, score_id=score_of(sheet, "2.3").pk, url=url, title="Báo cáo")


def unprove(sheet: Assessment) -> object:
    officer = page(make_person(Role.OFFICER, unit=sheet.unit))
    link = sheet.evidence.get().links.get()
    return withdraw_evidence(actor=officer, link_id=link.pk, reason="Nhầm")


def give_back(sheet: Assessment) -> object:
    leader = page(make_person(Role.LEADER, unit=sheet.unit))
    return return_leaf(actor=leader, score_id=score_of(sheet, "2.3").pk, note="Thiếu")


def submit(sheet: Assessment) -> object:
    leader = page(make_person(Role.LEADER, unit=sheet.unit))
    return submit_assessment(actor=leader, assessment_id=sheet.pk)


def award(sheet: Assessment) -> object:
    reviewer = page(make_person(Role.REVIEWER, at="VPCP"))
    return award_points(actor=reviewer, **act_on(score_of(sheet, "2.3")), accept=True)


def accept(sheet: Assessment) -> object:
    reviewer = page(make_person(Role.REVIEWER, at="VPCP"))
    domain = sheet.round.criteria_set.criteria.get(code="2")
    return accept_domain(actor=reviewer, assessment_id=sheet.pk, domain=domain)


def question(sheet: Assessment) -> object:
    reviewer = page(make_person(Role.REVIEWER, at="VPCP"))
    return raise_flag(actor=reviewer, **act_on(score_of(sheet, "2.3")), question="Vì sao?")


def answer(sheet: Assessment) -> object:
    officer = page(make_person(Role.OFFICER, unit=sheet.unit))
    return explain(actor=officer, **act_on(score_of(sheet, "2.3")), text="Đã làm")


def send(sheet: Assessment) -> object:
    leader = page(make_person(Role.LEADER, unit=sheet.unit))
    return send_explanations(actor=leader, assessment_id=sheet.pk)


def drafted() -> Assessment:
    sheet = sheet_of(make_round())
    officer = fill(sheet)
    url = "https://example.vn/2"
    add_link(actor=page(officer), score_id=score_of(sheet, "1.1").pk, url=url, title="Kế hoạch")
    return sheet


ACTS: list[tuple[Callable[[], Assessment], Act, str]] = [
    *((drafted, act, "submit_by") for act in (claim, prove, unprove, give_back, submit)),
    *((make_submitted, act, "review_by") for act in (award, accept)),
    (make_reviewed, question, "review_by"),
    *((lambda: make_explaining("2.3"), act, "explain_by") for act in (answer, send)),
]


@pytest.mark.parametrize(
    ("make", "act", "deadline"), ACTS, ids=lambda one: getattr(one, "__name__", one)
)
def test_23_59_59_counts_and_00_00_00_does_not(
    make: Callable[[], Assessment], act: Act, deadline: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    sheet = make()
    later = MIDNIGHT + datetime.timedelta(days=30)
    if deadline == "explain_by":
        Assessment.objects.filter(pk=sheet.pk).update(explain_by=MIDNIGHT)
        Round.objects.filter(pk=sheet.round_id).update(review_by=later)
    elif deadline == "submit_by":
        Round.objects.filter(pk=sheet.round_id).update(submit_by=MIDNIGHT, review_by=later)
    else:
        Round.objects.filter(pk=sheet.round_id).update(review_by=MIDNIGHT)

    set_clock(monkeypatch, MIDNIGHT)
    with pytest.raises(NotAllowed, match="00:00:00 ngày 16/01/2031"):
        act(sheet)
    set_clock(monkeypatch, MIDNIGHT - datetime.timedelta(microseconds=1))
    act(sheet)
