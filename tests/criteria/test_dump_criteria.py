"""A year's sets as fixtures that load elsewhere."""

from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError

from assessments.models import Role
from criteria.actions import copy_set, validate_set
from criteria.models import CriteriaSet, Criterion, ReviewingBody
from tests.criteria.test_export_annex import content
from tests.factories import load_fixtures, make_person, make_set

pytestmark = pytest.mark.django_db


def test_what_is_shipped_is_what_is_dumped(tmp_path: Path) -> None:
    names = ("criteria_province_2022", "criteria_ministry_2022")
    load_fixtures(*names)
    call_command("dump_criteria", "2022", str(tmp_path), verbosity=0)
    for name in names:
        shipped = Path(settings.FIXTURE_DIRS[0], f"{name}.json")
        assert without_bodies(tmp_path / f"{name}.json") == without_bodies(shipped)


def without_bodies(path: Path) -> str:
    """The text of a fixture from its set on; bodies may stand in any order before it."""
    return path.read_text().partition('"criteria.criteriaset"')[2]


def test_a_dump_loads_elsewhere(tmp_path: Path) -> None:
    criteria_set = make_set()
    before = content(criteria_set)
    call_command("dump_criteria", "2022", str(tmp_path), verbosity=0)
    # Elsewhere: another database, with other keys.
    Criterion.objects.all()._raw_delete("default")
    CriteriaSet.objects.all()._raw_delete("default")
    ReviewingBody.objects.all().delete()
    call_command("loaddata", *tmp_path.glob("*.json"), verbosity=0)
    loaded = CriteriaSet.objects.get()

    assert content(loaded) == before
    assert (loaded.status, validate_set(loaded)) == ("draft", [])


def test_ancestors_come_along(tmp_path: Path) -> None:
    before = make_set()
    copy = copy_set(by=make_person(Role.ADMIN), criteria_set=before, year=2023)
    said = content(copy)
    call_command("dump_criteria", "2023", str(tmp_path), verbosity=0)
    copy.delete()
    call_command("loaddata", *tmp_path.glob("*.json"), verbosity=0)

    assert content(CriteriaSet.objects.get(year=2023)) == said


def test_a_row_before_its_parent_is_put_behind_it(tmp_path: Path) -> None:
    criteria_set = make_set(publish=False)
    Criterion.objects.filter(code="1").update(position=9000)
    call_command("dump_criteria", "2022", str(tmp_path), verbosity=0)
    said = content(criteria_set)
    criteria_set.delete()
    call_command("loaddata", *tmp_path.glob("*.json"), verbosity=0)
    assert content(CriteriaSet.objects.get()) == said


def test_a_year_without_sets(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="1999"):
        call_command("dump_criteria", "1999", str(tmp_path))
