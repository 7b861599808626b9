"""Parts of the tree per officer from a table."""

from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.urls import reverse

from assessments.acts import import_assignments
from assessments.models import Change, Membership, Role, Unit, User
from assessments.permissions import holds_leaf
from criteria.common.text import NotAllowed
from criteria.models import CriteriaSet
from tests.assessments.rosters import faults, lines, take
from tests.criteria.annexes import csv_file
from tests.factories import make_person, make_set, make_unit

pytestmark = pytest.mark.django_db

HEAD = ["Thư điện tử", "Mã đơn vị", "Mã bộ tiêu chí", "Phần được giao"]


@pytest.fixture
def criteria_set() -> CriteriaSet:
    return make_set(publish=False)


@pytest.fixture
def unit() -> Unit:
    return make_unit()


@pytest.fixture
def officer(unit: Unit) -> User:
    return make_person(Role.OFFICER, unit=unit, email="an@parindex.example")


def parts(officer: User) -> set[str]:
    return set(Membership.objects.get(user=officer).parts.values_list("code", flat=True))


def test_parts_are_given(criteria_set: CriteriaSet, officer: User, unit: Unit) -> None:
    rows = [
        [officer.email, unit.code, criteria_set.code, "1.1; 2"],
        [officer.email, "", criteria_set.code, "2.1, 1.2"],
    ]
    preview = take(import_assignments, [HEAD, *rows])

    assert [(e.what, e.row) for e in preview.entries] == [("change", 2)]
    assert [(d.before, d.after) for d in preview.entries[0].details] == [("toàn bộ", "1.1; 1.2; 2")]
    assert parts(officer) == {"1.1", "1.2", "2"}
    fresh = User.objects.get(pk=officer.pk)
    held = [holds_leaf(fresh, unit.pk, criteria_set.criteria.get(code=c)) for c in ("1.3", "2.3")]
    assert held == [False, True]
    line: Any = Change.objects.get(act="import_assignments")
    assert line.after["Parts"] == "1.1; 1.2; 2"


def test_the_same_again_changes_nothing(criteria_set: CriteriaSet, officer: User) -> None:
    table = [HEAD, [officer.email, "", criteria_set.code, "1"]]
    take(import_assignments, table)
    assert lines(take(import_assignments, table)) == []


def test_the_whole_again(criteria_set: CriteriaSet, officer: User) -> None:
    for text, expected in (("1", {"1"}), ("Toàn bộ", set())):
        take(import_assignments, [HEAD, [officer.email, "", criteria_set.code, text]])
        assert parts(officer) == expected


def test_parts_of_another_year_stay(criteria_set: CriteriaSet, officer: User) -> None:
    other = make_set(publish=False, year=2023)
    take(import_assignments, [HEAD, [officer.email, "", other.code, "3"]])
    take(import_assignments, [HEAD, [officer.email, "", criteria_set.code, "all"]])
    assert sorted(
        Membership.objects.get(user=officer).parts.values_list("criteria_set__code", "code")
    ) == sorted([(other.code, "3"), *((criteria_set.code, code) for code in "123")])


def test_every_fault_at_once(criteria_set: CriteriaSet, officer: User, unit: Unit) -> None:
    Membership.objects.create(user=officer, role=Role.OFFICER, unit=make_unit())
    make_person(Role.LEADER, unit=unit, email="leader@parindex.example")
    code = criteria_set.code
    table = [
        HEAD,
        [officer.email, "", code, "1"],
        [officer.email, unit.code, "province-1999", "1"],
        [officer.email, unit.code, code, "9.9; 1"],
        [officer.email, unit.code, code, ""],
        ["leader@parindex.example", unit.code, code, "1"],
        [officer.email, "T0", code, "1"],
    ]
    assert [(row, letter) for row, letter, _ in faults(import_assignments, table)] == [
        *((2, "B"), (3, "C"), (4, "D"), (5, "D"), (6, "A"), (7, "B")),
    ]


def test_only_administrators(criteria_set: CriteriaSet, officer: User, unit: Unit) -> None:
    table = [HEAD, [officer.email, "", criteria_set.code, "1"]]
    for by in (make_person(Role.LEADER, unit=unit), make_person(Role.COORDINATOR)):
        with pytest.raises(NotAllowed):
            take(import_assignments, table, by=by)


def test_the_command_and_the_admin_page(
    client: Any, tmp_path: Path, criteria_set: CriteriaSet, officer: User
) -> None:
    client.force_login(make_person(Role.ADMIN))
    path = tmp_path / "parts.csv"
    path.write_bytes(csv_file([HEAD, [officer.email, "", criteria_set.code, "1"]]).getvalue())
    call_command("import_assignments", str(path), "--dry-run", verbosity=0)
    assert parts(officer) == set()

    address = reverse("import_file", args=["assignments"])
    with path.open("rb") as file:
        shown = client.post(address, {"file": file})
    token = {"token": shown.context["token"]}
    client.post(reverse("confirm_import", args=["assignments"]), token)
    assert parts(officer) == {"1"}
