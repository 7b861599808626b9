"""The coordinator closes reviews: each leaf has its points, and all sheets close or none."""

import pytest

from assessments.acts import accept_domain
from assessments.acts import finish_review as act
from assessments.models import Assessment, Change, Role, Score, Status, User
from criteria.common.text import NotAllowed
from criteria.models import Criterion
from tests.factories import (
    line_of,
    make_person,
    make_round,
    make_submitted,
    make_unit,
    page,
    sheet_of,
)
from tests.remembered import remembered

pytestmark = pytest.mark.django_db


def reviewed(sheet: Assessment) -> Assessment:
    """The sheet with every leaf awarded, the survey's too."""
    for code, body in (("1", "BNV"), ("2", "VPCP")):
        domain = Criterion.objects.get(criteria_set=sheet.round.criteria_set, code=code)
        reviewer = make_person(Role.REVIEWER, at=body)
        accept_domain(actor=page(reviewer), assessment_id=sheet.pk, domain=domain)
    Score.objects.filter(assessment=sheet, criterion__code="3.1").update(
        awarded_points=2, awarded_note="Kết quả điều tra"
    )
    return sheet_of(sheet.round, sheet.unit)


@pytest.fixture
@remembered
def sheet() -> Assessment:
    return reviewed(make_submitted())


def refused_and_unchanged(sheets: list[Assessment], by: User, match: str) -> NotAllowed:
    ids = [sheet.pk for sheet in sheets]
    before = list(Assessment.objects.filter(pk__in=ids).order_by("pk").values())
    lines = Change.objects.count()
    with pytest.raises(NotAllowed, match=match) as refused:
        act(actor=page(by), assessment_ids=ids)
    assert list(Assessment.objects.filter(pk__in=ids).order_by("pk").values()) == before
    assert Change.objects.count() == lines
    return refused.value


def test_a_sheet_with_all_its_points_is_final(sheet: Assessment, coordinator: User) -> None:
    assert act(actor=page(coordinator), assessment_ids=[sheet.pk]) == 1
    assert sheet_of(sheet.round).status == Status.FINAL
    line = line_of(act="finish")
    assert (line.by, line.before, line.after) == (
        coordinator,
        {"status": "in_review"},
        {"status": "final"},
    )


def test_a_leaf_that_does_not_apply_counts_as_done(sheet: Assessment, coordinator: User) -> None:
    Score.objects.filter(assessment=sheet, criterion__code="2.2").update(
        awarded_points=None, awarded_input=None, awarded_na=True, awarded_note="Không phát sinh"
    )
    assert act(actor=page(coordinator), assessment_ids=[sheet.pk]) == 1


def test_open_leaves_are_named(sheet: Assessment, coordinator: User) -> None:
    Score.objects.filter(assessment=sheet, criterion__code__in=("1.2", "3.1")).update(
        awarded_points=None, awarded_input=None, awarded_note=""
    )
    refused_and_unchanged([sheet], coordinator, r"Còn 2 tiêu chí .*: 1\.2, 3\.1\.")


def test_one_open_sheet_holds_back_all(coordinator: User) -> None:
    units = [make_unit(), make_unit()]
    round_ = make_round(units=units)
    done = reviewed(make_submitted(round_, units[0]))
    still_open = make_submitted(round_, units[1])
    refused_and_unchanged([done, still_open], coordinator, "Còn 7 tiêu chí")


def test_not_twice(sheet: Assessment, coordinator: User) -> None:
    act(actor=page(coordinator), assessment_ids=[sheet.pk])
    refused_and_unchanged([sheet], coordinator, "trạng thái “Đã thẩm định xong”")


def test_not_a_draft(coordinator: User) -> None:
    refused_and_unchanged([sheet_of(make_round())], coordinator, "“Đang tự đánh giá”")


@pytest.mark.parametrize(
    "role", [None, Role.OFFICER, Role.LEADER, Role.REVIEWER, Role.INSPECTOR, Role.ADMIN]
)
def test_only_a_coordinator(sheet: Assessment, role: Role | None) -> None:
    person = make_person(role, unit=sheet.unit)
    refused_and_unchanged([sheet], person, "dành cho điều phối viên")
