"""A plan through the year: figures to date, what is late, what is lost if nothing happens, and reminders."""

import datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assessments.clock import STEPS
from assessments.models import Notice, Role, Round, User
from criteria.common.text import NotAllowed, Refused
from criteria.models import Criterion
from rankings.acts import (
    approve_plan,
    finish_remedy,
    open_plan_version,
    remind_of_plans,
    save_figure_to_date,
)
from rankings.models import FigureToDate, ImprovementPlan, RankingRow, Remedy
from rankings.plans.progress import read_progress
from rankings.plans.year_ago import same_day_before
from tests.factories import last_line, make_person, make_round, page
from tests.markup import markup
from tests.rankings.plan_worlds import (
    leader_of,
    leaf_of,
    make_own_plan,
    officer_of,
    remedy,
    result,
    save,
)
from tests.rankings.worlds import make_tree

pytestmark = pytest.mark.django_db


def in_days(days: int) -> datetime.date:
    return timezone.localdate() + datetime.timedelta(days=days)


def approved_plan(row: RankingRow, officer: User, days: int = 90) -> ImprovementPlan:
    """A plan with one remedy that falls due in so many days, and a target of 8 points instead of 6."""
    plan = make_own_plan(row, officer)
    save(plan, "2.1", officer, "8", remedy(due=in_days(days)))
    plan.refresh_from_db()
    return approve_plan(actor=page(leader_of(row)), plan_id=plan.pk, version=plan.version)


def enter(
    plan: ImprovementPlan, code: str, by: User, points: str, day: datetime.date
) -> FigureToDate:
    return save_figure_to_date(
        actor=page(by), leaf_id=leaf_of(plan, code).pk, day=day, entry={"points": points}
    )


def test_the_newest_figure_of_the_latest_day_says_how_far_it_is() -> None:
    row = result()
    officer = officer_of(row)
    plan = approved_plan(row, officer)
    enter(plan, "2.1", officer, "7", in_days(-30))
    enter(plan, "2.1", officer, "6,5", in_days(-120))
    enter(plan, "2.1", officer, "7,25", in_days(-30))
    progress = read_progress(plan)
    (line,) = progress.lines
    assert [figure.points for figure in line.figures] == [
        pytest.approx(points) for points in (7.25, 7, 6.5)
    ]
    assert "trên đường tới 7,25 của 8 điểm" in line.sentence.vi
    # 10.25 of 16 points would be 64.06, behind 75 alone.
    assert progress.sentence.vi == (
        "Không giải pháp nào chậm; nếu giữ như đến nay, mất 0,75 điểm so với kế hoạch: chỉ số 64,06, hạng 2."
    )
    assert last_line(act="save_figure_to_date").after["codes"] == ["2.1"]


def test_without_a_figure_everything_aimed_at_is_missing() -> None:
    row = result()
    plan = approved_plan(row, officer_of(row))
    progress = read_progress(plan)
    assert progress.missing == 2
    assert progress.to_date.then is not None
    assert (progress.to_date.then.index, progress.to_date.then.rank) == (row.index, row.rank)


def test_a_figure_of_tomorrow_or_without_a_day_is_refused_with_all_that_is_wrong() -> None:
    row = result()
    officer = officer_of(row)
    plan = approved_plan(row, officer)
    with pytest.raises(Refused) as refused:
        enter(plan, "2.1", officer, "99", in_days(1))
    text = " ".join(cause.vi for cause in refused.value.causes)
    assert "ngày này chưa đến" in text
    assert len(refused.value.causes) == 2
    with pytest.raises(NotAllowed):
        enter(plan, "2.1", make_person(Role.INSPECTOR), "7", in_days(0))
    assert not FigureToDate.objects.exists()


def test_what_is_late_is_named_until_it_is_done() -> None:
    row = result()
    officer = officer_of(row)
    plan = approved_plan(row, officer, days=-3)
    (late,) = read_progress(plan).late
    assert late.delay.vi == "chậm 3 ngày"
    client = Client()
    client.force_login(officer)
    text = markup(client.get(f"/plans/{plan.pk}/year/"))
    assert "Chậm 1 giải pháp" in text
    path = f"/plans/{plan.pk}/remedies/{late.remedy.pk}/done/"
    assert client.post(path, {"done": "1"})["Location"] == f"/plans/{plan.pk}/year/"
    assert last_line(act="finish_remedy").by == officer
    assert "Không có giải pháp nào chậm." in markup(client.get(f"/plans/{plan.pk}/year/"))
    finish_remedy(actor=page(officer), remedy_id=late.remedy.pk, is_done=False)
    assert len(read_progress(plan).late) == 1


def test_only_what_was_approved_can_be_done() -> None:
    row = result()
    officer = officer_of(row)
    plan = make_own_plan(row, officer)
    save(plan, "2.1", officer, "8", remedy())
    with pytest.raises(Refused):
        finish_remedy(actor=page(officer), remedy_id=Remedy.objects.get().pk, is_done=True)


def test_a_new_version_keeps_figures_and_what_is_done() -> None:
    row = result()
    officer = officer_of(row)
    plan = approved_plan(row, officer)
    enter(plan, "2.1", officer, "7", in_days(-1))
    finish_remedy(actor=page(officer), remedy_id=Remedy.objects.get().pk, is_done=True)
    later = open_plan_version(actor=page(officer), plan_id=plan.pk)
    (line,) = read_progress(later).lines
    assert line.points == 7
    own = leaf_of(later, "2.1").remedies.get()
    assert own.done_on == timezone.localdate()
    save(later, "2.1", officer, "8", remedy("Việc mới"), remedy(due=in_days(90)))
    done = dict(leaf_of(later, "2.1").remedies.values_list("text", "done_on"))
    assert done == {"Việc mới": None, "Ban hành kế hoạch trong quý I": timezone.localdate()}


@pytest.mark.parametrize(
    ("days", "text"),
    [(5, "Còn 5 ngày: 1 giải pháp"), (0, "Hôm nay: 1 giải pháp"), (-2, "đã quá hạn"), (20, "")],
)
def test_the_unit_s_people_are_reminded_once_and_nobody_else(days: int, text: str) -> None:
    row = result()
    officer = officer_of(row)
    approved_plan(row, officer, days)
    for _ in range(2):
        remind_of_plans()
    notices = Notice.objects.filter(key__startswith="plan:")
    at_unit = {one.user_id for one in notices}
    assert all(user.unit_ids == {row.unit_id} for user in User.objects.filter(pk__in=at_unit))
    assert notices.filter(user=officer).count() == (1 if text else 0)
    assert all(text in one.text_vi and "Ban hành" not in one.text_vi for one in notices)
    assert remind_of_plans in [step for _name, step in STEPS]


def test_nobody_is_reminded_of_what_is_done_or_only_a_draft() -> None:
    row = result()
    officer = officer_of(row)
    plan = approved_plan(row, officer, 5)
    finish_remedy(actor=page(officer), remedy_id=Remedy.objects.get().pk, is_done=True)
    later = open_plan_version(actor=page(officer), plan_id=plan.pk)
    save(later, "1.2", officer, "4", remedy(due=in_days(3)))
    assert remind_of_plans() == 0


def test_a_figure_is_entered_on_its_page() -> None:
    row = result()
    officer = officer_of(row)
    plan = approved_plan(row, officer)
    client = Client()
    client.force_login(officer)
    path = f"/plans/{plan.pk}/year/2.1/"
    wrong = client.post(path, {"day": "31/02/2026", "points": "7"})
    assert wrong.status_code == 422
    assert 'value="31/02/2026"' in markup(wrong)
    assert 'aria-describedby="fault-day"' in markup(wrong)
    wrong = client.post(path, {"day": f"{in_days(-1):%d/%m/%Y}", "points": "ba"})
    assert 'aria-describedby="fault-points"' in markup(wrong)
    done = client.post(path, {"day": f"{in_days(-1):%d/%m/%Y}", "points": "7,5"}, follow=True)
    assert "trên đường tới 7,5 của 8 điểm" in markup(done)
    assert f"{in_days(-1):%d/%m/%Y}" in markup(client.get(path))


def test_the_number_of_queries_does_not_grow_with_figures() -> None:
    row = result()
    officer = officer_of(row)
    plan = approved_plan(row, officer)
    client = Client()
    client.force_login(officer)
    client.get(f"/plans/{plan.pk}/year/")
    numbers = []
    for rounds in (1, 5):
        for days in range(rounds):
            enter(plan, "2.1", officer, "7", in_days(-days))
        for path in ("year/", "year/2.1/"):
            with CaptureQueriesContext(connection) as queries:
                assert client.get(f"/plans/{plan.pk}/{path}").status_code == 200
            numbers.append(len(queries))
    assert numbers == [12, 9, 12, 9]


def a_year_ago(plan: ImprovementPlan, code: str, by: User, points: str, day: datetime.date) -> None:
    """What the unit had reached on the leaf that this one descends from, in the plan of the year before."""
    leaf = leaf_of(plan, code).criterion
    former = round_of_the_year_before(plan, leaf)
    assert leaf.ancestor_id
    FigureToDate.objects.create(
        unit=plan.unit,
        round=former,
        criterion_id=leaf.ancestor_id,
        day=day,
        input={},
        points=points,
        by=by,
    )


def round_of_the_year_before(plan: ImprovementPlan, leaf: Criterion) -> Round:
    before = make_tree({"1.1": "2", "1.2": "4", "2.1": "10"}, year=2020)
    ancestor = before.criteria.get(code=leaf.code)
    # By hand: a published set names its ancestors before it is published.
    QuerySet(Criterion).filter(pk=leaf.pk).update(ancestor=ancestor)
    leaf.ancestor_id = ancestor.pk
    return make_round(before, [plan.unit])


def test_it_is_compared_with_the_same_day_of_the_year_before() -> None:
    row = result()
    officer = officer_of(row)
    plan = approved_plan(row, officer)
    assert "Chưa so được với cùng kỳ năm trước" in read_progress(plan).beside_last_year.vi
    today = timezone.localdate()
    last = same_day_before(today)
    a_year_ago(plan, "2.1", officer, "5.5", last - datetime.timedelta(days=10))
    # A year ago it had not been reached yet.
    leaf = leaf_of(plan, "2.1").criterion
    assert leaf.ancestor_id
    FigureToDate.objects.create(
        unit=plan.unit,
        round=FigureToDate.objects.get().round,
        criterion_id=leaf.ancestor_id,
        day=last + datetime.timedelta(days=1),
        input={},
        points="9",
        by=officer,
    )
    assert "Chưa so được" in read_progress(plan).beside_last_year.vi
    enter(plan, "2.1", officer, "7", in_days(-1))
    progress = read_progress(plan)
    assert progress.lines[0].ahead == Decimal("1.5")
    assert progress.beside_last_year.vi == (
        "So với cùng kỳ năm trước, trên 1 tiêu chí có số liệu của cả hai năm: hơn 1,5 điểm."
    )
    client = Client()
    client.force_login(officer)
    text = " ".join(markup(client.get(f"/plans/{plan.pk}/year/")).split())
    assert f'5,5 <span class="small soft">({last - datetime.timedelta(days=10):%d/%m/%Y})' in text


@pytest.mark.parametrize(
    ("day", "before"),
    [("2026-12-01", "2025-12-01"), ("2028-02-29", "2027-02-28"), ("2029-02-28", "2028-02-28")],
)
def test_the_same_day_of_the_year_before(day: str, before: str) -> None:
    assert same_day_before(datetime.date.fromisoformat(day)).isoformat() == before


def test_the_first_page_says_how_the_plan_stands_to_the_unit_s_leader() -> None:
    row = result()
    plan = approved_plan(row, officer_of(row))
    Remedy.objects.filter(leaf__plan=plan).update(due=in_days(-3))
    client = Client()
    client.force_login(leader_of(row))
    page_of_unit = " ".join(markup(client.get("/rounds/")).split())
    assert "Kế hoạch cải thiện Chỉ số</h2>" in page_of_unit
    assert 'class="num c-bad">1</strong>' in page_of_unit
    client.force_login(make_person(Role.COORDINATOR))
    assert "Kế hoạch cải thiện Chỉ số</h2>" not in markup(client.get("/rounds/"))
