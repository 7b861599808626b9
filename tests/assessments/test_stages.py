"""Each stage's result is kept for good; two of them are compared leaf by leaf."""

import datetime

import pytest
from django.utils import timezone

from assessments import acts
from assessments.models import Assessment, Role, Side, Snapshot, Status
from assessments.review import stages
from tests.factories import (
    act_on,
    make_answered,
    make_large_set,
    make_person,
    make_reviewed,
    make_round,
    make_submitted,
    make_unit,
    page,
    score_of,
    sheet_of,
)

pytestmark = pytest.mark.django_db


def kept(sheet: Assessment) -> list[tuple[str, int]]:
    return list(sheet.snapshots.order_by("pk").values_list("stage", "number"))


def at(sheet: Assessment, stage: str, number: int = 1) -> Snapshot:
    return Snapshot.objects.get(assessment=sheet, stage=stage, number=number)


def points(side: Side) -> object:
    return side.as_record()["points"]


def test_a_claim_is_kept_at_its_submission() -> None:
    sheet = make_submitted()
    snapshot = at(sheet, "claimed")
    assert snapshot.by == sheet.submitted_by
    assert sorted(snapshot.leaves) == ["1.1", "1.2", "1.3", "2.1", "2.2", "2.3", "3.1"]
    assert snapshot.leaves["2.2"] == {
        "claimed": {
            "input": {"numerator": "10", "denominator": "10"},
            "points": "2",
            "not_applicable": False,
            "note": "",
        },
        "awarded": {"input": None, "points": None, "not_applicable": False, "note": ""},
        "flag": "",
    }
    assert snapshot.sha256 == stages.digest(snapshot.leaves)


def test_a_sheet_without_questions_keeps_three() -> None:
    sheet = make_reviewed(survey=True)
    acts.finish_review(actor=page(make_person(Role.COORDINATOR)), assessment_ids=[sheet.pk])
    assert kept(sheet) == [("claimed", 1), ("first_award", 1), ("final", 1)]


def test_a_sheet_that_was_explained_keeps_four() -> None:
    sheet = make_answered("1.1", survey=True)
    reviewer = page(make_person(Role.REVIEWER))
    acts.settle_flag(actor=reviewer, **act_on(score_of(sheet, "1.1")), reply="Được", accept=True)
    acts.finish_review(actor=page(make_person(Role.COORDINATOR)), assessment_ids=[sheet.pk])
    assert kept(sheet) == [("claimed", 1), ("first_award", 1), ("explained", 1), ("final", 1)]


def test_a_reopened_sheet_is_final_twice() -> None:
    sheet = make_answered("1.1", survey=True)
    coordinator, reviewer = page(make_person(Role.COORDINATOR)), page(make_person(Role.REVIEWER))
    acts.settle_flag(actor=reviewer, **act_on(score_of(sheet, "1.1")), reply="Giữ")
    acts.finish_review(actor=coordinator, assessment_ids=[sheet.pk])
    until = sheet.round.review_by + datetime.timedelta(days=1)
    acts.reopen_assessment(
        actor=coordinator, assessment_id=sheet.pk, until=until, reason="Sót văn bản"
    )
    acts.award_points(actor=reviewer, **act_on(score_of(sheet, "1.1")), accept=True)
    acts.finish_review(actor=coordinator, assessment_ids=[sheet.pk])
    assert kept(sheet)[3:] == [("final", 1), ("final", 2)]
    (only,) = stages.difference(at(sheet, "final"), at(sheet, "final", 2))
    assert (only.code, points(only.before), points(only.after)) == ("1.1", "0", "2")


def test_a_returned_sheet_begins_its_stages_anew() -> None:
    sheet = make_answered("1.1", survey=True)
    coordinator = page(make_person(Role.COORDINATOR))
    acts.return_assessment(actor=coordinator, assessment_id=sheet.pk, reason="Làm lại")
    leader = page(make_person(Role.LEADER, unit=sheet.unit))
    acts.submit_assessment(actor=leader, assessment_id=sheet.pk)
    acts.finish_review(actor=coordinator, assessment_ids=[sheet.pk])
    # No explanation since: its stage is not due.
    assert kept(sheet) == [
        ("claimed", 1),
        ("first_award", 1),
        ("claimed", 2),
        ("first_award", 2),
        ("final", 1),
    ]


def test_only_the_differences() -> None:
    sheet = make_reviewed(None, "1.3", "2.1", survey=True)
    acts.finish_review(actor=page(make_person(Role.COORDINATOR)), assessment_ids=[sheet.pk])
    found = list(stages.difference(at(sheet, "claimed"), at(sheet, "final")))
    told = [(d.code, points(d.before), points(d.after)) for d in found]
    # Survey points come in after the claim.
    assert told == [("1.3", "2", "0"), ("2.1", "2", "0"), ("3.1", None, "2")]
    assert list(stages.difference(at(sheet, "final"), at(sheet, "final"))) == []


def test_codes_are_in_the_order_of_the_tree() -> None:
    def stage(points: str) -> Snapshot:
        side = {"input": None, "points": points, "not_applicable": False, "note": ""}
        leaves = {code: {"awarded": side} for code in ("1.10", "1.9", "10.1", "2.1")}
        return Snapshot(stage="final", leaves=leaves)

    codes = [d.code for d in stages.difference(stage("1"), stage("2"))]
    assert codes == ["1.9", "1.10", "2.1", "10.1"]


@pytest.mark.parametrize("large", [False, True])
def test_as_many_queries_for_105_leaves(
    large: bool, django_assert_num_queries: pytest.FixtureRequest
) -> None:
    set_, units = (make_large_set(), [make_unit(level="ministry")]) if large else (None, [])
    sheet = sheet_of(make_round(set_, units))
    actor = page(make_person(Role.LEADER, unit=sheet.unit))
    with django_assert_num_queries(3):  # type: ignore[operator]
        (snapshot,) = stages.take(actor, sheet, Snapshot.Stage.CLAIMED)
    assert len(snapshot.leaves) == (105 if large else 7)


def test_the_sheet_moves_on_and_its_stage_stays() -> None:
    sheet = make_submitted()
    before = at(sheet, "claimed").leaves
    make_reviewed(sheet, "1.1")
    assert at(sheet, "claimed").leaves == before
    assert sheet_of(sheet.round).status == Status.IN_REVIEW
    assert at(sheet, "claimed").at <= timezone.now()
