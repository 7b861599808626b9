"""``undo_award``: one's own last award goes back to what stood before it, and nothing else does."""

import pytest

from assessments.acts import Conflict, award_points, finish_review, raise_flag, undo_award
from assessments.models import Assessment, Change, Role, Score
from assessments.writing.actor import Actor
from criteria.common.text import NotAllowed, Refused
from tests.factories import act_on, make_person, make_reviewed, page, reviewer_of, score_of

pytestmark = pytest.mark.django_db


def undo(actor: Actor, score: Score) -> Score:
    return undo_award(actor=actor, **act_on(score))


def test_an_acceptance_is_taken_back(submitted: Assessment) -> None:
    score = score_of(submitted, "1.1")
    reviewer = reviewer_of(score)
    award_points(actor=reviewer, accept=True, **act_on(score))
    undo(reviewer, score_of(submitted, "1.1"))
    after = score_of(submitted, "1.1")
    assert not after.is_reviewed
    assert (after.version, after.changed_by) == (score.version + 2, reviewer.user)
    line = Change.objects.filter(score=score).order_by("-pk")[0]
    assert line.before is not None
    assert line.after is not None
    assert (line.act, line.before["points"], line.after["points"]) == ("undo_award", "2", None)


def test_an_adjustment_goes_back_to_the_award_before_it(submitted: Assessment) -> None:
    score = score_of(submitted, "1.3")
    reviewer = reviewer_of(score)
    award_points(actor=reviewer, accept=True, **act_on(score))
    entry = {"numerator": "64", "denominator": "80"}
    award_points(actor=reviewer, entry=entry, reason="Chỉ 64", **act_on(score_of(submitted, "1.3")))
    undo(reviewer, score_of(submitted, "1.3"))
    after = score_of(submitted, "1.3")
    assert after.awarded_points == 2
    assert after.awarded_note == ""
    # What is undone is not done again by a second press.
    with pytest.raises(Refused, match="lần thẩm định gần nhất của chính mình"):
        undo(reviewer, after)


def test_another_s_award_stays(submitted: Assessment) -> None:
    score = score_of(submitted, "1.1")
    award_points(actor=reviewer_of(score), accept=True, **act_on(score))
    other = page(make_person(Role.REVIEWER, at="BNV"))
    with pytest.raises(Refused, match="của chính mình"):
        undo(other, score_of(submitted, "1.1"))
    with pytest.raises(NotAllowed, match="do Cơ quan BNV thẩm định"):
        undo(page(make_person(Role.REVIEWER, at="VPCP")), score_of(submitted, "1.1"))
    assert score_of(submitted, "1.1").is_reviewed


def test_nor_an_award_about_which_something_was_asked_since(submitted: Assessment) -> None:
    score = score_of(submitted, "1.1")
    reviewer = reviewer_of(score)
    award_points(actor=reviewer, accept=True, **act_on(score))
    raise_flag(actor=reviewer, question="Vì sao?", **act_on(score_of(submitted, "1.1")))
    with pytest.raises(Refused, match="của chính mình"):
        undo(reviewer, score_of(submitted, "1.1"))


def test_a_stale_page_takes_nothing_back(submitted: Assessment) -> None:
    score = score_of(submitted, "1.1")
    reviewer = reviewer_of(score)
    award_points(actor=reviewer, accept=True, **act_on(score))
    with pytest.raises(Conflict):
        undo_award(actor=reviewer, score_id=score.pk, version=score.version)


def test_nothing_once_the_sheet_is_final() -> None:
    sheet = make_reviewed(survey=True)
    score = score_of(sheet, "1.1")
    reviewer = reviewer_of(score)
    finish_review(actor=page(make_person(Role.COORDINATOR)), assessment_ids=[sheet.pk])
    with pytest.raises(NotAllowed, match="đã thẩm định xong"):
        undo(reviewer, score)
