"""ETag and the headers that tell caches what they may keep."""

import gzip
from unittest.mock import Mock

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from assessments.models import Role
from tests.api.conftest import token_of
from tests.factories import make_person
from tests.rankings.worlds import computed, one_leaf, published

pytestmark = pytest.mark.django_db


def test_an_unchanged_answer_is_a_304() -> None:
    published(one_leaf(["90"]))
    first = Client().get("/api/v1/rankings/")
    again = Client().get("/api/v1/rankings/", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_new_publication_shows_at_once() -> None:
    round_ = one_leaf(["90"])
    published(round_)
    first = Client().get("/api/v1/rankings/")
    published(round_)
    again = Client().get("/api/v1/rankings/", headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 200


def test_what_is_public_may_be_kept_by_anyone_and_is_asked_about_again() -> None:
    answer = Client().get("/api/v1/rankings/")
    assert set(answer["Cache-Control"].split(", ")) == {"public", "no-cache"}
    assert {"Authorization", "Cookie"} <= set(answer["Vary"].split(", "))


def test_what_a_person_sees_is_kept_by_nobody_else() -> None:
    draft = computed(one_leaf(["90"]))
    client = Client(headers={"Authorization": token_of(make_person(Role.COORDINATOR))})
    for path in ("units/", f"rankings/{draft.pk}/"):
        cached = client.get(f"/api/v1/{path}")["Cache-Control"]
        assert set(cached.split(", ")) == {"private", "no-cache"}


def test_a_proof_is_asked_about_without_making_it_again(monkeypatch: pytest.MonkeyPatch) -> None:
    path = f"/api/v1/rankings/{published(one_leaf(['90'])).pk}/proof/"
    first = Client().get(path)
    lines = b"".join(first)
    made = Mock(side_effect=AssertionError("made again"))
    monkeypatch.setattr("rankings.api.proof.proof", made)
    for header, value in (
        ("If-None-Match", first["ETag"]),
        ("If-Modified-Since", first["Last-Modified"]),
    ):
        with CaptureQueriesContext(connection) as queries:
            again = Client().get(path, headers={header: value})
        assert (again.status_code, again.content, len(queries)) == (304, b"", 1)
    head = Client().head(path)
    assert (head.status_code, head.content, head["ETag"]) == (200, b"", first["ETag"])
    assert {"public", "no-cache"} == set(first["Cache-Control"].split(", "))
    assert lines.startswith(b'{"form":')


def test_a_proof_is_packed_once_and_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    path = f"/api/v1/rankings/{published(one_leaf(['90', '80'])).pk}/proof/"
    plain = b"".join(Client().get(path))
    packed = {"Accept-Encoding": "gzip"}
    made = b"".join(Client().get(path, headers=packed))
    monkeypatch.setattr("rankings.api.proof.proof", Mock(side_effect=AssertionError("made again")))
    kept = Client().get(path, headers=packed)
    assert (kept["Content-Encoding"], kept["Content-Type"]) == ("gzip", "application/x-ndjson")
    assert b"".join(kept) == made
    assert gzip.decompress(made) == plain == b"".join(Client().get(path))
    assert "Accept-Encoding" in kept["Vary"]


def test_a_new_version_has_a_proof_of_another_name() -> None:
    round_ = one_leaf(["90"])
    path = f"/api/v1/rankings/{published(round_).pk}/proof/"
    tag = Client().get(path)["ETag"]
    published(round_)
    again = Client().get(path, headers={"If-None-Match": tag})
    assert (again.status_code, again["ETag"] == tag) == (200, False)


def test_the_proof_of_a_draft_is_its_watchers_alone() -> None:
    path = f"/api/v1/rankings/{computed(one_leaf(['90'])).pk}/proof/"
    client = Client(headers={"Authorization": token_of(make_person(Role.COORDINATOR))})
    answer = client.get(path, headers={"If-None-Match": "*"})
    assert (answer.status_code, "ETag" in answer) == (200, False)
    assert set(answer["Cache-Control"].split(", ")) == {"private", "no-cache"}
