"""The public site's own bar marks the part that a page belongs to, and nothing on a page of none."""

import re

import pytest
from django.test import Client

from tests.markup import markup
from tests.rankings.worlds import one_leaf, published

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("path", "marked"),
    [
        ("/", ["Kết quả năm 2022"]),
        ("/2022/tinh/", ["Kết quả năm 2022"]),
        ("/rankings/", ["Bảng xếp hạng"]),
        ("/2022/tinh/bang-xep-hang/", ["Bảng xếp hạng"]),
        ("/2022/tinh/tieu-chi/", ["Bộ tiêu chí"]),
        ("/method/", ["Phương pháp"]),
        ("/data/", ["Dữ liệu mở"]),
        ("/accounts/login/", []),
    ],
)
def test_the_part_of_a_page_is_marked(path: str, marked: list[str]) -> None:
    published(one_leaf(["90", "80"]))
    bar = markup(Client().get(path)).partition('<nav aria-label="Chính">')[2].partition("</nav>")[0]
    assert re.findall(r'aria-current="true">\s*([^<]*?)\s*</a>', bar) == marked
    assert bar.count("aria-current") == len(marked)


def test_a_phone_s_menu_holds_all_of_the_bar_without_a_script() -> None:
    page = markup(Client().get("/method/"))
    bar = page.partition('<nav aria-label="Chính">')[2].partition("</nav>")[0]
    menu = page.partition('<details class="pop ways">')[2].partition("</details>")[0]
    assert re.findall(r'href="([^"]+)"', bar)
    assert bar in menu
    assert 'name="language" value="en"' in menu
    assert 'href="/accounts/login/"' in menu
