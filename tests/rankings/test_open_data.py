"""The page of open data, the API's guide, and that every link of the public pages leads somewhere."""

import json
import re
from typing import Any

import pytest
from django.test import Client

from rankings.models import Ranking
from tests.markup import markup
from tests.rankings.test_front import RESULTS, year_of
from tests.rankings.worlds import published
from tests.remembered import remembered

pytestmark = pytest.mark.django_db


@pytest.fixture
@remembered
def ranking() -> Ranking:
    published(year_of(2021, RESULTS))
    published(year_of(2022, RESULTS))
    first = Ranking.objects.get(round__year=2022)
    return published(first.round)


def get(path: str, language: str = "vi") -> str:
    client = Client()
    client.cookies["django_language"] = language
    response: Any = client.get(path)
    assert response.status_code == 200
    return " ".join(markup(response).split())


def test_every_result_in_force_has_its_files_and_digest(ranking: Ranking) -> None:
    text = get("/data/")
    assert ranking.digest in text
    for file in ("export.xlsx", "export.csv", "export.json", "lost.csv"):
        assert f'href="/rankings/{ranking.pk}/{file}"' in text
    assert f'href="/api/v1/rankings/{ranking.pk}/proof/"' in text
    assert "Chỉ số (%)" in text
    assert "phần trăm, 2 chữ số thập phân" in text


def test_a_licence_is_named_only_where_one_was_decided(ranking: Ranking, settings: Any) -> None:
    assert "chưa nêu giấy phép" in get("/data/")
    settings.DATA_LICENCE = "CC BY 4.0"
    settings.DATA_LICENCE_URL = "https://creativecommons.org/licenses/by/4.0/"
    text = get("/data/", "en")
    assert '<a rel="license" href="https://creativecommons.org/licenses/by/4.0/">CC BY 4.0' in text


def test_machines_read_of_the_dataset(ranking: Ranking) -> None:
    for path in ("/2022/tinh/", "/2022/tinh/bang-xep-hang/", "/data/"):
        found = re.search(r'<script type="application/ld\+json">(.*?)</script>', get(path))
        assert found
        data = json.loads(found[1])
        assert data["@type"] == "Dataset"
        assert data["identifier"] == f"sha256:{ranking.digest}"
        assert data["url"].endswith("/2022/tinh/")
        assert "license" not in data
        assert {one["encodingFormat"] for one in data["distribution"]} >= {"text/csv"}


@pytest.mark.parametrize(("language", "words"), [("vi", "Lưu bản sao"), ("en", "Caching")])
def test_the_api_s_guide_is_a_page_in_both_languages(language: str, words: str) -> None:
    text = get("/data/api/", language)
    assert f">{words}</h2>" in text
    assert text.count("</h2>") >= 6
    assert '<table class="tbl auto">' in text
    assert 'href="/docs/digest.md"' in text


def test_both_guides_tell_of_the_same_addresses() -> None:
    addresses = [
        set(re.findall(r"<code>([a-z-]+/[^<]*)</code>", get("/data/api/", one)))
        for one in ("vi", "en")
    ]
    assert addresses[0] == addresses[1] != set()


def test_every_link_of_the_public_pages_leads_somewhere(ranking: Ranking) -> None:
    seen: set[str] = set()
    waiting = ["/", "/data/", "/rankings/"]
    client = Client()
    while waiting:
        path = waiting.pop()
        if path in seen:
            continue
        seen.add(path)
        answer: Any = client.get(path)
        assert answer.status_code in (200, 302), path
        if answer.status_code == 302 or "text/html" not in answer["Content-Type"]:
            continue
        links = re.findall(r'href="(/[^"#?]*)', answer.content.decode())
        # Files are made slowly, and have tests of their own.
        waiting += [
            link
            for link in links
            if not re.match(r"/(static|api|accounts|docs)/|.*\.(png|svg|csv|xlsx|json)$", link)
        ]
    assert {"/2022/tinh/tieu-chi/1.1/", "/2022/tinh/dinh-chinh/", "/2021/tinh/ha-tinh/"} <= seen
