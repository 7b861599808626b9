"""Publishing a set: a clean tree freezes; anything else is refused with every fault."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import call_command

from assessments.models import Role
from criteria.actions import publish_set, validate_set
from criteria.common.text import Refused
from criteria.models import CriteriaSet, Criterion
from tests.factories import CHOICE, make_person, make_set, make_unit

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.ADMIN])
def test_a_clean_set_is_published(role: Role) -> None:
    criteria_set = make_set(publish=False)
    published = publish_set(criteria_set=criteria_set, by=make_person(role))

    assert published.is_published
    assert published.published_at is not None
    criteria_set.refresh_from_db()
    assert criteria_set.is_published


@pytest.mark.parametrize("role", [None, Role.OFFICER, Role.LEADER, Role.REVIEWER, Role.INSPECTOR])
def test_others_may_not(role: Role | None) -> None:
    criteria_set = make_set(publish=False)
    person = make_person(role, unit=make_unit())
    with pytest.raises(Refused, match="Chỉ điều phối viên"):
        publish_set(criteria_set=criteria_set, by=person)

    criteria_set.refresh_from_db()
    assert not criteria_set.is_published


def test_every_fault_at_once() -> None:
    criteria_set = make_set(publish=False)
    criteria_set.total_points = Decimal(15)
    criteria_set.save()
    Criterion.objects.filter(code="1.1").update(scale=None)
    Criterion.objects.filter(code="2.1").update(source="")
    Criterion.objects.filter(code="2.2").update(max_points=Decimal(3))
    with pytest.raises(Refused) as refused:
        publish_set(criteria_set=criteria_set, by=make_person(Role.COORDINATOR))

    told = str(refused.value)
    assert all(word in told for word in ("“1.1”", "“2.1”", "“2”", "15"))
    criteria_set.refresh_from_db()
    assert not criteria_set.is_published


def test_not_twice() -> None:
    criteria_set = make_set()
    with pytest.raises(Refused, match="đã được ban hành trước đó"):
        publish_set(criteria_set=criteria_set, by=make_person(Role.COORDINATOR))


def test_five_levels_and_another_total() -> None:
    criteria_set = CriteriaSet.objects.create(
        code="commune-2026",
        level="commune",
        year=2026,
        title_vi="Bộ tiêu chí cấp xã",
        total_points=Decimal(2),
    )
    parent = None
    for position, code in enumerate(("1", "1.1", "1.1.1", "1.1.1.1", "1.1.1.1.1"), 1):
        deepest = position == 5
        parent = Criterion.objects.create(
            criteria_set=criteria_set,
            parent=parent,
            position=position,
            kind="domain" if position == 1 else "criterion" if position == 2 else "subcriterion",
            code=code,
            title_vi=f"Mục {code}",
            max_points=Decimal(2),
            source="reviewed" if deepest else "",
            scale=CHOICE if deepest else None,
        )
    publish_set(criteria_set=criteria_set, by=make_person(Role.COORDINATOR))

    leaf = Criterion.objects.filter(criteria_set=criteria_set).leaves().get()
    assert leaf.code == "1.1.1.1.1"
    assert leaf.domain is not None
    assert leaf.domain.code == "1"


def test_a_parent_of_another_set_is_a_fault() -> None:
    other, criteria_set = make_set(publish=False), make_set(publish=False)
    stray = Criterion.objects.get(criteria_set=criteria_set, code="1.1")
    stray.parent = Criterion.objects.get(criteria_set=other, code="1")
    stray.save()

    faults = [fault for fault in validate_set(criteria_set) if "khác" in fault.text.vi]
    assert "1.1" in [fault.code for fault in faults]


def test_moving_a_branch_moves_all_below_to_its_new_domain() -> None:
    criteria_set = make_set(publish=False)
    node = Criterion.objects.get(criteria_set=criteria_set, code="1.1")
    below = Criterion.objects.create(
        criteria_set=criteria_set,
        parent=node,
        position=1,
        kind="subcriterion",
        code="1.1.1",
        title_vi="Mục con",
        max_points=Decimal(2),
    )
    node.parent = Criterion.objects.get(criteria_set=criteria_set, code="2")
    node.save()

    below.refresh_from_db()
    assert below.domain == node.parent


def test_no_other_way_leads_to_a_published_set() -> None:
    draft = make_set(publish=False)
    draft.status = CriteriaSet.Status.PUBLISHED
    ways: tuple[Callable[[], object], ...] = (
        draft.save,
        lambda: CriteriaSet.objects.filter(pk=draft.pk).update(status="published"),
        lambda: CriteriaSet.objects.bulk_update([draft], ["status"]),
        lambda: CriteriaSet.objects.bulk_create(
            [
                CriteriaSet(
                    code="new", level="province", year=2030, title_vi="Mới", status="published"
                )
            ]
        ),
        lambda: CriteriaSet.objects.create(
            code="new", level="province", year=2030, title_vi="Mới", status="published"
        ),
    )
    for way in ways:
        with pytest.raises(Refused, match="chỉ được ban hành bằng thao tác Ban hành"):
            way()
    assert CriteriaSet.objects.get(code=draft.code).status == CriteriaSet.Status.DRAFT
    assert not CriteriaSet.objects.filter(code="new").exists()


def test_a_dump_of_a_published_set_loads_elsewhere_as_a_draft(tmp_path: Path) -> None:
    dump = tmp_path / "set.json"
    code = make_set().code
    call_command(
        "dumpdata", "criteria", natural_foreign=True, natural_primary=True, output=str(dump)
    )
    dump.write_text(dump.read_text().replace(code, "elsewhere"))
    call_command("loaddata", str(dump), verbosity=0)
    loaded = CriteriaSet.objects.get(code="elsewhere")
    assert (loaded.status, loaded.published_at) == (CriteriaSet.Status.DRAFT, None)
    assert loaded.criteria.count() == 10
    assert validate_set(loaded) == []
