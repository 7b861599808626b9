"""A round whose ranking is public says so where people look for their rounds, and leads there."""

import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assessments.models import Role, Round
from rankings.models import Ranking
from tests.factories import make_person, set_clock
from tests.markup import markup
from tests.rankings.worlds import computed, one_leaf, publish, published

pytestmark = pytest.mark.django_db


def client_of(role: str = Role.COORDINATOR) -> Client:
    client = Client()
    client.force_login(make_person(role))
    return client


def pages(round_: Round, client: Client) -> list[str]:
    paths = ("/rounds/", f"/rounds/{round_.pk}/")
    return [markup(client.get(path)) for path in paths]


def leads_to(ranking: Ranking, page: str) -> bool:
    return f'<a href="/rankings/{ranking.pk}/">Đã công bố</a>' in page


def test_its_phase_is_that_it_is_published() -> None:
    round_ = one_leaf(["90"])
    first = published(round_)
    assert all(leads_to(first, page) for page in pages(round_, client_of(Role.INSPECTOR)))
    second = published(round_)
    for page in pages(round_, client_of()):
        assert leads_to(second, page)
        assert not leads_to(first, page)


def test_the_board_of_a_published_round_waits_for_no_ranking() -> None:
    round_ = one_leaf(["90"])
    client = client_of()
    assert "chờ xếp hạng" in pages(round_, client)[1]
    published(round_)
    board = pages(round_, client)[1]
    assert "đã công bố" in board
    assert "chờ xếp hạng" not in board


def test_until_then_it_is_the_phase_of_its_dates(monkeypatch: pytest.MonkeyPatch) -> None:
    round_ = one_leaf(["90"])
    at = timezone.now() + datetime.timedelta(hours=1)
    waiting = publish(computed(round_), publish_at=at)
    client = client_of()
    for page in pages(round_, client):
        assert "Thẩm định" in page
        assert not leads_to(waiting, page)
    set_clock(monkeypatch, at)
    assert all(leads_to(waiting, page) for page in pages(round_, client))


def test_one_query_for_all_rounds() -> None:
    client, costs = client_of(), []
    for _ in range(2):
        published(one_leaf(["90"]))
        with CaptureQueriesContext(connection) as queries:
            client.get("/rounds/")
        costs.append(len(queries))
    assert costs[0] == costs[1]


def test_a_coordinator_finds_back_to_the_desk_and_others_do_not() -> None:
    round_ = one_leaf(["90"])
    at = timezone.now() + datetime.timedelta(hours=1)
    waiting = publish(computed(round_), publish_at=at)
    path, desk = f"/rankings/{waiting.pk}/", f'href="/rounds/{round_.pk}/rankings/"'
    page = markup(client_of().get(path))
    assert desk in page
    assert "Công bố lúc" not in page  # it has not been
    assert f"<strong>Chờ công bố</strong>: {timezone.localtime(at):%H:%M – %d/%m/%Y}" in page
    assert desk not in markup(client_of(Role.INSPECTOR).get(path))
