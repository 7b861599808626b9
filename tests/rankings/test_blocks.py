"""Units of different blocks are not compared: neither in their ranks nor in what is said of domains."""

import re
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from assessments.models import Status
from rankings.exports.table import Export
from rankings.models import Ranking, RankingRow
from rankings.reads.block_means import block_means
from tests.markup import markup
from tests.rankings.worlds import NA, Sheet, graded, make_tree, published
from tests.remembered import remembered

pytestmark = pytest.mark.django_db


@pytest.fixture
@remembered
def ranking() -> Ranking:
    tree = make_tree({"1.1": "10", "2.1": "10"}, rules={"blocks": ["phường", "xã"]})
    sheets = [
        Sheet({"1.1": "9", "2.1": "9"}, name="Phường Một", kinds="phường"),
        Sheet({"1.1": "6", "2.1": "6"}, name="Phường Hai", kinds="phường"),
        Sheet({"1.1": "7", "2.1": "9"}, name="Xã Một", kinds="xã"),
        Sheet({"1.1": "6", "2.1": "5"}, name="Xã Hai", kinds="xã"),
    ]
    return published(graded(tree, sheets))


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", ["Khối “phường”", "Phường Một", "Phường Hai", "Khối “xã”", "Xã Một", "Xã Hai"]),
        (
            "?sort=-rank",
            ["Khối “phường”", "Phường Hai", "Phường Một", "Khối “xã”", "Xã Hai", "Xã Một"],
        ),
        ("?sort=index", ["Phường Một", "Xã Một", "Phường Hai", "Xã Hai"]),
        ("?sort=name", ["Phường Hai", "Phường Một", "Xã Hai", "Xã Một"]),
        ("?block=xã", ["Khối “xã”", "Xã Một", "Xã Hai"]),
        ("?block=xã&sort=index&q=hai", ["Xã Hai"]),
        ("?block=khác", []),
    ],
)
def test_blocks_stand_apart_and_in_one_table(
    ranking: Ranking, query: str, shown: list[str]
) -> None:
    text = markup(Client().get(f"/2022/tinh/bang-xep-hang/{query}"))
    table = text[text.index("<table") : text.index("</table>")]
    names = re.findall(
        r'<th scope="rowgroup" colspan="\d+"><span>([^<]+)</span>|<a class="plain" href="[^"]+">([^<]+)</a>',
        table,
    )
    assert [heading or name for heading, name in names] == shown


def test_the_way_to_one_table_and_back_keeps_the_filter(ranking: Ranking) -> None:
    text = markup(Client().get("/2022/tinh/bang-xep-hang/?block=xã&q=một"))
    assert re.search(r'<option value="xã"\s+selected', text)
    kept = "?q=m%E1%BB%99t&amp;block=x%C3%A3"
    assert f'<a href="{kept}" aria-current="true">Từng khối</a>' in text
    assert re.search(rf'<a href="{re.escape(kept)}&amp;sort=index"\s*>Một bảng</a>', text)


def test_a_set_without_blocks_offers_none() -> None:
    published(graded(make_tree({"1.1": "10"}), [Sheet({"1.1": "9"}, name="Hà Giang")]))
    text = markup(Client().get("/2022/tinh/bang-xep-hang/"))
    assert "Từng khối" not in text
    assert 'name="block"' not in text


def test_the_page_of_a_unit_counts_its_own_block_alone() -> None:
    tree = make_tree({"1.1": "10", "2.1": "10"}, rules={"blocks": ["phường", "xã"]})
    sheets = [
        Sheet({"1.1": "9", "2.1": "9"}, name="Phường Một", kinds="phường"),
        Sheet({"1.1": "8", "2.1": "9"}, name="Phường Hai", kinds="phường"),
        Sheet({"1.1": "7", "2.1": "3"}, name="Xã Một", kinds="xã"),
        Sheet({"1.1": "6", "2.1": "5"}, name="Xã Hai", kinds="xã"),
    ]
    ranking = published(graded(tree, sheets))
    row = RankingRow.objects.get(ranking=ranking, name="Xã Hai")
    text = markup(Client().get(f"/rankings/{ranking.pk}/units/{row.pk}/", follow=True))
    assert "hạng 1 trong 2 tỉnh, thành phố khối “xã”" in text
    # Of all four its domains would be the fourth and the third.
    assert "(hạng 1), thấp nhất ở" in text
    assert "(hạng 2)." in text
    front = markup(Client().get("/2022/tinh/"))
    assert "Phường Một đứng đầu khối “phường”" in front
    assert "Xã Hai đứng đầu khối “xã”" in front


def test_means_of_blocks_are_said_wherever_those_of_regions_are() -> None:
    tree = make_tree({"1.1": "10", "2.1": "10"}, rules={"blocks": ["phường", "xã"]})
    sheets = [
        Sheet({"1.1": "9", "2.1": "9"}, kinds="phường"),
        Sheet({"1.1": "8", "2.1": NA}, kinds="phường", ranked=False),
        Sheet({"1.1": "7", "2.1": "3"}, kinds="xã"),
        Sheet({"1.1": "6", "2.1": "5"}),
        Sheet(status=Status.DRAFTING, kinds="xã"),
    ]
    ranking = published(graded(tree, sheets))
    found: list[Any] = [(one.block, one.units, one.index) for one in block_means(ranking)]
    # (90 + 80) / 2, 10 of 20, 11 of 20.
    assert found == [("phường", 2, 85), ("xã", 1, 50), ("", 1, 55)]
    first, second = (domain.pk for domain in tree.criteria.filter(parent=None))
    assert block_means(ranking)[0].indices == {None: 85, first: 85, second: 90}
    page = markup(Client().get(f"/rankings/{ranking.pk}/overview/", follow=True))
    assert "Chỉ số trung bình theo khối" in page
    assert '<th scope="row" class="pin lone" lang="vi">phường</th>' in page
    answer = Client().get(f"/api/v1/rankings/{ranking.pk}/").json()
    assert answer["block_means"][0] == {
        "block": "phường",
        "units": 2,
        "index": "85.00",
        "domains": {"1": "85.00", "2": "90.00"},
    }
    assert answer["block_means"][2]["block"] is None
    export = Export(ranking)
    assert [name.en for name, _units, _means in export.means_by_place()][-3:] == [
        "Block: phường",
        "Block: xã",
        "Block: All other units",
    ]


def test_means_of_blocks_ask_twice_and_never_without_blocks(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for rules, queries in (({"blocks": ["xã"]}, 2), ({}, 0)):
        tree = make_tree({"1.1": "10"}, rules=rules)
        ranking = published(graded(tree, [Sheet({"1.1": "9"}, kinds="xã"), Sheet({"1.1": "3"})]))
        with django_assert_num_queries(queries):
            assert len(block_means(ranking)) == queries
