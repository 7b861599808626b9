"""A unit's improvement plan: made from a published result, filled in, approved; and who never reads it."""

import datetime
from contextlib import suppress
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from assessments.history.readable import of_person, readable_on_sheet
from assessments.models import Change, Role, Score, User
from criteria.common.text import NotAllowed, Refused
from rankings.acts import (
    GivenRemedy,
    PlanConflict,
    approve_plan,
    make_plan,
    open_plan_version,
    save_plan_leaf,
)
from rankings.models import ImprovementPlan, PlanLeaf, Ranking
from rankings.plans.reading import read_plan
from tests.factories import last_line, make_person, make_round, page
from tests.rankings.plan_worlds import (
    due_day,
    leader_of,
    leaf_of,
    make_own_plan,
    officer_of,
    ready_plan,
    remedy,
    result,
    save,
)
from tests.rankings.test_compute_properties import MAXIMA, few, sheets, undone
from tests.rankings.worlds import Sheet, computed, graded, make_tree, published, rows

pytestmark = pytest.mark.django_db


def reasons(refused: pytest.ExceptionInfo[Refused]) -> str:
    return " ".join(cause.vi for cause in refused.value.causes)


def test_it_has_the_leaves_that_lost_points_the_costliest_first() -> None:
    row = result()
    officer = officer_of(row)
    plan = make_own_plan(row, officer)
    reading = read_plan(plan)
    assert [(line.criterion.code, line.leaf.lost) for line in reading.lines] == [
        ("2.1", Decimal(4)),
        ("1.2", Decimal(2)),
        ("1.1", Decimal(1)),
    ]
    assert {line.loss.note for line in reading.lines} == {"Theo tài liệu kiểm chứng."}
    line = last_line(act="make_plan")
    assert (line.by, line.assessment_id) == (officer, row.assessment_id)


def test_its_head_says_index_and_rank() -> None:
    row = result()
    officer = officer_of(row)
    plan = make_own_plan(row, officer)
    save(plan, "2.1", officer, "8", remedy())
    reading = read_plan(plan)
    # 11 of 16 are 68.75; the units before have 75 and 62.5.
    assert reading.outcome.sentence.vi == (
        "Với các giải pháp này: 68,75, hạng 2 thay vì 3; kết quả của đơn vị khác giữ nguyên."
    )
    assert [line.criterion.code for line in reading.uncovered] == ["1.2", "1.1"]
    assert reading.lost_uncovered == 3


def test_a_tie_is_said_as_a_ranking_counts_it() -> None:
    row = result()
    officer = officer_of(row)
    plan = make_own_plan(row, officer)
    save(plan, "1.1", officer, "2", remedy())
    then = read_plan(plan).outcome.then
    assert then is not None
    assert (then.index, then.rank) == (Decimal("62.5"), 2)


def test_what_wins_most_a_remedy_comes_first() -> None:
    row = result()
    officer = officer_of(row)
    plan = make_own_plan(row, officer)
    save(plan, "2.1", officer, "9", remedy("Một"), remedy("Hai"))
    save(plan, "1.2", officer, "4", remedy())
    cheapest = [(line.criterion.code, line.won_a_remedy) for line in read_plan(plan).cheapest]
    assert cheapest == [("1.2", 2), ("2.1", Decimal("1.5"))]


@few
@given(
    world=st.lists(sheets(), min_size=2, max_size=7),
    basis=st.sampled_from([Ranking.Basis.AWARDED, Ranking.Basis.FINAL]),
    data=st.data(),
)
def test_its_index_and_rank_are_those_of_a_ranking_computed_with_its_figures(
    world: list[Sheet], basis: str, data: st.DataObject
) -> None:
    with undone():
        round_ = graded(make_tree(MAXIMA, survey=["2.1"]), world)
        ranking = computed(round_, basis)
        Ranking.objects.filter(pk=ranking.pk).update(
            status=Ranking.Status.PUBLISHED, published_at=timezone.now(), version=1
        )
        own = [row for row in rows(ranking) if row.assessed]
        if not own:
            return
        row = data.draw(st.sampled_from(own))
        officer = officer_of(row)
        plan = make_own_plan(row, officer)
        for leaf in plan.leaves.select_related("criterion"):
            most = int(leaf.max_points * 10_000)
            least = int(leaf.points * 10_000)
            target = Decimal(data.draw(st.integers(least + 1, most))) / 10_000
            if leaf.criterion.is_survey:
                # The scale is a percentage of the maximum: what it gives is asked of the line below.
                save_percent(plan, leaf, officer, target)
            else:
                save(plan, leaf.criterion.code, officer, str(target), remedy())
        for leaf in plan.leaves.exclude(target_points=None):
            scores = Score.objects.filter(assessment=row.assessment_id, criterion=leaf.criterion_id)
            scores.update(awarded_points=leaf.target_points)
        outcome = read_plan(plan).outcome
        again = next(one for one in rows(computed(round_, basis)) if one.unit_id == row.unit_id)
        assert outcome.then is not None
        assert outcome.won == (again.points or 0) - (row.points or 0)
        assert (outcome.then.index, outcome.then.rank, outcome.then.group) == (
            again.index,
            again.rank,
            again.group,
        )


def save_percent(plan: ImprovementPlan, leaf: PlanLeaf, officer: User, target: Decimal) -> None:
    percent = (target * 100 / leaf.max_points).quantize(Decimal("0.01"))
    # Rounded to hundredths it may win nothing any more.
    with suppress(Refused):
        save_plan_leaf(
            actor=page(officer),
            leaf_id=leaf.pk,
            version=leaf.version,
            entry={"percent": str(min(percent, Decimal(100)))},
            remedies=[remedy()],
        )


@pytest.mark.sqlite
def test_a_set_with_rules_around_its_tree_counts_by_them() -> None:
    """A bonus, a gate, blocks of units, a class with a condition, and equal indices parted by a leaf."""
    tree = make_tree(
        {"1.1": "2", "1.2": "4", "2.1": "3", "3.1": "4"},
        counts={"3": "bonus"},
        caps={"3": "2"},
        gates={"1.2": "1.1"},
        rules={
            "blocks": ["phường"],
            "ties": ["2.1"],
            "classes": [
                {"name": "Tốt", "min": "80", "if": [{"no_zero": True}]},
                {"name": "Đạt", "min": "0"},
            ],
        },
    )
    ranking = published(
        graded(
            tree,
            [
                Sheet({"1.1": "0", "1.2": "0", "2.1": "1", "3.1": "4"}, kinds="phường"),
                Sheet({"1.1": "2", "1.2": "2", "2.1": "1"}, kinds="phường"),
                Sheet({"1.1": "2", "1.2": "4", "2.1": "3"}),
            ],
        )
    )
    row = ranking.rows.get(rank=2, block="phường")
    officer = officer_of(row)
    plan = make_own_plan(row, officer)
    save(plan, "1.1", officer, "1", remedy())
    save(plan, "2.1", officer, "2", remedy())
    then = read_plan(plan).outcome.then
    assert then is not None
    # 1 + 2, and the bonus up to its cap: 5 of 9, as many as the other ward, which has less on 2.1.
    assert (str(then.points), then.rank, then.group) == ("5.0000", 1, "Đạt")
    assert then.index == Decimal("55.56")
    save(plan, "1.2", officer, "4", remedy())
    then = read_plan(plan).outcome.then
    assert then is not None
    assert (str(then.points), then.group) == ("9.0000", "Tốt")
    assert then.index == 100


def test_there_is_one_plan_of_a_result() -> None:
    row = result()
    make_own_plan(row)
    with pytest.raises(Refused) as refused:
        make_own_plan(row)
    assert "đã có kế hoạch" in reasons(refused)


def test_nobody_else_makes_one() -> None:
    row = result()
    for person in (
        make_person(Role.ADMIN),
        make_person(Role.LEADER, unit=make_round().assessments.get().unit),
    ):
        with pytest.raises(NotAllowed):
            make_plan(actor=page(person), row_id=row.pk)
    assert not ImprovementPlan.objects.exists()


def test_it_is_made_from_the_version_in_force() -> None:
    row = result()
    published(row.ranking.round)
    with pytest.raises(Refused) as refused:
        make_own_plan(row)
    assert "đang có hiệu lực" in reasons(refused)


@pytest.mark.parametrize(
    ("points", "cause"),
    [("6", "chưa cao hơn điểm đã đạt (6)"), ("11", "10"), ("abc", "abc")],
)
def test_a_target_that_wins_nothing_or_cannot_be_is_refused(points: str, cause: str) -> None:
    row = result()
    officer = officer_of(row)
    plan = make_own_plan(row, officer)
    with pytest.raises(Refused) as refused:
        save(plan, "2.1", officer, points)
    assert cause in reasons(refused)
    assert leaf_of(plan, "2.1").version == 0


def test_the_database_holds_a_target_between_the_result_and_the_maximum() -> None:
    leaf = leaf_of(make_own_plan(result()), "2.1")
    for points in (6, 11):
        with pytest.raises(IntegrityError), transaction.atomic():
            PlanLeaf.objects.filter(pk=leaf.pk).update(target_points=points)


def test_every_fault_of_its_remedies_is_said_by_its_place() -> None:
    row = result()
    officer = officer_of(row)
    plan = make_own_plan(row, officer)
    far = due_day() + datetime.timedelta(days=3000)
    stranger = make_person(Role.OFFICER, unit=make_round().assessments.get().unit)
    with pytest.raises(Refused) as refused:
        save(
            plan,
            "2.1",
            officer,
            "5",
            GivenRemedy("", body="Văn phòng"),
            remedy(person_id=stranger.pk),
            remedy(due=far),
        )
    text = reasons(refused)
    for fault in (
        "Giải pháp 1: chưa ghi nội dung giải pháp.",
        "Giải pháp 2: người chịu trách nhiệm không phải",
        "Giải pháp 3: thời hạn",
        "chưa cao hơn điểm đã đạt",
    ):
        assert fault in text


def test_a_line_saved_meanwhile_is_a_conflict_and_one_s_own_sent_again_is_none() -> None:
    row = result()
    officer, colleague = officer_of(row), officer_of(row)
    plan = make_own_plan(row, officer)
    save(plan, "2.1", officer, "8", remedy(), version=0)
    save(plan, "2.1", officer, "8", remedy(), version=0)
    assert leaf_of(plan, "2.1").version == 1
    with pytest.raises(PlanConflict) as conflict:
        save(plan, "2.1", colleague, "9", remedy(), version=0)
    assert str(officer) in reasons(conflict)
    assert leaf_of(plan, "2.1").target_points == 8


def test_a_save_is_recorded_and_an_empty_entry_takes_the_target_back() -> None:
    row = result()
    officer = officer_of(row)
    plan = ready_plan(row, officer)
    line = last_line(act="save_plan_leaf")
    assert line.after["codes"] == ["2.1"]
    assert "Ban hành kế hoạch trong quý I · Văn phòng" in line.after["remedies"][0]
    save(plan, "2.1", officer)
    leaf = leaf_of(plan, "2.1")
    assert (leaf.target_points, leaf.target_input, leaf.remedies.count()) == (None, None, 0)


def test_its_leader_approves_it_and_then_it_is_fixed() -> None:
    row = result()
    officer, leader = officer_of(row), leader_of(row)
    plan = ready_plan(row, officer)
    with pytest.raises(NotAllowed):
        approve_plan(actor=page(officer), plan_id=plan.pk, version=plan.version)
    approve_plan(actor=page(leader), plan_id=plan.pk, version=plan.version)
    plan.refresh_from_db()
    assert (plan.is_approved, plan.approved_by) == (True, leader)
    assert last_line(act="approve_plan").by == leader
    for person in (officer, leader):
        with pytest.raises(Refused) as refused:
            save(plan, "2.1", person, "9", remedy())
        assert "đã được phê duyệt" in reasons(refused)


def test_what_is_approved_is_what_was_read() -> None:
    row = result()
    officer, leader = officer_of(row), leader_of(row)
    plan = ready_plan(row, officer)
    save(plan, "2.1", officer, "9", remedy())
    with pytest.raises(Refused) as refused:
        approve_plan(actor=page(leader), plan_id=plan.pk, version=plan.version)
    assert "vừa được sửa" in reasons(refused)


def test_what_is_not_whole_is_not_approved() -> None:
    row = result()
    officer, leader = officer_of(row), leader_of(row)
    plan = make_own_plan(row, officer)
    with pytest.raises(Refused) as refused:
        approve_plan(actor=page(leader), plan_id=plan.pk, version=0)
    assert reasons(refused) == "Kế hoạch chưa có giải pháp nào."
    save(plan, "2.1", officer, "", GivenRemedy("Một việc"))
    save(plan, "1.1", officer, "2")
    plan.refresh_from_db()
    with pytest.raises(Refused) as refused:
        approve_plan(actor=page(leader), plan_id=plan.pk, version=plan.version)
    assert [cause.vi for cause in refused.value.causes] == [
        "Tiêu chí 2.1: chưa có chỉ tiêu.",
        "Tiêu chí 2.1: có giải pháp chưa ghi người chịu trách nhiệm.",
        "Tiêu chí 2.1: có giải pháp chưa ghi thời hạn.",
        "Tiêu chí 1.1: chưa có giải pháp.",
    ]


def test_a_new_version_begins_with_what_was_approved() -> None:
    row = result()
    officer, leader = officer_of(row), leader_of(row)
    plan = ready_plan(row, officer)
    with pytest.raises(Refused):
        open_plan_version(actor=page(officer), plan_id=plan.pk)
    approve_plan(actor=page(leader), plan_id=plan.pk, version=plan.version)
    later = open_plan_version(actor=page(officer), plan_id=plan.pk)
    assert (later.number, later.is_approved) == (2, False)
    leaf = leaf_of(later, "2.1")
    assert (leaf.target_points, leaf.remedies.get().text) == (
        Decimal(8),
        "Ban hành kế hoạch trong quý I",
    )
    with pytest.raises(Refused) as refused:
        open_plan_version(actor=page(officer), plan_id=plan.pk)
    assert "phiên bản mới hơn" in reasons(refused)


def test_a_new_version_stands_on_the_result_in_force() -> None:
    row = result()
    officer, leader = officer_of(row), leader_of(row)
    plan = ready_plan(row, officer)
    approve_plan(actor=page(leader), plan_id=plan.pk, version=plan.version)
    Score.objects.filter(assessment=row.assessment_id, criterion__code="2.1").update(
        awarded_points=9
    )
    mended = published(row.ranking.round)
    later = open_plan_version(actor=page(officer), plan_id=plan.pk)
    leaf = leaf_of(later, "2.1")
    assert later.row.ranking_id == mended.pk
    # 8 points would be fewer than the unit has by now; what is to be done stays.
    assert (leaf.points, leaf.target_points, leaf.remedies.count()) == (Decimal(9), None, 1)


@pytest.mark.parametrize("role", [*Role.WATCHERS, Role.REVIEWER])
def test_its_record_is_read_by_the_unit_s_own_people_alone(role: str) -> None:
    row = result()
    officer = officer_of(row)
    ready_plan(row, officer)
    other = make_person(Role(role))
    own = {"make_plan", "save_plan_leaf"}
    sheet = row.assessment

    def acts_of(user: User) -> set[str]:
        return set(readable_on_sheet(user, sheet).values_list("act", flat=True))

    assert own <= acts_of(officer_of(row))
    assert not own & acts_of(other)
    assert own <= set(of_person(officer, officer).values_list("act", flat=True))
    assert not own & set(of_person(other, officer).values_list("act", flat=True))
    assert own <= set(Change.objects.values_list("act", flat=True))
