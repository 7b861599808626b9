"""Invariant 1: a published set refuses change from every door, and nothing has changed after."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.db import transaction
from django.db.models import F

from assessments.models import Role
from criteria.actions import publish_set
from criteria.common.text import Refused
from criteria.models import CriteriaSet, Criterion
from tests.factories import make_person, make_set

pytestmark = pytest.mark.django_db

Door = Callable[[CriteriaSet], object]


def leaf_of(criteria_set: CriteriaSet) -> Criterion:
    return Criterion.objects.get(criteria_set=criteria_set, code="1.1")


def rows_of(set_id: int) -> list[tuple[object, ...]]:
    return [
        *CriteriaSet.objects.filter(pk=set_id).values_list(),
        *Criterion.objects.filter(criteria_set=set_id).order_by("pk").values_list(),
    ]


def save_set(criteria_set: CriteriaSet) -> None:
    criteria_set.title_vi = "Tên khác"
    criteria_set.save()


def unpublish(criteria_set: CriteriaSet) -> None:
    criteria_set.status = CriteriaSet.Status.DRAFT
    criteria_set.save()


def save_leaf(criteria_set: CriteriaSet) -> None:
    leaf = leaf_of(criteria_set)
    leaf.max_points = Decimal(1)
    leaf.save()


def save_some_fields(criteria_set: CriteriaSet) -> None:
    leaf = leaf_of(criteria_set)
    leaf.scale = None
    leaf.save(update_fields=["scale"])


def add_a_leaf(criteria_set: CriteriaSet) -> None:
    Criterion.objects.create(
        criteria_set=criteria_set,
        position=99,
        kind="domain",
        code="9",
        title_vi="Mới",
        max_points=Decimal(1),
    )


def add_through_a_stale_set(criteria_set: CriteriaSet) -> None:
    criteria_set.status = CriteriaSet.Status.DRAFT  # as somebody read it before it was published
    add_a_leaf(criteria_set)


def add_in_bulk(criteria_set: CriteriaSet) -> None:
    criteria_set.status = CriteriaSet.Status.DRAFT
    leaf = leaf_of(criteria_set)
    leaf.pk, leaf.code, leaf.criteria_set = None, "1.9", criteria_set
    Criterion.objects.bulk_create([leaf])


def update_in_bulk(criteria_set: CriteriaSet) -> None:
    leaf = leaf_of(criteria_set)
    leaf.max_points = Decimal(1)
    Criterion.objects.bulk_update([leaf], ["max_points"])


def take_from_a_draft(criteria_set: CriteriaSet) -> None:
    leaf = leaf_of(make_set(publish=False))
    leaf.criteria_set, leaf.code, leaf.parent = criteria_set, "9", None
    leaf.save()


def take_in_bulk(criteria_set: CriteriaSet) -> None:
    leaf = leaf_of(make_set(publish=False))
    leaf.criteria_set, leaf.code = criteria_set, "1.9"
    Criterion.objects.bulk_update([leaf], ["criteria_set", "code"])


def take_by_update(criteria_set: CriteriaSet) -> None:
    draft = make_set(publish=False)
    Criterion.objects.filter(criteria_set=draft, code="1.1").update(
        criteria_set=criteria_set, code="1.9"
    )


def take_by_add(criteria_set: CriteriaSet) -> None:
    draft = make_set(publish=False)
    Criterion.objects.filter(criteria_set=draft, code="1.1").update(code="1.9")
    criteria_set.criteria.add(Criterion.objects.get(criteria_set=draft, code="1.9"))


def move_to_a_draft(criteria_set: CriteriaSet) -> None:
    leaf = leaf_of(criteria_set)
    leaf.criteria_set, leaf.code = make_set(publish=False), "1.9"
    leaf.save()


DOORS: dict[str, Door] = {
    "set: save": save_set,
    "set: back to draft": unpublish,
    "set: delete": lambda s: s.delete(),
    "set: update": lambda s: CriteriaSet.objects.filter(pk=s.pk).update(year=2030),
    "set: delete many": lambda s: CriteriaSet.objects.filter(pk=s.pk).delete(),
    "set: update_or_create": lambda s: CriteriaSet.objects.update_or_create(
        code=s.code, defaults={"year": 2030}
    ),
    "set: bulk_update": lambda s: CriteriaSet.objects.bulk_update(
        [CriteriaSet(pk=s.pk, year=2030)], ["year"]
    ),
    "leaf: save": save_leaf,
    "leaf: save some fields": save_some_fields,
    "leaf: delete": lambda s: leaf_of(s).delete(),
    "leaf: update": lambda s: s.criteria.update(max_points=F("max_points") + 10_000),
    "leaf: delete many": lambda s: s.criteria.filter(code="1.1").delete(),
    "leaf: bulk_update": update_in_bulk,
    "leaf: add": add_a_leaf,
    "leaf: add through a stale set": add_through_a_stale_set,
    "leaf: bulk_create": add_in_bulk,
    "leaf: update_or_create": lambda s: Criterion.objects.update_or_create(
        criteria_set=s, code="1.1", defaults={"title_vi": "Tên khác"}
    ),
    "leaf: take from a draft": take_from_a_draft,
    "leaf: take by bulk_update": take_in_bulk,
    "leaf: take by update": take_by_update,
    "leaf: take by add": take_by_add,
    "leaf: move to a draft": move_to_a_draft,
    "leaf: cut off its children": lambda s: s.criteria.get(code="1").children.clear(),
    "parent: delete": lambda s: s.criteria.get(code="1").delete(),
}


@pytest.mark.parametrize("door", DOORS)
def test_refused(door: str) -> None:
    criteria_set = make_set()
    before = rows_of(criteria_set.pk)
    with (
        pytest.raises(Refused, match="đã ban hành nên không sửa được"),
        transaction.atomic(),
    ):
        DOORS[door](criteria_set)

    assert rows_of(CriteriaSet.objects.get(code=before[0][1]).pk) == before


def test_an_ancestor_in_a_draft_stays_while_a_published_set_names_it() -> None:
    draft, criteria_set = make_set(publish=False), make_set(publish=False)
    criteria_set.criteria.filter(code="1.1").update(ancestor=leaf_of(draft))
    publish_set(criteria_set=criteria_set, by=make_person(Role.COORDINATOR))
    with pytest.raises(Refused), transaction.atomic():
        draft.delete()

    assert leaf_of(criteria_set).ancestor == leaf_of(draft)


def test_no_overwriting_in_bulk() -> None:
    leaf = leaf_of(make_set())
    leaf.title_vi = "Tên khác"
    with pytest.raises(TypeError, match="overwritten"):
        Criterion.objects.bulk_create(
            [leaf], update_conflicts=True, update_fields=["title_vi"], unique_fields=["id"]
        )


def test_saving_without_a_change_is_no_change() -> None:
    criteria_set = make_set()
    criteria_set.save()
    leaf_of(criteria_set).save()

    assert CriteriaSet.objects.get().is_published


def test_a_draft_changes_freely() -> None:
    make_set()
    draft = make_set(publish=False)
    save_leaf(draft)
    update_in_bulk(draft)
    draft.criteria.update(title_vi="Tên khác")
    leaf_of(draft).delete()
    draft.criteria.all().delete()
    draft.delete()

    assert CriteriaSet.objects.count() == 1
