"""What a check finds on a sheet before it is submitted: blocking faults and warnings."""

import pytest
from django.utils import timezone

from assessments.acts import add_link, save_claim
from assessments.models import Assessment, EvidenceLink, Role, User
from assessments.sheets.findings import check_sheet
from tests.factories import (
    FULL,
    fill,
    make_large_set,
    make_person,
    make_round,
    make_unit,
    page,
    score_of,
    sheet_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def sheet() -> Assessment:
    return sheet_of(make_round())


@pytest.fixture
def officer(sheet: Assessment) -> User:
    return make_person(Role.OFFICER, unit=sheet.unit)


def found(sheet: Assessment, code: str) -> list[tuple[bool, str]]:
    return [(one.blocking, one.text.en) for one in check_sheet(sheet) if one.code == code]


def save(sheet: Assessment, by: User, code: str, **fields: object) -> None:
    score = score_of(sheet, code)
    given = {"entry": FULL[code]} | fields
    save_claim(actor=page(by), score_id=score.pk, version=score.version, **given)  # type: ignore[arg-type]


def prove(sheet: Assessment, by: User, code: str) -> None:
    score = score_of(sheet, code)
    add_link(actor=page(by), score_id=score.pk, url=f"https://example.vn/{code}", title="Báo cáo")


def test_empty_leaves_block_in_the_order_of_the_tree(sheet: Assessment) -> None:
    findings = check_sheet(sheet)
    assert [one.code for one in findings] == ["1.1", "1.2", "1.3", "2.1", "2.2", "2.3"]
    assert all(one.blocking and one.text.vi == "Chưa có số liệu." for one in findings)


def test_points_without_evidence_are_odd(sheet: Assessment, officer: User) -> None:
    save(sheet, officer, "1.1")
    assert found(sheet, "1.1") == [(False, "Points claimed without evidence.")]


def test_evidence_settles_it(sheet: Assessment, officer: User) -> None:
    save(sheet, officer, "1.1")
    prove(sheet, officer, "1.1")
    assert found(sheet, "1.1") == []


def test_withdrawn_evidence_proves_nothing(sheet: Assessment, officer: User) -> None:
    save(sheet, officer, "1.1")
    prove(sheet, officer, "1.1")
    EvidenceLink.objects.update(withdrawn_at=timezone.now(), withdrawn_by=officer)
    assert found(sheet, "1.1") == [(False, "Points claimed without evidence.")]


def test_evidence_of_another_leaf_proves_nothing_here(sheet: Assessment, officer: User) -> None:
    save(sheet, officer, "1.1")
    prove(sheet, officer, "1.2")
    assert found(sheet, "1.1") == [(False, "Points claimed without evidence.")]


def test_below_the_maximum_a_note_is_expected(sheet: Assessment, officer: User) -> None:
    save(sheet, officer, "2.3", entry={"points": "1"})
    prove(sheet, officer, "2.3")
    assert found(sheet, "2.3") == [(False, "Below the maximum without an explanation.")]

    save(sheet, officer, "2.3", entry={"points": "1"}, note="Còn một nhiệm vụ")
    assert found(sheet, "2.3") == []


def test_no_points_need_no_evidence(sheet: Assessment, officer: User) -> None:
    save(sheet, officer, "2.3", entry={"points": "0"}, note="Chưa làm")
    assert found(sheet, "2.3") == []


def test_not_applicable_blocks_without_its_reason(sheet: Assessment, officer: User) -> None:
    save(sheet, officer, "2.2", entry=None, not_applicable=True)
    assert found(sheet, "2.2") == [(True, "Marked not applicable without a reason.")]

    save(sheet, officer, "2.2", entry=None, not_applicable=True, note="Không phát sinh")
    assert found(sheet, "2.2") == []


def test_survey_leaves_are_not_checked(sheet: Assessment, officer: User) -> None:
    fill(sheet, by=officer)
    assert found(sheet, "3.1") == []


def test_one_query_whatever_the_size(django_assert_num_queries: object) -> None:
    large = sheet_of(make_round(make_large_set(), [make_unit(level="ministry")]))
    with django_assert_num_queries(1):  # type: ignore[operator]
        assert len(check_sheet(large)) == 105
