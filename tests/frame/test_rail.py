"""The rail shows each person where they can go, and counts what waits there."""

import re

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from assessments.models import Assessment, Role, User
from parindex.frame.desk import desk_of
from parindex.frame.rail import rail_of
from tests.factories import (
    fill,
    make_person,
    make_round,
    make_set,
    make_submitted,
    make_unit,
    session_of,
    sheet_of,
)
from tests.markup import markup

pytestmark = pytest.mark.django_db


def client_of(user: User) -> Client:
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = session_of(user)
    return client


def rail(user: User, path: str = "/rounds/") -> dict[str, str]:
    """Each line's label with its address."""
    html = markup(client_of(user).get(path))
    nav = re.search(r'<nav class="rail"(.*?)</nav>', html, re.DOTALL)
    assert nav
    lines = re.findall(r'<a href="([^"]+)" title="([^"]+)"', nav[1])
    return {label: href for href, label in lines}


@pytest.fixture
def sheet() -> Assessment:
    unit = make_unit()
    return sheet_of(make_round(units=[unit, make_unit()]), unit)


def test_an_officer_goes_to_the_own_sheet(sheet: Assessment) -> None:
    lines = rail(make_person(Role.OFFICER, unit=sheet.unit))
    assert list(lines) == [
        *("Trang chủ", "Phiếu tự đánh giá", "Tài liệu kiểm chứng", "Phân công"),
        *("Kho tài liệu", "Kế hoạch", "Kết quả các năm", "Hướng dẫn"),
    ]
    assert lines["Phiếu tự đánh giá"] == f"/sheets/{sheet.pk}/"


def test_a_reviewer_goes_to_what_is_reviewed() -> None:
    unit = make_unit()
    round_ = make_round(units=[unit])
    make_submitted(round_, unit)
    lines = rail(make_person(Role.REVIEWER))
    assert lines["Thẩm định"] == f"/rounds/{round_.pk}/leaves/"
    assert "Phiếu tự đánh giá" not in lines
    assert "Thời hạn và quy định" not in lines


def test_a_coordinator_goes_everywhere_in_the_round(sheet: Assessment) -> None:
    lines = rail(make_person(Role.COORDINATOR))
    own = f"/rounds/{sheet.round_id}/"
    assert lines["Các đơn vị"] == own
    for label, part in (
        ("Điều tra xã hội học", "survey/"),
        ("Xếp hạng và công bố", "rankings/"),
        ("Thời hạn và quy định", "change/"),
    ):
        assert lines[label] == f"{own}{part}"


def test_an_administrator_goes_to_the_house_s_own_administration(sheet: Assessment) -> None:
    lines = rail(make_person(Role.ADMIN))
    assert lines["Người dùng"] == "/administration/people/"
    assert lines["Đơn vị"] == "/administration/units/"
    assert lines["Kỳ đánh giá"] == "/administration/rounds/"
    assert lines["Nhập dữ liệu"] == "/administration/imports/"
    assert not any(href.startswith("/admin/") for href in lines.values())
    for role in (Role.COORDINATOR, Role.INSPECTOR):
        assert not {"Người dùng", "Đơn vị"} & set(rail(make_person(role)))


@pytest.mark.parametrize("role", [Role.OFFICER, Role.REVIEWER, Role.COORDINATOR, Role.ADMIN])
def test_no_two_lines_have_the_same_icon(sheet: Assessment, role: str) -> None:
    person = make_person(role, unit=sheet.unit) if role == Role.OFFICER else make_person(role)
    icons = [item.icon for item in rail_of(person, desk_of(person).in_round(0))]
    assert len(icons) == len(set(icons)), icons


def test_every_line_can_be_opened(sheet: Assessment) -> None:
    for role in (Role.OFFICER, Role.LEADER):
        person = make_person(role, unit=sheet.unit)
        client = client_of(person)
        assert {client.get(href).status_code for href in rail(person).values()} == {200}
    for watcher in Role.WATCHERS:
        person = make_person(Role(watcher))
        client = client_of(person)
        assert {client.get(href).status_code for href in rail(person).values()} <= {200, 302}


def test_without_a_role_there_is_home_and_what_is_public() -> None:
    assert list(rail(make_person())) == ["Trang chủ", "Kết quả các năm", "Hướng dẫn"]


def test_it_counts_what_is_left(sheet: Assessment) -> None:
    officer = fill(sheet, "1.1")
    before = desk_of(officer).rounds[0].to_fill
    fill(sheet, "1.2")
    after = desk_of(officer).rounds[0]
    assert after.to_fill == before - 1
    assert after.sheet_id == sheet.pk
    assert desk_of(make_person(Role.COORDINATOR)).rounds[0].units == 2


@pytest.mark.parametrize("rounds", [1, 4])
def test_one_query_whatever_there_is(rounds: int) -> None:
    unit = make_unit()
    for year in range(2022, 2022 + rounds):
        make_round(make_set(year=year), units=[unit, make_unit()])
    for person in (
        make_person(Role.OFFICER, unit=unit),
        make_person(Role.COORDINATOR),
        make_person(Role.INSPECTOR),
    ):
        assert person.held
        with CaptureQueriesContext(connection) as queries:
            desk_of(person)
        assert len(queries) == 1


def test_the_page_s_round_is_the_rail_s(sheet: Assessment) -> None:
    newer = make_round(make_set(year=sheet.round.year + 1), units=[sheet.unit])
    officer = make_person(Role.OFFICER, unit=sheet.unit)
    assert rail(officer)["Phiếu tự đánh giá"] == f"/sheets/{sheet_of(newer, sheet.unit).pk}/"
    own = f"/sheets/{sheet.pk}/"
    assert rail(officer, own)["Phiếu tự đánh giá"] == own


def test_a_folded_rail_stays_folded(sheet: Assessment) -> None:
    client = client_of(make_person(Role.OFFICER, unit=sheet.unit))
    assert 'class="app folded' not in markup(client.get("/rounds/"))
    client.cookies["rail"] = "folded"
    assert 'class="app folded' in markup(client.get("/rounds/"))
