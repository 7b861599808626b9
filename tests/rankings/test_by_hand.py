"""What the bench measures the ranking task beside makes the very same rows."""

import pytest

from assessments.models import Role
from rankings.models import Ranking
from tests.bench.by_hand import insert
from tests.factories import make_person
from tests.rankings import oracle
from tests.rankings.worlds import NA, Sheet, computed, graded, make_tree

pytestmark = pytest.mark.django_db


def test_the_hand_written_sql_inserts_the_same() -> None:
    sheets = [
        Sheet({"1.1": "9", "2.1": "9.5"}, region="Tây Nguyên"),
        Sheet({"1.1": "9", "2.1": NA}, region="Đông Nam Bộ"),
        Sheet({"1.1": "1", "2.1": "1"}, ranked=False),
    ]
    ours = computed(graded(make_tree({"1.1": "10", "2.1": "10"}), sheets))
    by_hand = Ranking.objects.create(
        round=ours.round, status="draft", started_by=make_person(Role.COORDINATOR)
    )
    insert(by_hand.pk, ours.round_id)
    assert oracle.kept(by_hand) == oracle.kept(ours)
    assert oracle.kept_leaves(by_hand) == oracle.kept_leaves(ours)
    assert oracle.kept_means(by_hand) == oracle.kept_means(ours)
    digests = [list(one.rows.order_by("code").values_list("digest")) for one in (ours, by_hand)]
    assert digests[0] == digests[1]
