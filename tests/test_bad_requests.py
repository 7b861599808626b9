"""Requests that a page of ours never makes: each gets an answer, none is an error of the server."""

from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import reverse

from assessments.models import Assessment, Remark, Role
from assessments.pages.councils import _members
from tests.assessments.leaf_doors import HTMX
from tests.factories import make_person, make_reviewed, make_round, make_unit, score_of, sheet_of
from tests.rankings.worlds import one_leaf, published

pytestmark = pytest.mark.django_db
NO_NUMBERS = ("abc", "", "-1", "1.0", "²", "٣", "None", "\x00", "9" * 5000, "9" * 19)


@pytest.fixture
def sheet() -> Assessment:
    return sheet_of(make_round(units=[make_unit()]))


@pytest.fixture
def watcher(client: Client) -> Client:
    client.force_login(make_person(Role.COORDINATOR))
    return client


@pytest.mark.parametrize("value", NO_NUMBERS, ids=range(len(NO_NUMBERS)))
def test_a_filter_that_is_none(watcher: Client, sheet: Assessment, value: str) -> None:
    history = reverse("sheet_history", args=[sheet.pk])
    everybody = watcher.get(history)
    for name in ("by", "leaf", "act", "page"):
        shown = watcher.get(history, {name: value})
        assert shown.status_code == 200
        assert shown.context["asked"] == everybody.context["asked"]
    stages = watcher.get(reverse("stages", args=[sheet.pk]), {"from": value, "to": value})
    assert stages.status_code == 200


def test_a_person_without_acts_on_the_sheet_is_no_filter(
    watcher: Client, sheet: Assessment
) -> None:
    stranger = make_person()
    shown = watcher.get(reverse("sheet_history", args=[sheet.pk]), {"by": str(stranger.pk)})
    assert reverse("person_acts", args=[stranger.pk]) not in shown.text


@pytest.mark.parametrize("value", NO_NUMBERS, ids=range(len(NO_NUMBERS)))
def test_a_posted_number_that_is_none(watcher: Client, value: str) -> None:
    answer = watcher.post(reverse("read_notices"), {"notice": value})
    assert answer.status_code == 422
    assert "không phải là số nguyên" in answer.text


KINDS = ("application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain", "")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("signed_in", [True, False])
def test_a_form_sent_to_what_is_only_read(signed_in: bool, kind: str) -> None:
    """With a session the library reads the form, for its token."""
    ranking = published(one_leaf(["50"]))
    client = Client(enforce_csrf_checks=True)
    headers: dict[str, str] = {}
    if signed_in:
        client.force_login(make_person(Role.COORDINATOR))
        client.get(reverse("account"))
        headers = {"X-CSRFToken": client.cookies["csrftoken"].value}
    for address in (f"/api/v1/rankings/{ranking.pk}/proof/", "/api/v1/rankings/"):
        for method in ("POST", "PUT", "DELETE"):
            answer = client.generic(method, address, "a=b", content_type=kind, headers=headers)
            assert answer.status_code in (405, 415), (method, address)
            assert answer.json()["messages"][0]["vi"]


@pytest.mark.parametrize(
    "address", ["http://[", "http://[::1", "//[x]/", "http://a]b/?flag=x", "%00", ""]
)
def test_an_address_that_is_none_in_htmx_own_header(client: Client, address: str) -> None:
    sheet = make_reviewed()
    score = score_of(sheet, "2.3")
    client.force_login(make_person(Role.REVIEWER, at="VPCP"))
    data: dict[str, Any] = {"act": "raise", "text": "Vì sao?", "version": score.version}
    answer = client.post(
        reverse("thread", args=[score.pk]), data, headers=HTMX | {"HX-Current-URL": address}
    )
    assert answer.status_code == 200
    assert Remark.objects.get(score=score).text == "Vì sao?"


@pytest.mark.parametrize(
    ("line", "member"),
    [
        ("Nguyễn Văn A; Thứ trưởng", ("Nguyễn Văn A", "Thứ trưởng")),
        ("Nguyễn Văn A – Thứ trưởng – Chủ tịch", ("Nguyễn Văn A", "Thứ trưởng – Chủ tịch")),
        ("Nguyễn Văn A — Thứ trưởng", ("Nguyễn Văn A", "Thứ trưởng")),
        ("Nguyễn Văn A - Thứ trưởng", ("Nguyễn Văn A", "Thứ trưởng")),
        ("Nguyễn Văn A\tVụ Tổ chức - cán bộ", ("Nguyễn Văn A", "Vụ Tổ chức - cán bộ")),
        ("Y Ê-ban", ("Y Ê-ban", "")),
        ("  Nguyễn Văn A  ;", ("Nguyễn Văn A", "")),
        (f"a{' ' * 200_000}b", (f"a{' ' * 200_000}b", "")),
    ],
    ids=range(8),
)
def test_a_councils_member_on_a_line(line: str, member: tuple[str, str]) -> None:
    data = QueryDict(mutable=True)
    data["members"] = line
    assert _members(data) == [member]
