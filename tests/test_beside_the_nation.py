"""15 departments and 126 communes of a province beside 34 provinces: neither sees the other's, and nothing costs more queries."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from assessments import permissions
from assessments.acts import award_points, save_claim
from assessments.models import Assessment, Role, Round, Unit, User
from rankings.acts import compute_ranking
from rankings.models import Ranking
from tests.factories import (
    FULL,
    make_person,
    make_round,
    make_set,
    make_unit,
    page,
    score_of,
)

pytestmark = pytest.mark.django_db

PROVINCES, DEPARTMENTS, COMMUNES = 34, 15, 126


@pytest.fixture
def nation() -> Round:
    return make_round(make_set(), [make_unit(f"Tỉnh {n}") for n in range(PROVINCES)])


@pytest.fixture
def province(nation: Round) -> Unit:
    return Unit.objects.get(name_vi="Tỉnh 7")


def own_rounds(province: Unit) -> list[Round]:
    rounds = []
    for level, name, count in (
        ("department", "Sở", DEPARTMENTS),
        ("commune", "Xã", COMMUNES),
    ):
        units = [make_unit(f"{name} {n}", level=level, parent=province) for n in range(count)]
        rounds.append(make_round(make_set(owner=province, level=level), units, owner=province))
    return rounds


def queries_of(act: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as queries:
        act()
    return len(queries)


def opened(person: User, *places: str) -> list[int]:
    """How many queries each of these pages takes."""
    client = Client()
    client.force_login(person)
    client.get("/account/")

    def get(place: str) -> Callable[[], None]:
        def look() -> None:
            assert client.get(place).status_code == 200, place

        return look

    return [queries_of(get(place)) for place in places]


def lists_of(round_: Round) -> tuple[str, ...]:
    pk = round_.pk
    leaf = f"/rounds/{pk}/leaves/2.3/"
    return (
        *("/rounds/", f"/rounds/{pk}/?view=table", f"/rounds/{pk}/leaves/", leaf),
        *("/api/v1/assessments/", "/api/v1/rounds/"),
    )


def people(owner: Unit | None, round_: Round) -> list[User]:
    return [
        make_person(Role.COORDINATOR, owner=owner),
        make_person(Role.REVIEWER, at="VPCP", owner=owner),
        make_person(Role.INSPECTOR, owner=owner),
    ]


def test_the_lists_of_both_take_the_same_few_queries(nation: Round, province: Unit) -> None:
    places = lists_of(nation)
    alone = [opened(person, *places) for person in people(None, nation)]
    departments, communes = own_rounds(province)
    assert [opened(person, *places) for person in people(None, nation)] == alone
    for round_ in (departments, communes):
        own = [opened(person, *lists_of(round_)) for person in people(province, round_)]
        for there, here in zip(alone, own, strict=True):
            assert all(mine <= theirs for mine, theirs in zip(here, there, strict=True))


def test_saves_and_rankings_of_both_take_the_same_queries(nation: Round, province: Unit) -> None:
    departments, communes = own_rounds(province)
    costs = []
    for owner, round_ in ((None, nation), (province, departments), (province, communes)):
        sheet = Assessment.objects.filter(round=round_).order_by("pk")[3]
        officer = page(make_person(Role.OFFICER, unit=sheet.unit))
        reviewer = page(make_person(Role.REVIEWER, at="VPCP", owner=owner))
        score = score_of(sheet, "2.3")
        claim = queries_of(
            lambda score=score, officer=officer: save_claim(  # type: ignore[misc]
                actor=officer, score_id=score.pk, version=0, entry=FULL["2.3"]
            )
        )
        Assessment.objects.filter(round=round_).update(status="in_review")
        award = queries_of(
            lambda score=score, reviewer=reviewer: award_points(  # type: ignore[misc]
                actor=reviewer, score_id=score.pk, version=1, accept=True
            )
        )
        ranking = Ranking.objects.create(round=round_, started_by=officer.user)
        rank = queries_of(lambda pk=ranking.pk: compute_ranking(pk))  # type: ignore[misc]
        costs.append((claim, award, rank))
        assert ranking.rows.count() == Assessment.objects.filter(round=round_).count()
    assert len(set(costs)) == 1, costs


def test_neither_sees_the_other_s(nation: Round, province: Unit) -> None:
    departments, communes = own_rounds(province)
    for round_ in (nation, departments, communes):
        Assessment.objects.filter(round=round_).update(status="submitted")
    for person in people(None, nation):
        assert reached(person) == {nation.pk}
    for person in people(province, departments):
        assert reached(person) == {departments.pk, communes.pk}
    commune = Assessment.objects.filter(round=communes)[5]
    officer = make_person(Role.OFFICER, unit=commune.unit)
    assert list(Assessment.objects.filter(permissions.sheets_readable_by(officer))) == [commune]
    own = make_person(Role.OFFICER, unit=province)
    assert reached(own) == {nation.pk}


def reached(person: User) -> set[int]:
    """The rounds of which a person reads a sheet; those that the person sees, and no others."""
    sheets = Assessment.objects.filter(permissions.sheets_readable_by(person))
    rounds = set(sheets.values_list("round", flat=True))
    seen = Round.objects.filter(permissions.rounds_visible_to(person))
    assert rounds == set(seen.values_list("pk", flat=True))
    return rounds
