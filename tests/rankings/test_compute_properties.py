"""What holds for any round: the independent numbers, order does not matter, points never harm."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessments.models import Status
from rankings import rules
from rankings.models import Ranking
from tests.rankings import oracle
from tests.rankings.worlds import NA, Sheet, computed, graded, make_tree, rows

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

MAXIMA = {"1.1": "2", "1.2": "0.75", "2.1": "10.5"}
few = settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@contextmanager
def undone() -> Iterator[None]:
    """Whatever an example writes is gone after it."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def points(maximum: str) -> st.SearchStrategy[str | None]:
    # Few different values, so that ties are common.
    exact = st.integers(0, int(Decimal(maximum) * 10_000)).map(lambda n: str(Decimal(n) / 10_000))
    common = st.sampled_from(["0", "0.5", maximum, NA, None])
    return st.one_of(common, exact)


def sheets() -> st.SearchStrategy[Sheet]:
    leaves = st.fixed_dictionaries({code: points(most) for code, most in MAXIMA.items()})
    return st.builds(
        Sheet,
        awarded=leaves,
        claimed=leaves,
        status=st.sampled_from([Status.FINAL, Status.FINAL, *Status]),
        ranked=st.sampled_from([True, True, True, False]),
        region=st.sampled_from(["", "Tây Nguyên", "Đông Nam Bộ"]),
    )


@few
@given(
    world=st.lists(sheets(), min_size=1, max_size=8),
    basis=st.sampled_from(Ranking.Basis.values),
)
def test_any_round_has_the_numbers_of_the_independent_computation(
    world: list[Sheet], basis: str
) -> None:
    with undone():
        round_ = graded(make_tree(MAXIMA, survey=["2.1"]), world)
        ranking = computed(round_, basis)
        assert oracle.kept_leaves(ranking) == oracle.leaves(round_, basis)
        assert oracle.kept(ranking) == oracle.results(round_, basis)
        assert oracle.kept_means(ranking) == oracle.means(round_, basis)


@few
@given(
    world=st.lists(sheets(), min_size=2, max_size=6).flatmap(
        lambda world: st.tuples(st.just(world), st.permutations(range(len(world))))
    )
)
def test_the_order_of_units_changes_nothing(world: tuple[list[Sheet], list[int]]) -> None:
    given_order, order = world
    with undone():
        tree = make_tree(MAXIMA)
        one = rows(computed(graded(tree, given_order)))
        two = rows(computed(graded(tree, [given_order[place] for place in order])))
        numbers = [(r.points, r.max_points, r.index, r.rank, r.group) for r in one]
        again = [(r.points, r.max_points, r.index, r.rank, r.group) for r in two]
        assert again == [numbers[place] for place in order]


@few
@given(world=st.lists(sheets(), min_size=2, max_size=6), more=st.sampled_from(sorted(MAXIMA)))
def test_more_points_never_lower_a_rank(world: list[Sheet], more: str) -> None:
    first = replace(world[0], status=Status.FINAL, ranked=True)
    if first.awarded[more] == NA:
        first = replace(first, awarded={**first.awarded, more: "0"})
    better = replace(first, awarded={**first.awarded, more: MAXIMA[more]})
    with undone():
        tree = make_tree(MAXIMA)
        before = rows(computed(graded(tree, [first, *world[1:]])))[0]
        after = rows(computed(graded(tree, [better, *world[1:]])))[0]
        assert before.rank is not None
        assert after.rank is not None
        assert after.rank <= before.rank
        assert (after.index or 0) >= (before.index or 0)


@given(
    reached=st.integers(0, 10**7), maximum=st.integers(1, 10**7).map(lambda n: Decimal(n) / 10_000)
)
def test_the_rule_in_words_is_the_rule_in_the_database(reached: int, maximum: Decimal) -> None:
    """``rules.index_of`` and the whole-number formula of ``totals`` agree everywhere."""
    points, most = min(reached, int(maximum * 10_000)), int(maximum * 10_000)
    in_database = Decimal((2 * points * 10_000 + most) // (2 * most)) / 100
    assert rules.index_of(Decimal(points) / 10_000, maximum) == in_database
