"""Computing a ranking: totals, indices, ranks, groups, means."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments.models import Assessment, Role, Status, Unit
from rankings.acts import STEPS, ComputingStep, compute_ranking
from rankings.computing import steps as computing_steps
from rankings.models import DomainIndex, Ranking, RankingLeaf, RankingMean, RankingRow
from tests.factories import make_person
from tests.rankings import oracle
from tests.rankings.worlds import NA, Sheet, computed, graded, make_tree, one_leaf, rows

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

SHEETS = [
    Sheet({"1.1": "5", "1.2": "3.3333", "2.1": "7.25", "3": "1"}, region="Đông Nam Bộ"),
    Sheet({"1.1": "10", "1.2": NA, "2.1": "8.1", "3": "2.5"}),
    Sheet({"1.1": NA, "1.2": NA, "2.1": "10.5", "3": "0"}, region=""),
    Sheet({"1.1": "9", "1.2": "1", "2.1": None, "3": "5"}, ranked=False),
    Sheet({"1.1": "10", "1.2": "10", "2.1": "10.5", "3": "5"}, status=Status.DRAFTING),
    Sheet({"1.1": "5", "1.2": "3.3333", "2.1": "7.25", "3": "1"}, status=Status.SUBMITTED),
    Sheet({"1.1": "0", "1.2": "0", "2.1": "0", "3": "0"}, status=Status.IN_REVIEW),
]
MAXIMA = {"1.1": "10", "1.2": "10", "2.1": "10.5", "3": "5"}


def test_every_number_is_that_of_an_independent_computation() -> None:
    round_ = graded(make_tree(MAXIMA, survey=["3"]), SHEETS)
    ranking = computed(round_)
    assert ranking.status == Ranking.Status.DRAFT
    assert ranking.computed_at is not None
    assert oracle.kept(ranking) == oracle.results(round_)
    assert oracle.kept_leaves(ranking) == oracle.leaves(round_)
    assert [row.rank for row in rows(ranking)] == [3, 1, 2, None, None, 3, 5]


def test_means_are_those_of_an_independent_computation() -> None:
    round_ = graded(make_tree(MAXIMA, survey=["3"]), SHEETS)
    ranking = computed(round_)
    assert oracle.kept_means(ranking) == oracle.means(round_)
    regions = set(RankingMean.objects.filter(ranking=ranking).values_list("region", flat=True))
    assert regions == {"", "Đông Nam Bộ", "Tây Nguyên"}


def test_means_come_from_exact_quotients_not_from_published_indices() -> None:
    ranking = computed(one_leaf(["10.005", "10"]))
    assert [row.index for row in rows(ranking)] == [Decimal("10.01"), Decimal("10.00")]
    # 10.0025, where the published indices would give 10.005 and so 10.01
    assert oracle.kept_means(ranking)["", None] == (2, Decimal("10.00"))


@pytest.mark.parametrize(
    ("points", "maximum", "expected"),
    [
        ("12.38", "13", "95.23"),
        ("68.32", "84", "81.33"),
        ("9.7188", "10.5", "92.56"),
        ("0", "13", "0.00"),
        ("13", "13", "100.00"),
        ("0.0001", "2", "0.01"),  # 0.005 exactly: half up
        ("0.0001", "2.0001", "0.00"),  # a hair below
        ("1", "3", "33.33"),
        ("2", "3", "66.67"),
    ],
)
def test_an_index_is_rounded_half_up_from_the_exact_points(
    points: str, maximum: str, expected: str
) -> None:
    [row] = rows(computed(one_leaf([points], maximum)))
    assert row.index == Decimal(expected)


def test_leaves_that_do_not_apply_leave_the_maximum() -> None:
    tree = make_tree({"1.1": "84", "2.1": "16"})
    [row] = rows(computed(graded(tree, [Sheet({"1.1": "68.32", "2.1": NA})])))
    assert (row.points, row.max_points, row.index) == (
        Decimal("68.32"),
        Decimal(84),
        Decimal("81.33"),
    )


@pytest.mark.parametrize(
    ("points", "group"),
    [
        ("90", "A"),
        ("89.99", "B"),
        ("89.995", "A"),  # published as 90.00
        ("89.9949", "B"),
        ("80", "B"),
        ("79.99", "C"),
        ("70", "C"),
        ("69.99", "D"),
        ("0", "D"),
    ],
)
def test_the_group_follows_the_published_index(points: str, group: str) -> None:
    [row] = rows(computed(one_leaf([points])))
    assert row.group == group


def test_equal_indices_share_a_rank_and_the_next_is_skipped() -> None:
    ranking = computed(one_leaf(["90", "80", "80.001", "70", "95"]))
    assert [row.rank for row in rows(ranking)] == [2, 3, 3, 5, 1]


def test_a_unit_that_did_not_submit_is_no_zero() -> None:
    round_ = graded(
        make_tree({"1.1": "10"}), [Sheet({"1.1": "9"}, status=Status.DRAFTING), Sheet({"1.1": "0"})]
    )
    absent, zero = rows(computed(round_))
    assert (absent.points, absent.max_points, absent.index, absent.rank, absent.group) == (
        None,
        None,
        None,
        None,
        "",
    )
    assert not absent.assessed
    assert not absent.domains.exists()
    assert (zero.points, zero.index) == (Decimal(0), Decimal(0))
    assert (zero.rank, zero.group) == (1, "D")


def test_a_unit_that_is_not_ranked_takes_no_rank_from_others() -> None:
    round_ = graded(
        make_tree({"1.1": "10"}), [Sheet({"1.1": "9"}, ranked=False), Sheet({"1.1": "8"})]
    )
    guest, first = rows(computed(round_))
    assert (guest.index, guest.rank, guest.group) == (Decimal(90), None, "A")
    assert first.rank == 1


def test_a_unit_to_which_nothing_applies_has_no_index() -> None:
    round_ = graded(make_tree({"1.1": "10"}), [Sheet({"1.1": NA}), Sheet({"1.1": "8"})])
    ranking = computed(round_)
    nothing, first = rows(ranking)
    assert (nothing.points, nothing.max_points) == (Decimal(0), Decimal(0))
    assert nothing.index is None
    assert (nothing.rank, nothing.group, nothing.assessed) == (None, "", True)
    assert first.rank == 1
    assert oracle.kept_means(ranking)["", None] == (1, Decimal(80))


def test_on_claimed_points_survey_leaves_count_as_the_survey_gave_them() -> None:
    tree = make_tree({"1.1": "10", "1.2": "10", "2.1": "10"}, survey=["2.1"])
    round_ = graded(
        tree,
        [
            Sheet(claimed={"1.1": "10", "1.2": NA}, awarded={"1.1": "4", "1.2": "5", "2.1": "6"}),
            Sheet(claimed={"1.1": "9"}, awarded={"2.1": NA}),
        ],
    )
    ranking = computed(round_, "claimed")
    assert oracle.kept(ranking) == oracle.results(round_, "claimed")
    assert [(r.points, r.max_points) for r in rows(ranking)] == [
        (Decimal(16), Decimal(20)),
        (Decimal(9), Decimal(20)),
    ]


def test_on_the_final_basis_only_finished_sheets_are_assessed() -> None:
    round_ = graded(make_tree(MAXIMA, survey=["3"]), SHEETS)
    ranking = computed(round_, "final")
    assert oracle.kept(ranking) == oracle.results(round_, "final")
    assert [row.assessed for row in rows(ranking)] == [True] * 4 + [False] * 3
    assert [row.rank for row in rows(ranking)] == [3, 1, 2, None, None, None, None]


def test_a_ranking_keeps_the_rules_of_its_basis() -> None:
    ranking = computed(one_leaf(["90"]), "final")
    assert "đã thẩm định xong" in ranking.rules["basis"]["vi"]
    assert set(ranking.rules) == {"basis", "index", "rank", "group"}


def test_a_row_keeps_its_unit_as_it_was() -> None:
    round_ = graded(make_tree({"1.1": "10"}), [Sheet({"1.1": "9"}, name="Hà Tây", ranked=False)])
    ranking = computed(round_)
    Unit.objects.update(name_vi="Hà Nội", code="01", region="")
    [row] = rows(ranking)
    assert (row.name, row.region, row.ranked) == ("Hà Tây", "Tây Nguyên", False)
    assert row.code != "01"


def test_two_runs_give_the_same_digest() -> None:
    round_ = graded(make_tree(MAXIMA), SHEETS)
    first, second = computed(round_), computed(round_)
    assert first.pk != second.pk
    assert len(first.digest) == 64
    assert first.digest == second.digest
    assert oracle.kept(first) == oracle.kept(second)


def test_another_point_gives_another_digest() -> None:
    round_ = one_leaf(["90", "80"])
    before = computed(round_)
    score = Assessment.objects.filter(round=round_)[0].scores.get()
    score.awarded_points = Decimal("90.0001")
    score.save()
    assert computed(round_).digest != before.digest


def test_a_second_delivery_of_the_task_changes_nothing() -> None:
    ranking = computed(one_leaf(["90", "80"]))
    kept, digest = oracle.kept(ranking), ranking.digest
    compute_ranking(ranking.pk)
    ranking.refresh_from_db()
    assert (oracle.kept(ranking), ranking.digest) == (kept, digest)


def test_a_run_that_was_cut_off_is_continued() -> None:
    round_ = one_leaf(["90", "80"])
    ranking = Ranking.objects.create(
        round=round_, basis="awarded", started_by=make_person(Role.COORDINATOR)
    )
    assert computing_steps._advance(ranking.pk)
    assert computing_steps._advance(ranking.pk)
    ranking.refresh_from_db()
    assert (ranking.status, ranking.step) == ("computing", 2)
    compute_ranking(ranking.pk)
    ranking.refresh_from_db()
    assert (ranking.status, ranking.step) == ("draft", len(STEPS))
    assert oracle.kept(ranking) == oracle.results(round_)


def test_a_fault_leaves_no_rows_and_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    def stumble(ranking: Ranking) -> None:
        raise ZeroDivisionError("by a test")

    steps = (*STEPS[:3], ComputingStep(STEPS[3].label, stumble), *STEPS[4:])
    monkeypatch.setattr(computing_steps, "STEPS", steps)
    ranking = computed(one_leaf(["90"]))
    assert ranking.status == Ranking.Status.FAILED
    assert ranking.failure_text is not None
    assert "ZeroDivisionError: by a test" in ranking.failure_text.vi
    assert not RankingRow.objects.exists()
    assert not DomainIndex.objects.exists()
    assert not RankingLeaf.objects.exists()


@pytest.mark.parametrize("basis", ["awarded", "claimed", "final"])
def test_the_number_of_queries_does_not_grow_with_the_units(basis: str) -> None:
    counts = []
    for units in (3, 40):
        round_ = graded(make_tree(MAXIMA), [Sheet({"1.1": "5"}) for _ in range(units)])
        ranking = Ranking.objects.create(
            round=round_, basis=basis, started_by=make_person(Role.COORDINATOR)
        )
        with CaptureQueriesContext(connection) as queries:
            compute_ranking(ranking.pk)
        assert ranking.rows.count() == units
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert counts[0] <= 50


def test_the_order_of_rows_is_ranked_then_unranked_then_not_assessed() -> None:
    round_ = graded(make_tree(MAXIMA), SHEETS)
    ranking = computed(round_)
    ranks = [(row.rank, row.index) for row in ranking.rows.all()]
    assert ranks[-1] == (None, None)
    assert ranks[-2][0] is None
    assert ranks[-2][1] is not None
    assert [rank for rank, _index in ranks[:-2]] == [1, 2, 3, 3, 5]
