"""Before publishing: who moved, and why."""

import re
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from assessments.models import Role, Score
from rankings.models import Ranking
from rankings.publishing.changes import before_it, compare_versions
from tests.factories import make_person
from tests.markup import markup
from tests.rankings.worlds import NA, Sheet, computed, graded, make_tree, published
from tests.remembered import remembered

pytestmark = pytest.mark.django_db

SHEETS = [
    Sheet({"1.1": "9", "2.1": "9"}, name="Huế"),
    Sheet({"1.1": "8", "2.1": "8"}, name="Lào Cai"),
    Sheet({"1.1": "1", "2.1": NA}, name="Cà Mau"),
]


@pytest.fixture
@remembered
def pair() -> tuple[Ranking, Ranking]:
    """A published ranking, and a draft in which Lào Cai has got another point and a half."""
    round_ = graded(make_tree({"1.1": "10", "2.1": "10"}), SHEETS)
    old = published(round_)
    score = Score.objects.get(
        assessment__unit__name_vi="Lào Cai", criterion__code="2.1", assessment__round=round_
    )
    score.awarded_points, score.awarded_na = None, True
    score.save()
    Score.objects.filter(assessment=score.assessment, criterion__code="1.1").update(
        awarded_points=Decimal("9.5")
    )
    return old, computed(round_)


def test_who_moved_and_by_which_leaves(pair: tuple[Ranking, Ranking]) -> None:
    old, new = pair
    assert before_it(new) == [old]
    found = compare_versions(new, old)
    assert found.count == 2
    first, second = found.moves
    assert first.row
    assert second.row
    assert (first.row.name, first.places, len(first.leaves)) == ("Lào Cai", 1, 2)
    assert [(c.leaf.criterion.code, c.before and c.before.points) for c in first.leaves] == [
        ("1.1", Decimal(8)),
        ("2.1", Decimal(8)),
    ]
    assert not first.leaves[1].leaf.applies
    assert (second.row.name, second.places, second.leaves) == ("Huế", -1, [])


def test_a_version_is_compared_with_the_one_whose_place_it_took(
    pair: tuple[Ranking, Ranking],
) -> None:
    old, new = pair
    newer = published(old.round)
    assert before_it(Ranking.objects.get(pk=newer.pk)) == [old, new]
    assert before_it(Ranking.objects.get(pk=old.pk)) == []


def test_the_page_shows_it(pair: tuple[Ranking, Ranking]) -> None:
    client = Client()
    client.force_login(make_person(Role.COORDINATOR))
    page = markup(client.get(f"/rankings/{pair[1].pk}/preview/"))
    assert "So với bảng đã công bố" in page
    assert "Tiêu chí 1.1: 8 → 9,5" in page
    assert "Tiêu chí 2.1: 8 → không áp dụng" in page
    assert "Điểm không đổi; đơn vị khác thay đổi." in page
    assert "Cà Mau" not in page
    assert re.search(r'name="reason"[^>]* required', page)


def test_a_draft_is_also_compared_with_the_one_before(pair: tuple[Ranking, Ranking]) -> None:
    old, draft = pair
    again = computed(old.round)
    assert before_it(again) == [old, draft]
    assert compare_versions(again, draft).count == 0


def test_the_number_of_queries_does_not_grow_with_the_units() -> None:
    counts = []
    for units in (3, 30):
        tree = make_tree({"1.1": "10"})
        round_ = graded(tree, [Sheet({"1.1": "5"}) for _ in range(units)])
        old = computed(round_)
        Score.objects.filter(assessment__round=round_).update(awarded_points=Decimal(6))
        new = computed(round_)
        with CaptureQueriesContext(connection) as queries:
            assert compare_versions(new, old).count == units
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 6


def test_a_unit_that_is_no_longer_there_is_told_too(pair: tuple[Ranking, Ranking]) -> None:
    old, draft = pair
    gone = draft.rows.get(name="Huế")
    gone.delete()
    found = compare_versions(draft, old)
    last = found.moves[-1]
    assert (last.row, last.known.name, last.places, found.count) == (None, "Huế", None, 2)
    client = Client()
    client.force_login(make_person(Role.COORDINATOR))
    page = markup(client.get(f"/rankings/{draft.pk}/preview/"))
    assert "Huế" in page
    assert "Không còn trong bảng." in page
    assert "1 → –" in page
