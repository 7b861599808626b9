"""Published pages are kept for readers without an account; nothing else is."""

import datetime
import gzip
from typing import Any

import pytest
from django.core.cache import caches
from django.core.cache.backends.locmem import LocMemCache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assessments.models import Role
from rankings.models import Ranking
from rankings.serving import answers
from tests.factories import make_person, make_unit, set_clock
from tests.rankings.worlds import computed, one_leaf, published
from tests.remembered import remembered

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


@pytest.fixture
def cache() -> Any:
    """One that tells how much is in it."""
    found = caches[answers.CACHE]
    assert isinstance(found, LocMemCache)
    return found


@pytest.fixture
@remembered
def ranking() -> Ranking:
    return published(one_leaf(["90", "80"]))


def paths(ranking: Ranking) -> list[str]:
    row = ranking.rows.first()
    assert row is not None
    return [f"/rankings/{ranking.pk}/", f"/rankings/{ranking.pk}/units/{row.pk}/"]


def test_a_second_reader_costs_one_query_and_gets_the_same_bytes(ranking: Ranking) -> None:
    for path in paths(ranking):
        first = Client().get(path)
        with CaptureQueriesContext(connection) as queries:
            second = Client().get(path)
        assert second.content == first.content
        assert len(queries) == 1
        assert "csrf" not in second.content.decode()
        assert not second.cookies


def test_who_has_it_is_told_so_with_one_query(ranking: Ranking) -> None:
    for path in paths(ranking):
        etag = Client().get(path)["ETag"]
        with CaptureQueriesContext(connection) as queries:
            answer = Client().get(path, headers={"If-None-Match": etag})
        assert (answer.status_code, answer["ETag"], len(queries)) == (304, etag, 1)
        assert answer["Cache-Control"] == "public, no-cache"
        assert "Cookie" in answer["Vary"]


def test_what_a_page_does_not_read_is_not_in_it(ranking: Ranking) -> None:
    path = f"/rankings/{ranking.pk}/"
    odd = Client().get(f"{path}?sort=name&evil=%3Cb%3E")
    plain = Client().get(f"{path}?sort=name")
    assert odd.content == plain.content
    assert odd["ETag"] == plain["ETag"]
    assert b"evil" not in odd.content
    assert Client().get(path)["ETag"] != plain["ETag"]


def test_each_language_has_its_own(ranking: Ranking) -> None:
    path = f"/rankings/{ranking.pk}/"
    vietnamese = Client().get(path)
    english = Client()
    english.cookies["django_language"] = "en"
    answer = english.get(path)
    assert answer["ETag"] != vietnamese["ETag"]
    assert 'lang="en"' in answer.content.decode()


def test_a_person_signed_in_gets_their_own(ranking: Ranking) -> None:
    path = f"/rankings/{ranking.pk}/"
    Client().get(path)
    client, person = Client(), make_person(Role.INSPECTOR)
    client.force_login(person)
    answer = client.get(path)
    assert str(person) in answer.content.decode()
    assert "public" not in answer.get("Cache-Control", "")
    assert str(person) not in Client().get(path).content.decode()


def test_a_draft_is_never_kept(cache: Any) -> None:
    draft = computed(one_leaf(["90"]))
    client = Client()
    client.force_login(make_person(Role.COORDINATOR))
    assert client.get(f"/rankings/{draft.pk}/").status_code == 200
    assert not cache._cache


def test_a_new_version_shows_at_once(ranking: Ranking, monkeypatch: pytest.MonkeyPatch) -> None:
    path = f"/rankings/{ranking.pk}/"
    etag = Client().get(path)["ETag"]
    published(ranking.round)
    set_clock(monkeypatch, timezone.now() + datetime.timedelta(seconds=1))
    answer = Client().get(path, headers={"If-None-Match": etag})
    assert answer.status_code == 200
    assert "Đã thay thế" in answer.content.decode()


def test_a_merger_recorded_since_shows_at_once(ranking: Ranking) -> None:
    row = ranking.rows.first()
    assert row is not None
    path = f"/rankings/{ranking.pk}/units/{row.pk}/"
    etag = Client().get(path)["ETag"]
    make_unit("Đơn vị mới").formed_from.set([row.unit])
    answer = Client().get(path, headers={"If-None-Match": etag})
    assert answer.status_code == 200
    assert "Đơn vị mới" in answer.content.decode()


@pytest.mark.parametrize("path", ["/", "/rankings/", "/method/"])
def test_other_public_pages_may_be_kept_and_are_asked_about(ranking: Ranking, path: str) -> None:
    first = Client().get(path)
    assert first["Cache-Control"] == "public, no-cache"
    assert "Cookie" in first["Vary"]
    again = Client().get(path, headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    client = Client()
    client.force_login(make_person(Role.INSPECTOR))
    assert "public" not in client.get(path, follow=True).headers.get("Cache-Control", "")


def test_memory_is_bounded(ranking: Ranking, cache: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "_max_entries", 3)
    for word in ("a", "b", "c", "d"):
        Client().get(f"/rankings/{ranking.pk}/?q={word}")
        assert 1 <= len(cache._cache) <= 3


def test_what_is_very_large_is_not_kept(
    ranking: Ranking, cache: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = paths(ranking)[1]
    Client().get(path)
    size = len(Client().get(path, headers={"Accept-Encoding": "gzip"}).content)
    cache.clear()
    for most, count in ((size - 1, 0), (size, 1)):
        monkeypatch.setattr(answers, "LARGEST", most)
        Client().get(path)
        assert len(cache._cache) == count


def test_who_unpacks_gets_it_packed_under_a_weak_name(ranking: Ranking) -> None:
    for path in paths(ranking):
        plain = Client().get(path)
        packed = Client().get(path, headers={"Accept-Encoding": "gzip"})
        assert packed["Content-Encoding"] == "gzip"
        assert gzip.decompress(packed.content) == plain.content
        assert packed["ETag"] == f"W/{plain['ETag']}"
        assert "Accept-Encoding" in packed["Vary"]
        again = Client().get(path, headers={"If-None-Match": packed["ETag"]})
        assert again.status_code == 304
