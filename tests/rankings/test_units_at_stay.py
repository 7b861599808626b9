"""A unit's result at its address that stays, told in sentences first."""

import datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assessments.models import Round, Unit
from rankings.models import Ranking
from tests.factories import set_clock
from tests.markup import markup
from tests.rankings.worlds import Sheet, computed, graded, make_tree, publish, published
from tests.remembered import remembered

pytestmark = pytest.mark.django_db
MAXIMA = {f"{domain}.{leaf}": "10" for domain in (1, 2) for leaf in (1, 2, 3, 4)}


def year_of(year: int, *sheets: Sheet) -> Round:
    round_ = graded(make_tree(MAXIMA, year=year), sheets)
    Round.objects.filter(pk=round_.pk).update(year=year)
    round_.refresh_from_db()
    return round_


def sheet(name: str, *points: str) -> Sheet:
    awarded = dict(zip(MAXIMA, points, strict=True))
    return Sheet(awarded, dict.fromkeys(MAXIMA, "10"), name=name)


@pytest.fixture
@remembered
def ranking() -> Ranking:
    return published(
        year_of(
            2022,
            sheet("Quảng Ninh", "9", "8", "7", "6", "5", "4", "10", "10"),
            sheet("Hà Tĩnh", *["10"] * 4, *["1"] * 4),
            sheet("Cà Mau", *["2"] * 4, *["3"] * 4),
            Sheet(status="drafting", name="An Giang"),
        )
    )


def get(path: str) -> str:
    response: Any = Client().get(path)
    assert response.status_code == 200
    return " ".join(markup(response).split())


def test_its_first_paragraph_says_what_happened(ranking: Ranking) -> None:
    text = get("/2022/tinh/quang-ninh/")
    assert (
        '<p class="deck"><b>73,75%</b>, hạng <b>1</b> trong 3 tỉnh, thành phố, nhóm <span class="grp C">C</span>. '
        "Cao hơn trung bình ở cả 2 lĩnh vực. "
        "Thứ hạng cao nhất ở “Lĩnh vực 2” (hạng 1), thấp nhất ở “Lĩnh vực 1” (hạng 2)." in text
    )
    assert "hạng <b>3</b> trong 3 tỉnh, thành phố, nhóm" in get("/2022/tinh/ca-mau/")
    assert "hạng 3 trong 3 tỉnh, thành phố, nhóm D" in get("/2022/tinh/ca-mau/")
    assert "chưa được đánh giá và không xếp hạng" in get("/2022/tinh/an-giang/")


def test_a_year_before_is_that_of_the_same_unit(ranking: Ranking) -> None:
    published(year_of(2021, sheet("Ninh", *["7"] * 8), sheet("Mau", *["8"] * 8)))
    now, then = Unit.objects.get(name_vi="Quảng Ninh"), Unit.objects.get(name_vi="Ninh")
    now.formed_from.set([then])
    # Of two units then, of three now: what place it had is said, and no rise or fall.
    words = "tăng 3,75 điểm phần trăm so với năm 2021, khi đứng hạng 2 trong 2."
    assert words in get("/2022/tinh/quang-ninh/")
    assert "so với năm 2021" not in get("/2022/tinh/ca-mau/")
    assert "70,00%, hạng 2 trong 2" in get("/2021/tinh/ninh/")


def test_the_five_costliest_criteria_come_before_all(ranking: Ranking) -> None:
    text = get("/2022/tinh/quang-ninh/")
    first, _sep, after = text.partition("Các tiêu chí mất nhiều điểm nhất")[2].partition("</ol>")
    codes = [code for code in MAXIMA if f"<b>{code} Tiêu chí {code}</b>" in first]
    assert codes == ["1.2", "1.3", "1.4", "2.1", "2.2"]
    order = sorted(codes, key=lambda code: first.index(f"<b>{code} "))
    assert order == ["2.2", "2.1", "1.4", "1.3", "1.2"]
    assert "1.1 Tiêu chí 1.1" in after
    assert "Các tiêu chí mất nhiều điểm nhất" not in get("/2022/tinh/an-giang/")


def test_the_old_address_works_and_names_the_one_that_stays(ranking: Ranking) -> None:
    row = ranking.rows.get(name="Quảng Ninh")
    text = get(f"/rankings/{ranking.pk}/units/{row.pk}/")
    assert '<link rel="canonical" href="http://127.0.0.1:8000/2022/tinh/quang-ninh/">' in text
    assert "73,75%, hạng 1 trong 3" in text


def test_a_version_replaced_keeps_its_own_address(
    ranking: Ranking, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = ranking.rows.get(name="Quảng Ninh")
    newer = published(ranking.round)
    set_clock(monkeypatch, timezone.now() + datetime.timedelta(seconds=1))
    old = get(f"/rankings/{ranking.pk}/units/{row.pk}/")
    assert "Đã được thay bằng phiên bản 2" in old
    assert 'rel="canonical"' not in old
    stays = get("/2022/tinh/quang-ninh/")
    assert "Đã được thay bằng" not in stays
    assert f'href="/rankings/{newer.pk}/"' in stays


def test_under_embargo_the_version_before_is_shown(ranking: Ranking) -> None:
    later = timezone.now() + datetime.timedelta(days=1)
    draft = publish(computed(ranking.round), reason="Sửa sai sót.", publish_at=later)
    text = get("/2022/tinh/quang-ninh/")
    assert f"/rankings/{ranking.pk}/" in text
    assert f"/rankings/{draft.pk}/" not in text


@pytest.mark.parametrize(
    "path", ["/2022/tinh/quang-nam/", "/2021/tinh/quang-ninh/", "/2022/bo/quang-ninh/"]
)
def test_there_is_no_page_of_others(ranking: Ranking, path: str) -> None:
    assert Client().get(path).status_code == 404


@pytest.mark.sqlite
def test_it_takes_one_query_when_kept(ranking: Ranking) -> None:
    with CaptureQueriesContext(connection) as queries:
        first = Client().get("/2022/tinh/quang-ninh/")
    assert len(queries) == 9
    with CaptureQueriesContext(connection) as queries:
        again = Client().get("/2022/tinh/quang-ninh/")
    assert (len(queries), again.content) == (1, first.content)


def test_its_crumbs_are_the_addresses_that_stay(ranking: Ranking) -> None:
    text = get("/2022/tinh/quang-ninh/")
    assert '<a href="/2022/tinh/">Tỉnh, thành phố, năm 2022</a>' in text
    assert '<b aria-current="page">Quảng Ninh</b>' in text
