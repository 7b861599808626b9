"""A statement that is made once answers with the values of each time."""

import datetime

import pytest
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from rankings.models import Ranking
from rankings.prepared import Prepared
from tests.rankings.worlds import one_leaf, published

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


def of_round(now: datetime.datetime, round_id: int) -> QuerySet[Ranking]:
    found = Ranking.objects.published(now).with_state(now).filter(round=round_id)
    return found.select_related("round__criteria_set").order_by("version")


@pytest.fixture
def prepared() -> Prepared[Ranking]:
    return Prepared(of_round, datetime.datetime, int)


def test_each_call_asks_with_its_own_values_by_one_query(prepared: Prepared[Ranking]) -> None:
    one, other = one_leaf(["90"]), one_leaf(["80"])
    first, second = published(one), published(other)
    now = timezone.now()
    for round_, ranking in ((one, first), (other, second), (one, first)):
        with CaptureQueriesContext(connection) as queries:
            (found,) = prepared(now, round_.pk)
            assert (found.pk, found.digest, found.__dict__["newer"]) == (
                ranking.pk,
                ranking.digest,
                None,
            )
            assert found.round.criteria_set == round_.criteria_set
            assert found.published_at == ranking.published_at
        assert len(queries) == 1
    assert prepared(now - datetime.timedelta(days=1), one.pk) == []
    later = published(one)
    assert [found.__dict__["newer"] for found in prepared(timezone.now(), one.pk)] == [
        later.pk,
        None,
    ]


def test_it_answers_as_the_queryset_does(prepared: Prepared[Ranking]) -> None:
    round_ = one_leaf(["90", "80"])
    published(round_)
    published(round_)
    now = timezone.now()
    fields = [field.attname for field in Ranking._meta.concrete_fields]
    by_call, by_queryset = (
        [{name: getattr(one, name) for name in [*fields, "newer"]} for one in found]
        for found in (prepared(now, round_.pk), of_round(now, round_.pk))
    )
    assert by_call == by_queryset
    assert len(by_call) == 2


def test_a_number_that_no_column_holds_finds_nothing(prepared: Prepared[Ranking]) -> None:
    assert prepared(timezone.now(), 10**30) == []


def test_a_value_that_the_statement_does_not_take_is_a_fault() -> None:
    forgetful = Prepared(lambda _now: Ranking.objects.all(), datetime.datetime)
    with pytest.raises(RuntimeError, match="datetime"):
        forgetful(timezone.now())


def test_another_connection_is_asked_for_itself(prepared: Prepared[Ranking]) -> None:
    """As where an event loop runs in the thread, which has connections of its own then."""
    round_ = one_leaf(["90"])
    published(round_)
    first = prepared._made()
    own = connections[DEFAULT_DB_ALIAS]
    connections[DEFAULT_DB_ALIAS] = own.copy()
    try:
        assert prepared._made() is not first
    finally:
        connections[DEFAULT_DB_ALIAS].close()
        connections[DEFAULT_DB_ALIAS] = own
    assert len(prepared(timezone.now(), round_.pk)) == 1
