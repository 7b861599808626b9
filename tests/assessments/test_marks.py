"""Demo data and provisional criteria are named on every page that speaks of them."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessments.models import Role, Round, User
from assessments.rounds.disclaimers import DEMO, PROVISIONAL
from rankings.acts import register_webhook
from rankings.models import Delivery
from tests.factories import make_person, make_round, make_unit, page
from tests.markup import markup
from tests.rankings.worlds import one_leaf, published
from tests.remembered import remembered

pytestmark = pytest.mark.django_db
OWN = ("rounds", "account", "notices", "jobs")


def shown(client: Client, url: str) -> tuple[bool, bool]:
    response: Any = client.get(url)
    assert response.status_code == 200
    text = markup(response)
    return DEMO.vi in text, PROVISIONAL.vi in text


@pytest.fixture
@remembered
def person() -> User:
    unit = make_unit()
    make_round(units=[unit])
    return make_person(Role.OFFICER, unit=unit)


@pytest.mark.parametrize("name", [*OWN, "person_acts"])
def test_a_person_s_own_pages(client: Client, person: User, name: str) -> None:
    client.force_login(person)
    url = reverse(name, args=[person.pk] if name == "person_acts" else [])
    assert shown(client, url) == (False, True)
    Round.objects.update(is_demo=True)
    assert shown(client, url) == (True, True)


@pytest.mark.parametrize("name", OWN)
def test_who_is_concerned_by_no_round_needs_no_mark(
    client: Client, person: User, name: str
) -> None:
    client.force_login(make_person())
    assert shown(client, reverse(name)) == (False, False)


@pytest.mark.parametrize("name", ["home", "rankings"])
def test_the_list_of_what_is_published(client: Client, name: str) -> None:
    assert shown(client, reverse(name)) == (False, False)
    Round.objects.filter(pk=published(one_leaf(["90"])).round_id).update(is_demo=True)
    assert shown(client, reverse(name)) == (True, True)


def test_the_page_of_webhooks(client: Client, settings: Any) -> None:
    settings.WEBHOOKS_TO_PRIVATE = True
    coordinator = make_person(Role.COORDINATOR)
    client.force_login(coordinator)
    ranking = published(one_leaf(["90"]))
    assert shown(client, reverse("webhooks")) == (False, False)
    hook = register_webhook(actor=page(coordinator), url="http://127.0.0.1:1/nhan")
    Delivery.objects.create(webhook=hook, ranking=ranking, due_at=timezone.now())
    assert shown(client, reverse("webhooks")) == (False, True)
