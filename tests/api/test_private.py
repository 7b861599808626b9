"""Rounds and sheets: for people signed in, and only what each may see. Sets and units: for all."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from assessments.models import Assessment, Role, Round, Score, Status, Unit, User
from tests.api.conftest import Get, token_of
from tests.factories import make_person, make_round, make_set, make_unit, sheet_of
from tests.rankings.worlds import Sheet, graded, make_tree

pytestmark = pytest.mark.django_db

PRIVATE = ["rounds/", "assessments/"]
PATHS = ["criteria-sets/", "units/", "region-names/", *PRIVATE]


def ids(answer: tuple[int, Any], key: str = "id") -> list[Any]:
    status, body = answer
    assert status == 200
    return [one[key] for one in body["results"]]


@pytest.fixture
def units() -> list[Unit]:
    return [make_unit("Kon Tum"), make_unit("Gia Lai")]


@pytest.fixture
def round_(units: list[Unit]) -> Round:
    return make_round(make_set(), units)


@pytest.fixture
def officer(units: list[Unit]) -> User:
    return make_person(Role.OFFICER, unit=units[0])


@pytest.mark.parametrize("path", [*PRIVATE, *(f"{path}1/" for path in PRIVATE)])
def test_nobody_reads_without_signing_in(get: Get, path: str) -> None:
    status, answer = get(path)
    assert (status, answer["code"]) == (401, "not_authenticated")


@pytest.mark.parametrize("path", PATHS)
def test_a_session_serves_as_well_as_a_token(path: str) -> None:
    client = Client()
    client.force_login(make_person(Role.INSPECTOR))
    assert client.get(f"/api/v1/{path}").status_code == 200


def test_rounds(get: Get, round_: Round, officer: User) -> None:
    [one] = get("rounds/?level=province&year=2022", officer)[1]["results"]
    assert one == get(f"rounds/{round_.pk}/", officer)[1]
    assert (one["id"], one["criteria_set"]) == (round_.pk, round_.criteria_set.code)
    assert (one["phase"], one["is_demo"], one["is_official"]) == ("self_assessment", False, False)


def test_rounds_of_others_do_not_exist(get: Get, round_: Round) -> None:
    stranger = make_person(Role.OFFICER, unit=make_unit())
    assert ids(get("rounds/", stranger)) == []
    assert get(f"rounds/{round_.pk}/", stranger)[0] == 404


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.INSPECTOR, Role.ADMIN, Role.REVIEWER])
def test_those_who_run_review_or_watch_see_the_round(get: Get, round_: Round, role: str) -> None:
    assert ids(get("rounds/", make_person(role))) == [round_.pk]


def test_anybody_reads_the_published_sets_with_their_tree(get: Get) -> None:
    criteria_set = make_set()
    make_set(publish=False)
    [listed] = get("criteria-sets/")[1]["results"]
    assert (listed["code"], listed["total_points"]) == (criteria_set.code, "14.0000")
    tree = get(f"criteria-sets/{criteria_set.code}/")[1]
    assert [(d["code"], d["maximum"], len(d["children"])) for d in tree["domains"]] == [
        ("1", "6.0000", 3),
        ("2", "6.0000", 3),
        ("3", "2.0000", 1),
    ]
    leaf, survey = tree["domains"][0]["children"][0], tree["domains"][2]["children"][0]
    assert (leaf["code"], leaf["scale"]["kind"], leaf["reviewing_body"]) == ("1.1", "choice", "BNV")
    assert (leaf["source"], survey["source"], leaf["children"]) == ("reviewed", "survey", [])
    assert tree["domains"][0]["source"] is None


def test_a_published_set_is_asked_about_by_its_tag_and_its_day() -> None:
    draft = make_set(publish=False)
    for path in ("criteria-sets/", f"criteria-sets/{make_set().code}/"):
        first = Client().get(f"/api/v1/{path}")
        assert set(first["Cache-Control"].split(", ")) == {"public", "no-cache"}
        for header, value in (
            ("If-None-Match", first["ETag"]),
            ("If-Modified-Since", first["Last-Modified"]),
        ):
            assert Client().get(f"/api/v1/{path}", headers={header: value}).status_code == 304
    headers = {"Authorization": token_of(make_person(Role.COORDINATOR))}
    for path in ("criteria-sets/", f"criteria-sets/{draft.code}/"):
        assert "Last-Modified" not in Client().get(f"/api/v1/{path}", headers=headers)


def test_a_tree_takes_the_same_queries_at_any_size() -> None:
    token = token_of(make_person())
    counts = []
    for size in (2, 30):
        tree = make_tree({f"{n % 5 + 1}.{n}": "1" for n in range(size)})
        with CaptureQueriesContext(connection) as queries:
            client = Client(headers={"Authorization": token})
            assert client.get(f"/api/v1/criteria-sets/{tree.code}/").status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("role", "seen"),
    [
        (None, False),
        (Role.REVIEWER, False),
        (Role.INSPECTOR, False),
        (Role.COORDINATOR, True),
        (Role.ADMIN, True),
    ],
)
def test_drafts_of_sets_are_for_coordinators_and_administrators(
    get: Get, role: str | None, seen: bool
) -> None:
    draft = make_set(publish=False)
    person = make_person(role)
    assert ids(get("criteria-sets/", person), "code") == ([draft.code] if seen else [])
    assert get(f"criteria-sets/{draft.code}/", person)[0] == (200 if seen else 404)


def test_a_draft_of_a_set_is_nowhere_for_the_public(get: Get) -> None:
    draft = make_set(publish=False)
    assert get("criteria-sets/")[1]["count"] == 0
    assert get(f"criteria-sets/{draft.code}/")[0] == 404


def test_anybody_reads_the_units(get: Get, units: list[Unit]) -> None:
    units[0].formed_from.add(units[1])
    assert ids(get("units/?level=province&region=Tây Nguyên")) == [u.pk for u in units]
    assert ids(get("units/?level=commune")) == []
    one = get(f"units/{units[0].pk}/")[1]
    assert (one["name"], one["formed_from"], one["in_force_from"]) == (
        "Kon Tum",
        [units[1].pk],
        None,
    )


def test_anybody_reads_the_names_of_regions(get: Get, units: list[Unit]) -> None:
    make_unit(region="Đông Nam Bộ")
    make_unit(region="")
    make_unit(level="ministry", region="")
    rows = get("region-names/")[1]["results"]
    assert sorted(rows, key=lambda row: -row["units"]) == [
        {"region": "Tây Nguyên", "level": "province", "units": 2},
        {"region": "Đông Nam Bộ", "level": "province", "units": 1},
    ]
    assert get("region-names/?level=ministry")[1]["count"] == 0


def test_sheets_of_the_own_unit(get: Get, round_: Round, units: list[Unit], officer: User) -> None:
    mine = sheet_of(round_, units[0])
    [one] = get(f"assessments/?round={round_.pk}&status=drafting", officer)[1]["results"]
    assert (one["id"], one["status"], one["unit"]["name"]) == (mine.pk, "drafting", "Kon Tum")
    assert one["progress"] == {"own": 6, "filled": 0, "all": 7, "reviewed": 0}
    assert (one["claimed_points"], one["awarded_points"]) == (None, None)


def test_a_sheet_with_its_scores(get: Get) -> None:
    tree = make_tree({"1.1": "10", "2.1": "10"}, survey=["2.1"])
    sheets = [Sheet(claimed={"1.1": "9.5"}, awarded={"1.1": "8.25", "2.1": "7"})]
    assessment = Assessment.objects.get(round=graded(tree, sheets))
    officer = make_person(Role.OFFICER, unit=assessment.unit)
    answer = get(f"assessments/{assessment.pk}/", officer)[1]
    first, second = answer["scores"]
    assert (first["code"], first["source"], first["maximum"]) == ("1.1", "reviewed", "10.0000")
    assert (first["claimed"]["points"], first["awarded"]["points"]) == ("9.5000", "8.2500")
    assert (second["source"], second["claimed"]["points"]) == ("survey", None)
    assert (answer["claimed_points"], answer["awarded_points"]) == ("9.5000", "15.2500")
    assert answer["progress"] == {"own": 1, "filled": 1, "all": 2, "reviewed": 2}


def test_sheets_of_other_units_do_not_exist(
    get: Get, round_: Round, units: list[Unit], officer: User
) -> None:
    other = sheet_of(round_, units[1])
    Assessment.objects.filter(pk=other.pk).update(status=Status.FINAL)
    assert other.pk not in ids(get("assessments/", officer))
    assert get(f"assessments/{other.pk}/", officer)[0] == 404
    assert ids(get("assessments/", make_person())) == []


def test_reviewers_see_submitted_sheets_only(get: Get, round_: Round, units: list[Unit]) -> None:
    reviewer = make_person(Role.REVIEWER)
    sheet = sheet_of(round_, units[0])
    assert get(f"assessments/{sheet.pk}/", reviewer)[0] == 404
    Assessment.objects.filter(pk=sheet.pk).update(status=Status.SUBMITTED)
    assert ids(get("assessments/", reviewer)) == [sheet.pk]
    assert get(f"assessments/{sheet.pk}/", reviewer)[0] == 200


@pytest.mark.parametrize("path", [*PATHS, "assessments/{sheet}/"])
def test_the_number_of_queries_does_not_grow(path: str) -> None:
    token = token_of(make_person(Role.INSPECTOR))
    counts = []
    for size in (2, 20):
        round_ = make_round(make_set(), [make_unit() for _ in range(size)])
        sheet = Assessment.objects.filter(round=round_)[0]
        with CaptureQueriesContext(connection) as queries:
            client = Client(headers={"Authorization": token})
            answer = client.get(f"/api/v1/{path.format(sheet=sheet.pk)}")
        assert answer.status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert counts[0] <= 8


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_can_be_written(round_: Round, units: list[Unit], method: str) -> None:
    sheet = sheet_of(round_, units[0])
    before = list(Score.objects.filter(assessment=sheet).values())
    client = Client(headers={"Authorization": token_of(make_person(Role.ADMIN))})
    for path in ("assessments/", f"assessments/{sheet.pk}/", f"rounds/{round_.pk}/", "rankings/"):
        answer = getattr(client, method)(f"/api/v1/{path}", {}, content_type="application/json")
        assert (answer.status_code, answer.json()["code"]) == (405, "method_not_allowed")
    assert list(Score.objects.filter(assessment=sheet).values()) == before
