"""What an officer or a leader does today: on their unit's sheet, by its state."""

from typing import Any

from django.urls import reverse

from assessments import permissions
from assessments.models import Assessment, Flag, Score, User
from assessments.models.states import STATE_WORDS
from assessments.pages.today.saying import (
    NextAct,
    ProgressLine,
    Today,
    as_list,
    deadline_day,
    english_count,
    left_until,
)
from assessments.sheets.progress import (
    WorkLeft,
    domain_progress,
    leaf_to_go_on,
    leaves_of_person,
    work_left,
)
from assessments.sheets.tree import Branch, SheetRow
from criteria.common.labels import both_names, both_titles
from criteria.common.text import NO_TEXT, Text
from criteria.templatetags.par import title

CHECK = Text(vi="Kiểm tra và gửi phiếu", en="Check and submit the sheet")
_OPEN = Text(vi="Xem phiếu tự đánh giá", en="See the sheet")


def unit_today(user: User, sheet: Any, branches: list[Branch], *, is_signed: bool) -> Today:
    """Returns what the sheet of the person's unit asks of them; ``sheet`` is read ``with_progress``."""
    leaves = leaves_of_person(user, sheet, branches)
    if sheet.is_drafting:
        sentence, act = _drafting(user, sheet, leaves)
    elif sheet.is_explaining:
        sentence, act = _explaining(user, sheet, leaves)
    else:
        sentence, act = _submitted(user, sheet, is_signed=is_signed)
    return Today(
        sentence,
        act,
        Text(vi="Các lĩnh vực", en="Domains"),
        tuple(_lines(sheet, branches)),
        counts_figures=sheet.is_drafting,
    )


def unit_act(user: User, sheet: Assessment, branches: list[Branch]) -> NextAct:
    """Returns what the person does next on a sheet that its unit is writing on."""
    leaves = leaves_of_person(user, sheet, branches)
    state = _drafting if sheet.is_drafting else _explaining
    _sentence, act = state(user, sheet, leaves)
    return act


def _sheet_link(sheet: Assessment, label: Text = _OPEN) -> NextAct:
    return NextAct(label, reverse("sheet", args=[sheet.pk]))


def _leaf_link(sheet: Assessment, row: SheetRow, label: Text, beside: Text) -> NextAct:
    name = both_titles(row.node)
    text = Text(vi=f"{name.vi}: {beside.vi}", en=f"{name.en}: {beside.en}")
    return NextAct(label, reverse("leaf", args=[sheet.pk, row.node.code]), text)


def _drafting(
    user: User, sheet: Assessment, leaves: list[tuple[SheetRow, Score]]
) -> tuple[Text, NextAct]:
    closed = permissions.reasons_claiming_is_closed(sheet)
    if closed:
        return closed[0], _sheet_link(sheet)
    left = work_left(leaves)
    time = left_until(sheet.deadline)
    until = Text(
        vi=f"hạn gửi phiếu {deadline_day(sheet.deadline)}, {time.vi}.",
        en=f"the sheet is due on {deadline_day(sheet.deadline)}, {time.en}.",
    )
    going_on = leaf_to_go_on(user, leaves)
    if not left or going_on is None:
        whose = _whose(user, sheet)
        done = Text(
            vi=f"{whose.vi} đã đủ số liệu và tài liệu; {until.vi}",
            en=f"{whose.en} has all figures and evidence; {until.en}",
        )
        return done, NextAct(CHECK, reverse("check", args=[sheet.pk]))
    row, score = going_on
    things = _left_in_words(left)
    sentence = Text(vi=f"Còn {things.vi}; {until.vi}", en=f"Still {things.en}; {until.en}")
    if permissions.may_lead(user, sheet) and not left.empty and not left.returned:
        # What is left stops no submission: whoever answers for the sheet decides on the page that sends it.
        return sentence, NextAct(CHECK, reverse("check", args=[sheet.pk]))
    code = row.node.code
    label = Text(vi=f"Làm tiếp từ {code}", en=f"Go on with {code}")
    return sentence, _leaf_link(sheet, row, label, _missing(score))


def _whose(user: User, sheet: Assessment) -> Text:
    """Returns the subject: the sheet, or the part of it that was given to the person."""
    of_here = [role for role in user.held if role.unit_id == sheet.unit_id]
    if all(role.parts for role in of_here):
        return Text(vi="Phần được phân công", en="The part assigned")
    return Text(vi="Phiếu", en="The sheet")


def _left_in_words(left: WorkLeft) -> Text:
    parts = []
    if left.empty:
        en = english_count(left.empty, "criterion", "criteria")
        parts.append(Text(vi=f"{left.empty} tiêu chí chưa có số liệu", en=f"{en} without figures"))
    if left.unproven:
        en = english_count(left.unproven, "criterion", "criteria")
        parts.append(Text(vi=f"{left.unproven} tiêu chí thiếu tài liệu", en=f"{en} unproven"))
    if left.returned:
        en = english_count(left.returned, "criterion", "criteria")
        parts.append(Text(vi=f"{left.returned} tiêu chí bị trả lại", en=f"{en} given back"))
    return as_list(parts)


def _missing(score: Score) -> Text:
    if score.returned_note:
        return Text(vi="lãnh đạo đơn vị trả lại", en="given back by the unit's leader")
    if not score.is_filled:
        return Text(vi="chưa có số liệu", en="no figures yet")
    return Text(vi="đã có số liệu, thiếu tài liệu", en="figures entered, evidence missing")


def _explaining(
    user: User, sheet: Assessment, leaves: list[tuple[SheetRow, Score]]
) -> tuple[Text, NextAct]:
    asked = [(row, score) for row, score in leaves if score.flag == Flag.RAISED]
    end = sheet.explain_by or sheet.deadline
    time = left_until(end)
    until = Text(
        vi=f"hạn {deadline_day(end)}, {time.vi}.",
        en=f"they are due on {deadline_day(end)}, {time.en}.",
    )
    if not asked:
        sentence = Text(
            vi=f"Mọi yêu cầu đã được giải trình, chờ gửi; {until.vi}",
            en=f"Every question is answered and waits to be sent; {until.en}",
        )
        label = Text(vi="Gửi giải trình", en="Send the explanations")
        leads = permissions.may_lead(user, sheet)
        href = f"{reverse('sheet', args=[sheet.pk])}#steps"
        return sentence, NextAct(label, href) if leads else _sheet_link(sheet)
    number = len(asked)
    en = english_count(number, "criterion", "criteria")
    sentence = Text(
        vi=f"Còn {number} tiêu chí phải giải trình; {until.vi}",
        en=f"{en} to explain; {until.en}",
    )
    row, _score = asked[0]
    label = Text(vi=f"Giải trình {row.node.code}", en=f"Explain {row.node.code}")
    beside = Text(vi="cơ quan thẩm định yêu cầu giải trình", en="its reviewers ask")
    return sentence, _leaf_link(sheet, row, label, beside)


def _submitted(user: User, sheet: Any, *, is_signed: bool) -> tuple[Text, NextAct]:
    if not is_signed and permissions.may_add_signed_report(user, sheet) and not sheet.is_final:
        day = deadline_day(sheet.submitted_at) if sheet.submitted_at else ""
        sentence = Text(
            vi=f"Phiếu đã gửi ngày {day}; còn ký báo cáo tự đánh giá và tải bản đã ký lên.",
            en=f"Submitted on {day}; the report is still to be signed and uploaded.",
        )
        label = Text(vi="Tải báo cáo tự đánh giá", en="Download the self-assessment report")
        return sentence, NextAct(label, reverse("report", args=[sheet.pk, "docx"]))
    if sheet.is_final:
        name = both_names(sheet.unit)
        sentence = Text(
            vi=f"Phiếu của {name.vi} đã thẩm định xong.",
            en=f"The review of the sheet of {name.en} is finished.",
        )
        return sentence, _sheet_link(
            sheet, Text(vi="Xem kết quả thẩm định", en="See what was awarded")
        )
    state = STATE_WORDS[sheet.status].stands
    end = sheet.review_deadline
    counts = f"{sheet.reviewed}/{sheet.to_review}"
    sentence = Text(
        vi=f"{state.vi}: {counts} tiêu chí đã có điểm; hạn thẩm định {deadline_day(end)}.",
        en=f"{state.en}: {counts} criteria awarded; the review ends on {deadline_day(end)}.",
    )
    return sentence, _sheet_link(sheet)


def _lines(sheet: Assessment, branches: list[Branch]) -> list[ProgressLine]:
    sheet_url = reverse("sheet", args=[sheet.pk])
    lines = []
    for domain in domain_progress(branches):
        code = domain.node.code
        if sheet.is_drafting:
            done, shown, part = domain.complete, domain.filled, domain.filled - domain.complete
            left = _domain_left(domain.own - domain.filled, part)
        else:
            done, part, shown = domain.reviewed, 0, domain.reviewed
            number = domain.own - domain.reviewed
            left = Text(vi=f"còn {number}", en=f"{number} left") if number else NO_TEXT
        href = (
            reverse("leaf", args=[sheet.pk, domain.first_left])
            if sheet.is_drafting and domain.first_left
            else f"{sheet_url}?show=all#r{code}"
        )
        lines.append(
            ProgressLine(code, title(domain.node), href, done, part, domain.own, shown, left)
        )
    return lines


def _domain_left(empty: int, unfinished: int) -> Text:
    parts = []
    if empty:
        parts.append(Text(vi=f"còn {empty}", en=f"{empty} empty"))
    if unfinished:
        parts.append(Text(vi=f"chưa hoàn chỉnh {unfinished}", en=f"{unfinished} incomplete"))
    return Text(vi=", ".join(p.vi for p in parts), en=", ".join(p.en for p in parts))
