"""A world that is put in again is the one that was made, and is put in only where that is sure."""

import datetime
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
from django.contrib.auth.models import Permission
from django.db import connection, transaction
from django.utils import timezone

from assessments.models import Assessment, Change, Score, Unit, User
from tests.factories import make_answered, make_person, make_unit, set_clock
from tests.remembered import contents, empty, is_plain, remembered

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


@contextmanager
def another_test() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


class Counted:
    """A factory that counts how often it has really made something."""

    def __init__(self) -> None:
        self.times = 0
        self.ask: Callable[[str], Unit] = remembered(self.make)

    def make(self, name: str) -> Unit:
        self.times += 1
        return make_unit(name)

    def after(self, *tests: AbstractContextManager[object]) -> int:
        """How often it made something when each of the tests asked once."""
        for test in tests:
            with another_test(), test:
                assert self.ask("Huế").name_vi == Unit.objects.latest("pk").name_vi == "Huế"
        return self.times


@pytest.fixture
def factory() -> Counted:
    return Counted()


@contextmanager
def anything() -> Iterator[None]:
    yield


def test_the_same_rows_and_the_same_answer() -> None:
    seen = []
    for _ in range(2):
        with another_test():
            sheet = make_answered("1.1")
            # In any order: the database puts rows where there is room.
            seen.append(({name: sorted(rows) for name, rows in contents().items()}, sheet.pk))
            assert sheet == Assessment.objects.get()
            assert sheet.unit.name_vi == Unit.objects.get().name_vi
            assert Score.objects.filter(assessment=sheet).count() == 7
            assert Change.objects.filter(act="explain").count() == 1
    assert seen[0] == seen[1]


def test_made_once(factory: Counted) -> None:
    assert factory.after(anything(), anything(), anything()) == 1


def test_made_once_for_each_of_its_arguments(factory: Counted) -> None:
    for name in ("Huế", "Lạng Sơn", "Huế"):
        with another_test():
            assert factory.ask(name).name_vi == name
    assert factory.times == 2


def test_an_answer_is_of_one_test_alone(factory: Counted) -> None:
    for _ in range(3):
        with another_test():
            unit = factory.ask("Huế")
            assert unit.name_en == ""
            unit.name_en = "Hue"


def test_a_second_world_in_a_test_is_made_anew(factory: Counted) -> None:
    for _ in range(2):
        with another_test():
            assert factory.ask("Huế") != factory.ask("Huế")
    assert factory.times == 3


@contextmanager
def beside(make: Callable[[], object]) -> Iterator[None]:
    make()
    yield


def test_what_is_there_already_stays_apart(factory: Counted) -> None:
    assert factory.after(anything(), beside(make_unit), beside(make_unit)) == 3


def test_people_who_were_there_before_are_no_part_of_it(factory: Counted) -> None:
    seen = factory.after(beside(make_person), beside(make_person))
    assert seen == (1 if connection.vendor == "postgresql" else 2)
    with another_test():
        factory.ask("Huế")
        assert not User.objects.exists()


def test_another_clock_makes_another_world(
    factory: Counted, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert factory.after(anything()) == 1
    set_clock(monkeypatch, timezone.now() + datetime.timedelta(days=9))
    assert factory.after(anything(), anything()) == 3


@pytest.mark.django_db(transaction=True)
def test_what_other_connections_must_see_is_made(factory: Counted) -> None:
    for times in (1, 2):
        factory.ask("Huế")
        assert factory.times == times


def test_numbers_that_were_set_back_run_into_nothing(factory: Counted) -> None:
    factory.after(anything())
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT setval(pg_get_serial_sequence('assessments_unit', 'id'), 1)")
    with another_test():
        unit = factory.ask("Huế")
        assert factory.times == 1
        assert make_unit().pk > unit.pk


def test_rows_are_no_plain_values() -> None:
    assert is_plain([("1.1", None), {"survey": True}, datetime.timedelta(1)])
    assert not is_plain([{"unit": make_unit()}])
    assert not is_plain([iter("ab")])


@pytest.mark.django_db(transaction=True)
def test_what_a_test_has_committed_is_taken_away_and_nothing_else() -> None:
    sheet = make_answered("1.1")  # with lines that no trigger lets go of by themselves
    assert Change.objects.filter(assessment=sheet).exists()
    empty()
    assert contents() == {}
    assert Permission.objects.exists()
