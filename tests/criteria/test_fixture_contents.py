"""What stands in the fixtures: the two sets of 2022 and the units, loaded once for this module."""

from collections.abc import Iterator
from decimal import Decimal

import pytest
from django.db import transaction
from django.db.models import Sum
from pytest_django import DjangoDbBlocker

from assessments.models import Unit
from criteria.actions import validate_set
from criteria.models import CriteriaSet, Criterion, ReviewingBody
from tests.factories import load_fixtures

pytestmark = pytest.mark.django_db

COUNTS = {
    # domains, criteria, sub-criteria, leaves, points reviewed, points by survey
    "province-2022": (8, 37, 88, 95, "68", "32"),
    "ministry-2022": (7, 38, 97, 105, "68.5", "31.5"),
}


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with django_db_blocker.unblock(), transaction.atomic():
        names = ("units", "criteria_province_2022", "criteria_ministry_2022")
        load_fixtures(*names)
        yield
        transaction.set_rollback(True)


@pytest.mark.parametrize("code", COUNTS)
def test_counts(code: str, loaded: None) -> None:
    criteria = Criterion.objects.filter(criteria_set__code=code)
    leaves = criteria.leaves()
    points = dict(leaves.order_by().values_list("source").annotate(Sum("max_points")))

    assert (
        *(criteria.filter(kind=kind).count() for kind in ("domain", "criterion", "subcriterion")),
        leaves.count(),
        *(points[source] for source in ("reviewed", "survey")),
    ) == (*COUNTS[code][:4], *map(Decimal, COUNTS[code][4:]))


@pytest.mark.parametrize("code", COUNTS)
def test_the_tree_is_clean_and_provisional(code: str, loaded: None) -> None:
    criteria_set = CriteriaSet.objects.get(code=code)

    assert validate_set(criteria_set) == []
    assert criteria_set.is_official is False
    assert criteria_set.status == "draft"
    assert criteria_set.total_points == 100


def test_every_leaf_knows_its_lead_body_and_domain(loaded: None) -> None:
    shared = Criterion.objects.get(criteria_set__code="ministry-2022", code="3.1.1")
    survey = Criterion.objects.get(criteria_set__code="ministry-2022", code="1.7.1")

    assert (shared.reviewing_body.code, shared.domain.code) == ("VPCP", "3")
    assert shared.reviewer_vi == "Văn phòng Chính phủ (phối hợp: Bộ Nội vụ)"
    assert (survey.reviewing_body.code, survey.source) == ("BNV", "survey")
    assert set(ReviewingBody.objects.values_list("code", flat=True)) == {
        "BKHDT",
        "BNV",
        "BTC",
        "BTP",
        "BTTTT",
        "VPCP",
    }


def test_units(loaded: None) -> None:

    assert Unit.objects.filter(level="province", in_force_to="2025-06-30").count() == 63
    assert Unit.objects.filter(level="province", in_force_from="2025-07-01").count() == 34
    assert Unit.objects.filter(level="ministry").count() == 19
    unranked = Unit.objects.filter(ranked=False).values_list("code", flat=True)
    assert set(unranked) == {"TTCP", "UBDT"}


def test_a_code_alone_does_not_identify_a_unit(loaded: None) -> None:
    lao_cai = Unit.objects.get(level="province", code="15", in_force_from="2025-07-01")

    assert lao_cai.name_vi == "Lào Cai"
    assert {unit.name_vi for unit in lao_cai.formed_from.all()} == {"Yên Bái", "Lào Cai"}
    assert Unit.objects.filter(became=None, in_force_to="2025-06-30").count() == 0


def test_search_text_comes_with_the_fixture(loaded: None) -> None:

    assert Unit.objects.get(name_vi="Đắk Nông").search.startswith("67 dak nong")
    assert Criterion.objects.filter(search="").count() == 0


def test_reviewers_are_named_without_their_codes(loaded: None) -> None:
    named = set(Criterion.objects.values_list("reviewer_vi", flat=True))
    codes = set(ReviewingBody.objects.values_list("code", flat=True))
    assert not [name for name in named if "+" in name or codes & set(name.split())]
