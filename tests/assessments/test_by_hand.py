"""What is written and read by hand is what Django would have written and read."""

from decimal import Decimal

import pytest
from django.forms.models import model_to_dict
from django.utils import timezone

from assessments import by_hand
from assessments.models import Change, Door, Membership, Role, Score, User
from assessments.sheets.claims import SAVE_CLAIM
from assessments.writing.actor import Actor
from assessments.writing.locking import locked_score
from assessments.writing.record import record
from parindex.accounts import ByEmail
from tests.factories import make_person, make_round, make_unit, score_of, sheet_of

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

DECOMPOSED = "Ly\u0301 do"  # NFD, as some systems type it
BEFORE = {"input": {"numerator": "75"}, "points": "0.5", "note": 'có "dấu" \\ và 😀'}


def test_an_inserted_row_is_read_as_one_that_django_saved() -> None:
    score = score_of(sheet_of(make_round()), "1.1")
    actor = Actor(make_person(Role.OFFICER, unit=score.assessment.unit), Door.PAGE)
    line = record(actor, SAVE_CLAIM, on=score, before=BEFORE, after=None, reason=DECOMPOSED)
    saved = Change(by=actor.user, door=Door.PAGE, act="save_claim", score=score)
    saved.round, saved.assessment = score.assessment.round, score.assessment
    saved.before, saved.reason = BEFORE, DECOMPOSED
    saved.save()
    one, other = Change.objects.get(pk=line.pk), Change.objects.get(pk=saved.pk)
    assert model_to_dict(one, exclude=["id"]) == model_to_dict(other, exclude=["id"])
    assert one.after is None
    assert one.reason == "Lý do"
    assert abs((one.at - other.at).total_seconds()) < 5


def test_an_inserted_row_is_no_new_one() -> None:
    score = score_of(sheet_of(make_round()), "1.1")
    actor = Actor(make_person(Role.OFFICER, unit=score.assessment.unit), Door.PAGE)
    line = record(actor, SAVE_CLAIM, on=score)
    with pytest.raises(TypeError, match="append-only"):
        line.save()


def test_an_update_writes_the_named_fields_alone() -> None:
    score = score_of(sheet_of(make_round()), "1.3")
    score.claimed_points, score.claimed_input = Decimal("0.3333"), {"numerator": "1"}
    score.claimed_note, score.changed_at, score.version = DECOMPOSED, timezone.now(), 7
    by_hand.update(score, ["claimed_points", "claimed_input", "claimed_note", "changed_at"])
    found = Score.objects.get(pk=score.pk)
    assert (found.claimed_points, found.claimed_input) == (Decimal("0.3333"), {"numerator": "1"})
    assert (found.claimed_note, found.changed_at) == ("Lý do", score.changed_at)
    assert found.version == 0


def test_a_locked_score_is_the_one_of_the_models() -> None:
    score = score_of(sheet_of(make_round()), "1.3")
    locked = locked_score(score.pk)
    assert model_to_dict(locked) == model_to_dict(score)
    assert model_to_dict(locked.criterion) == model_to_dict(score.criterion)
    assert locked.assessment.round.review_by == score.assessment.round.review_by


def test_a_person_comes_with_what_they_hold() -> None:
    unit = make_unit()
    person = make_person(Role.OFFICER, unit=unit)
    Membership.objects.create(user=person, role=Role.INSPECTOR)
    found = ByEmail().get_user(person.pk)
    assert found == person
    assert model_to_dict(found) == model_to_dict(User.objects.get(pk=person.pk))
    assert {(one.role, one.unit_id) for one in found.held} == {
        (Role.OFFICER, unit.pk),
        (Role.INSPECTOR, None),
    }
    assert len(found.held) == 2
    assert found.held == person.held


def test_a_person_who_holds_nothing() -> None:
    person = User.objects.create_user("nobody@parindex.example")
    found = ByEmail().get_user(person.pk)
    assert found is not None
    assert found.held == []


def test_who_is_no_longer_active_is_nobody() -> None:
    person = make_person(Role.OFFICER, unit=make_unit())
    User.objects.filter(pk=person.pk).update(is_active=False)
    assert ByEmail().get_user(person.pk) is None
    assert ByEmail().get_user(0) is None
