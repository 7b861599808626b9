"""Units of different blocks are not compared: neither in their ranks nor in what is said of domains."""

import pytest
from django.test import Client

from rankings.models import RankingRow
from tests.markup import markup
from tests.rankings.worlds import Sheet, graded, make_tree, published

pytestmark = pytest.mark.django_db


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
