"""The search finds criteria, units and pages that the person may open, whatever the accents, and nothing else."""

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from assessments.models import Assessment, Role, User
from tests.factories import make_person, make_round, make_submitted, make_unit, session_of, sheet_of
from tests.markup import markup

pytestmark = pytest.mark.django_db


@pytest.fixture
def sheet() -> Assessment:
    unit = make_unit("Thừa Thiên Huế")
    return sheet_of(make_round(units=[unit, make_unit("Đắk Lắk")]), unit)


def found(user: User, q: str, **headers: str) -> str:
    client = Client(headers=headers)
    client.cookies[settings.SESSION_COOKIE_NAME] = session_of(user)
    return markup(client.get("/find/", {"q": q}))


def test_strangers_are_sent_to_sign_in(sheet: Assessment) -> None:
    assert Client().get("/find/", {"q": "hue"})["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("q", ["Huế", "hue", "  THỪA   hue ", "thien thua", "Hu\u00ea\u0301"])
def test_accents_case_and_order_do_not_matter(sheet: Assessment, q: str) -> None:
    assert f'<a href="/sheets/{sheet.pk}/">Thừa Thiên Huế</a>' in found(
        make_person(Role.COORDINATOR), q
    )


@pytest.mark.parametrize(
    "q", ["", "   ", "khong co gi nhu the", "\x00", "%", "_", "'; --", "x" * 500]
)
def test_what_is_not_there_is_not_found(sheet: Assessment, q: str) -> None:
    html = found(make_person(Role.COORDINATOR), q)
    assert f'href="/sheets/{sheet.pk}/"' not in html


def test_an_officer_finds_the_own_leaf(sheet: Assessment) -> None:
    officer = make_person(Role.OFFICER, unit=sheet.unit)
    assert f'href="/sheets/{sheet.pk}/leaves/1.1/"' in found(officer, "1.1")


def test_an_officer_finds_no_other_unit(sheet: Assessment) -> None:
    officer = make_person(Role.OFFICER, unit=sheet.unit)
    assert "Đắk Lắk" not in found(officer, "dak lak")


def test_a_reviewer_finds_own_leaves_and_what_was_submitted() -> None:
    units = [make_unit("Hà Giang"), make_unit("Hà Nam")]
    round_ = make_round(units=units)
    submitted = make_submitted(round_, units[0])
    html = found(make_person(Role.REVIEWER), "ha")
    assert f'href="/sheets/{submitted.pk}/"' in html
    assert "Hà Nam" not in html


def test_who_watches_finds_a_leaf_over_all_units(sheet: Assessment) -> None:
    html = found(make_person(Role.INSPECTOR), "1.1")
    assert f'href="/rounds/{sheet.round_id}/leaves/1.1/"' in html


def test_pages_are_found_by_their_names(sheet: Assessment) -> None:
    assert f'href="/rounds/{sheet.round_id}/survey/"' in found(
        make_person(Role.COORDINATOR), "dieu tra"
    )
    assert "/survey/" not in found(make_person(Role.INSPECTOR), "dieu tra")


def test_without_a_role_there_is_nothing_of_anybody(sheet: Assessment) -> None:
    assert "Huế</a>" not in found(make_person(), "hue")


def test_for_the_list_below_the_field_only_the_list_comes(sheet: Assessment) -> None:
    html = found(make_person(Role.COORDINATOR), "hue", **{"HX-Request": "true"})
    assert "<html" not in html
    assert "Thừa Thiên Huế" in html


def test_few_queries(sheet: Assessment) -> None:
    person = make_person(Role.COORDINATOR)
    client = Client(headers={"HX-Request": "true"})
    client.cookies[settings.SESSION_COOKIE_NAME] = session_of(person)
    with CaptureQueriesContext(connection) as queries:
        client.get("/find/", {"q": "hue"})
    assert len(queries) <= 6  # session, person, desk, criteria, units


def test_a_region_that_nobody_sees_finds_no_unit_and_beginnings_of_words_come_first() -> None:
    units = [make_unit(name) for name in ("Thái Phiên", "Thái Nguyên", "Hải Phòng")]
    for unit in units:
        unit.region = "Trung du và miền núi phía Bắc"
        unit.save()
    make_round(units=units)
    html = found(make_person(Role.COORDINATOR), "hai ph")
    assert html.index("Hải Phòng") < html.index("Thái Phiên")
    assert "Thái Nguyên" not in html


def test_a_former_name_finds_the_unit_of_today() -> None:
    former, heir = make_unit("Hà Giang"), make_unit("Tuyên Quang")
    heir.formed_from.set([former])
    sheet = sheet_of(make_round(units=[heir]), heir)
    assert f'<a href="/sheets/{sheet.pk}/">Tuyên Quang</a>' in found(
        make_person(Role.COORDINATOR), "ha giang"
    )
