"""The public's first page: what a year's ranking says, and the way to every unit."""

import datetime
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assessments.models import Role, Round, Unit
from rankings.models import Ranking
from rankings.reads.slugs import slugs_of
from tests.factories import make_person, make_unit, set_clock
from tests.markup import markup
from tests.rankings.worlds import Sheet, computed, graded, make_tree, publish, published
from tests.remembered import remembered

pytestmark = pytest.mark.django_db

RESULTS = {"Quảng Ninh": "91.71", "Hà Tĩnh": "81.83", "Nam Định": "69.92"}


def year_of(year: int, results: dict[str, str]) -> Round:
    sheets = [Sheet({"1.1": points}, name=name) for name, points in results.items()]
    round_ = graded(make_tree({"1.1": "100"}, year=year), sheets)
    Round.objects.filter(pk=round_.pk).update(year=year)
    round_.refresh_from_db()
    return round_


@pytest.fixture
@remembered
def ranking() -> Ranking:
    return published(year_of(2022, RESULTS))


def get(path: str, **cookies: str) -> str:
    client = Client()
    for name, value in cookies.items():
        client.cookies[name] = value
    response: Any = client.get(path)
    assert response.status_code == 200
    return " ".join(markup(response).split())


def test_where_nothing_is_published_a_sentence_says_so() -> None:
    assert "Chưa có kết quả nào được công bố." in get("/")
    assert Client().get("/2022/tinh/").status_code == 404


def test_the_newest_result_is_told_first(ranking: Ranking) -> None:
    text = get("/")
    assert "Quảng Ninh đứng đầu</h1>" in text
    # The two words stay on one line.
    assert "đứng\N{NO-BREAK SPACE}đầu</h1>" in Client().get("/").content.decode()
    assert "Trung bình cả nước đạt 81,15%." in text
    assert "Chỉ số cải cách hành chính cấp tỉnh, năm 2022" in text
    english = get("/", django_language="en")
    assert "Quảng Ninh comes first</h1>" in english
    assert "The national mean is 81.15%." in english
    assert "Public Administration Reform Index of provinces, 2022" in english


def test_the_figures_of_a_sentence_are_set_off(ranking: Ranking) -> None:
    assert "Trung bình cả nước đạt <b>81,15%</b>." in get("/")
    unit = (
        '<b>81,83%</b>, hạng <b>2</b> trong 3 tỉnh, thành phố, nhóm <span class="grp B">B</span>.'
    )
    assert unit in get("/2022/tinh/ha-tinh/")
    english = get("/2022/tinh/ha-tinh/", django_language="en")
    assert 'rank <b>2</b> of 3 provinces and cities, group <span class="grp B">B</span>.' in english


def test_a_year_before_is_told_of(ranking: Ranking) -> None:
    published(year_of(2021, {"Cà Mau": "80"}))
    assert "Quảng Ninh đứng đầu</h1>" in get("/")
    assert "Cà Mau đạt 80,00%</h1>" in get("/2021/tinh/")
    assert '<a href="/2021/tinh/">2021</a>' in get("/2022/tinh/")


def test_the_same_units_are_compared(ranking: Ranking) -> None:
    units = {unit.name_vi: unit for unit in Unit.objects.all()}
    earlier = published(year_of(2021, {"Quảng Ninh cũ": "90", "Hà Tĩnh cũ": "83", "Khác": "70"}))
    for now, before in (("Quảng Ninh", "Quảng Ninh cũ"), ("Hà Tĩnh", "Hà Tĩnh cũ")):
        units[now].formed_from.set([Unit.objects.get(name_vi=before)])
    text = get("/")
    assert "1 trong 2 đơn vị so sánh được với năm 2021 tăng điểm</h1>" in text
    assert "Quảng Ninh tăng nhiều nhất (+1,71), Hà Tĩnh giảm nhiều nhất (−1,17)" in text
    assert earlier.is_in_force


def test_each_unit_is_a_dot_a_tile_and_a_line(ranking: Ranking) -> None:
    text = get("/")
    for name, words in (
        ("quang-ninh", "Quảng Ninh, 91,71%, hạng 1/3, nhóm A"),
        ("ha-tinh", "Hà Tĩnh, 81,83%, hạng 2/3, nhóm B"),
        ("nam-dinh", "Nam Định, 69,92%, hạng 3/3, nhóm D"),
    ):
        # On screens and on telephones a strip of its own.
        assert text.count(f"<title>{words}</title>") == 2
        assert f'href="/2022/tinh/{name}/" title="{words}"' in text
        assert f'<a class="plain" href="/2022/tinh/{name}/">' in text
    assert re.search(r'class="D" href="/2022/tinh/nam-dinh/".*?<b>D</b>', text)
    assert "QĐ. Hoàng Sa<small>Đà Nẵng</small>" in text
    assert "QĐ. Trường Sa<small>Khánh Hòa</small>" in text
    assert "không thể hiện địa giới hành chính" in text


def test_a_unit_without_a_place_is_listed() -> None:
    published(year_of(2022, RESULTS | {"Đặc khu Mới": "77"}))
    assert re.search(r"Chưa có chỗ trên lưới ô: <a [^>]*>Đặc khu Mới, 77,00%", get("/"))


def merged(name: str, *former: str) -> Unit:
    new = make_unit(name)
    Unit.objects.filter(pk=new.pk).update(in_force_from=datetime.date(2025, 7, 1))
    new.formed_from.set(Unit.objects.filter(name_vi__in=former).exclude(pk=new.pk))
    Unit.objects.filter(became=new).update(in_force_to=datetime.date(2025, 6, 30))
    return new


def test_the_provinces_of_today_show_what_those_before_them_reached() -> None:
    published(year_of(2022, {"Hà Giang": "91", "Tuyên Quang": "75", "Cao Bằng": "82"}))
    assert "hiện nay" not in get("/2022/tinh/")
    one, other = merged("Tuyên Quang", "Hà Giang", "Tuyên Quang"), merged("Cao Bằng", "Cao Bằng")
    assert "3 đơn vị năm 2022</a>" in get("/2022/tinh/")
    today = get("/2022/tinh/?map=today")
    assert ">2 đơn vị hiện nay</a>" in today
    words = "Hà Giang, 91,00%, hạng 1/3, nhóm A; Tuyên Quang, 75,00%, hạng 3/3, nhóm C"
    tile = today.partition(f'<a href="#u{one.pk}" title="{words}">')[2].partition("</a>")[0]
    assert re.findall(r'<b class="(\w)">(\w)</b>', tile) == [("A", "A"), ("C", "C")]
    lines = today.partition(f'<tbody id="u{one.pk}">')[2].partition("</tbody>")[0]
    assert re.findall(r'<td class="n">([^<]*)</td>', lines) == ["91,00", "1", "75,00", "3"]
    assert 'href="/2022/tinh/ha-giang/"' in lines
    assert f'<tbody id="u{other.pk}">' in today
    assert "không tính lại thành một chỉ số chung" in today
    assert "QĐ. Hoàng Sa" in today
    # No figure of a merged province: those of its former ones alone, none of which is a mean of both.
    assert "83,00" not in today


def test_a_year_of_the_34_has_their_map_and_no_other() -> None:
    published(year_of(2022, {"Hà Giang": "91", "Hà Nội": "75"}))
    merged("Hà Nội", "Hà Nội")
    published(year_of(2025, {"Hà Nội": "91", "Huế": "75"}))
    text = get("/2025/tinh/?map=today")
    assert re.search(r'<li class="c4 r8">\s*<a class="C" href="/2025/tinh/hue/"', text)
    assert "hiện nay" not in text


def test_provinces_of_which_some_have_no_successor_recorded_are_shown_as_they_were() -> None:
    published(year_of(2022, {"Hà Giang": "91", "Cao Bằng": "75"}))
    merged("Cao Bằng", "Cao Bằng")
    assert "hiện nay" not in get("/2022/tinh/?map=today")


def test_units_that_are_no_provinces_have_no_map() -> None:
    published(year_of(2022, {"Bộ Một": "90", "Bộ Hai": "80"}))
    text = get("/")
    assert 'class="tiles"' not in text
    assert "Hoàng Sa" not in text
    assert "<title>Bộ Một, 90,00%, hạng 1/2, nhóm A</title>" in text
    assert '<details class="all-units" open>' in text


@pytest.mark.parametrize("typed", ["Quảng Ninh", "quang ninh", "QUANG  NINH", "tỉnh Quảng Ninh"])
def test_a_unit_is_found_however_it_is_typed(ranking: Ranking, typed: str) -> None:
    answer = Client().get("/2022/tinh/", {"q": typed})
    assert (answer.status_code, answer["Location"]) == (302, "/2022/tinh/quang-ninh/")


def test_several_are_listed_and_none_is_said(ranking: Ranking) -> None:
    several = get("/2022/tinh/?q=n")
    assert "3 đơn vị khớp “n”" in several
    none = get("/2022/tinh/?q=%3Cb%3Esao+hoa")
    assert "Không có đơn vị nào khớp “&lt;b&gt;sao hoa” trong kết quả năm 2022." in none


def test_a_whole_name_is_that_unit_though_others_hold_it() -> None:
    published(year_of(2022, {"Hà Nam": "90", "Hà Nam Mới": "80"}))
    assert Client().get("/2022/tinh/?q=ha+nam")["Location"] == "/2022/tinh/ha-nam/"


@pytest.mark.sqlite
def test_it_takes_few_queries_and_one_when_kept(ranking: Ranking) -> None:
    published(year_of(2021, RESULTS))
    for path in ("/", "/2022/tinh/"):
        with CaptureQueriesContext(connection) as queries:
            first = Client().get(path)
        # What is public, both rankings, lines and means of each, their sets, who was whom.
        assert len(queries) == 8
        with CaptureQueriesContext(connection) as queries:
            again = Client().get(path)
        assert (len(queries), again.content) == (1, first.content)
        with CaptureQueriesContext(connection) as queries:
            same = Client().get(path, headers={"If-None-Match": first["ETag"]})
        assert (same.status_code, len(queries)) == (304, 1)


def test_the_address_shows_the_version_in_force(
    ranking: Ranking, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert f"/rankings/{ranking.pk}/" in get("/2022/tinh/")
    newer = published(ranking.round)
    set_clock(monkeypatch, timezone.now() + datetime.timedelta(seconds=1))
    for path in ("/", "/2022/tinh/"):
        text = get(path)
        assert f'href="/rankings/{newer.pk}/"' in text
        assert "phiên bản 2" in text
        assert "Sửa sai sót." in text


def test_an_embargo_holds_here_too(ranking: Ranking) -> None:
    later = timezone.now() + datetime.timedelta(days=1)
    publish(computed(ranking.round), reason="Sửa sai sót.", publish_at=later)
    assert "phiên bản 1" in get("/2022/tinh/")
    assert "phiên bản 2" not in get("/2022/tinh/")


@pytest.mark.parametrize(
    "path", ["/2021/tinh/", "/2022/bo/", "/2022/huyen/", "/99999999999999999999/tinh/", "/2022/"]
)
def test_where_nothing_is_public_there_is_no_page(ranking: Ranking, path: str) -> None:
    assert Client().get(path).status_code == 404


def test_a_person_signed_in_sees_the_same_in_their_frame(ranking: Ranking) -> None:
    client = Client()
    client.force_login(make_person(Role.INSPECTOR))
    answer: Any = client.get("/2022/tinh/")
    assert "Quảng Ninh đứng đầu</h1>" in markup(answer)
    assert "public" not in answer.get("Cache-Control", "")


@pytest.mark.parametrize(
    ("units", "slugs"),
    [
        ([(1, "22", "Quảng Ninh")], {1: "quang-ninh"}),
        ([(1, "79", "TP. Hồ Chí Minh")], {1: "ho-chi-minh"}),
        ([(1, "77", "Bà Rịa - Vũng Tàu")], {1: "ba-ria-vung-tau"}),
        ([(1, "BNV", "Bộ Nội vụ")], {1: "bo-noi-vu"}),
        ([(1, "A", "An Phú"), (2, "B", "An Phú")], {1: "an-phu-a", 2: "an-phu-b"}),
        ([(2, "B", "An Phú"), (1, "A", "An Phú")], {1: "an-phu-a", 2: "an-phu-b"}),
        (
            [(1, "A", "An Phú"), (2, "B", "An Phú"), (3, "C", "An Phú A")],
            {1: "an-phu-a-2", 2: "an-phu-b", 3: "an-phu-a"},
        ),
        ([(1, "X.1", "…")], {1: "x-1"}),
        ([(7, "…", "…")], {7: "7"}),
    ],
)
def test_addresses_call_units_by_name(
    units: list[tuple[int, str, str]], slugs: dict[int, str]
) -> None:
    assert slugs_of(units) == slugs
