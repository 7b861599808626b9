"""What search engines, other sites and readers of feeds are told, and that it is what is public."""

import datetime
import json
import re
from typing import Any
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assessments.models import Round
from assessments.rounds.disclaimers import DEMO
from rankings.models import Ranking
from tests.factories import set_clock
from tests.markup import markup
from tests.rankings.test_front import RESULTS, year_of
from tests.rankings.worlds import computed, publish, published
from tests.remembered import remembered

pytestmark = pytest.mark.django_db
HERE = "http://127.0.0.1:8000"
PAGES = ("/", "/rankings/", "/method/", "/data/", "/data/api/")
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
@remembered
def ranking() -> Ranking:
    return published(year_of(2022, RESULTS))


def head(path: str, **cookies: str) -> dict[str, str]:
    client = Client()
    for name, value in cookies.items():
        client.cookies[name] = value
    answer: Any = client.get(path)
    text = " ".join(markup(answer).split())
    return dict(re.findall(r'<meta (?:name|property)="([^"]+)" content="([^"]*)">', text))


def test_other_sites_are_told_what_happened(ranking: Ranking) -> None:
    for path in ("/", "/2022/tinh/"):
        told = head(path)
        assert told["og:title"] == "Chỉ số cải cách hành chính cấp tỉnh, năm 2022"
        assert told["description"] == told["og:description"]
        assert told["description"].startswith("Quảng Ninh đứng đầu. Trung bình cả nước đạt 81,15%.")
        assert told["og:url"] == f"{HERE}/2022/tinh/"
        assert told["og:image"] == f"{HERE}/2022/tinh/anh.png"
    english = head("/", django_language="en")
    assert english["description"].startswith("Quảng Ninh comes first. The national mean is 81.15%.")
    assert (english["og:locale"], head("/")["og:locale"]) == ("en_GB", "vi_VN")


def test_of_a_unit_too(ranking: Ranking) -> None:
    told = head("/2022/tinh/ha-tinh/")
    assert told["og:title"] == "Hà Tĩnh: Chỉ số cải cách hành chính cấp tỉnh, năm 2022"
    assert told["description"].startswith("81,83%, hạng 2 trong 3 tỉnh, thành phố, nhóm B.")
    assert told["og:url"] == f"{HERE}/2022/tinh/ha-tinh/"


PUBLIC = (
    *("bang-xep-hang/", "vung/", "cac-nam/", "so-sanh/", "dinh-chinh/", "tieu-chi/"),
    *("tieu-chi/1.1/", "ha-tinh/", ""),
)


@pytest.mark.parametrize("path", [f"/2022/tinh/{page}" for page in PUBLIC])
def test_of_every_page_of_a_result(ranking: Ranking, path: str) -> None:
    Round.objects.filter(pk=ranking.round_id).update(is_demo=True)
    told = head(path)
    assert told["og:url"] == f"{HERE}{path}"
    assert told["og:title"]
    # Others show this and no more of the page: that the numbers are nobody's, and what it says.
    assert told["description"].startswith(f"{DEMO.vi} ")
    assert len(told["description"]) > len(DEMO.vi) + 20
    assert told["og:image"].endswith("/anh.png")
    assert f'<link rel="canonical" href="{HERE}{path}">' in markup(Client().get(path))


@pytest.mark.parametrize("path", ["/data/", "/data/api/", "/method/", "/rankings/"])
def test_of_every_page_of_no_result(ranking: Ranking, path: str) -> None:
    told = head(path)
    assert told["og:url"] == f"{HERE}{path}"
    assert len(told["description"]) > 50


@pytest.mark.parametrize("path", ["/2022/tinh/", "/2022/tinh/bang-xep-hang/", "/data/"])
def test_a_result_is_a_dataset_for_machines(ranking: Ranking, path: str) -> None:
    Round.objects.filter(pk=ranking.round_id).update(is_demo=True)
    page = Client().get(path).content.decode()
    (found,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    dataset = json.loads(found)
    assert (dataset["@context"], dataset["@type"]) == ("https://schema.org", "Dataset")
    # Search engines ask for 50 to 5,000 letters.
    assert 50 <= len(dataset["description"]) <= 5000
    assert dataset["description"].startswith(DEMO.vi)
    for file in dataset["distribution"]:
        answer = Client().get(file["contentUrl"].removeprefix(HERE))
        assert answer["Content-Type"].partition(";")[0] == file["encodingFormat"]


def test_where_nothing_is_published_nothing_is_told() -> None:
    assert "description" not in head("/")


def locations() -> list[str]:
    answer: Any = Client(headers={"host": "localhost"}).get("/sitemap.xml")
    assert answer.status_code == 200
    return re.findall(r"<loc>([^<]+)</loc>", answer.content.decode())


def test_the_map_of_the_site_has_every_address_that_stays(ranking: Ranking) -> None:
    assert locations() == [
        *(f"{HERE}{path}" for path in PAGES),
        *(
            f"{HERE}/2022/tinh/{page}"
            for page in ("", "bang-xep-hang/", "vung/", "cac-nam/", "tieu-chi/", "dinh-chinh/")
        ),
        *(f"{HERE}/2022/tinh/{name}/" for name in ("ha-tinh", "nam-dinh", "quang-ninh")),
        *(f"{HERE}/2022/tinh/tieu-chi/{code}/" for code in ("1", "1.1")),
    ]
    for one in locations():
        assert Client().get(one.removeprefix(HERE)).status_code == 200


def test_the_map_takes_as_many_queries_however_much_is_public(ranking: Ranking) -> None:
    counts = []
    for year in (2020, 2021):
        published(year_of(year, {f"Tỉnh {year}": "80"}))
        with CaptureQueriesContext(connection) as queries:
            locations()
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 5


def test_robots_are_shown_the_map() -> None:
    answer: Any = Client().get("/robots.txt")
    lines = answer.content.decode().splitlines()
    assert answer["Content-Type"].startswith("text/plain")
    assert f"Sitemap: {HERE}/sitemap.xml" in lines
    assert "Disallow: /accounts/" in lines
    assert "Disallow: /" not in lines


def entries(**cookies: str) -> list[tuple[str | None, str, str | None]]:
    client = Client()
    for name, value in cookies.items():
        client.cookies[name] = value
    answer: Any = client.get("/feed.atom")
    assert answer["Content-Type"].startswith("application/atom+xml")
    feed = ElementTree.fromstring(answer.content)  # noqa: S314  # our own answer
    found = []
    for entry in feed.findall(f"{ATOM}entry"):
        link = entry.find(f"{ATOM}link")
        assert link is not None
        found.append(
            (
                entry.findtext(f"{ATOM}title"),
                link.attrib["href"],
                entry.findtext(f"{ATOM}summary"),
            )
        )
    return found


def test_the_feed_has_every_publication(ranking: Ranking, monkeypatch: pytest.MonkeyPatch) -> None:
    title = "Chỉ số cải cách hành chính cấp tỉnh, năm 2022, phiên bản"
    newer = published(ranking.round)
    set_clock(monkeypatch, timezone.now() + datetime.timedelta(seconds=1))
    now, before = entries()
    assert now[:2] == (f"{title} 2", f"{HERE}/rankings/{newer.pk}/")
    assert before[:2] == (f"{title} 1", f"{HERE}/rankings/{ranking.pk}/")
    assert "Sửa sai sót." in str(now[2])
    assert "01/QĐ-BNV" in str(before[2])
    english = entries(django_language="en")[0][0]
    assert english == "Public Administration Reform Index of provinces, 2022, version 2"
    assert "minh họa" not in str(now[2])
    Round.objects.filter(pk=ranking.round_id).update(is_demo=True)
    assert str(entries()[0][2]).startswith(DEMO.vi.rstrip("."))


def test_an_embargo_holds_for_machines(ranking: Ranking, monkeypatch: pytest.MonkeyPatch) -> None:
    later = timezone.now() + datetime.timedelta(days=1)
    publish(computed(ranking.round), reason="Sửa sai sót.", publish_at=later)
    hidden = publish(computed(year_of(2023, RESULTS)), publish_at=later)
    assert len(entries()) == 1
    assert not [one for one in locations() if "2023" in one]
    set_clock(monkeypatch, later + datetime.timedelta(seconds=1))
    assert len(entries()) == 3
    assert f"{HERE}/2023/tinh/" in locations()
    assert hidden.pk


def test_nothing_published_is_an_empty_feed() -> None:
    assert entries() == []
    assert locations() == [f"{HERE}{path}" for path in PAGES]
