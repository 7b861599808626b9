"""The rules stated in Decimal, and what they tell the reader."""

from decimal import Decimal

import pytest

from rankings.models import Group
from rankings.rules import GROUP_RULE, GROUPS, RANK_RULE, group_of, index_of


@pytest.mark.parametrize(
    ("points", "maximum", "expected"),
    [("12.38", "13", "95.23"), ("68.32", "84", "81.33"), ("0", "1", "0.00"), ("1", "1", "100.00")],
)
def test_index_of(points: str, maximum: str, expected: str) -> None:
    assert str(index_of(Decimal(points), Decimal(maximum))) == expected


def test_nothing_applicable_gives_no_index() -> None:
    assert index_of(Decimal(0), Decimal(0)) is None


@pytest.mark.parametrize(
    ("index", "group"),
    [("100", "A"), ("90.00", "A"), ("89.99", "B"), ("80", "B"), ("79.99", "C"), ("69.99", "D")],
)
def test_group_of(index: str, group: str) -> None:
    assert group_of(Decimal(index)) == group


def test_every_group_has_a_bound_and_a_name() -> None:
    assert [group for group, _lowest in GROUPS] == list(Group.values)
    for group, lowest in GROUPS[:-1]:
        assert str(lowest) in GROUP_RULE.vi
        assert str(lowest) in str(Group(group).label)


def test_the_tie_rule_is_told_with_its_example() -> None:
    assert "1, 2, 2, 4" in RANK_RULE.vi
    assert "1, 2, 2, 4" in RANK_RULE.en
