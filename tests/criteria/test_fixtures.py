"""The fixtures: the two sets of 2022 and the units, loaded any number of times."""

import json
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db.models import Sum

from assessments.models import Role, Unit
from criteria.actions import publish_set, validate_set
from criteria.models import CriteriaSet, Criterion, ReviewingBody
from criteria.text import Refused
from tests.factories import make_person

pytestmark = pytest.mark.django_db

SETS = ("criteria_province_2022", "criteria_ministry_2022")
COUNTS = {
    # domains, criteria, sub-criteria, leaves, points reviewed, points by survey
    "province-2022": (8, 37, 88, 95, "68", "32"),
    "ministry-2022": (7, 38, 97, 105, "68.5", "31.5"),
}


def load(*names: str) -> None:
    call_command("loaddata", *names, verbosity=0)


def everything() -> list[tuple[object, ...]]:
    """All rows that the fixtures make."""
    rows: list[tuple[object, ...]] = []
    for model in (ReviewingBody, CriteriaSet, Criterion, Unit, Unit.formed_from.through):
        rows += model._default_manager.order_by("pk").values_list()
    return rows


@pytest.mark.parametrize("code", COUNTS)
def test_counts(code: str) -> None:
    load(*SETS)
    criteria = Criterion.objects.filter(criteria_set__code=code)
    leaves = criteria.leaves()
    points = dict(leaves.order_by().values_list("source").annotate(Sum("max_points")))

    assert (
        *(criteria.filter(kind=kind).count() for kind in ("domain", "criterion", "subcriterion")),
        leaves.count(),
        *(points[source] for source in ("reviewed", "survey")),
    ) == (*COUNTS[code][:4], *map(Decimal, COUNTS[code][4:]))


@pytest.mark.parametrize("code", COUNTS)
def test_the_tree_is_clean_and_provisional(code: str) -> None:
    load(*SETS)
    criteria_set = CriteriaSet.objects.get(code=code)

    assert validate_set(criteria_set) == []
    assert criteria_set.is_official is False
    assert criteria_set.status == "draft"
    assert criteria_set.total_points == 100


@pytest.mark.parametrize("name", SETS)
def test_a_set_loads_alone(name: str) -> None:
    load(name)
    leaves = Criterion.objects.all().leaves()

    assert CriteriaSet.objects.count() == 1
    assert leaves.filter(reviewing_body=None).count() == 0
    assert leaves.filter(evidence_vi="", source="reviewed").count() == 0


def test_every_leaf_knows_its_lead_body_and_domain() -> None:
    load(*SETS)
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


def test_units() -> None:
    load("units")

    assert Unit.objects.filter(level="province", in_force_to="2025-06-30").count() == 63
    assert Unit.objects.filter(level="province", in_force_from="2025-07-01").count() == 34
    assert Unit.objects.filter(level="ministry").count() == 19
    unranked = Unit.objects.filter(ranked=False).values_list("code", flat=True)
    assert set(unranked) == {"TTCP", "UBDT"}


def test_a_code_alone_does_not_identify_a_unit() -> None:
    load("units")
    lao_cai = Unit.objects.get(level="province", code="15", in_force_from="2025-07-01")

    assert lao_cai.name_vi == "Lào Cai"
    assert {unit.name_vi for unit in lao_cai.formed_from.all()} == {"Yên Bái", "Lào Cai"}
    assert Unit.objects.filter(became=None, in_force_to="2025-06-30").count() == 0


def test_loading_twice_changes_nothing() -> None:
    load("units", *SETS)
    before = everything()
    load("units", *SETS)

    assert everything() == before
    assert len(before) > 400


def test_a_published_set_can_be_loaded_again() -> None:
    load(*SETS)
    coordinator = make_person(Role.COORDINATOR)
    for criteria_set in CriteriaSet.objects.all():
        publish_set(criteria_set=criteria_set, by=coordinator)
    before = everything()
    load(*SETS)

    assert everything() == before
    assert CriteriaSet.objects.filter(status="published").count() == 2


@pytest.mark.parametrize(
    ("model", "field", "value"),
    [
        ("criteria.criteriaset", "title_vi", "Tên khác"),
        ("criteria.criterion", "max_points", "9.75"),
        ("criteria.criterion", "title_vi", "Tên khác"),
    ],
)
def test_a_changed_fixture_of_a_published_set_is_refused(
    tmp_path: Path, model: str, field: str, value: str
) -> None:
    load(SETS[0])
    publish_set(criteria_set=CriteriaSet.objects.get(), by=make_person(Role.COORDINATOR))
    before = everything()
    source = Path(settings.FIXTURE_DIRS[0], f"{SETS[0]}.json")
    rows = json.loads(source.read_text())
    next(row for row in rows if row["model"] == model)["fields"][field] = value
    changed = tmp_path / "changed.json"
    changed.write_text(json.dumps(rows))

    with pytest.raises(Refused):
        load(str(changed))
    assert everything() == before


def test_a_row_more_for_a_published_set_is_refused(tmp_path: Path) -> None:
    load(SETS[0])
    publish_set(criteria_set=CriteriaSet.objects.get(), by=make_person(Role.COORDINATOR))
    source = Path(settings.FIXTURE_DIRS[0], f"{SETS[0]}.json")
    rows = json.loads(source.read_text())
    rows[-1]["fields"]["code"] = "8.6"
    more = tmp_path / "more.json"
    more.write_text(json.dumps(rows))

    with pytest.raises(Refused):
        load(str(more))
    assert Criterion.objects.count() == 133


def test_another_year_sits_beside(tmp_path: Path) -> None:
    load(*SETS)
    source = Path(settings.FIXTURE_DIRS[0], f"{SETS[0]}.json")
    next_year = tmp_path / "next.json"
    next_year.write_text(source.read_text().replace("province-2022", "province-2023"))
    load(str(next_year))

    assert CriteriaSet.objects.count() == 3
    assert Criterion.objects.filter(criteria_set__code="province-2023").count() == 133
    assert Criterion.objects.filter(criteria_set__code="province-2022").count() == 133


def test_search_text_comes_with_the_fixture() -> None:
    load("units", SETS[0])

    assert Unit.objects.get(name_vi="Đắk Nông").search.startswith("67 dak nong")
    assert Criterion.objects.filter(search="").count() == 0
