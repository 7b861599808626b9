"""An address that is there for a button alone: whoever comes to it otherwise is led to the page above."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from assessments.models import Role
from tests.factories import make_person, make_round, make_submitted, make_unit, sheet_of
from tests.markup import markup
from tests.rankings.worlds import Sheet, computed, graded, make_tree

pytestmark = pytest.mark.django_db


@pytest.fixture
def coordinator(client: Client) -> Client:
    client.force_login(make_person(Role.COORDINATOR))
    return client


def switch_language(client: Client, shown: Any) -> Any:
    """Press “English” on a page that is shown; the page after it."""
    assert 'name="language" value="en"' in markup(shown)
    here = shown.wsgi_request.get_full_path()
    asked = {"language": "en", "next": here}
    return client.post(reverse("set_language"), asked, follow=True)


def test_after_a_refused_step_of_many_sheets(coordinator: Client) -> None:
    round_ = make_round(units=[make_unit()])
    refused = coordinator.post(f"/rounds/{round_.pk}/steps/", {"step": "finish"})
    assert refused.status_code == 422
    answer = switch_language(coordinator, refused)
    assert answer.status_code == 200
    assert answer.redirect_chain[-1] == (f"/rounds/{round_.pk}/", 302)
    assert '<html lang="en">' in markup(answer)


def test_after_the_check_before_a_publication(coordinator: Client) -> None:
    ranking = computed(graded(make_tree({"1.1": "10"}), [Sheet({"1.1": "9"})]))
    check = coordinator.post(f"/rankings/{ranking.pk}/publish/")
    answer = switch_language(coordinator, check)
    assert answer.status_code == 200
    assert answer.redirect_chain[-1] == (f"/rankings/{ranking.pk}/", 302)
    assert '<html lang="en">' in markup(answer)


@pytest.mark.parametrize(
    ("address", "above"),
    [
        ("/rounds/7/leaves/1.1/accept/", "/rounds/7/leaves/1.1/"),
        ("/rounds/7/reports/", "/rounds/7/"),
        ("/sheets/7/accept/1/", "/sheets/7/"),
        ("/sheets/7/signed/", "/sheets/7/"),
        ("/sheets/7/people/8/", "/sheets/7/people/"),
        ("/jobs/7/remove/", "/jobs/7/"),
        ("/notices/read/", "/notices/"),
        ("/account/tokens/abc/revoke/", "/account/"),
        ("/rankings/7/take-back/", "/rankings/7/"),
        ("/scores/7/claim/", "/"),
        ("/evidence-links/7/withdraw/?x=1", "/"),
    ],
)
@pytest.mark.parametrize("method", ["get", "head"])
def test_the_page_above(client: Client, method: str, address: str, above: str) -> None:
    answer = getattr(client, method)(address)
    assert (answer.status_code, answer.headers["Location"]) == (302, above)


def test_a_visit_presses_nothing(client: Client) -> None:
    sheet = make_submitted()
    client.force_login(make_person(Role.COORDINATOR))
    before = sheet_of(sheet.round).status
    answer: Any = client.get(
        f"/rounds/{sheet.round_id}/steps/?step=finish&sheets={sheet.pk}", follow=True
    )
    assert answer.status_code == 200
    assert sheet_of(sheet.round).status == before


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_are_refused(coordinator: Client, method: str) -> None:
    assert getattr(coordinator, method)("/rounds/7/steps/").status_code == 405
