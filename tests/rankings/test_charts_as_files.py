"""Each chart of each public page: as SVG, PNG and CSV with its source line, and as a page for other sites."""

import io
import re
from typing import Any
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.test import Client
from PIL import Image

from assessments.models import Round, Unit
from tests.markup import markup
from tests.rankings.test_units_at_stay import sheet, year_of
from tests.rankings.worlds import Sheet, graded, make_tree, published
from tests.remembered import remembered

pytestmark = pytest.mark.django_db
RESULT = "/2022/tinh/"
CHOSEN = "?u={0}&u={1}"
PAGES: dict[str, list[str]] = {
    RESULT: ["phan-bo", "ban-do", "vung"],
    f"{RESULT}vung/": ["so-don-vi"],
    f"{RESULT}quang-ninh/": [
        f"quang-ninh/bieu-do/{chart}" for chart in ("thu-hang", "linh-vuc", "tham-dinh", "chi-so")
    ],
    f"{RESULT}tieu-chi/1.1/": ["tieu-chi/1.1/bieu-do"],
    f"{RESULT}so-sanh/{CHOSEN}": ["so-sanh/bieu-do"],
}


@pytest.fixture
@remembered
def codes() -> list[str]:
    """The units' codes in two years' published results."""
    published(year_of(2021, sheet("Quảng Ninh cũ", *["7"] * 8), sheet("Khác", *["8"] * 8)))
    found = year_of(
        2022,
        sheet("Quảng Ninh", "9", "8", "7", "6", "5", "4", "10", "10"),
        sheet("Hà Tĩnh", *["10"] * 4, *["1"] * 4),
        sheet("An Giang", *["7"] * 8),
    )
    Unit.objects.get(name_vi="Quảng Ninh").formed_from.set(
        Unit.objects.filter(name_vi="Quảng Ninh cũ")
    )
    Unit.objects.exclude(name_vi="An Giang").update(region="Đồng bằng sông Hồng")
    Unit.objects.filter(name_vi="An Giang").update(region="Đồng bằng sông Cửu Long")
    Round.objects.filter(pk=found.pk).update(is_demo=True)
    return list(published(found).rows.order_by("rank").values_list("code", flat=True))


def get(path: str) -> Any:
    answer = Client().get(path)
    assert answer.status_code == 200, path
    return answer


@pytest.mark.parametrize(("page", "expected"), PAGES.items())
def test_every_chart_has_its_files_and_its_code(
    codes: list[str], page: str, expected: list[str]
) -> None:
    chosen = CHOSEN.format(*codes) if page.endswith(CHOSEN) else ""
    text = markup(get(page.format(*codes)))
    offered = re.findall(r'<a href="([^"]+)">Nhúng</a>', text)
    assert len(offered) == len(expected)
    for chart in expected:
        files = {kind: f"{RESULT}{chart}.{kind}{chosen}" for kind in ("svg", "png", "csv")}
        for kind, href in files.items():
            shown = href.replace("&", "&amp;")
            assert f'<a href="{shown}" download>{kind.upper()}</a>' in text
        svg = get(files["svg"]).content.decode()
        drawing = ElementTree.fromstring(svg)  # noqa: S314  # our own answer
        with Image.open(io.BytesIO(get(files["png"]).content)) as image:
            assert image.width == 2 * int(drawing.attrib["width"])
        table = get(files["csv"]).content.decode("utf-8-sig")
        for content in (svg, table):
            assert "Nguồn: Chỉ số cải cách hành chính cấp tỉnh, năm 2022" in content
            assert f"{settings.SITE_URL}{RESULT}" in content
            assert "Dữ liệu minh họa" in content
    for href in offered:
        answer = get(href.replace("&amp;", "&"))
        assert "frame-ancestors *" in answer["Content-Security-Policy"]
        assert "X-Frame-Options" not in answer
        code = markup(answer)
        assert f"&lt;iframe src=&quot;{settings.SITE_URL}{RESULT}" in code
        assert 'target="_top"' in code
        # Who does not see the drawing is told in words what it shows, more than its name.
        assert re.search(r'role="img" aria-label="[^"]{10,}[.:] [^"]{10,}"', code), href


def test_a_comparison_of_nobody_and_a_chart_that_is_none_are_not_drawn(codes: list[str]) -> None:
    for path in ("so-sanh/bieu-do.svg", "so-sanh/bieu-do.gif?u=1", "khac.svg", "bieu-do/khac/"):
        assert Client().get(f"{RESULT}{path}").status_code == 404, path


def test_the_map_names_the_archipelagos(codes: list[str]) -> None:
    text = get(f"{RESULT}ban-do.svg").content.decode()
    assert "QĐ. Hoàng Sa" in text
    assert "QĐ. Trường Sa" in text
    assert "Nhóm B: 0 đơn vị" in text or "Nhóm B: 1 đơn vị" in text


def test_a_title_longer_than_its_chart_makes_room(codes: list[str]) -> None:
    from criteria.common.drawing import TITLE, Drawing
    from rankings.pictures.of_unit import Caption, with_caption
    from rankings.pictures.painting import width_of

    title = "Số đơn vị theo điểm đạt được " * 6
    drawn = with_caption(Drawing("", 100, 50, []), Caption(title, []))
    assert drawn.width > width_of(title, TITLE.size, TITLE.weight)


def test_a_group_has_its_own_colour_on_every_chart_though_no_unit_is_in_a_better_one() -> None:
    sheets = [Sheet({"1.1": points}, name=name) for name, points in (("Một", "85"), ("Hai", "65"))]
    published(graded(make_tree({"1.1": "100"}), sheets))
    page = markup(get(f"{RESULT}vung/"))
    assert re.findall(r'<rect class="(\w+)"', page) == ["gD", "several", "several", "several", "gB"]
    assert '<span class="grp B">B</span>' in page
    for chart in ("phan-bo", "so-don-vi"):
        svg = get(f"{RESULT}{chart}.svg").content.decode()
        assert 'fill="#4a739c"' in svg, chart
        assert 'fill="#f6ead0" stroke="#8d6d22"' in svg, chart
        assert 'fill="#1e3a5f"' not in svg, chart
