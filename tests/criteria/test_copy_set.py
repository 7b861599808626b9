"""Next year's draft: the same tree, each row naming its ancestor."""

import pytest
from pytest_django import DjangoAssertNumQueries

from assessments.models import Role
from criteria.actions import copy_set, validate_set
from criteria.common.text import NotAllowed, Refused
from criteria.models import CriteriaSet, Criterion
from tests.factories import load_fixtures, make_person, make_set

pytestmark = pytest.mark.django_db


def copied(year: int = 2023) -> CriteriaSet:
    return copy_set(by=make_person(Role.ADMIN), criteria_set=make_set(), year=year)


def test_the_copy_is_a_clean_provisional_draft_of_its_year() -> None:
    load_fixtures("criteria_province_2022")
    before = CriteriaSet.objects.get()
    copy = copy_set(by=make_person(Role.ADMIN), criteria_set=before, year=2023)

    assert (copy.code, copy.year, copy.status) == ("province-2023", 2023, "draft")
    assert copy.title_vi == "Bộ tiêu chí xác định Chỉ số CCHC cấp tỉnh năm 2023"
    assert (copy.is_official, copy.criteria.count()) == (False, 133)
    assert validate_set(copy) == []


def test_every_row_names_its_ancestor_and_stands_in_its_place() -> None:
    rows = copied().criteria.select_related("ancestor__parent", "ancestor__domain")
    for row in rows.select_related("parent", "domain"):
        old = row.ancestor
        assert old is not None
        assert old.criteria_set_id != row.criteria_set_id
        for name in ("code", "position", "title_vi", "max_points", "scale", "search", "source"):
            assert getattr(row, name) == getattr(old, name)
        for name in ("parent", "domain"):
            places = [getattr(getattr(one, name), "code", None) for one in (row, old)]
            assert places[0] == places[1]
    assert len(rows) == 10


def test_the_original_stays_as_it_was() -> None:
    before = make_set()
    rows = list(before.criteria.values_list())
    copy_set(by=make_person(Role.ADMIN), criteria_set=before, year=2024)
    assert list(before.criteria.values_list()) == rows


def test_the_copy_can_be_edited(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    before, by = make_set(), make_person(Role.ADMIN)
    with django_assert_max_num_queries(20):
        copy = copy_set(by=by, criteria_set=before, year=2024)
    Criterion.objects.filter(criteria_set=copy, code="1.1").update(title_vi="Mới")
    assert copy.code == f"{before.code}-2024"


@pytest.mark.parametrize("year", [2022, 1999, 2100])
def test_a_year_that_is_none(year: int) -> None:
    with pytest.raises(Refused):
        copied(year)
    assert CriteriaSet.objects.count() == 1


def test_twice_is_refused() -> None:
    before, by = make_set(), make_person(Role.ADMIN)
    copy_set(by=by, criteria_set=before, year=2023)
    with pytest.raises(Refused, match=f"{before.code}-2023"):
        copy_set(by=by, criteria_set=before, year=2023)


def test_only_administrators() -> None:
    with pytest.raises(NotAllowed):
        copy_set(by=make_person(Role.COORDINATOR), criteria_set=make_set(), year=2023)
