"""The table of a ranking: sorted, filtered and searched by its address; few queries."""

import re
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from rankings.models import Ranking
from tests.markup import markup
from tests.rankings.worlds import NA, Sheet, graded, make_tree, published
from tests.remembered import remembered

pytestmark = pytest.mark.django_db


@pytest.fixture
@remembered
def ranking() -> Ranking:
    tree = make_tree({"1.1": "10", "2.1": "10"})
    return published(
        graded(
            tree,
            [
                Sheet({"1.1": "9", "2.1": "10"}, name="Đắk Lắk"),
                Sheet({"1.1": "10", "2.1": "5"}, name="Bắc Ninh", region="Đồng bằng sông Hồng"),
                Sheet({"1.1": "8", "2.1": NA}, name="An Giang", region="Tây Nam Bộ"),
                Sheet({"1.1": "8", "2.1": "8"}, name="Cục Thử", ranked=False, region=""),
                Sheet(status="drafting", name="Gia Lai"),
            ],
        )
    )


def names(response: Any) -> list[str]:
    return re.findall(r'<th scope="row" class="nm"><a[^>]*>([^<]*)</a>', markup(response))


def shown(ranking: Ranking, query: str = "") -> list[str]:
    return names(Client().get(f"/rankings/{ranking.pk}/{query}"))


def test_every_unit_by_rank(ranking: Ranking) -> None:
    assert shown(ranking) == ["Đắk Lắk", "An Giang", "Bắc Ninh", "Cục Thử", "Gia Lai"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?q=dak+lak", ["Đắk Lắk"]),
        ("?q=tỉnh+Đắk-Lắk", ["Đắk Lắk"]),
        ("?q=UBND+tỉnh+Đắk–Lắk%E2%80%8B", ["Đắk Lắk"]),
        ("?q=nothing", []),
        ("?region=Tây Nguyên", ["Đắk Lắk", "Gia Lai"]),
        ("?group=B", ["An Giang", "Cục Thử"]),
        ("?sort=name", ["An Giang", "Bắc Ninh", "Đắk Lắk", "Cục Thử", "Gia Lai"]),
        ("?sort=-name", ["Đắk Lắk", "Bắc Ninh", "An Giang", "Cục Thử", "Gia Lai"]),
        ("?sort=-rank", ["Bắc Ninh", "An Giang", "Đắk Lắk", "Cục Thử", "Gia Lai"]),
        ("?sort=index", ["Đắk Lắk", "An Giang", "Bắc Ninh", "Cục Thử", "Gia Lai"]),
        ("?sort=-index", ["Bắc Ninh", "An Giang", "Đắk Lắk", "Cục Thử", "Gia Lai"]),
        ("?sort=d1", ["Bắc Ninh", "Đắk Lắk"]),
        ("?sort=-d2", ["Bắc Ninh", "Đắk Lắk", "An Giang", "Cục Thử", "Gia Lai"]),
        ("?sort=bogus", ["Đắk Lắk"]),
    ],
)
def test_the_address_says_what_is_shown(ranking: Ranking, query: str, expected: list[str]) -> None:
    found = shown(ranking, query)
    exact = query.startswith(("?q", "?region", "?group", "?sort=name", "?sort=-", "?sort=index"))
    assert (found if exact else found[: len(expected)]) == expected


def test_a_version_that_was_replaced_says_so_on_every_page(ranking: Ranking) -> None:
    row = ranking.rows.order_by("rank").first()
    assert row
    newer = published(ranking.round)
    pages = ("", f"units/{row.pk}/", f"compare/?u={row.code}", "overview/", "years/")
    for page in pages:
        old = markup(Client().get(f"/rankings/{ranking.pk}/{page}"))
        now = Client().get(f"/rankings/{newer.pk}/{page.replace(str(row.pk), '0')}")
        assert "Đã được thay bằng phiên bản 2 ngày" in old
        assert "vì: Sửa sai sót." in " ".join(old.split())
        assert f'href="/rankings/{newer.pk}/"' in old
        assert "Đã được thay bằng" not in markup(now)


def test_a_column_is_turned_round_and_the_filter_kept(ranking: Ranking) -> None:
    page = markup(Client().get(f"/rankings/{ranking.pk}/?q=a&sort=d1"))
    assert 'href="?q=a&amp;sort=-d1"' in page
    assert 'aria-sort="descending"><a class="sort" href="?q=a&amp;sort=-d1"' in page


def test_a_published_ranking_takes_three_queries(
    ranking: Ranking, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(3):
        response = Client().get(f"/rankings/{ranking.pk}/?sort=d1&q=a")
    assert response.status_code == 200
    assert "sessionid" not in response.cookies


@pytest.mark.parametrize(
    ("query", "chosen"),
    [
        ("", "rank"),
        ("?sort=bogus", "rank"),
        ("?sort=index", "index"),
        ("?sort=-d2", "-d2"),
    ],
)
def test_the_menu_shows_the_present_order(ranking: Ranking, query: str, chosen: str) -> None:
    page = markup(Client().get(f"/rankings/{ranking.pk}/{query}"))
    menu = page[page.index('name="sort"') :]
    menu = menu[: menu.index("</select>")]
    assert re.findall(r'value="([^"]*)" selected', menu) == [chosen]


def test_regions_stand_beside_the_units_in_the_reader_s_language(ranking: Ranking) -> None:
    path = f"/rankings/{ranking.pk}/"
    english = Client()
    english.cookies["django_language"] = "en"
    assert '<span class="place">Tây Nguyên</span>' in markup(Client().get(path))
    text = markup(english.get(path))
    assert '<span class="place">Central Highlands</span>' in text
    assert '<option value="Tây Nguyên">Central Highlands</option>' in text
    # One that is not known stays as it was entered.
    assert '<span class="place">Tây Nam Bộ</span>' in text


def test_another_search_does_not_read_the_rows_again(
    ranking: Ranking, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    assert shown(ranking, "?sort=d1")[0] == "Bắc Ninh"
    with django_assert_num_queries(2):
        found = shown(ranking, "?q=giang")
    assert found == ["An Giang"]
    # One order of the table is nothing to the next.
    assert shown(ranking)[0] == "Đắk Lắk"
