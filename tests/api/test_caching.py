"""ETag and the headers that tell caches what they may keep."""

import pytest
from django.test import Client

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
