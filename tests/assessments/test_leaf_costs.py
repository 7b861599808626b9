"""What the panel of a leaf and its saves cost, in queries."""

import datetime
import gzip

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assessments.acts import add_link, return_assessment
from assessments.models import Assessment, Change, Role, User
from tests.assessments.leaf_doors import HTMX, leaf_url, post
from tests.factories import (
    make_large_set,
    make_person,
    make_round,
    make_unit,
    page,
    score_of,
    sheet_of,
)

pytestmark = pytest.mark.django_db

SAVE_QUERIES = 12
AWARD_QUERIES = 14
MOVE_QUERIES = 12


@pytest.fixture
def reviewer(submitted: Assessment, client: Client) -> User:
    """The reviewer of domain 2 of ``submitted``, signed in."""
    reviewer = make_person(Role.REVIEWER, at="VPCP")
    client.force_login(reviewer)
    return reviewer


def large_sheet() -> Assessment:
    return sheet_of(make_round(make_large_set(), [make_unit(level="ministry")]))


def test_a_save_takes_few_queries(client: Client) -> None:
    sheet = large_sheet()
    parts = list(sheet.round.criteria_set.criteria.filter(code__in=("1", "2", "3")))
    client.force_login(make_person(Role.OFFICER, unit=sheet.unit, parts=parts))
    with CaptureQueriesContext(connection) as queries:
        response = post(
            client,
            "claim",
            sheet,
            {"numerator": "9", "denominator": "10", "note": "Ghi"},
            "1.1.1",
            htmx=True,
        )
    assert response.status_code == 200
    # One of them is this test's own look at the version.
    assert len(queries) - 1 <= SAVE_QUERIES, [q["sql"][:90] for q in queries]


def test_a_save_that_voids_an_award_takes_hardly_more(
    client: Client, submitted: Assessment, reviewer: User
) -> None:
    post(client, "award", submitted, {"points": "1", "reason": "Thiếu"})
    return_assessment(
        actor=page(make_person(Role.COORDINATOR)), assessment_id=submitted.pk, reason="Bổ sung"
    )
    client.force_login(make_person(Role.OFFICER, unit=submitted.unit))
    with CaptureQueriesContext(connection) as queries:
        assert post(client, "claim", submitted, {"points": "1,5"}, htmx=True).status_code == 200
    assert Change.objects.filter(act="void_award").count() == 1
    assert len(queries) - 1 <= SAVE_QUERIES + 1


def test_an_award_takes_few_queries(client: Client, submitted: Assessment, reviewer: User) -> None:
    data = {"points": "1", "reason": "Thiếu"}
    with CaptureQueriesContext(connection) as queries:
        assert post(client, "award", submitted, data, htmx=True).status_code == 200
    assert Change.objects.filter(act="start_review").count() == 1
    assert len(queries) - 1 <= AWARD_QUERIES, [q["sql"][:90] for q in queries]


@pytest.mark.parametrize("htmx", [True, False])
def test_a_conflict_of_awards_takes_few_queries(
    client: Client, submitted: Assessment, reviewer: User, htmx: bool
) -> None:
    post(client, "award", submitted, {"points": "1", "reason": "Của người trước"})
    data = {"points": "1,5", "reason": "Của tôi", "version": "1"}
    with CaptureQueriesContext(connection) as queries:
        assert post(client, "award", submitted, data, htmx=htmx).status_code == 409
    # Without JavaScript the answer is the leaf's whole page.
    most = AWARD_QUERIES if htmx else AWARD_QUERIES + SAVE_QUERIES
    assert len(queries) - 1 <= most, [q["sql"][:90] for q in queries]


def test_a_panel_takes_the_same_queries_whatever_it_holds(
    client: Client, sheet: Assessment
) -> None:
    client.force_login(make_person(Role.OFFICER, unit=sheet.unit))

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(leaf_url(sheet), headers=HTMX).status_code == 200
        return len(queries)

    empty = cost()
    score = score_of(sheet, "2.3")
    for n in range(6):
        add_link(
            actor=page(make_person(Role.OFFICER, unit=sheet.unit)),
            score_id=score.pk,
            url=f"https://example.vn/{n}",
            title=f"Văn bản {n}",
            issued_on=timezone.localdate() - datetime.timedelta(days=n),
        )
    assert cost() == empty
    assert empty <= SAVE_QUERIES


def test_a_move_from_leaf_to_leaf_is_light(client: Client) -> None:
    sheet = large_sheet()
    client.force_login(make_person(Role.OFFICER, unit=sheet.unit))
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(leaf_url(sheet, "1.1.1"), headers=HTMX | {"HX-Target": "leaf"})
    assert answer.status_code == 200
    assert len(queries) <= MOVE_QUERIES, [q["sql"][:90] for q in queries]
    assert len(gzip.compress(answer.content)) < 15_000
