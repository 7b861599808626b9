"""The page of the unit's people, and "mine" and "all" on the sheet."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from assessments.models import Assessment, Change, Role, User
from tests.factories import fill, make_person, make_round, make_unit, score_of, sheet_of
from tests.markup import markup

pytestmark = pytest.mark.django_db


@pytest.fixture
def sheet() -> Assessment:
    return sheet_of(make_round())


@pytest.fixture
def leader(sheet: Assessment) -> User:
    return make_person(Role.LEADER, unit=sheet.unit)


def officer_with(sheet: Assessment, *codes: str) -> User:
    parts = list(sheet.round.criteria_set.criteria.filter(code__in=codes))
    return make_person(Role.OFFICER, unit=sheet.unit, parts=parts)


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def opened(client: Client, url: str) -> str:
    answer: Any = client.get(url)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", markup(answer))


def test_progress_by_person_and_by_domain(sheet: Assessment, leader: User) -> None:
    first, second = officer_with(sheet, "1"), officer_with(sheet, "1.3", "2.1")
    fill(sheet, "1.1", "1.3", by=first)
    html = opened(client_of(leader), f"/sheets/{sheet.pk}/people/")
    rows = {row[0]: row[1] for row in re.findall(r'<th scope="row">(.*?)</th>(.*?)</tr>', html)}
    assert "2/3" in rows[str(first)]
    assert "1/2" in rows[str(second)]
    assert "2/6" in rows[str(leader)]
    assert [code in rows["1 Lĩnh vực 1"] for code in ("1.1", "1.3")] == [False, True]
    assert "2.2, 2.3" in rows["2 Lĩnh vực 2"]
    assert "3 Lĩnh vực 3" not in rows


def test_the_number_of_queries_does_not_grow(
    sheet: Assessment, leader: User, django_assert_max_num_queries: Any
) -> None:
    for _ in range(8):
        officer_with(sheet, "1", "2.1")
    client = client_of(leader)
    client.get(f"/sheets/{sheet.pk}/people/")
    with django_assert_max_num_queries(12):
        opened(client, f"/sheets/{sheet.pk}/people/?person={leader.memberships.get().pk}")


def test_a_leader_assigns_with_checkboxes(sheet: Assessment, leader: User) -> None:
    officer = officer_with(sheet, "1")
    held = officer.memberships.get()
    client = client_of(leader)
    html = opened(client, f"/sheets/{sheet.pk}/people/?person={held.pk}")
    assert re.search(r'value="1" checked', html)
    assert len(re.findall(r'name="parts"', html)) == 10
    answer = client.post(
        f"/sheets/{sheet.pk}/people/{held.pk}/", {"extent": "parts", "parts": ["2.1", "2.2"]}
    )
    assert answer.status_code == 302
    assert sorted(part.code for part in held.parts.all()) == ["2.1", "2.2"]


def test_the_whole_and_parts_at_once_are_asked_about(sheet: Assessment, leader: User) -> None:
    held = officer_with(sheet, "1").memberships.get()
    url = f"/sheets/{sheet.pk}/people/{held.pk}/"
    answer = client_of(leader).post(url, {"extent": "whole", "parts": ["2.1"]})
    assert answer.status_code == 422
    assert [part.code for part in held.parts.all()] == ["1"]


def test_an_officer_sees_and_does_not_assign(sheet: Assessment) -> None:
    officer = officer_with(sheet, "1")
    url = f"/sheets/{sheet.pk}/people/?person={officer.memberships.get().pk}"
    assert "<form method" not in opened(client_of(officer), url).partition("<main")[2]


@pytest.mark.parametrize("person", ["0", "x", "٣", "9" * 5000, ""])
def test_a_person_who_is_not_there(sheet: Assessment, leader: User, person: str) -> None:
    html = opened(client_of(leader), f"/sheets/{sheet.pk}/people/?person={person}")
    assert 'name="parts"' not in html


def leaves(html: str) -> list[str]:
    return re.findall(r'<tr class="leaf[^"]*" id="r([\d.]+)"', html)


def test_an_officer_with_parts_sees_mine_first(sheet: Assessment) -> None:
    client = client_of(officer_with(sheet, "1.2", "2"))
    assert leaves(opened(client, f"/sheets/{sheet.pk}/")) == ["1.2", "2.1", "2.2", "2.3"]
    assert leaves(opened(client, f"/sheets/{sheet.pk}/?show=all")) == [
        *("1.1", "1.2", "1.3", "2.1", "2.2", "2.3", "3.1")
    ]


def test_who_holds_all_sees_all_and_no_switch(sheet: Assessment, leader: User) -> None:
    html = opened(client_of(leader), f"/sheets/{sheet.pk}/")
    assert len(leaves(html)) == 7
    assert 'href="?show=mine"' not in html


def test_a_leaf_given_back_is_seen_and_waits(sheet: Assessment, leader: User) -> None:
    officer = officer_with(sheet, "2")
    fill(sheet, "2.3", by=officer)
    score = score_of(sheet, "2.3")
    client = client_of(leader)
    answer = client.post(f"/scores/{score.pk}/return-leaf/", {"returned_note": "Thiếu quý IV"})
    assert answer["Location"] == f"/sheets/{sheet.pk}/?show=all#r2.3"
    html = opened(client_of(officer), f"/sheets/{sheet.pk}/")
    assert "Thiếu quý IV" in html
    assert 'class="leaf todo" id="r2.3"' in html
    assert "Thiếu quý IV" in opened(client_of(officer), f"/sheets/{sheet.pk}/leaves/2.3/")


def matrix(client: Client, sheet: Assessment, parts: dict[User, list[str] | None]) -> Any:
    """Sends the matrix as it is ticked; ``None`` for the whole sheet."""
    data: dict[str, Any] = {"people": [], "whole": []}
    for person, codes in parts.items():
        pk = str(person.memberships.get().pk)
        data["people"].append(pk)
        if codes is None:
            data["whole"].append(pk)
        else:
            data[f"parts-{pk}"] = codes
    return client.post(reverse("assign_matrix", args=[sheet.pk]), data, follow=True)


def codes_of(person: User) -> list[str]:
    return sorted(part.code for part in person.memberships.get().parts.all())


def test_the_matrix_assigns_many_at_once_and_records_who_changed(
    sheet: Assessment, leader: User
) -> None:
    one, two = officer_with(sheet, "1"), officer_with(sheet, "2")
    html = opened(client_of(leader), f"/sheets/{sheet.pk}/people/")
    box = 'name="parts-{}" value="{}" aria-label="[^"]*" checked'
    assert re.search(box.format(one.memberships.get().pk, "1"), html)
    assert not re.search(box.format(one.memberships.get().pk, "2"), html)
    answer = matrix(client_of(leader), sheet, {one: ["1", "2.1"], two: ["2"]})
    assert "Đã đổi phân công của 1 người" in markup(answer)
    assert (codes_of(one), codes_of(two)) == (["1", "2.1"], ["2"])
    assert Change.objects.filter(act="assign_parts").count() == 1
    matrix(client_of(leader), sheet, {one: None, two: ["2"]})
    assert codes_of(one) == []


def test_a_matrix_with_a_fault_changes_nobody(sheet: Assessment, leader: User) -> None:
    one, two = officer_with(sheet, "1"), officer_with(sheet, "2")
    answer = matrix(client_of(leader), sheet, {one: ["2.1"], two: ["99"]})
    assert answer.status_code == 422
    assert f"{two}: Bộ tiêu chí không có mã “99”" in markup(answer)
    assert (codes_of(one), codes_of(two)) == (["1"], ["2"])
    assert matrix(client_of(one), sheet, {one: None}).status_code == 403


def test_a_matrix_never_reaches_another_unit(sheet: Assessment, leader: User) -> None:
    stranger = make_person(Role.OFFICER, unit=make_unit())
    answer = matrix(client_of(leader), sheet, {stranger: ["1"]})
    assert answer.status_code == 422
    assert codes_of(stranger) == []


def test_a_part_that_no_row_shows_stays(sheet: Assessment, leader: User) -> None:
    officer = officer_with(sheet, "1", "3")
    html = opened(client_of(leader), f"/sheets/{sheet.pk}/people/")
    pk = officer.memberships.get().pk
    kept = f'<input type="hidden" name="parts-{pk}" value="3">'
    assert kept in html
    assert f'aria-label="3, {officer}"' not in html
