"""What is read by statements made once is what Django would have read, and what is recorded is read as given."""

import pytest
from django.db import transaction
from django.db.models import QuerySet
from django.forms.models import model_to_dict

from assessments.models import Change, Door, Membership, Role, Score, Unit, User
from assessments.sheets.claims import SAVE_CLAIM
from assessments.writing.actor import Actor
from assessments.writing.locking import locked_score
from assessments.writing.record import record
from criteria.common.database.statements import Statement
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


def test_a_locked_score_is_the_one_of_the_models() -> None:
    score = score_of(sheet_of(make_round()), "1.3")
    with transaction.atomic():
        locked = locked_score(score.pk)
    assert model_to_dict(locked) == model_to_dict(score)
    assert model_to_dict(locked.criterion) == model_to_dict(score.criterion)
    assert model_to_dict(locked.assessment) == model_to_dict(score.assessment)
    assert model_to_dict(locked.assessment.round) == model_to_dict(score.assessment.round)


def test_a_locked_score_is_no_new_row() -> None:
    score = score_of(sheet_of(make_round()), "1.3")
    with transaction.atomic():
        locked = locked_score(score.pk)
        locked.claimed_note = DECOMPOSED
        locked.save(update_fields=["claimed_note"])
    score.refresh_from_db()
    assert score.claimed_note == "Lý do"
    assert (
        Score.objects.filter(assessment=score.assessment, criterion=score.criterion).get() == score
    )


@pytest.mark.parametrize("pk", [0, 10**30])
def test_a_score_that_is_not_there(pk: int) -> None:
    with pytest.raises(Score.DoesNotExist), transaction.atomic():
        locked_score(pk)


def test_a_statement_is_made_once_and_asks_with_the_number_of_each_time() -> None:
    asked = []

    def units(pk: int) -> QuerySet[Unit, tuple[str]]:
        asked.append(pk)
        return Unit.objects.filter(pk=pk).values_list("name_vi")

    statement = Statement(units)
    for unit in (make_unit(), make_unit()):
        assert statement.rows(unit.pk) == [(unit.name_vi,)]
    assert len(asked) == 1
    assert statement.rows(0) == []


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
