"""What is public now, as one query tells it: the same as the querysets of the models say."""

import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from rankings.models import Ranking
from rankings.serving.publications import COLUMNS, Publication, publication_of, publications
from tests.factories import make_unit, set_clock
from tests.rankings.worlds import computed, one_leaf, publish, published

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

DAY = datetime.timedelta(days=1)


def test_one_query_tells_every_version_and_which_one_stands() -> None:
    one, other = one_leaf(["90"]), one_leaf(["80"])
    old, new, alone = published(one), published(one), published(other)
    computed(one)
    publish(computed(other), publish_at=timezone.now() + DAY, reason="Đính chính")
    with CaptureQueriesContext(connection) as queries:
        public = publications()
    assert len(queries) == 1
    assert {one.pk: one.newer for one in public.all} == {
        old.pk: new.pk,
        new.pk: None,
        alone.pk: None,
    }
    assert {one.pk for one in public.all if one.newer is None} == {
        one.pk for one in Ranking.objects.in_force()
    }
    for ranking in Ranking.objects.published().with_state():
        assert public.get(ranking.pk) == publication_of(ranking)
        unasked = Ranking.objects.get(pk=ranking.pk)
        public.tell(unasked)
        assert (unasked.newer, unasked.state) == (ranking.newer, ranking.state)


def test_in_force_is_the_newest_publication_of_a_level_and_year() -> None:
    earlier, later = one_leaf(["90"]), one_leaf(["80"])
    first = published(earlier)
    assert [one.pk for one in publications().in_force] == [first.pk]
    second = published(later)
    assert [one.pk for one in publications().in_force] == [second.pk]
    assert publications().in_force_of("province") == [second.pk]
    assert publications().in_force_of("ministry") == []
    third = published(earlier)
    assert [one.pk for one in publications().in_force] == [third.pk]
    assert publications().before("province", earlier.year) is None
    before = publications().before("province", earlier.year + 1)
    assert before is not None
    assert before.pk == third.pk


def test_an_embargo_ends_by_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    old = published(one_leaf(["90"]))
    moment = timezone.now() + DAY
    new = publish(computed(old.round), publish_at=moment, reason="Đính chính")
    set_clock(monkeypatch, moment - datetime.timedelta(microseconds=1))
    assert [(one.pk, one.newer) for one in publications().all] == [(old.pk, None)]
    assert publication_of(Ranking.objects.get(pk=new.pk)) is None
    set_clock(monkeypatch, moment)
    assert [(one.pk, one.newer) for one in publications().all] == [
        *((new.pk, None), (old.pk, new.pk))
    ]


def test_a_merger_changes_what_is_told_of_them() -> None:
    assert publications().mergers == ""
    published(one_leaf(["90"]))
    told = {publications().mergers}
    first, second, after = (make_unit() for _ in range(3))
    for formers in ([first], [first, second], [second], []):
        after.formed_from.set(formers)
        told.add(publications().mergers)
    assert len(told) == 4
    after.formed_from.set([first])
    assert publications().mergers not in told


def test_the_columns_are_those_of_a_publication() -> None:
    assert len(COLUMNS) + 1 == len(Publication._fields)
    for column, name in zip(COLUMNS, Publication._fields, strict=False):
        assert column.endswith(name)


@pytest.mark.parametrize("path", ["", "overview/", "years/", "units/1/", "lost.csv", "verify/"])
def test_a_number_that_no_column_holds_finds_nothing(path: str) -> None:
    published(one_leaf(["90"]))
    assert Client().get(f"/rankings/{10**30}/{path}").status_code == 404
