"""The page of the system's state, in plain words, for those who watch over everybody."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.template.defaultfilters import filesizeformat
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy
from django.views.decorators.http import require_safe

from assessments import permissions
from assessments.pages.common import Visitor, signed_in
from parindex.watching.state import SystemState, Waiting, system_state

LATE_CLOCK = 15 * 60
LATE_MAIL = 60 * 60
LATE_JOB = 10 * 60
LATE_SCAN = 15 * 60
LITTLE_ROOM = 10
"""Percent of the store that should be free."""


@dataclass(frozen=True)
class StateLine:
    """One thing of the system: how it stands, whether it is well, and what to do where it is not."""

    name: str | Promise
    says: str | Promise
    is_well: bool = True
    advice: str | Promise = ""


def state_lines(state: SystemState) -> list[StateLine]:
    """Returns the state as lines, always the same ones in the same order."""
    return [
        _clock(state),
        *_work(state),
        _mails(state),
        _webhooks(state),
        *_scans(state),
        *_room(state),
        *_sizes(state),
    ]


def _ago(seconds: int) -> str:
    minutes = seconds // 60
    if minutes < 1:
        return str(_("chưa đến 1 phút"))
    hours, rest = divmod(minutes, 60)
    if not hours:
        return str(_("%(minutes)s phút") % {"minutes": minutes})
    return str(_("%(hours)s giờ %(minutes)s phút") % {"hours": hours, "minutes": rest})


def _clock(state: SystemState) -> StateLine:
    name = _("Đồng hồ (nhắc hạn, gửi thư, đóng giải trình)")
    if state.tick is None:
        return StateLine(
            name,
            _("chưa chạy lần nào từ khi khởi động"),
            False,
            _("Chạy Celery beat, hoặc đặt “manage.py tick” chạy năm phút một lần."),
        )
    return StateLine(
        name,
        _("chạy cách đây %(time)s") % {"time": _ago(state.tick)},
        state.tick < LATE_CLOCK,
        _(
            "Khởi động lại Celery beat và tiến trình nền; thời hạn vẫn được tính đúng theo giờ máy chủ."
        ),
    )


def _work(state: SystemState) -> Iterator[StateLine]:
    if state.queue is not None:
        yield StateLine(_("Hàng đợi của tiến trình nền"), _waiting(Waiting(state.queue)))
    stalled = state.jobs_stalled + state.rankings_stalled
    failed = state.jobs_failed + state.rankings_failed
    says = [_waiting(Waiting(state.jobs.number + state.rankings_computing, state.jobs.seconds))]
    if stalled:
        says.append(str(_("%(number)s việc không tiến triển") % {"number": stalled}))
    if failed:
        says.append(str(_("%(number)s việc không làm được trong 24 giờ qua") % {"number": failed}))
    yield StateLine(
        _("Việc chạy lâu và tính xếp hạng"),
        "; ".join(says),
        not (stalled or failed or state.jobs.seconds > LATE_JOB),
        _(
            "Xem tiến trình nền (Celery worker) có chạy không; việc dừng giữa chừng được gửi lại sau mười phút."
        ),
    )


def _waiting(waiting: Waiting) -> str:
    if not waiting.number:
        return str(_("không có gì đang chờ"))
    said = ngettext_lazy("%(number)s việc đang chờ", "%(number)s việc đang chờ", waiting.number)
    text = str(said % {"number": waiting.number})
    if waiting.seconds:
        text += str(_(", lâu nhất %(time)s") % {"time": _ago(waiting.seconds)})
    return text


def _mails(state: SystemState) -> StateLine:
    return StateLine(
        _("Thư điện tử"),
        _with_failed(state.mails, state.mails_failed),
        not state.mails_failed and state.mails.seconds < LATE_MAIL,
        _("Xem máy chủ thư (EMAIL_URL); thông báo vẫn ở trang Thông báo của từng người."),
    )


def _webhooks(state: SystemState) -> StateLine:
    return StateLine(
        _("Báo công bố cho hệ thống khác"),
        _with_failed(state.deliveries, state.deliveries_failed),
        not state.deliveries_failed,
        _("Xem địa chỉ nhận ở trang “Báo công bố cho hệ thống khác”."),
    )


def _scans(state: SystemState) -> Iterator[StateLine]:
    if state.scans is None:
        return
    text = _waiting(state.scans)
    if state.scans_failed:
        text += str(_("; %(number)s không quét được") % {"number": state.scans_failed})
    yield StateLine(
        _("Quét mã độc"),
        text,
        not state.scans_failed and state.scans.seconds < LATE_SCAN,
        _("Xem trình quét (CLAMD) và tiến trình nền; tài liệu chưa quét được quét lại mỗi ngày."),
    )


def _with_failed(waiting: Waiting, failed: int) -> str:
    text = _waiting(waiting)
    if failed:
        text += str(_("; %(number)s không gửi được trong 24 giờ qua") % {"number": failed})
    return text


def _room(state: SystemState) -> Iterator[StateLine]:
    if state.room is None:
        return
    percent = state.room.free * 100 // state.room.total
    yield StateLine(
        _("Chỗ trống của kho tệp"),
        _("%(free)s, %(percent)s%%")
        % {"free": filesizeformat(state.room.free), "percent": percent},
        percent >= LITTLE_ROOM,
        _("Mở rộng kho trước khi đầy: khi đầy không ai tải được tài liệu lên."),
    )


def _sizes(state: SystemState) -> Iterator[StateLine]:
    said = ngettext_lazy(
        "%(number)s tệp, %(size)s", "%(number)s tệp, %(size)s", state.evidence_files
    )
    size = filesizeformat(state.evidence_bytes)
    yield StateLine(_("Tài liệu kiểm chứng"), said % {"number": state.evidence_files, "size": size})
    yield StateLine(_("Cơ sở dữ liệu"), filesizeformat(state.database_bytes))


@require_safe
@signed_in
def system(request: Visitor) -> HttpResponse:
    """Shows the state of the running system; raises ``NotAllowed`` for who does not watch over everybody."""
    permissions.demand(permissions.reasons_against_watching(request.user))
    lines = state_lines(system_state())
    wrong = sum(not line.is_well for line in lines)
    return render(request, "system/page.html", {"lines": lines, "wrong": wrong})
