"""The record of changes: one line an act, whole, in place, and never touched again."""

import json
from decimal import Decimal

import pytest
from django.db import transaction
from django.db.models import ProtectedError

from assessments.models import Assessment, Change, Door, Role, Score, User
from assessments.sheets.claims import SAVE_CLAIM
from assessments.writing.actor import Actor
from assessments.writing.record import change_line, record
from tests.factories import fill, make_person, make_round, page, score_of, sheet_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def sheet() -> Assessment:
    return sheet_of(make_round())


@pytest.fixture
def officer(sheet: Assessment) -> User:
    return make_person(Role.OFFICER, unit=sheet.unit)


@pytest.fixture
def line(sheet: Assessment, officer: User) -> Change:
    fill(sheet, "1.1", by=officer)
    return Change.objects.get(act="save_claim")


def test_places_are_filled_in_upwards(sheet: Assessment, officer: User) -> None:
    score = score_of(sheet, "1.1")
    for on, expected in (
        (score, (sheet.round, sheet, score)),
        (sheet, (sheet.round, sheet, None)),
        (sheet.round, (sheet.round, None, None)),
    ):
        line = change_line(page(officer), SAVE_CLAIM, on=on)
        assert (line.round, line.assessment, line.score) == expected


def test_the_door_is_kept(sheet: Assessment, officer: User) -> None:
    record(Actor(officer, Door.API), SAVE_CLAIM, on=sheet, reason="vì thử")
    line = Change.objects.get(act="save_claim")
    assert (line.by, line.door, line.reason) == (officer, "api", "vì thử")
    assert str(officer) in str(line)


def test_a_side_is_kept_as_exact_text() -> None:
    score = Score(claimed_points=Decimal("1.3333"), claimed_input={"points": "1.3333"})
    kept = score.claimed.as_record()
    assert kept == {
        "input": {"points": "1.3333"},
        "points": "1.3333",
        "not_applicable": False,
        "note": "",
    }
    assert json.loads(json.dumps(kept)) == kept


def test_an_empty_side_has_no_points() -> None:
    assert Score().awarded.as_record()["points"] is None


def test_a_line_cannot_be_saved_again(line: Change) -> None:
    line.reason = "khác"
    with pytest.raises(TypeError, match="append-only"):
        line.save()
    assert Change.objects.get(pk=line.pk).reason == ""


def test_a_line_cannot_be_deleted(line: Change) -> None:
    with pytest.raises(TypeError, match="append-only"):
        line.delete()
    assert Change.objects.filter(pk=line.pk).exists()


def test_lines_cannot_be_changed_in_bulk(line: Change, officer: User) -> None:
    for lines in (Change.objects.all(), officer.changes.all(), Change.objects.filter(act="x")):
        with pytest.raises(TypeError, match="append-only"):
            lines.update(reason="khác")
        with pytest.raises(TypeError, match="append-only"):
            lines.delete()
    line.reason = "khác"
    with pytest.raises(TypeError, match="append-only"), transaction.atomic():
        Change.objects.bulk_update([line], ["reason"])
    assert Change.objects.get(pk=line.pk).reason == ""


def test_what_has_a_history_cannot_be_deleted(line: Change, officer: User) -> None:
    assert line.score
    assert line.assessment
    assert line.round
    for thing in (line.score, line.assessment, line.round, officer):
        with pytest.raises(ProtectedError):
            thing.delete()
    assert Change.objects.filter(pk=line.pk).exists()
