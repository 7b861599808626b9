"""The table of transitions: what it allows is all that happens, and reasons_against_step() says what it thinks."""

from dataclasses import replace
from itertools import product

import pytest

from assessments.models import Change, Role, Score, Status
from assessments.review.workflow import guards, moving, transitions
from assessments.review.workflow.guards import LoadedSheet
from assessments.review.workflow.path import stations
from assessments.review.workflow.steps import Transition
from criteria.common.text import NotAllowed, Text
from tests.factories import (
    make_disputed,
    make_large_set,
    make_person,
    make_reviewed,
    make_round,
    make_submitted,
    make_unit,
    page,
    set_clock,
    sheet_of,
)

pytestmark = pytest.mark.django_db

ALLOWED = {
    ("submit", Status.DRAFTING, Role.LEADER),
    ("start_review", Status.SUBMITTED, Role.REVIEWER),
    ("start_review", Status.SUBMITTED, Role.COORDINATOR),
    ("request_explanation", Status.IN_REVIEW, Role.COORDINATOR),
    ("send_explanations", Status.EXPLAINING, Role.LEADER),
    ("explanation_over", Status.EXPLAINING, Role.REVIEWER),
    ("explanation_over", Status.EXPLAINING, Role.COORDINATOR),
    ("to_council", Status.IN_REVIEW, Role.COORDINATOR),
    ("decided", Status.COUNCIL, Role.COORDINATOR),
    ("leave_council", Status.COUNCIL, Role.COORDINATOR),
    ("return", Status.SUBMITTED, Role.COORDINATOR),
    ("return", Status.IN_REVIEW, Role.COORDINATOR),
    ("finish", Status.SUBMITTED, Role.COORDINATOR),
    ("finish", Status.IN_REVIEW, Role.COORDINATOR),
    ("reopen", Status.FINAL, Role.COORDINATOR),
}
"""Written out once more by hand: a change of the table must be meant."""


@pytest.fixture
def unguarded(monkeypatch: pytest.MonkeyPatch) -> None:
    def nothing(sheet: LoadedSheet) -> list[Text]:
        return []

    for name, row in transitions.TRANSITIONS.items():
        bare = replace(row, guards=tuple(nothing for _ in row.guards))
        monkeypatch.setitem(transitions.TRANSITIONS, name, bare)


def test_every_transition_by_every_state_and_role(unguarded: None) -> None:
    sheet = sheet_of(make_round())
    people = {role: make_person(role, unit=sheet.unit) for role in Role}
    found = set()
    for name, status, role in product(transitions.TRANSITIONS, Status, Role):
        sheet.status = status
        if not moving.reasons_against_step(people[role], sheet, name):
            found.add((name, status, role))
    assert found == ALLOWED


@pytest.mark.parametrize(
    ("name", "target"),
    [
        ("submit", Status.SUBMITTED),
        ("start_review", Status.IN_REVIEW),
        ("request_explanation", Status.EXPLAINING),
        ("send_explanations", Status.IN_REVIEW),
        ("explanation_over", Status.IN_REVIEW),
        ("to_council", Status.COUNCIL),
        ("decided", Status.IN_REVIEW),
        ("leave_council", Status.IN_REVIEW),
        ("return", Status.DRAFTING),
        ("finish", Status.FINAL),
        ("reopen", Status.IN_REVIEW),
    ],
)
def test_each_leads_where_it_should(name: str, target: Status) -> None:
    assert transitions.TRANSITIONS[name].target == target


def test_every_state_stands_on_the_path() -> None:
    assert {station.status for station in stations()} == set(Status)


@pytest.mark.parametrize("row", transitions.TRANSITIONS.values(), ids=lambda row: row.name)
def test_a_row_says_all_of_its_step(row: Transition) -> None:
    # It is made on the sheet's page, or the page says where.
    assert (row.form is None) is not (row.elsewhere is None)
    if row.notice:
        text = row.notice.text_for(sheet_of(make_round()), "vì thử")
        assert not {"{", "}"} & set(text.vi + text.en)
        assert text.vi != text.en


def test_a_refused_move_leaves_the_sheet_and_the_record() -> None:
    sheet = sheet_of(make_round())
    with pytest.raises(NotAllowed):
        moving.move(page(make_person()), sheet, "submit")
    assert sheet.status == Status.DRAFTING
    assert sheet_of(sheet.round).status == Status.DRAFTING
    assert not Change.objects.filter(act="submit").exists()


def test_person_and_guards_are_told_together() -> None:
    sheet = sheet_of(make_round())
    causes = moving.reasons_against_step(make_person(), sheet, "submit")
    assert len(causes) == 1 + 1
    assert all(cause.vi and cause.en for cause in causes)


def test_a_wrong_state_is_told_without_the_guards() -> None:
    sheet = make_submitted()
    causes = moving.reasons_against_step(make_person(), sheet, "submit")
    assert [cause.en for cause in causes] == [
        "“Submit” is for: unit leader.",
        "The sheet is in the state “Submitted”.",
    ]


def test_the_review_cannot_begin_after_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    sheet = make_submitted()
    reviewer = make_person(Role.REVIEWER)
    assert moving.reasons_against_step(reviewer, sheet, "start_review") == []

    set_clock(monkeypatch, sheet.round.review_by)
    assert "Đã hết hạn thẩm định" in str(
        moving.reasons_against_step(reviewer, sheet, "start_review")[0]
    )


def test_open_leaves_are_named_in_the_order_of_the_tree() -> None:
    causes = guards.all_leaves_awarded(LoadedSheet(make_submitted()))
    assert str(causes[0]).endswith(": 1.1, 1.2, 1.3, 2.1, 2.2, 2.3, 3.1.")


def test_a_long_list_of_open_leaves_is_cut() -> None:
    sheet = sheet_of(make_round(make_large_set(), [make_unit(level="ministry")]))
    told = str(guards.all_leaves_awarded(LoadedSheet(sheet))[0])
    assert told.startswith("Còn 105 tiêu chí")
    assert told.endswith(": 1.1.1, 1.1.2, 1.1.3, 1.2.1, 1.2.2, 1.2.3, 1.3.1, 1.3.2….")


@pytest.mark.parametrize(
    ("flags", "way_out"),
    [
        ({"1.1": "answered"}, "Người thẩm định trả lời giải trình trước"),
        ({"1.1": "raised"}, "Hãy gửi yêu cầu giải trình trước"),
        ({}, "Hãy nhập điểm điều tra, rồi kết thúc thẩm định"),
    ],
)
def test_a_sheet_without_disputes_is_told_what_comes_first(
    flags: dict[str, str], way_out: str
) -> None:
    sheet = make_reviewed()
    for code, flag in flags.items():
        Score.objects.filter(assessment=sheet, criterion__code=code).update(flag=flag)
    assert way_out in str(guards.something_disputed(LoadedSheet(sheet))[0])


def test_the_way_out_follows_what_is_awarded() -> None:
    told = str(guards.something_disputed(LoadedSheet(make_submitted()))[0])
    assert told.endswith("Hãy thẩm định hết trước.")
    told = str(guards.something_disputed(LoadedSheet(make_reviewed(survey=True)))[0])
    assert told.endswith("Hãy kết thúc thẩm định.")


def test_a_dispute_before_the_council_is_closed_there() -> None:
    sheet = make_disputed("1.1")
    assert "Hãy trình hội đồng" in str(guards.nothing_disputed(LoadedSheet(sheet))[0])
    sheet.status = Status.COUNCIL
    told = str(guards.nothing_disputed(LoadedSheet(sheet))[0])
    assert "Hãy kết thúc phiên họp" in told
    assert "trình hội đồng" not in told
