"""Nothing that was made for a person signed in stays in a browser's stores after signing out."""

import datetime

import pytest
from django.test import Client
from django.utils import timezone

from assessments.models import Role
from rankings.models import Ranking
from tests.factories import make_person
from tests.rankings.worlds import computed, one_leaf, publish, published

pytestmark = pytest.mark.django_db


def pages_of(ranking: Ranking) -> list[str]:
    own = f"/rankings/{ranking.pk}/"
    row = ranking.rows.first()
    assert row is not None
    return [
        own,
        f"{own}?sort=name",
        f"{own}overview/",
        f"{own}compare/?u={row.unit.code}",
        f"{own}verify/",
        f"{own}units/{row.pk}/",
        *(f"{own}export.{kind}" for kind in ("xlsx", "csv", "json")),
        f"/rounds/{ranking.round_id}/rankings/",
    ]


def kept(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return str(answer.headers.get("Cache-Control", ""))


@pytest.fixture
def coordinator(client: Client) -> Client:
    client.force_login(make_person(Role.COORDINATOR))
    return client


def test_an_embargoed_ranking(coordinator: Client) -> None:
    later = timezone.now() + datetime.timedelta(days=3)
    ranking = publish(computed(one_leaf(["90", "80"])), publish_at=later)
    for path in pages_of(ranking):
        assert "no-store" in kept(coordinator, path), path


def test_a_draft(coordinator: Client) -> None:
    for path in pages_of(computed(one_leaf(["90", "80"]))):
        assert "no-store" in kept(coordinator, path), path


def test_pages_with_the_reader_s_name(coordinator: Client) -> None:
    ranking = published(one_leaf(["90", "80"]))
    pages = [path for path in pages_of(ranking) if "export" not in path]
    for path in [
        *pages,
        "/rankings/",
        "/method/",
        "/rounds/",
        "/notices/",
        "/account/",
        "/jobs/",
    ]:
        assert "no-store" in kept(coordinator, path), path


def test_what_everybody_reads_may_be_kept(client: Client) -> None:
    ranking = published(one_leaf(["90", "80"]))
    for path in (f"/rankings/{ranking.pk}/", "/rankings/", "/method/"):
        assert kept(client, path) == "public, no-cache"


def test_what_asked_for_nobody_s_name_is_left_as_it_is(coordinator: Client) -> None:
    assert "no-store" not in kept(coordinator, "/docs/digest.md")


def test_a_page_that_is_not_there(coordinator: Client) -> None:
    answer = coordinator.get("/sheets/999999/")
    assert answer.status_code == 404
    assert "no-store" in answer["Cache-Control"]
