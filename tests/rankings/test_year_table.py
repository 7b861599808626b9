"""The ranking at its address that stays: beside the year before, of provinces and of ministries."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from assessments.models import Round, Unit
from rankings.models import Ranking
from rankings.reads.shades import fifths_of
from tests.markup import markup
from tests.rankings.worlds import NA, Sheet, graded, make_tree, published
from tests.remembered import remembered

pytestmark = pytest.mark.django_db


def year_of(year: int, sheets: list[Sheet], level: str = "province") -> Round:
    round_ = graded(make_tree({"1.1": "50", "2.1": "50"}, year=year, level=level), sheets)
    Round.objects.filter(pk=round_.pk).update(year=year)
    round_.refresh_from_db()
    return round_


def sheet(name: str, first: str, second: str = "40", **more: Any) -> Sheet:
    return Sheet({"1.1": first, "2.1": second}, name=name, **more)


@pytest.fixture
@remembered
def ministries() -> Ranking:
    before = published(
        year_of(
            2021, [sheet("Bộ A cũ", "40"), sheet("Bộ B cũ", "45"), sheet("Bộ C", "30")], "ministry"
        )
    )
    now = year_of(
        2022,
        [
            sheet("Bộ A", "50", region=""),
            sheet("Bộ B", "45", region=""),
            sheet("Bộ D", "20", region=""),
            sheet("Cơ quan Đ", "48", NA, ranked=False, region=""),
            Sheet(status="drafting", name="Cơ quan E", region=""),
        ],
        "ministry",
    )
    for name in ("Bộ A", "Bộ B"):
        unit = Unit.objects.get(name_vi=name)
        unit.formed_from.set([Unit.objects.get(name_vi=f"{name} cũ")])
    assert before.pk
    return published(now)


def get(path: str, **cookies: str) -> str:
    client = Client()
    for name, value in cookies.items():
        client.cookies[name] = value
    response: Any = client.get(path)
    assert response.status_code == 200
    return " ".join(markup(response).split())


def row(text: str, name: str) -> str:
    return next(part for part in text.split("<tr") if f">{name}</a>" in part)


def test_the_change_of_rank_is_that_of_the_same_unit(ministries: Ranking) -> None:
    text = get("/2022/bo/bang-xep-hang/")
    assert "± 2021" in text
    assert "↑ 1<" in row(text, "Bộ A")
    assert "bậc lên" in row(text, "Bộ A")
    assert "↓ 1<" in row(text, "Bộ B")
    # Who was not there the year before has neither risen nor fallen.
    assert '<td class="n mv"> – </td>' in row(text, "Bộ D").replace(">–<", "> – <")
    assert "Số đơn vị được xếp hạng khác nhau" not in text


def test_those_without_a_rank_stand_beneath_with_the_reason(ministries: Ranking) -> None:
    text = get("/2022/bo/bang-xep-hang/?sort=-name")
    order = [
        text.index(f">{name}</a>") for name in ("Bộ D", "Bộ B", "Bộ A", "Cơ quan Đ", "Cơ quan E")
    ]
    assert order == sorted(order)
    headings = [
        text.index(heading)
        for heading in (
            "<span>Được chấm điểm, không xếp hạng</span>",
            "<span>Chưa đánh giá: đơn vị",
        )
    ]
    assert order[2] < headings[0] < order[3] < headings[1] < order[4]
    assert "Trung bình của các đơn vị được đánh giá" in text


def test_links_lead_to_addresses_that_stay(ministries: Ranking) -> None:
    text = get("/2022/bo/bang-xep-hang/")
    assert 'href="/2022/bo/bo-a/"' in row(text, "Bộ A")
    assert 'action="/2022/bo/so-sanh/"' in text
    assert '<link rel="canonical" href="http://127.0.0.1:8000/2022/bo/bang-xep-hang/">' in text
    for path in ("", "bo-a/", "so-sanh/", "vung/", "cac-nam/", "dinh-chinh/", "tieu-chi/"):
        page = get(f"/2022/bo/{path}")
        assert "Bộ, ngành" in page
    assert "bộ, cơ quan ngang bộ" in get("/2022/bo/")
    assert "hạng 1 trong 3 bộ, cơ quan ngang bộ" in get("/2022/bo/bo-a/")
    assert "Hoàng Sa" not in get("/2022/bo/")


def test_groups_are_those_of_the_rows_with_their_counts(ministries: Ranking) -> None:
    text = get("/2022/bo/bang-xep-hang/")
    chips = re.findall(r'<a class="chip" href="([^"]*)"[^>]*> ?(?:Nhóm )?(.*?) ?<b>(\d+)</b>', text)
    assert [(name, number) for _href, name, number in chips] == [
        *(("Tất cả", "5"), ("A", "2"), ("B", "1"), ("D", "1"))
    ]
    only = get("/2022/bo/bang-xep-hang/?group=A")
    assert ">Bộ A</a>" in only
    assert ">Bộ B</a>" not in only
    assert "2 trên 5 đơn vị" in only


def test_cells_are_shaded_only_where_values_differ(ministries: Ranking) -> None:
    text = get("/2022/bo/bang-xep-hang/")
    first, second = re.findall(r'<td class="n h( q\d)?">', row(text, "Bộ A"))
    assert first == " q5"
    # All have 80 in the second domain: nobody is best in it.
    assert second == ""


@pytest.mark.parametrize(
    ("values", "fifths"),
    [
        ([], {}),
        (["1", "1"], {}),
        (["1", "2"], {"1": 2, "2": 4}),
        (["1", "2", "3", "4", "5"], {"1": 1, "2": 2, "3": 3, "4": 4, "5": 5}),
        (["1", "5", "5", "5", "5"], {"1": 1, "5": 4}),
        (["1", None, "3"], {"1": 2, "3": 4}),
    ],
)
def test_equal_values_share_a_fifth(values: list[str | None], fifths: dict[str, int]) -> None:
    from decimal import Decimal

    found = fifths_of(None if value is None else Decimal(value) for value in values)
    assert {str(value): fifth for value, fifth in found.items()} == fifths


@pytest.mark.sqlite
def test_it_takes_few_queries_and_one_when_kept(ministries: Ranking) -> None:
    for path, most in (
        ("/2022/bo/bang-xep-hang/", 9),
        ("/2022/bo/so-sanh/?u=1", 7),
        ("/2022/bo/vung/", 4),
        ("/2022/bo/dinh-chinh/", 2),
        ("/2022/bo/tieu-chi/", 5),
        ("/2022/bo/tieu-chi/1.1/", 6),
        ("/2022/bo/tieu-chi/1/", 5),
        ("/data/", 2),
    ):
        with CaptureQueriesContext(connection) as queries:
            first = Client().get(path)
        assert first.status_code == 200
        assert len(queries) <= most, path
        with CaptureQueriesContext(connection) as queries:
            again = Client().get(path)
        assert (len(queries), again.content) == (1, first.content)


def test_one_year_alone_has_no_column_of_changes(ministries: Ranking) -> None:
    assert "± " not in get("/2021/bo/bang-xep-hang/")


def test_addresses_without_a_year_lead_to_the_newest(ministries: Ranking) -> None:
    for path, target in (("/bang-xep-hang/", "bang-xep-hang"), ("/tieu-chi/", "tieu-chi")):
        answer = Client().get(path)
        assert (answer.status_code, answer["Location"]) == (302, f"/2022/bo/{target}/")


def test_without_a_result_they_lead_to_the_list() -> None:
    assert Client().get("/bang-xep-hang/")["Location"] == "/rankings/"


def test_a_unit_s_code_leads_to_its_address(ministries: Ranking) -> None:
    code = ministries.rows.get(name="Bộ A").code
    answer = Client().get(f"/2022/bo/{code}/")
    assert (answer.status_code, answer["Location"]) == (301, "/2022/bo/bo-a/")


def test_every_version_is_listed_with_what_it_changed(ministries: Ranking) -> None:
    newer = published(ministries.round)
    text = get("/2022/bo/dinh-chinh/")
    assert f'href="/rankings/{newer.pk}/"' in text
    assert f'href="/rankings/{ministries.pk}/"' in text
    assert "<b>Lý do:</b> Sửa sai sót." in text
    assert "Không đơn vị nào có kết quả thay đổi." in text
    assert text.index("Phiên bản 2") < text.index("Phiên bản 1")
