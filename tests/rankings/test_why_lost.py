"""Why a point was lost: the kept figures by the leaf's scale, and the reviewer's words."""

from decimal import Decimal

import pytest
from django.db import models
from django.test import Client

from assessments.models import Round, Score
from rankings.models import Ranking, RankingLeaf, RankingRow
from rankings.reads.unit import LostLeaf, result_of
from tests.rankings.worlds import Sheet, computed, graded, make_tree, published
from tests.remembered import remembered

pytestmark = pytest.mark.django_db
FILE = "Kết quả điều tra XHH, lần 1: bi-mat.xlsx"


@pytest.fixture
@remembered
def round_() -> Round:
    """Of 10, 10 and 5 points, and of 4 whose review has not come so far."""
    claimed = {"1.1": "9", "1.2": "8", "1.3": "4"}
    awarded = {"1.1": "9", "1.2": "7.5", "2.1": "4"}
    tree = make_tree({"1.1": "10", "1.2": "10", "1.3": "4", "2.1": "5"}, survey=["2.1"])
    found = graded(tree, [Sheet(awarded, claimed, name="Một")])
    scores = Score.objects.filter(assessment__round=found)
    for code, given, note in (
        ("1.1", {"points": "9"}, ""),
        ("1.2", {"points": "7.5"}, "Thiếu một văn bản."),
        ("1.3", None, ""),
        ("2.1", {"percent": "80"}, FILE),
    ):
        scores.filter(criterion__code=code).update(awarded_input=given, awarded_note=note)
    scores.exclude(criterion__code="2.1").update(claimed_input={"points": "9"})
    return found


def lost(ranking: Ranking) -> dict[str, LostLeaf]:
    row = RankingRow.objects.get(ranking=ranking)
    return {one.leaf.criterion.code: one for one in result_of(row, {}).lost}


def why(one: LostLeaf) -> str:
    return one.why.vi if one.why else ""


def test_the_figure_and_what_the_scale_makes_of_it(round_: Round) -> None:
    found = lost(computed(round_))
    assert why(found["1.1"]) == "Nhập 9 → 9 điểm"
    assert found["1.1"].note == ""
    assert (why(found["1.2"]), found["1.2"].note) == ("Nhập 7,5 → 7,5 điểm", "Thiếu một văn bản.")


def test_the_most_comes_first_and_the_sum_is_what_is_missing(round_: Round) -> None:
    row = RankingRow.objects.get(ranking=computed(round_))
    result = result_of(row, {})
    assert [one.leaf.criterion.code for one in result.lost] == ["1.3", "1.2", "1.1", "2.1"]
    assert row.points is not None
    assert row.max_points is not None
    assert result.sums["lost"] == row.max_points - row.points


def test_a_survey_tells_its_percentage_and_no_file(round_: Round) -> None:
    ranking = computed(round_)
    found = lost(ranking)["2.1"]
    assert why(found) == "Điều tra xã hội học: 80% của 5 điểm → 4 điểm"
    assert found.why
    assert found.why.en == "Survey: 80% of 5 points → 4 points"
    assert not RankingLeaf.objects.filter(row__ranking=ranking, note__contains="bi-mat").exists()


def test_what_nobody_has_awarded_yet_is_not_lost(round_: Round) -> None:
    Score.objects.filter(criterion__code="2.1").update(awarded_points=None, awarded_input=None)
    found = lost(computed(round_))
    assert {code for code, one in found.items() if one.pending} == {"1.3", "2.1"}
    assert why(found["1.3"]) == "Chưa có điểm thẩm định."
    assert why(found["2.1"]) == "Chưa có kết quả điều tra xã hội học."


def test_on_the_claimed_basis_it_is_the_unit_s_own_figure(round_: Round) -> None:
    found = lost(computed(round_, "claimed"))
    assert why(found["1.1"]) == "Nhập 9 → 9 điểm"
    # 8 were claimed; figures that give other points explain nothing.
    assert why(found["1.2"]) == "Đúng như đơn vị tự đánh giá."
    assert why(found["2.1"]).startswith("Điều tra xã hội học: 80%")


def test_later_figures_change_nothing(round_: Round) -> None:
    ranking = published(round_)
    row = RankingRow.objects.get(ranking=ranking)
    path = f"/rankings/{ranking.pk}/units/{row.pk}/"
    before = Client().get(path).content
    Score.objects.filter(assessment__round=round_).update(awarded_input={"points": "1"})
    assert "Nhập 7,5 → 7,5 điểm" in before.decode()
    assert Client(headers={"Authorization": "none"}).get(path).content == before


def test_figures_that_do_not_give_the_points_are_not_shown(round_: Round) -> None:
    ranking = computed(round_)
    leaf = RankingLeaf.objects.filter(row__ranking=ranking, criterion__code="1.1")
    models.QuerySet(RankingLeaf).filter(row__ranking=ranking, criterion__code="1.1").update(
        points=Decimal("8.5"), claimed_points=Decimal("8.5")
    )
    assert leaf.get().input == {"points": "9"}
    assert why(lost(ranking)["1.1"]) == "Đúng như đơn vị tự đánh giá."
