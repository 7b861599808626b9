"""Any small round with lines outside the total, gates, classes, ties and blocks has the slow computation's numbers."""

import itertools
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessments.models import Assessment, Flag, Role, Score, Status
from criteria.models import CriteriaSet
from rankings.computing.proof import proof
from rankings.computing.verification import verify
from rankings.models import Ranking
from rankings.what_it_takes import forecast
from tests.factories import make_person
from tests.markup import markup
from tests.rankings import around_oracle, oracle
from tests.rankings.around_oracle import World
from tests.rankings.test_compute_properties import undone
from tests.rankings.test_stranger_verifies import stranger
from tests.rankings.worlds import NA, Sheet, computed, graded, make_tree

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

MAXIMA = {"1.1": "2", "1.2": "4", "2.1": "4", "2.2": "0", "3.1": "5", "3.2": "3", "4.1": "4"}
OPTIONS = {"1.1": ["Đạt", "Một phần", "Không đạt"], "2.2": ["Có", "Không"]}
COUNTS = ("bonus", "bonus_highest", "penalty", "penalty_highest")
CONDITIONS: list[dict[str, Any]] = [
    {"no_zero": True},
    {"inside": "75"},
    {"domain": "*", "min": "50"},
    {"domain": "1", "min": "66.67"},
    {"leaf": "2.1", "min": "1.5"},
    {"leaf": "1.1", "is": ["Đạt", "Một phần"]},
    {"leaf": "2.2", "is": ["Có"]},
    {"leaf": "1.1", "is_not": ["Không đạt"]},
]

LOWERS: list[dict[str, Any]] = [
    {"leaf": "1.1", "is": ["Không đạt", "Một phần"]},
    {"leaf": "2.2", "is": ["Không"]},
]


@st.composite
def worlds(draw: st.DrawFn) -> World:
    blocks = draw(st.sampled_from([[], ["phường"], ["đặc khu", "phường"]]))
    rules: dict[str, Any] = {}
    if draw(st.booleans()):
        bounds = sorted(draw(st.lists(st.sampled_from([50, 66.67, 75, 90, 100]), max_size=3)))
        rules["classes"] = [
            {
                "name": f"Loại {place}",
                "min": {"": str(bound), **({blocks[0]: str(bound)} if blocks else {})},
                "if": draw(st.lists(st.sampled_from(CONDITIONS), max_size=2)),
            }
            for place, bound in enumerate(reversed(bounds))
        ]
        rules["classes"].append({"name": "Còn lại"})
    lowers = draw(st.lists(st.sampled_from(LOWERS), unique_by=str, max_size=2))
    rules |= {"lowers": lowers} if lowers else {}
    ties = draw(
        st.lists(st.sampled_from(["1", "2", "1.2", "2.1", "3.1", "4.1"]), unique=True, max_size=3)
    )
    rules |= {"ties": ties} if ties else {}
    rules |= {"blocks": blocks} if blocks else {}
    rules |= {"capped": True} if draw(st.booleans()) else {}
    return World(
        counts={"3": draw(st.sampled_from(COUNTS)), "4": draw(st.sampled_from(COUNTS))},
        caps={"3": draw(st.sampled_from(["5", "2.5", "0.0001"])), "4": "3"},
        gates=draw(st.sampled_from([{}, {"1.2": "1.1"}, {"1.2": "1.1", "4.1": "2.1"}])),
        rules=rules,
        options=OPTIONS,
    )


def tree_of(world: World) -> CriteriaSet:
    return make_tree(
        MAXIMA,
        counts=world.counts,
        caps=world.caps,
        gates=world.gates,
        rules=world.rules,
        options=world.options,
    )


def sheets() -> st.SearchStrategy[Sheet]:
    def points(most: str) -> st.SearchStrategy[str | None]:
        return st.sampled_from(
            ["0", most, NA, None] if most == "0" else ["0", "1", most, NA, None, "0.3333"]
        )

    leaves = st.fixed_dictionaries({code: points(most) for code, most in MAXIMA.items()})
    return st.builds(
        Sheet,
        awarded=leaves,
        claimed=leaves,
        status=st.sampled_from([Status.FINAL, Status.FINAL, Status.SUBMITTED, Status.DRAFTING]),
        ranked=st.sampled_from([True, True, True, False]),
        region=st.sampled_from(["", "Tây Nguyên"]),
        kinds=st.sampled_from(["", "phường", "miền núi; phường", "đặc khu; phường"]),
        options=st.fixed_dictionaries(
            {"1.1": st.sampled_from([0, 1, 2]), "2.2": st.sampled_from([0, 1])}
        ),
    )


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    world=worlds(),
    units=st.lists(sheets(), min_size=1, max_size=7),
    basis=st.sampled_from(Ranking.Basis.values),
)
def test_any_round_has_the_numbers_of_the_slow_computation(
    world: World, units: list[Sheet], basis: str
) -> None:
    with undone():
        round_ = graded(tree_of(world), units)
        ranking = computed(round_, basis)
        assert ranking.status == Ranking.Status.DRAFT, ranking.failure
        assert around_oracle.kept(ranking) == around_oracle.expected(world, round_, basis)
        assert verify(ranking) == []
        assert stranger.verify(proof(ranking), ranking.digest) == []


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    world=worlds(),
    units=st.lists(sheets(), min_size=2, max_size=6),
    basis=st.sampled_from(["awarded", "claimed"]),
    flagged=st.dictionaries(st.integers(0, 5), st.sets(st.sampled_from(sorted(MAXIMA)))),
    data=st.data(),
)
def test_what_it_takes_has_the_ranking_s_numbers_and_any_settlement_lies_within_its_range(
    world: World,
    units: list[Sheet],
    basis: str,
    flagged: dict[int, set[str]],
    data: st.DataObject,
) -> None:
    with undone():
        round_ = graded(tree_of(world), units)
        sheets = list(Assessment.objects.filter(round=round_).order_by("pk"))
        for place, codes in flagged.items():
            if place < len(sheets):
                disputed = Score.objects.filter(assessment=sheets[place], criterion__code__in=codes)
                disputed.update(flag=Flag.DISPUTED)
        rows = {row.assessment_id: row for row in computed(round_, basis).rows.all()}
        found = {}
        for sheet in sheets:
            scores = forecast.scores_in_order(sheet)
            tally = forecast.tally_of(sheet, scores, basis)
            others = forecast.others_of(sheet, basis, tally)
            found[sheet.pk] = forecast.outlook(sheet, scores, others, basis, tally)
            row, now = rows[sheet.pk], found[sheet.pk].now
            if row.index is not None:
                assert (now.points, now.maximum, now.index) == (
                    row.points,
                    row.max_points,
                    row.index,
                )
                assert (now.group, now.rank) == (row.group, row.rank)
        for score in Score.objects.filter(assessment__round=round_, flag=Flag.DISPUTED):
            if data.draw(st.booleans()):
                score.awarded = score.claimed
            else:
                score.claimed = score.awarded
            score.save()
        for row in computed(round_, basis).rows.exclude(index=None):
            best, worst = found[row.assessment_id].best, found[row.assessment_id].worst
            assert row.index is not None
            assert best.index is not None
            assert row.index <= best.index
            assert worst.index is None or worst.index <= row.index
            if row.rank:
                assert best.rank is None or best.rank <= row.rank
                assert worst.rank is None or row.rank <= worst.rank


def test_what_it_takes_asks_as_often_however_many_units_there_are() -> None:
    world = World(
        counts={"3": "bonus", "4": "penalty"},
        caps={"4": "3"},
        gates={"1.2": "1.1"},
        rules={"ties": ["1", "4.1"], "blocks": ["phường"]},
        options=OPTIONS,
    )
    numbers = []
    for count in (2, 12):
        round_ = graded(tree_of(world), list(itertools.repeat(Sheet(dict(MAXIMA)), count)))
        sheet = Assessment.objects.filter(round=round_).earliest("pk")
        client = Client()
        client.force_login(make_person(Role.COORDINATOR))
        client.get(f"/sheets/{sheet.pk}/what-it-takes/")
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(f"/sheets/{sheet.pk}/what-it-takes/?leaf=1.2&1.2:points=1")
        assert "Điểm cộng ngoài tổng điểm" in markup(answer)
        numbers.append(len(queries))
    assert numbers == [10, 10]


def test_the_number_of_queries_does_not_grow() -> None:
    world = World(
        counts={"3": "bonus", "4": "penalty"},
        caps={"4": "3"},
        gates={"1.2": "1.1"},
        rules={
            "classes": [{"name": "Tốt", "min": "90", "if": CONDITIONS}, {"name": "Còn lại"}],
            "ties": ["1", "4.1"],
            "blocks": ["phường"],
        },
        options=OPTIONS,
    )
    numbers = []
    one = Sheet(dict(MAXIMA.items()), options={"1.1": 0})
    for count in (2, 20):
        round_ = graded(tree_of(world), list(itertools.repeat(one, count)))
        with CaptureQueriesContext(connection) as queries:
            ranking = computed(round_)
        numbers.append(len(queries))
        with CaptureQueriesContext(connection) as queries:
            assert verify(ranking) == []
        numbers.append(len(queries))
    assert numbers[:2] == numbers[2:]


def test_a_set_without_such_rules_has_the_numbers_of_before() -> None:
    round_ = graded(make_tree({"1.1": "2", "2.1": "10.5"}), [Sheet({"1.1": "1", "2.1": "9.7188"})])
    ranking = computed(round_)
    assert oracle.kept(ranking) == oracle.results(round_)
    assert set(ranking.rows.values_list("block", "outside")) == {("", Decimal(0))}
