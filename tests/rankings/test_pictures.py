"""A unit's charts as files, to be embedded, and its card."""

import io
from typing import Any
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image

from assessments.models import Round
from rankings.models import Ranking
from rankings.views.picture_files import FOOT, FRAME
from tests.markup import markup
from tests.rankings.test_units_at_stay import sheet, year_of
from tests.rankings.worlds import Sheet, published
from tests.remembered import remembered

pytestmark = pytest.mark.django_db
UNIT = "/2022/tinh/quang-ninh/"


@pytest.fixture
@remembered
def ranking() -> Ranking:
    found = year_of(
        2022,
        sheet("Quảng Ninh", "9", "8", "7", "6", "5", "4", "10", "10"),
        sheet("Hà Tĩnh", *["10"] * 4, *["1"] * 4),
        Sheet(status="drafting", name="An Giang"),
    )
    Round.objects.filter(pk=found.pk).update(is_demo=True)
    return published(found)


def get(path: str) -> Any:
    answer = Client().get(path)
    assert answer.status_code == 200, path
    return answer


@pytest.mark.parametrize("chart", ["linh-vuc", "tham-dinh"])
def test_a_chart_is_a_drawing_that_stands_alone(ranking: Ranking, chart: str) -> None:
    answer = get(f"{UNIT}bieu-do/{chart}.svg")
    assert answer["Content-Type"] == "image/svg+xml"
    text = answer.content.decode()
    root = ElementTree.fromstring(text)  # noqa: S314  # our own answer
    assert root.tag.endswith("svg")
    # The content policy refuses styles, and a file has no page's classes.
    assert "style" not in text
    assert "class=" not in text
    assert "Quảng Ninh" in text
    assert f"{settings.SITE_URL}{UNIT}" in text
    assert "Dữ liệu minh họa" in text


@pytest.mark.parametrize("chart", ["linh-vuc", "tham-dinh"])
def test_it_is_a_picture_too(ranking: Ranking, chart: str) -> None:
    answer = get(f"{UNIT}bieu-do/{chart}.png")
    assert answer["Content-Type"] == "image/png"
    with Image.open(io.BytesIO(answer.content)) as image:
        assert image.width == 1520
        colours = image.convert("RGB").getcolors(maxcolors=1 << 24)
    assert colours
    assert len(colours) > 8


def test_its_table_has_the_page_s_numbers(ranking: Ranking) -> None:
    text = get(f"{UNIT}bieu-do/linh-vuc.csv").content.decode("utf-8-sig")
    assert "75,00" in text  # 30 of 40
    assert "Dữ liệu minh họa" in text


def test_the_card_has_the_size_that_other_sites_ask_for(ranking: Ranking) -> None:
    answer = get(f"{UNIT}anh.png")
    with Image.open(io.BytesIO(answer.content)) as image:
        assert image.size == (1200, 630)
    assert len(answer.content) < 100_000
    head = markup(get(UNIT))
    assert f'<meta property="og:image" content="{settings.SITE_URL}{UNIT}anh.png">' in head
    assert get("/2022/tinh/an-giang/anh.png").status_code == 200


def test_a_whole_result_and_a_criterion_have_theirs(ranking: Ranking) -> None:
    with Image.open(io.BytesIO(get("/2022/tinh/anh.png").content)) as image:
        assert image.size == (1200, 630)
    for path, words in (
        ("/2022/tinh/phan-bo", "Quảng Ninh"),
        ("/2022/tinh/tieu-chi/1.1/bieu-do", "1.1 Tiêu chí 1.1"),
    ):
        text = get(f"{path}.svg").content.decode()
        assert words in text
        assert "Dữ liệu minh họa" in text
        assert get(f"{path}.png")["Content-Type"] == "image/png"
        assert get(f"{path}.csv")["Content-Type"].startswith("text/csv")
    assert Client().get("/2022/tinh/tieu-chi/9/bieu-do.svg").status_code == 404


def test_a_file_is_made_once(ranking: Ranking) -> None:
    first = get(f"{UNIT}anh.png")
    with CaptureQueriesContext(connection) as queries:
        again = get(f"{UNIT}anh.png")
    assert len(queries) == 1
    assert again.content == first.content
    same = Client().get(f"{UNIT}anh.png", headers={"If-None-Match": first["ETag"]})
    assert same.status_code == 304


@pytest.mark.parametrize(
    "path",
    [
        "/2022/tinh/nowhere/anh.png",
        "/2021/tinh/quang-ninh/anh.png",
        f"{UNIT}bieu-do/linh-vuc.gif",
        f"{UNIT}bieu-do/khac.svg",
        f"{UNIT}bieu-do/khac/",
        # One year alone has no line through the years.
        f"{UNIT}bieu-do/thu-hang.svg",
        "/2022/tinh/an-giang/bieu-do/linh-vuc.svg",
    ],
)
def test_there_is_no_picture_of_nothing(ranking: Ranking, path: str) -> None:
    assert Client().get(path).status_code == 404


def test_years_make_a_line(ranking: Ranking) -> None:
    published(year_of(2021, sheet("Quảng Ninh cũ", *["7"] * 8), sheet("Khác", *["8"] * 8)))
    from assessments.models import Unit

    unit = Unit.objects.get(name_vi="Quảng Ninh")
    unit.formed_from.set([Unit.objects.get(name_vi="Quảng Ninh cũ")])
    text = get(f"{UNIT}bieu-do/thu-hang.svg").content.decode()
    assert ">2021<" in text
    assert "Trong 2 đơn vị: năm 2021 hạng 2, năm 2022 hạng 1." in markup(get(UNIT))


def test_other_sites_may_show_it_in_their_pages(ranking: Ranking) -> None:
    answer = get(f"{UNIT}bieu-do/linh-vuc/")
    assert "X-Frame-Options" not in answer
    assert "frame-ancestors *" in answer["Content-Security-Policy"]
    text = markup(answer)
    assert f"&lt;iframe src=&quot;{settings.SITE_URL}{UNIT}bieu-do/linh-vuc/&quot;" in text
    # The same drawing as in the file, within the page, that has the fonts for it; and the way back.
    drawing = ElementTree.fromstring(get(f"{UNIT}bieu-do/linh-vuc.svg").content)  # noqa: S314  # our own
    wide, high = int(drawing.attrib["width"]), int(drawing.attrib["height"])
    assert (
        f'<svg viewBox="0 0 {wide} {high}" role="img" aria-label="Quảng Ninh: chỉ số thành phần'
        in text
    )
    assert f'<a href="{settings.SITE_URL}{UNIT}" target="_top">Xem kết quả đầy đủ</a>' in text
    assert f'<a href="{UNIT}bieu-do/linh-vuc.csv" download>CSV</a>' in text
    # The code asks for as much room as that takes, and no more than its site has.
    assert f"width=&quot;100%&quot; height=&quot;{high + FOOT}&quot;" in text
    assert f"style=&quot;max-width: {wide + FRAME}px" in text
    # Nothing else may be.
    assert get(UNIT)["X-Frame-Options"] == "DENY"


def test_what_is_no_number_is_in_no_sentence() -> None:
    from decimal import Decimal

    from criteria.common.text import Text
    from rankings.story.of_charts import RankFacts, ReviewFacts, ranks_in_words, review_in_words

    assert ranks_in_words([RankFacts(2022, 1, 3)]).vi == ""
    assert (
        ranks_in_words([RankFacts(2022, 1, 34), RankFacts(2021, 5, 63)]).vi
        == "Năm 2021 hạng 5/63, năm 2022 hạng 1/34."
    )
    one, two = Text("Một", "One"), Text("Hai", "Two")
    alike = [ReviewFacts(one, Decimal(3), Decimal(3)), ReviewFacts(two, Decimal(2), Decimal(2))]
    assert review_in_words(alike).vi == "Điểm thẩm định bằng điểm tự đánh giá (5)."
    evened = [ReviewFacts(one, Decimal(3), Decimal(4)), ReviewFacts(two, Decimal(2), Decimal(1))]
    assert review_in_words(evened).vi == "Tổng điểm thẩm định bằng tổng điểm tự đánh giá (5)."
    cut = [ReviewFacts(one, Decimal(3), Decimal(1)), ReviewFacts(two, Decimal(2), Decimal(2))]
    assert review_in_words(cut).vi == (
        "Thẩm định giảm 2 điểm so với tự đánh giá (5 → 3), nhiều nhất ở “Một” (2)."
    )
    assert review_in_words([]).vi == ""


def test_a_unit_has_its_own_table(ranking: Ranking) -> None:
    assert f'<a href="{UNIT}so-lieu.csv" download>' in markup(get(UNIT))
    answer = get(f"{UNIT}so-lieu.csv")
    assert answer["Content-Type"].startswith("text/csv")
    assert "tinh-2022-quang-ninh.csv" in answer["Content-Disposition"]
    text = answer.content.decode("utf-8-sig")
    assert text.startswith("Quảng Ninh")
    for line in ("1;Lĩnh vực 1;", "Mã tiêu chí;Tên tiêu chí;", "2022;Quảng Ninh;", "Nguồn: Chỉ số"):
        assert f"\n{line}" in text, line
    assert "Dữ liệu minh họa" in text
    assert Client().get("/2022/tinh/khong-co/so-lieu.csv").status_code == 404
