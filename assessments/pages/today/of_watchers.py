"""What coordinators, inspectors and administrators do today: over all units of a round."""

from collections import Counter

from django.urls import reverse
from django.utils import timezone

from assessments import permissions
from assessments.models import Assessment, Role, Round, Status, Unit, User
from assessments.models.states import STATE_WORDS
from assessments.pages.today.saying import (
    NextAct,
    ProgressLine,
    Today,
    deadline_day,
    english_count,
    left_until,
)
from assessments.people.directory import lacking_people
from assessments.review.duties import Duty, is_overdue
from criteria.common.text import NO_TEXT, Text
from criteria.templatetags.par import say

_ACTS: dict[str, tuple[str, str]] = {
    "late": ("Nhắc {n} đơn vị quá hạn", "Remind {n} late units"),
    "to_send": ("Gửi yêu cầu giải trình cho {n} đơn vị", "Send {n} units their questions"),
    "ready": ("Kết thúc thẩm định {n} phiếu", "Finish the review of {n} sheets"),
    "disputed": ("Trình hội đồng tiêu chí của {n} phiếu", "Take {n} sheets to a council"),
    "council": ("Theo dõi {n} phiếu ở hội đồng", "Follow {n} sheets at the council"),
    "drafting": ("Nhắc {n} đơn vị chưa gửi phiếu", "Remind {n} units that have not submitted"),
}
"""A coordinator's acts by the duty that they do, the most pressing first."""


def first_own_round(owner: int) -> Today:
    """Returns what a unit's coordinator does who has opened no round of its own yet."""
    return Today(
        Text("Chưa mở kỳ đánh giá riêng nào.", "No round of your own is open yet."),
        NextAct(
            Text("Chuẩn bị kỳ đánh giá đơn vị trực thuộc", "Prepare a round for the units below"),
            reverse("own", args=[owner]),
            Text("đơn vị, người dùng, bộ tiêu chí", "units, people, criteria set"),
        ),
    )


def watcher_today(user: User, round_: Round, duties: list[Duty]) -> Today:
    """Returns what the round's units ask of somebody who watches over them; two queries, three for an administrator."""
    sheets = Assessment.objects.filter(round=round_)
    states = Counter(sheets.order_by().values_list("status", flat=True))
    late = sheets.filter(is_overdue(timezone.now())).count()
    if permissions.may_coordinate(user, round_.owner_id):
        act = _coordination(round_, duties)
    elif user.holds(Role.ADMIN, owner=None):
        return _administration(round_, states, late)
    else:
        act = _board(round_, states)
    return Today(_sentence(round_, states, late), act, *_steps(round_, states, late))


def _board(round_: Round, states: Counter[str]) -> NextAct:
    number = states.total()
    label = Text(vi=f"Xem tiến độ {number} đơn vị", en=f"Follow {english_count(number, 'unit')}")
    return NextAct(label, reverse("round", args=[round_.pk]))


def _coordination(round_: Round, duties: list[Duty]) -> NextAct:
    by_name = {duty.name: duty for duty in duties}
    for name, (vi, en) in _ACTS.items():
        if duty := by_name.get(name):
            n = duty.number
            return NextAct(Text(vi=vi.format(n=n), en=en.format(n=n)), duty.path)
    label = Text(vi="Xếp hạng và công bố", en="Rank and publish")
    return NextAct(label, reverse("round_rankings", args=[round_.pk]))


def _sentence(round_: Round, states: Counter[str], late: int) -> Text:
    number, drafting = states.total(), states[Status.DRAFTING]
    final = states[Status.FINAL]
    if late:
        first = Text(
            vi=f"{late} đơn vị quá hạn gửi phiếu",
            en=f"{english_count(late, 'unit')} late with the sheet",
        )
    elif drafting:
        time = left_until(round_.submit_by)
        first = Text(
            vi=f"{drafting} đơn vị chưa gửi phiếu, hạn {deadline_day(round_.submit_by)}, {time.vi}",
            en=f"{english_count(drafting, 'unit')} yet to submit by {deadline_day(round_.submit_by)}, {time.en}",
        )
    elif final == number:
        return Text(
            vi=f"{number} phiếu đã thẩm định xong.",
            en=f"{english_count(number, 'sheet')} all reviewed.",
        )
    else:
        time = left_until(round_.review_by)
        first = Text(
            vi=f"Hạn thẩm định {deadline_day(round_.review_by)}, {time.vi}",
            en=f"The review ends on {deadline_day(round_.review_by)}, {time.en}",
        )
    return Text(
        vi=f"{first.vi}; {final}/{number} phiếu đã thẩm định xong.",
        en=f"{first.en}; {final} of {english_count(number, 'sheet')} reviewed.",
    )


def _steps(round_: Round, states: Counter[str], late: int) -> tuple[Text, tuple[ProgressLine, ...]]:
    board, number = reverse("round", args=[round_.pk]), states.total()
    lines = []
    for status in Status:
        is_late = bool(late) and status == Status.DRAFTING
        words = Text(vi=f"quá hạn {late}", en=f"{late} late") if is_late else NO_TEXT
        n = states[status]
        lines.append(
            ProgressLine(
                "",
                say(STATE_WORDS[status].step),
                f"{board}?status={status.value}#sheets",
                n,
                0,
                number,
                n,
                words,
                is_late=is_late,
            )
        )
    return Text(vi="Các bước", en="Steps"), tuple(lines)


def _administration(round_: Round, states: Counter[str], late: int) -> Today:
    """Returns the administrator's day: units of the round for which nobody can act."""
    number = units_without_people(round_)
    if not number:
        sentence = _sentence(round_, states, late)
        label = Text(vi="Quản lý tài khoản", en="Manage accounts")
        address = reverse("people_list")
    else:
        units = english_count(number, "unit")
        sentence = Text(
            vi=f"{number} đơn vị của kỳ này chưa có cán bộ hoặc lãnh đạo đang hoạt động.",
            en=f"{units} of this round without an active officer or leader.",
        )
        label = Text(vi=f"Thêm người cho {number} đơn vị", en=f"Add people for {units}")
        address = f"{reverse('unit_list')}?round={round_.pk}&show=lacking"
    act = NextAct(label, address)
    return Today(sentence, act, *_steps(round_, states, late))


def units_without_people(round_: Round) -> int:
    """Returns the number of the round's units that lack an officer or a leader with an active account."""
    number: int = lacking_people(Unit.objects.filter(assessments__round=round_)).count()
    return number
