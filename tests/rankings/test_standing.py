"""Where points put a unit: against brute force and an independent arithmetic of fractions."""

from decimal import Decimal
from fractions import Fraction
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from rankings import rules
from rankings.what_it_takes.standing import (
    NOTHING,
    STEP,
    CountedLeaf,
    Standing,
    extreme,
    neighbours,
    points_for,
    standing,
)


@st.composite
def counts(draw: st.DrawFn) -> CountedLeaf:
    """A leaf of 1 to 5 points, or one that does not apply."""
    if draw(st.integers(0, 4)) == 0:
        return NOTHING
    maximum = draw(st.integers(1, 5))
    return CountedLeaf(Decimal(draw(st.integers(0, maximum * 10_000))) * STEP, Decimal(maximum))


INDICES = st.lists(st.integers(0, 10_000).map(lambda n: Decimal(n) / 100), max_size=8)
LEAVES = st.lists(counts(), max_size=6)
DISPUTED = st.lists(st.tuples(counts(), counts()), max_size=5)


def test_twelve_of_thirteen() -> None:
    found = standing([CountedLeaf(Decimal("12.38"), Decimal(13))], [Decimal("95.23")], ranked=True)
    assert found == Standing(Decimal("12.38"), Decimal(13), Decimal("95.23"), "A", 1)


def test_what_does_not_apply_gives_no_index() -> None:
    assert standing([NOTHING], [], ranked=True).index is None


def test_who_is_not_ranked_has_an_index_and_no_rank() -> None:
    found = standing([CountedLeaf(Decimal(1), Decimal(1))], [Decimal(50)], ranked=False)
    assert (found.index, found.rank) == (Decimal(100), None)


@given(LEAVES, INDICES)
def test_rank_is_one_more_than_those_ahead(
    leaves: list[CountedLeaf], others: list[Decimal]
) -> None:
    found = standing(leaves, others, ranked=True)
    if found.index is not None:
        exact = Fraction(found.points) / Fraction(found.maximum) * 100
        assert abs(exact - Fraction(found.index)) <= Fraction(1, 200)
        everybody = sorted([*others, found.index], reverse=True)
        assert found.rank == everybody.index(found.index) + 1


@given(st.integers(1, 10_000), st.integers(1, 120))
def test_points_for_an_index_are_the_fewest(hundredths: int, maximum: int) -> None:
    index, most = Decimal(hundredths) / 100, Decimal(maximum)
    points = points_for(index, most)
    reached = rules.index_of(points, most)
    less = rules.index_of(points - STEP, most)
    assert reached is not None
    assert less is not None
    assert less < index <= reached


@given(LEAVES, INDICES)
def test_what_parts_neighbours_is_exact(leaves: list[CountedLeaf], others: list[Decimal]) -> None:
    now = standing(leaves, others, ranked=True)
    near = neighbours(now, others)
    if near.above is not None and near.to_draw_level is not None:
        assert near.to_draw_level > 0
        assert rules.index_of(now.points + near.to_draw_level, now.maximum) in (
            near.above,
            near.above + Decimal("0.01"),  # where a step of points is more than one of the index
        )
    if near.below is not None and near.to_spare is not None:
        left = rules.index_of(now.points - near.to_spare, now.maximum)
        assert left is not None
        assert near.to_spare >= 0
        assert left > near.below


@given(LEAVES, DISPUTED)
def test_the_extremes_are_those_of_every_way_it_may_go(
    settled: list[CountedLeaf], disputed: list[tuple[CountedLeaf, CountedLeaf]]
) -> None:
    every = [
        index
        for way in product(*disputed)
        if (index := standing([*settled, *way], [], ranked=True).index) is not None
    ]
    for best, bound in ((True, max), (False, min)):
        chosen = extreme(settled, disputed, best=best)
        found = standing([*settled, *chosen], [], ranked=True).index
        assert found == (bound(every) if every else None)
