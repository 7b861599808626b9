"""The set of a published year as a page, and each criterion across its units."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from assessments.models import Score
from rankings.models import Ranking
from rankings.story.of_criterion import CriterionFacts, story_of_criterion
from tests.markup import markup
from tests.rankings.worlds import NA, Sheet, graded, make_tree, published
from tests.remembered import remembered

pytestmark = pytest.mark.django_db
MAXIMA = {"1.1": "10", "1.2": "10", "2.1": "5"}


@pytest.fixture
@remembered
def ranking() -> Ranking:
    sheets = [
        Sheet(
            {"1.1": "9", "1.2": "7.5", "2.1": "4"}, {"1.1": "10", "1.2": "7.5"}, name="Quảng Ninh"
        ),
        Sheet({"1.1": "10", "1.2": NA, "2.1": "5"}, {"1.1": "10", "1.2": NA}, name="Hà Tĩnh"),
        Sheet({"1.1": "0", "1.2": "2", "2.1": "5"}, {"1.1": "0", "1.2": "2"}, name="Cà Mau"),
        Sheet(status="drafting", name="An Giang"),
    ]
    return published(graded(make_tree(MAXIMA, survey=["2.1"]), sheets))


def get(path: str) -> str:
    response: Any = Client().get(path)
    assert response.status_code == 200
    return " ".join(markup(response).split())


def at(ranking: Ranking, path: str = "") -> str:
    return f"/{ranking.round.year}/tinh/tieu-chi/{path}"


def row(text: str, name: str) -> str:
    return next(part for part in text.split("<tr") if f">{name}</a>" in part)


def test_the_set_says_what_all_units_reached(ranking: Ranking) -> None:
    text = get(at(ranking))
    assert "2 lĩnh vực, 3 mục được chấm điểm, tổng 25 điểm." in text
    one = next(part for part in text.split("<tr") if "Tiêu chí 1.1" in part)
    # 9, 10 and 0 of 10 each.
    assert '<td class="n">63,33</td>' in one
    assert f'href="{at(ranking, "1.1/")}"' in one
    domain = next(part for part in text.split("<tr") if "Lĩnh vực 1" in part)
    # 28.5 of 50: one of the leaves is not applicable to one of the units.
    assert '<td class="n">57,00</td>' in domain


def test_a_leaf_shows_every_unit_with_its_points_and_reason(ranking: Ranking) -> None:
    text = get(at(ranking, "1.1/"))
    assert "Tính chung, 3 tỉnh, thành phố đạt 63,33% tổng điểm tối đa áp dụng." in text
    assert "1 đơn vị đạt điểm tối đa (10), 1 đơn vị không có điểm." in text
    assert "Không kể 1 đơn vị chưa được đánh giá." in text
    assert "<b>9</b>" in row(text, "Quảng Ninh")
    assert "Theo tài liệu kiểm chứng." in row(text, "Quảng Ninh")
    order = [text.index(f">{name}</a>") for name in ("Hà Tĩnh", "Quảng Ninh", "Cà Mau")]
    assert order == sorted(order)
    assert f'href="/{ranking.round.year}/tinh/quang-ninh/"' in text


def test_to_whom_it_does_not_apply_has_no_points(ranking: Ranking) -> None:
    text = get(at(ranking, "1.2/"))
    assert "không áp dụng" in row(text, "Hà Tĩnh")
    assert "<b>0</b>" not in row(text, "Hà Tĩnh")
    assert "Không áp dụng cho 1 đơn vị." in text


def test_a_domain_is_summed_over_its_leaves(ranking: Ranking) -> None:
    text = get(at(ranking, "1/"))
    assert "<b>16,5</b>" in row(text, "Quảng Ninh")
    assert '<td class="n">100,00</td>' in row(text, "Hà Tĩnh")
    assert f'href="{at(ranking, "1.2/")}"' in text


def test_live_scores_change_nothing(ranking: Ranking) -> None:
    path = at(ranking, "1.1/")
    before = get(path)
    given = Score.objects.filter(awarded_points__isnull=False)
    given.update(awarded_points=Decimal(0), awarded_note="Bí mật")
    assert get(path) == before


@pytest.mark.parametrize("code", ["9.9", "1.1'", "%20", "1.1.1"])
def test_a_code_of_no_criterion_is_no_page(ranking: Ranking, code: str) -> None:
    assert Client().get(at(ranking, f"{code}/")).status_code == 404


def test_a_year_without_a_result_has_no_set(ranking: Ranking) -> None:
    assert Client().get("/1999/tinh/tieu-chi/").status_code == 404


def facts(counts: list[tuple[str, int]], share: str | None, absent: int = 0) -> CriterionFacts:
    pairs = [(Decimal(points), number) for points, number in counts]
    return CriterionFacts(
        "province", Decimal(2), None if share is None else Decimal(share), pairs, absent
    )


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (facts([], None, 3), "Không áp dụng cho đơn vị nào được đánh giá."),
        (facts([("2", 3)], "100"), "Tất cả đạt điểm tối đa (2)."),
        (facts([("1", 3)], "50"), "Không đơn vị nào đạt điểm tối đa (2)."),
        (
            facts([("1", 2), ("0", 1)], "33.33"),
            "Không đơn vị nào đạt điểm tối đa (2), 1 đơn vị không có điểm.",
        ),
    ],
)
def test_its_sentences_hold_at_the_edges(given: CriterionFacts, said: str) -> None:
    assert said in " ".join(one.vi for one in story_of_criterion(given))
