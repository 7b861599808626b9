"""The fixtures: the two sets of 2022 and the units, loaded any number of times."""

import json
from pathlib import Path

import pytest
from django.conf import settings

from assessments.models import Role, Unit
from criteria.actions import publish_set
from criteria.common.text import Refused
from criteria.models import CriteriaSet, Criterion, ReviewingBody
from tests.factories import load_fixtures, make_person

pytestmark = pytest.mark.django_db

SETS = ("criteria_province_2022", "criteria_ministry_2022")


def everything() -> list[tuple[object, ...]]:
    """All rows that the fixtures make."""
    rows: list[tuple[object, ...]] = []
    for model in (ReviewingBody, CriteriaSet, Criterion, Unit, Unit.formed_from.through):
        rows += model._default_manager.order_by("pk").values_list()
    return rows


@pytest.mark.parametrize("name", SETS)
def test_a_set_loads_alone(name: str) -> None:
    load_fixtures(name)
    leaves = Criterion.objects.all().leaves()

    assert CriteriaSet.objects.count() == 1
    assert leaves.filter(reviewing_body=None).count() == 0
    assert leaves.filter(evidence_vi="", source="reviewed").count() == 0


def test_loading_twice_changes_nothing() -> None:
    load_fixtures("units", *SETS)
    before = everything()
    load_fixtures("units", *SETS)

    assert everything() == before
    assert len(before) > 400


def test_a_published_set_can_be_loaded_again() -> None:
    load_fixtures(*SETS)
    coordinator = make_person(Role.COORDINATOR)
    for criteria_set in CriteriaSet.objects.all():
        publish_set(criteria_set=criteria_set, by=coordinator)
    before = everything()
    load_fixtures(*SETS)

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
    load_fixtures(SETS[0])
    publish_set(criteria_set=CriteriaSet.objects.get(), by=make_person(Role.COORDINATOR))
    before = everything()
    source = Path(settings.FIXTURE_DIRS[0], f"{SETS[0]}.json")
    rows = json.loads(source.read_text())
    next(row for row in rows if row["model"] == model)["fields"][field] = value
    changed = tmp_path / "changed.json"
    changed.write_text(json.dumps(rows))

    with pytest.raises(Refused):
        load_fixtures(str(changed))
    assert everything() == before


def test_a_row_more_for_a_published_set_is_refused(tmp_path: Path) -> None:
    load_fixtures(SETS[0])
    publish_set(criteria_set=CriteriaSet.objects.get(), by=make_person(Role.COORDINATOR))
    source = Path(settings.FIXTURE_DIRS[0], f"{SETS[0]}.json")
    rows = json.loads(source.read_text())
    rows[-1]["fields"]["code"] = "8.6"
    more = tmp_path / "more.json"
    more.write_text(json.dumps(rows))

    with pytest.raises(Refused):
        load_fixtures(str(more))
    assert Criterion.objects.count() == 133


def test_another_year_sits_beside(tmp_path: Path) -> None:
    load_fixtures(*SETS)
    source = Path(settings.FIXTURE_DIRS[0], f"{SETS[0]}.json")
    next_year = tmp_path / "next.json"
    next_year.write_text(source.read_text().replace("province-2022", "province-2023"))
    load_fixtures(str(next_year))

    assert CriteriaSet.objects.count() == 3
    assert Criterion.objects.filter(criteria_set__code="province-2023").count() == 133
    assert Criterion.objects.filter(criteria_set__code="province-2022").count() == 133
