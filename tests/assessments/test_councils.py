"""The council: agenda, attendance, decisions that take effect together with the minutes."""

import datetime
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from assessments import acts
from assessments.models import (
    Assessment,
    Change,
    Council,
    CouncilMember,
    Flag,
    Remark,
    Role,
    Round,
    Score,
    Status,
    User,
)
from criteria.common.text import NotAllowed, Refused
from tests.factories import (
    act_on,
    last_line,
    make_answered,
    make_disputed,
    make_person,
    make_round,
    page,
    reviewer_of,
    score_of,
    set_clock,
    sheet_of,
)

pytestmark = pytest.mark.django_db

DAY = datetime.date(2026, 11, 24)
MEMBERS = [("Trần A", "Chủ tịch"), ("Lê B", "Ủy viên"), ("Vũ C", "Ủy viên")]


@pytest.fixture
def sheet() -> Assessment:
    """1.1 and 1.3 are in dispute, both awarded 0 of 2 points."""
    return make_disputed("1.1", "1.3")


@pytest.fixture
def council(sheet: Assessment, coordinator: User) -> Council:
    """All three take part, both disputed leaves are on its agenda, its sheet is with it."""
    found = call(coordinator, sheet, "1.1", "1.3")
    attend(coordinator, found, "present", "written", "present")
    acts.send_to_council(actor=page(coordinator), council_id=found.pk)
    return found


def call(by: User, sheet: Assessment, *codes: str, **given: Any) -> Council:
    return acts.open_council(
        **{
            "actor": page(by),
            "round_id": sheet.round_id,
            "title": "Phiên 1",
            "held_on": DAY,
            "members": MEMBERS,
            "score_ids": [score_of(sheet, code).pk for code in codes],
            **given,
        }
    )


def attend(by: User, council: Council, *presences: str) -> None:
    ids = council.members.order_by("pk").values_list("pk", flat=True)
    acts.record_attendance(
        actor=page(by), council_id=council.pk, presences=dict(zip(ids, presences, strict=True))
    )


def decide(by: User, council: Council, code: str, **given: Any) -> None:
    item = council.items.get(score__criterion__code=code)
    acts.decide_item(**{"actor": page(by), "item_id": item.pk, "reason": "Đủ", **given})


def close(by: User, council: Council, **given: Any) -> Council:
    return acts.close_council(
        **{
            "actor": page(by),
            "council_id": council.pk,
            "minutes_number": "01/BB",
            "minutes": "Thống nhất",
            **given,
        }
    )


def state() -> list[Any]:
    """Everything that a refused act must leave alone."""
    return [
        list(model._base_manager.order_by("pk").values())
        for model in (Assessment, Score, Council, CouncilMember)
    ] + [Change.objects.count(), Remark.objects.count()]


def refused(match: str, act: Callable[..., Any], *args: Any, **given: Any) -> Refused:
    before = state()
    with pytest.raises(Refused, match=match) as error:
        act(*args, **given)
    assert state() == before
    return error.value


# the agenda


def test_a_council_is_called(sheet: Assessment, coordinator: User) -> None:
    council = call(coordinator, sheet, "1.3", "1.1")
    assert (council.title, council.opened_by, council.closed_at) == ("Phiên 1", coordinator, None)
    assert [item.score.criterion.code for item in council.items.all()] == ["1.1", "1.3"]
    assert [member.full_name for member in council.members.all()] == ["Trần A", "Lê B", "Vũ C"]
    assert last_line(round=sheet.round).act == "open_council"
    assert sheet_of(sheet.round).status == Status.IN_REVIEW


def test_only_disputed_leaves(sheet: Assessment, coordinator: User) -> None:
    refused("1.2: không phải tiêu chí còn khác ý kiến", call, coordinator, sheet, "1.1", "1.2")


def test_only_leaves_of_its_round(sheet: Assessment, coordinator: User) -> None:
    other = make_disputed("1.1")
    ids = [score_of(other, "1.1").pk]
    refused("không thuộc kỳ đánh giá này", call, coordinator, sheet, score_ids=ids)


def test_a_leaf_is_on_one_agenda(sheet: Assessment, coordinator: User) -> None:
    call(coordinator, sheet, "1.1")
    refused("1.1: đã có trong chương trình của “Phiên 1”", call, coordinator, sheet, "1.1")


def test_it_has_a_name(sheet: Assessment, coordinator: User) -> None:
    refused("Tên phiên họp: chưa nhập", call, coordinator, sheet, title=" ")


def test_nobody_is_a_member_twice(sheet: Assessment, coordinator: User) -> None:
    refused("Trần A đã có", call, coordinator, sheet, members=[MEMBERS[0], MEMBERS[0]])


def test_all_causes_at_once(sheet: Assessment, coordinator: User) -> None:
    error = refused(
        "chưa nhập", call, coordinator, sheet, "1.2", title="", members=[("", ""), ("", "")]
    )
    assert len(error.causes) == 5


@pytest.mark.parametrize("role", [None, Role.OFFICER, Role.LEADER, Role.REVIEWER, Role.ADMIN])
def test_only_a_coordinator_calls_it(sheet: Assessment, role: Role | None) -> None:
    person = make_person(role, unit=sheet.unit)
    assert isinstance(refused("dành cho điều phối viên", call, person, sheet, "1.1"), NotAllowed)


def test_it_is_added_to_and_taken_from(sheet: Assessment, coordinator: User) -> None:
    council = call(coordinator, sheet, "1.1")
    acts.add_to_council(
        actor=page(coordinator),
        council_id=council.pk,
        members=[("Đỗ D", "")],
        score_ids=[score_of(sheet, "1.3").pk],
    )
    assert (council.items.count(), council.members.count()) == (2, 4)
    item = council.items.get(score__criterion__code="1.1")
    acts.remove_council_item(actor=page(coordinator), item_id=item.pk)
    member = council.members.get(full_name="Đỗ D")
    acts.remove_council_member(actor=page(coordinator), member_id=member.pk)
    assert (council.items.count(), council.members.count()) == (1, 3)
    assert score_of(sheet, "1.1").flag == Flag.DISPUTED
    lines = Change.objects.order_by("-pk").values_list("act", flat=True)[:3]
    assert list(lines) == ["remove_council_member", "remove_council_item", "add_to_council"]


def test_what_is_on_an_agenda_is_the_councils(sheet: Assessment, coordinator: User) -> None:
    call(coordinator, sheet, "1.1")
    reviewer = page(make_person(Role.REVIEWER))
    given = {"actor": reviewer, **act_on(score_of(sheet, "1.1"))}
    refused("trong chương trình", acts.settle_flag, reply="Được", accept=True, **given)


def test_a_sheet_on_an_agenda_is_not_returned(sheet: Assessment, coordinator: User) -> None:
    call(coordinator, sheet, "1.3", "1.1")
    refused(
        r"Tiêu chí 1\.1, 1\.3 đang trong chương trình của “Phiên 1”",
        acts.return_assessment,
        actor=page(coordinator),
        assessment_id=sheet.pk,
        reason="Sai",
    )


# to the council


def test_its_sheets_rest(council: Council, sheet: Assessment) -> None:
    assert sheet_of(sheet.round).status == Status.COUNCIL
    assert sheet.snapshots.filter(stage="explained").count() == 1
    reviewer = page(make_person(Role.REVIEWER))
    given = {"actor": reviewer, **act_on(score_of(sheet, "1.2"))}
    error = refused("đang trình hội đồng", acts.award_points, accept=True, **given)
    assert isinstance(error, NotAllowed)


def test_sending_twice_moves_nothing(council: Council, coordinator: User) -> None:
    assert acts.send_to_council(actor=page(coordinator), council_id=council.pk) == 0


def test_an_empty_agenda_is_not_sent(sheet: Assessment, coordinator: User) -> None:
    council = call(coordinator, sheet)
    given = {"actor": page(coordinator), "council_id": council.pk}
    refused("chưa có tiêu chí nào", acts.send_to_council, **given)


def test_explanations_are_read_first(coordinator: User) -> None:
    sheet = make_answered("1.1", "1.3")
    reviewer = page(make_person(Role.REVIEWER))
    acts.dispute_flag(actor=reviewer, **act_on(score_of(sheet, "1.1")), reply="Chưa")
    council = call(coordinator, sheet, "1.1")
    given = {"actor": page(coordinator), "council_id": council.pk}
    refused(r"chưa được trả lời: 1\.3", acts.send_to_council, **given)


# decisions


def test_decisions_wait_for_the_minutes(
    council: Council, sheet: Assessment, coordinator: User
) -> None:
    decide(coordinator, council, "1.1", accept=True)
    item = council.items.get(score__criterion__code="1.1")
    assert (item.points, item.reason) == (Decimal(2), "Đủ")
    assert score_of(sheet, "1.1").awarded_points == 0


def test_a_decision_has_a_reason(council: Council, coordinator: User) -> None:
    refused("lý do của quyết định", decide, coordinator, council, "1.1", reason=" ")


def test_nothing_is_decided_before_it_is_sent(sheet: Assessment, coordinator: User) -> None:
    council = call(coordinator, sheet, "1.1")
    refused("chưa được trình hội đồng", decide, coordinator, council, "1.1", accept=True)


def test_figures_are_held_to_the_scale(council: Council, coordinator: User) -> None:
    entry = {"numerator": "-1", "denominator": "80"}
    refused("Tử số", decide, coordinator, council, "1.3", entry=entry)


@pytest.mark.parametrize("role", [None, Role.REVIEWER, Role.LEADER, Role.ADMIN])
def test_only_a_coordinator_writes_it_down(
    council: Council, sheet: Assessment, role: Role | None
) -> None:
    person = make_person(role, unit=sheet.unit)
    refused("dành cho điều phối viên", decide, person, council, "1.1", accept=True)


# closing


@pytest.fixture
def decided(council: Council, coordinator: User) -> Council:
    decide(coordinator, council, "1.1", accept=True)
    decide(coordinator, council, "1.3", entry={"numerator": "64", "denominator": "80"})
    return council


def test_decisions_take_effect_together(
    decided: Council, sheet: Assessment, coordinator: User
) -> None:
    close(coordinator, decided)
    decided.refresh_from_db()
    assert decided.closed_at
    assert (decided.minutes_number, decided.minutes) == ("01/BB", "Thống nhất")
    first, third = score_of(sheet, "1.1"), score_of(sheet, "1.3")
    assert (first.awarded_points, third.awarded_points) == (Decimal(2), Decimal(1))
    assert (first.flag, third.flag) == (Flag.SETTLED, Flag.SETTLED)
    assert third.awarded_note == "Đủ"
    assert Remark.objects.filter(score=third).latest("pk").kind == "decision"
    line = last_line(score=third)
    assert (line.act, line.before["points"], line.after["points"], line.reason) == (
        "council_decision",
        "0",
        "1",
        "Đủ",
    )
    # The coordinator finishes: survey points may still be missing.
    assert sheet_of(sheet.round).status == Status.IN_REVIEW


def test_an_award_can_be_kept(council: Council, sheet: Assessment, coordinator: User) -> None:
    decide(coordinator, council, "1.1")
    decide(coordinator, council, "1.3")
    close(coordinator, council)
    after = score_of(sheet, "1.1")
    assert (after.awarded_points, after.awarded_note, after.flag) == (Decimal(0), "Đủ", "settled")


def test_a_sheet_with_more_in_dispute_stays(sheet: Assessment, coordinator: User) -> None:
    council = call(coordinator, sheet, "1.1")
    attend(coordinator, council, "present", "present", "present")
    acts.send_to_council(actor=page(coordinator), council_id=council.pk)
    decide(coordinator, council, "1.1")
    close(coordinator, council)
    assert sheet_of(sheet.round).status == Status.COUNCIL
    # Another council settles the rest.
    second = call(coordinator, sheet, "1.3")
    attend(coordinator, second, "present", "present", "present")
    decide(coordinator, second, "1.3")
    close(coordinator, second)
    assert sheet_of(sheet.round).status == Status.IN_REVIEW


@pytest.mark.parametrize(
    ("percent", "presences", "enough"),
    [
        (67, ("present", "written", "absent"), False),
        (66, ("present", "written", "absent"), True),
        (67, ("written", "written", "written"), True),
        (100, ("present", "present", "absent"), False),
        (1, ("absent", "absent", "absent"), False),
    ],
)
def test_the_quorum_is_the_rounds(
    decided: Council, coordinator: User, percent: int, presences: tuple[str, ...], enough: bool
) -> None:
    Round.objects.filter(pk=decided.round_id).update(quorum_percent=percent)
    attend(coordinator, decided, *presences)
    if enough:
        assert close(coordinator, decided).closed_at
    else:
        refused("Chưa đủ thành viên", close, coordinator, decided)


def test_no_members_no_quorum(sheet: Assessment, coordinator: User) -> None:
    council = call(coordinator, sheet, "1.1", members=[])
    acts.send_to_council(actor=page(coordinator), council_id=council.pk)
    decide(coordinator, council, "1.1")
    refused("Chưa đủ thành viên: 0/0", close, coordinator, council)


def test_every_leaf_is_decided(council: Council, coordinator: User) -> None:
    decide(coordinator, council, "1.1")
    refused("Còn 1 tiêu chí hội đồng chưa quyết định", close, coordinator, council)


def test_it_has_minutes(decided: Council, coordinator: User) -> None:
    error = refused("Số biên bản", close, coordinator, decided, minutes_number="", minutes=" ")
    assert len(error.causes) == 2


def test_after_the_review_it_decides_nothing(
    decided: Council, coordinator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_clock(monkeypatch, decided.round.review_by)
    error = refused("Đã hết hạn thẩm định", close, coordinator, decided)
    assert isinstance(error, NotAllowed)
    refused("Đã hết hạn thẩm định", decide, coordinator, decided, "1.1")


def test_closed_is_closed(decided: Council, coordinator: User) -> None:
    close(coordinator, decided)
    refused("đã kết thúc", close, coordinator, decided)
    refused("đã kết thúc", decide, coordinator, decided, "1.1")
    refused("đã kết thúc", attend, coordinator, decided, "absent", "absent", "absent")
    item = decided.items.earliest("pk")
    given = {"actor": page(coordinator), "item_id": item.pk}
    refused("đã kết thúc", acts.remove_council_item, **given)


def test_attendance_is_of_members(council: Council, coordinator: User) -> None:
    given = {"actor": page(coordinator), "council_id": council.pk}
    refused("không phải thành viên", acts.record_attendance, presences={0: "present"}, **given)
    member = council.members.earliest("pk").pk
    refused("chưa chọn cách", acts.record_attendance, presences={member: "x"}, **given)


def test_another_rounds_sheet_is_untouched(decided: Council, coordinator: User) -> None:
    other = sheet_of(make_round())
    before = Assessment.objects.filter(pk=other.pk).values().get()
    close(coordinator, decided)
    assert Assessment.objects.filter(pk=other.pk).values().get() == before


# The way back


def test_a_sheet_on_no_agenda_goes_back_into_review(
    sheet: Assessment, council: Council, coordinator: User
) -> None:
    back: dict[str, Any] = {
        "actor": page(coordinator),
        "assessment_id": sheet.pk,
        "reason": "Hoãn họp",
    }
    refused("Hãy đưa ra khỏi chương trình trước", acts.leave_council, **back)
    for item in council.items.all():
        acts.remove_council_item(actor=page(coordinator), item_id=item.pk)
    refused("Hãy nêu lý do", acts.leave_council, **back | {"reason": " "})
    refused("là việc của", acts.leave_council, **back | {"actor": page(make_person())})
    acts.leave_council(**back)
    assert sheet_of(sheet.round).status == Status.IN_REVIEW
    assert (last_line(assessment=sheet).act, last_line(assessment=sheet).reason) == (
        "leave_council",
        "Hoãn họp",
    )
    # From here its reviewers settle it, or a council takes it up again.
    score = score_of(sheet, "1.1")
    acts.settle_flag(actor=reviewer_of(score), **act_on(score), reply="Đồng ý", accept=True)
    again = call(coordinator, sheet, "1.3")
    acts.send_to_council(actor=page(coordinator), council_id=again.pk)
    assert sheet_of(sheet.round).status == Status.COUNCIL


def test_only_a_sheet_with_the_council_is_taken_back(sheet: Assessment, coordinator: User) -> None:
    given = {"actor": page(coordinator), "assessment_id": sheet.pk, "reason": "Hoãn"}
    refused("“Đang thẩm định”", acts.leave_council, **given)
