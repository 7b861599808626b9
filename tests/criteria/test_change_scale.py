"""The scale of one leaf of a draft, as its author writes it: read back as written, refused with every fault."""

import importlib
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry

from assessments.models import Role
from criteria.actions import NewerScale, change_scale, publish_set, validate_set
from criteria.common.text import NotAllowed, Refused
from criteria.models import CriteriaSet, Criterion
from criteria.scales import PARTS
from criteria.scales.notation import ScaleCells, write_cells
from criteria.workbench.reading import read_leaf, saved_cells, version_of
from tests.factories import make_person, make_set

pytestmark = pytest.mark.django_db
BANDS = ScaleCells("≥90% = 2; ≥80% = 1; <80% = 0")


def examples() -> list[tuple[dict[str, Any], Decimal]]:
    """Every scale that the tests of the parts list, with its maximum."""
    found = []
    for name in PARTS:
        module = importlib.import_module(f"tests.criteria.parts.test_{name}")
        for part, most, figures in module.EXAMPLES:
            data = {"figures": [*figures], "parts": [part]} if figures else {"parts": [part]}
            found.append((data, Decimal(str(most))))
    return found


@pytest.fixture
def draft() -> CriteriaSet:
    return make_set(publish=False)


def leaf_of(draft: CriteriaSet, code: str = "1.1") -> Criterion:
    return Criterion.objects.select_related("criteria_set", "parent").get(
        criteria_set=draft, code=code
    )


def change(leaf: Criterion, cells: ScaleCells, role: str = Role.ADMIN) -> Criterion:
    return change_scale(by=make_person(role), leaf=leaf, cells=cells, version=version_of(leaf))


@pytest.mark.parametrize(("data", "most"), examples())
def test_every_part_comes_back_as_it_was_written(
    draft: CriteriaSet, data: dict[str, Any], most: Decimal
) -> None:
    Criterion.objects.filter(criteria_set=draft, code="1.1").update(max_points=most)
    cells = write_cells(data)
    change(leaf_of(draft), cells)
    saved = leaf_of(draft)
    assert saved_cells(saved) == cells
    # Written and saved again it is the same to the last letter.
    change(saved, saved_cells(saved))
    assert leaf_of(draft).scale == saved.scale


def test_the_record_says_who_and_what(draft: CriteriaSet) -> None:
    author = make_person(Role.ADMIN)
    leaf = leaf_of(draft)
    change_scale(by=author, leaf=leaf, cells=BANDS, version=version_of(leaf))
    line = LogEntry.objects.get(object_id=str(draft.pk))
    assert line.user_id == author.pk
    before, _, after = line.change_message.partition(" → ")
    assert before.startswith("Thang điểm 1.1: Đạt = ")
    assert after == "≥90% = 2; ≥80% = 1; <80% = 0"
    # What changes nothing leaves no line.
    leaf = leaf_of(draft)
    change_scale(by=author, leaf=leaf, cells=BANDS, version=version_of(leaf))
    assert LogEntry.objects.filter(object_id=str(draft.pk)).count() == 1


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.INSPECTOR, Role.REVIEWER])
def test_only_who_edits_drafts_may(draft: CriteriaSet, role: str) -> None:
    with pytest.raises(NotAllowed):
        change(leaf_of(draft), BANDS, role)


def test_a_published_set_is_left_alone(draft: CriteriaSet) -> None:
    leaf = leaf_of(draft)
    publish_set(criteria_set=draft, by=make_person(Role.ADMIN))
    with pytest.raises(Refused, match="đã ban hành"):
        change(leaf, BANDS)
    assert leaf_of(draft).scale == leaf.scale


def test_nobody_s_change_is_lost(draft: CriteriaSet) -> None:
    seen = leaf_of(draft)
    first = change(seen, BANDS)
    author = LogEntry.objects.get(object_id=str(draft.pk)).user
    with pytest.raises(NewerScale, match=f"{author} vừa sửa thang điểm của 1.1") as refused:
        change(seen, ScaleCells("Có = 2; Không = 0"))
    assert refused.value.current.scale == first.scale == leaf_of(draft).scale


def test_every_fault_is_named_with_its_cell(draft: CriteriaSet) -> None:
    cells = ScaleCells("Đạt = 2; Không đạt = 0", when="Có: ban hành trước 31/01", zero="bừa")
    read = read_leaf(leaf_of(draft), cells)
    assert {*read.faults} == {"when", "zero"}
    with pytest.raises(Refused) as refused:
        change(leaf_of(draft), cells)
    said = [cause.vi for cause in refused.value.causes]
    assert said[0].startswith("Mẫu số bằng 0: “bừa”")
    assert said[1].startswith("Đạt khi: ")


def test_the_maximum_and_the_source_are_judged_too(draft: CriteriaSet) -> None:
    beyond = read_leaf(leaf_of(draft), ScaleCells("Đạt = 3; Không đạt = 0"))
    assert "vượt điểm tối đa 2" in beyond.faults["scale"][0].vi
    survey = read_leaf(leaf_of(draft, "3.1"), ScaleCells("Đạt = 2; Không đạt = 0"))
    assert "điểm điều tra xã hội học" in survey.faults["scale"][0].vi
    empty = read_leaf(leaf_of(draft), ScaleCells("  "))
    assert empty.faults["scale"][0].vi == "chưa có thang điểm"


def test_a_set_that_rounds_rounds_what_is_written(draft: CriteriaSet) -> None:
    draft.rules = {"places": 2}
    draft.save()
    change(leaf_of(draft), BANDS)
    saved = leaf_of(draft).scale
    assert saved is not None
    assert saved["places"] == 2
    assert not [fault for fault in validate_set(draft) if "“1.1”" in fault.text.vi]


def test_what_only_informs_may_go_without(draft: CriteriaSet) -> None:
    rows = Criterion.objects.filter(criteria_set=draft, code="1.1")
    rows.update(counts="info", max_points=0, source="")
    change(leaf_of(draft), ScaleCells(""))
    assert leaf_of(draft).scale is None
    assert not [fault for fault in validate_set(draft) if fault.code == "1.1"]


def test_a_row_with_children_takes_none(draft: CriteriaSet) -> None:
    with pytest.raises(Refused, match="có mục con"):
        change(leaf_of(draft, "1"), BANDS)
