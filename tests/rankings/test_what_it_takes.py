"""What a unit may still reach: the ranking's own numbers where nothing is changed, and no trace."""

import datetime
import re

import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from assessments.models import Assessment, Flag, Role, Score, Status, User
from rankings.models import Ranking
from rankings.what_it_takes import forecast, trials
from rankings.what_it_takes.counting import counted_leaf
from rankings.what_it_takes.standing import standing
from tests.factories import fill, make_disputed, make_person, make_round, make_submitted, make_unit
from tests.markup import markup
from tests.rankings.test_compute_properties import MAXIMA, few, sheets, undone
from tests.rankings.worlds import Sheet, computed, graded, make_tree, publish, rows
from tests.remembered import remembered

pytestmark = pytest.mark.django_db


@few
@given(
    world=st.lists(sheets(), min_size=1, max_size=6),
    basis=st.sampled_from(["awarded", "claimed"]),
    flagged=st.sets(st.sampled_from(sorted(MAXIMA))),
)
def test_with_no_change_it_is_the_ranking_and_its_rank_within_the_range(
    world: list[Sheet], basis: str, flagged: set[str]
) -> None:
    with undone():
        round_ = graded(make_tree(MAXIMA, survey=["2.1"]), world)
        Score.objects.filter(criterion__code__in=flagged).update(flag=Flag.DISPUTED)
        for row in rows(computed(round_, basis)):
            if row.index is None:
                continue
            sheet = Assessment.objects.get(pk=row.assessment_id)
            scores = forecast.scores_in_order(sheet)
            others = forecast.others_of(sheet, basis)
            found = forecast.outlook(sheet, scores, others, basis)
            then = trials.trials(scores, QueryDict("leaf=1.1&leaf=2.1"), basis)
            leaves = {score.pk: counted_leaf(score, basis) for score in scores}
            leaves |= {trial.score.pk: trial.then for trial in then}
            for now in (found.now, standing(leaves.values(), others.now, ranked=sheet.ranked)):
                assert (now.points, now.maximum) == (row.points, row.max_points)
                assert (now.index, now.rank, now.group) == (row.index, row.rank, row.group)
            if found.worst.index is not None and found.best.index is not None:
                assert found.worst.index <= row.index <= found.best.index
            if row.rank and found.worst.rank and found.best.rank:
                assert found.best.rank <= row.rank <= found.worst.rank


@pytest.fixture
@remembered
def sheet() -> Assessment:
    """12 of 14 points claimed and submitted; another unit has 10."""
    units = [make_unit(), make_unit()]
    round_ = make_round(units=units)
    other, mine = make_submitted(round_, units[1]), make_submitted(round_, units[0])
    Score.objects.filter(assessment=other, criterion__code="1.1").update(claimed_points=0)
    return mine


def read(
    sheet: Assessment,
    query: str = "",
    *,
    role: str = Role.OFFICER,
    htmx: bool = False,
    user: User | None = None,
) -> str:
    client = Client(headers={"HX-Request": "true"} if htmx else {})
    client.force_login(user or make_person(role, unit=sheet.unit))
    response = client.get(f"/sheets/{sheet.pk}/what-it-takes/{query}")
    assert response.status_code == 200
    return markup(response)


def test_another_figure_gives_another_total_by_the_leaf_s_own_scale(sheet: Assessment) -> None:
    text = read(sheet, "?leaf=1.3&1.3:numerator=64&1.3:denominator=80&leaf=1.1&1.1:option=1")
    assert "64/80 = 80% → 1 điểm" in text
    assert "<strong>64,29</strong>" in text  # 9 of 14
    assert "<strong>2</strong>" in text  # behind the other's 10
    assert 'name="1.3:numerator" value="64"' in text


def test_nothing_is_saved(sheet: Assessment) -> None:
    before = list(Score.objects.order_by("pk").values())
    read(sheet, "?leaf=1.3&1.3:numerator=1&1.3:denominator=80")
    assert list(Score.objects.order_by("pk").values()) == before


def test_htmx_gets_the_outcome_alone(sheet: Assessment) -> None:
    text = read(sheet, "?leaf=2.3&2.3:points=1,5", htmx=True)
    assert text.lstrip().startswith('<div id="outcome"')
    assert "1,5" in text


def test_a_figure_that_cannot_be_says_why_and_changes_nothing(sheet: Assessment) -> None:
    text = read(sheet, "?leaf=2.3&2.3:points=7")
    assert "why-wrong" in text
    assert text.count("85,71") >= 2  # now and then: 12 of 14


def test_a_leaf_that_does_not_apply_leaves_the_maximum(sheet: Assessment) -> None:
    assert "10 / 12" in read(sheet, "?leaf=2.2&2.2:not_applicable=on")


def test_disputed_leaves_give_a_range() -> None:
    sheet = make_disputed("1.1", "2.3", survey=True)
    text = read(sheet)
    assert "71,43% – 100%" in text.replace("100,00", "100")
    assert "hạng 1<" in text


@pytest.mark.sqlite
def test_what_is_disputed_elsewhere_widens_the_range_too() -> None:
    """9 of 10 against a claim of 10 that was awarded 8."""
    tree = make_tree({"1.1": "10"})
    round_ = graded(tree, [Sheet({"1.1": "8"}, {"1.1": "10"}), Sheet({"1.1": "9"}, {"1.1": "9"})])
    first, mine = Assessment.objects.filter(round=round_).order_by("pk")
    Score.objects.filter(assessment=first).update(flag=Flag.DISPUTED)
    text = read(mine, role=Role.COORDINATOR)
    assert "Không còn tiêu chí nào chờ" in text
    assert "Hạng 1 đến 2" in text
    others = forecast.others_of(mine, "awarded")
    found = forecast.outlook(mine, forecast.scores_in_order(mine), others, "awarded")
    assert (found.now.rank, found.best.rank, found.worst.rank) == (1, 1, 2)
    Score.objects.filter(assessment=first).update(flag="")
    assert "Hạng 1 đến" not in read(mine, role=Role.COORDINATOR)


@pytest.mark.sqlite
def test_what_has_no_points_yet_is_not_lost() -> None:
    tree = make_tree({"1.1": "10", "1.2": "10", "2.1": "5"}, survey=["2.1"])
    round_ = graded(tree, [Sheet({"1.1": "8"}, {"1.1": "10"})])
    sheet = Assessment.objects.get(round=round_)
    scores = forecast.scores_in_order(sheet)
    for basis, lost, pending in (
        ("awarded", ["1.1"], ["1.2", "2.1"]),
        ("claimed", [], ["1.2", "2.1"]),
    ):
        others = forecast.others_of(sheet, basis)
        found = forecast.outlook(sheet, scores, others, basis)
        assert [one.score.criterion.code for one in found.chances] == lost
        assert [one.score.criterion.code for one in found.pending] == pending
    text = read(sheet)
    assert text.count("chưa có điểm</span>") == 2
    assert "Tiêu chí chưa có điểm" in text


def test_it_says_who_may_read_it_and_the_result_links_to_it(sheet: Assessment) -> None:
    assert "điều phối viên, người giám sát" in read(sheet, role=Role.INSPECTOR)
    ranking = computed(graded(make_tree({"1.1": "10"}), [Sheet({"1.1": "9"})]))
    publish(ranking)
    row = ranking.rows.get()
    path = f"/rankings/{ranking.pk}/units/{row.pk}/"
    link = f"/sheets/{row.assessment_id}/what-it-takes/"
    own, stranger = Client(), Client()
    own.force_login(make_person(Role.OFFICER, unit=row.unit))
    stranger.force_login(make_person(Role.OFFICER, unit=make_unit()))
    assert link in markup(own.get(path))
    assert link not in markup(stranger.get(path))
    assert link not in markup(Client().get(path))


HIDDEN = "thứ hạng chỉ hiện ở bảng xếp hạng được công bố"


@pytest.fixture
@remembered
def final() -> Assessment:
    """The second of two finished sheets, a point behind the other."""
    tree = make_tree({"1.1": "10"})
    round_ = graded(tree, [Sheet({"1.1": "9"}), Sheet({"1.1": "8"}, {"1.1": "8"})])
    return Assessment.objects.filter(round=round_).latest("pk")


def without_token(text: str) -> str:
    return re.sub(r"csrf\w+. value=.\w+|X-CSRFToken[^}]*|data-now=.[^ ]+|data-user=.\d+", "", text)


@pytest.mark.parametrize("query", ["", "?basis=claimed", "?leaf=1.1&1.1:points=10"])
def test_a_finished_sheet_shows_no_ranks_and_not_whether_one_waits(
    final: Assessment, query: str
) -> None:
    user = make_person(Role.OFFICER, unit=final.unit)
    before = without_token(read(final, query, user=user))
    assert HIDDEN in before
    assert "Hạng" not in before
    assert "Đơn vị ngay trên" not in before
    later = timezone.now() + datetime.timedelta(hours=1)
    publish(computed(final.round), publish_at=later)
    assert Ranking.objects.scheduled().exists()
    assert without_token(read(final, query, user=user)) == before
    assert "Đơn vị ngay trên" in read(final, role=Role.COORDINATOR)


def test_ranks_are_back_with_the_publication(final: Assessment) -> None:
    publish(computed(final.round))
    assert "Đơn vị ngay trên" in read(final)
    assert HIDDEN not in read(final, "?basis=claimed")


def test_points_that_no_public_ranking_has_show_no_ranks(final: Assessment) -> None:
    publish(computed(final.round))
    Score.objects.filter(assessment=final).update(awarded_points=10)
    assert HIDDEN in read(final)


def test_a_unit_without_a_sheet_sees_none_either_once_the_others_are_finished() -> None:
    tree = make_tree({"1.1": "10"})
    late = Sheet(claimed={"1.1": "9"}, status=Status.DRAFTING)
    round_ = graded(tree, [Sheet({"1.1": "9"}, {"1.1": "9"}), late])
    sheet = Assessment.objects.get(round=round_, status=Status.DRAFTING)
    assert HIDDEN in read(sheet)
    Assessment.objects.filter(round=round_).exclude(pk=sheet.pk).update(status=Status.IN_REVIEW)
    assert HIDDEN not in read(sheet)


def test_a_sheet_reopened_while_a_ranking_waits_still_shows_none(final: Assessment) -> None:
    publish(computed(final.round), publish_at=timezone.now() + datetime.timedelta(hours=1))
    Assessment.objects.filter(pk=final.pk).update(status=Status.IN_REVIEW)
    assert HIDDEN in read(final)


def test_before_submission_it_says_so() -> None:
    sheet = Assessment.objects.get(round=make_round())
    assert sheet.status == Status.DRAFTING
    assert "chưa gửi phiếu" in read(sheet)


def test_queries_do_not_grow(
    sheet: Assessment, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = Client()
    client.force_login(make_person(Role.OFFICER, unit=sheet.unit))
    client.get(f"/sheets/{sheet.pk}/what-it-takes/")
    with django_assert_num_queries(9):
        client.get(f"/sheets/{sheet.pk}/what-it-takes/?leaf=1.1&leaf=1.2")


def test_the_others_range_takes_two_queries_however_many_they_are(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for units in (2, 12):
        sheets = [Sheet({"1.1": "8"}, {"1.1": "10"}) for _ in range(units)]
        round_ = graded(make_tree({"1.1": "10"}), sheets)
        Score.objects.filter(assessment__round=round_).update(flag=Flag.DISPUTED)
        mine = Assessment.objects.filter(round=round_).latest("pk")
        with django_assert_num_queries(2):
            others = forecast.others_of(mine, "awarded")
        assert [len(found) for found in (others.now, others.worst, others.best)] == [units - 1] * 3
        assert set(others.best) == {100}


def test_a_leaf_that_is_tried_shows_what_both_sides_ticked(sheet: Assessment) -> None:
    score = Score.objects.get(assessment=sheet, criterion__code="1.2")
    Score.objects.filter(pk=score.pk).update(
        claimed_input={"lines": [0, 1]}, awarded_input={"lines": [0]}, awarded_note="Thiếu"
    )
    text = read(sheet, "?leaf=1.2")
    lines = text[text.index(f'<tbody id="levels{score.pk}"') :]
    lines = lines[: lines.index("</tbody>")]
    assert (lines.count("#m-claim"), lines.count("#m-award")) == (2, 1)


def test_points_of_the_survey_that_are_not_there_are_not_counted_as_known() -> None:
    round_ = graded(make_tree({"1.1": "68", "2.1": "32"}, survey=["2.1"]), [Sheet({"1.1": "34"})])
    sheet = Assessment.objects.get(round=round_)
    Score.objects.filter(assessment=sheet, criterion__code="2.1").update(
        awarded_points=None, awarded_input=None
    )
    client = Client()
    client.force_login(make_person(Role.COORDINATOR))
    shown = markup(client.get(f"/sheets/{sheet.pk}/what-it-takes/"))
    assert "Chưa có điểm điều tra xã hội học (32 điểm): mới biết 34 trong 68 điểm." in shown
    assert "34 / 68" in shown


def test_a_sheet_hardly_begun_has_no_place_on_the_ladder() -> None:
    round_ = make_round(units=[make_unit(), make_unit()])
    make_submitted(round_, Assessment.objects.filter(round=round_)[1].unit)
    sheet = Assessment.objects.filter(round=round_)[0]
    officer = make_person(Role.OFFICER, unit=sheet.unit)

    def shown() -> str:
        client = Client()
        client.force_login(officer)
        return markup(client.get(reverse("what_it_takes", args=[sheet.pk])))

    assert "Mới có điểm ở 0/6 tiêu chí" in shown()
    assert 'class="ladder"' not in shown()
    assert "Nhóm</dt>" not in shown()
    fill(sheet, by=officer)
    assert "Mới có điểm" not in shown()
    assert '<li class="own" aria-current="true">' in shown()
