"""The conditions for a sheet's steps. A guard returns the reasons against a step, in the field's words.

Each reason says what is missing and the way out. ``transitions`` names the guards of each step. The
first line of a guard's docstring is its condition as ``docs/workflow.md`` shows it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

from django.utils import timezone

from assessments import permissions
from assessments.models import Assessment, CouncilItem, Flag, Score, Side, Status
from assessments.sheets.findings import check_sheet
from criteria.common.moments import vietnam_time
from criteria.common.text import Text
from criteria.models import Criterion


@dataclass(frozen=True)
class LeafState:
    """The parts of a leaf that guards look at."""

    code: str
    is_survey: bool
    flag: str
    is_awarded: bool


class LoadedSheet:
    """A sheet whose leaves are read once, however many guards ask."""

    def __init__(self, assessment: Assessment) -> None:
        self.assessment = assessment

    @cached_property
    def leaves(self) -> list[LeafState]:
        rows = Score.objects.filter(assessment=self.assessment).in_tree_order()
        return [
            LeafState(
                code, source == Criterion.Source.SURVEY, flag, Side(None, points, na).is_given
            )
            for code, source, flag, points, na in rows.values_list(
                "criterion__code", "criterion__source", "flag", "awarded_points", "awarded_na"
            )
        ]

    def flagged(self, *flags: Flag) -> list[str]:
        """Returns the codes of the leaves with one of ``flags``."""
        return [leaf.code for leaf in self.leaves if leaf.flag in flags]


Guard = Callable[[LoadedSheet], list[Text]]


def first_codes(codes: Iterable[str]) -> str:
    """Returns the first 8 codes in one line."""
    codes = list(codes)
    return ", ".join(codes[:8]) + ("…" if len(codes) > 8 else "")


def unit_in_time(sheet: LoadedSheet) -> list[Text]:
    """The unit writes only while the round is open for it."""
    return permissions.reasons_claiming_is_closed(sheet.assessment)


def all_leaves_filled_in(sheet: LoadedSheet) -> list[Text]:
    """Every leaf of the unit's own is filled in."""
    codes = [finding.code for finding in check_sheet(sheet.assessment) if finding.blocking]
    if not codes:
        return []
    return [
        Text(
            vi=f"Còn {len(codes)} lỗi phải khắc phục mới gửi được ({first_codes(codes)}). Xem “Kiểm tra và gửi”.",
            en=f"{len(codes)} things must be put right before it can be submitted ({first_codes(codes)}). See “Check the sheet”.",
        )
    ]


def review_in_time(sheet: LoadedSheet) -> list[Text]:
    """The review has not closed."""
    return permissions.reasons_review_is_closed(sheet.assessment)


def own_leaves_awarded(sheet: LoadedSheet) -> list[Text]:
    """Every leaf that the unit claims has its awarded points."""
    codes = [leaf.code for leaf in sheet.leaves if not leaf.is_awarded and not leaf.is_survey]
    if not codes:
        return []
    return [
        Text(
            vi=f"Còn {len(codes)} tiêu chí chưa thẩm định: {first_codes(codes)}. Hãy thẩm định hết trước.",
            en=f"{len(codes)} leaves are not reviewed yet: {first_codes(codes)}. Review them all first.",
        )
    ]


def all_leaves_awarded(sheet: LoadedSheet) -> list[Text]:
    """Every leaf, survey included, has its awarded points."""
    codes = [leaf.code for leaf in sheet.leaves if not leaf.is_awarded]
    if not codes:
        return []
    return [
        Text(
            vi=f"Còn {len(codes)} tiêu chí chưa có điểm thẩm định hoặc điểm điều tra: {first_codes(codes)}.",
            en=f"{len(codes)} leaves still have no awarded or survey points: {first_codes(codes)}.",
        )
    ]


def something_asked(sheet: LoadedSheet) -> list[Text]:
    """At least one leaf is flagged for explanation."""
    if sheet.flagged(Flag.RAISED):
        return []
    return [
        Text(
            vi="Chưa có tiêu chí nào được yêu cầu giải trình. Người thẩm định đánh dấu tiêu chí cần giải trình trước.",
            en="No leaf is flagged for explanation. A reviewer flags the leaves to be explained first.",
        )
    ]


def explanations_left(sheet: LoadedSheet) -> list[Text]:
    """The round still allows the unit an explanation."""
    allowed = sheet.assessment.round.explanations_allowed
    if sheet.assessment.explanations < allowed:
        return []
    return [
        Text(
            vi=f"Phiếu đã giải trình đủ {allowed} lần theo quy định của kỳ. Tiêu chí còn khác ý kiến thì trình hội đồng.",
            en=f"The sheet has been explained {allowed} times, all that the round allows. Take what is still disputed to the council.",
        )
    ]


def nothing_asked(sheet: LoadedSheet) -> list[Text]:
    """No question is left that the unit was not sent."""
    codes = sheet.flagged(Flag.RAISED)
    if not codes:
        return []
    return [
        Text(
            vi=f"Yêu cầu giải trình chưa gửi đơn vị: {first_codes(codes)}. Hãy gửi yêu cầu giải trình hoặc rút lại.",
            en=f"Questions not sent to the unit yet: {first_codes(codes)}. Request the explanation or withdraw them.",
        )
    ]


def answers_read(sheet: LoadedSheet) -> list[Text]:
    """The reviewers have replied to every explanation."""
    codes = sheet.flagged(Flag.ANSWERED)
    if not codes:
        return []
    return [
        Text(
            vi=f"Giải trình chưa được trả lời: {first_codes(codes)}. Người thẩm định thống nhất hoặc đề nghị trình hội đồng.",
            en=f"Explanations without a reply: {first_codes(codes)}. Their reviewers settle or dispute them.",
        )
    ]


def nothing_disputed(sheet: LoadedSheet) -> list[Text]:
    """Nothing waits for the council."""
    codes = sheet.flagged(Flag.DISPUTED)
    if not codes:
        return []
    if sheet.assessment.status == Status.COUNCIL:
        return [
            Text(
                vi=f"Hội đồng chưa quyết định: {first_codes(codes)}. Hãy kết thúc phiên họp; tiêu chí không có trong chương trình nào thì đưa vào chương trình, hoặc rút phiếu khỏi hội đồng.",
                en=f"Not decided by the council yet: {first_codes(codes)}. Close the council; put on an agenda what stands on none, or take the sheet back.",
            )
        ]
    return [
        Text(
            vi=f"Còn tiêu chí khác ý kiến: {first_codes(codes)}. Hãy trình hội đồng, hoặc người thẩm định thống nhất với đơn vị.",
            en=f"Leaves still in dispute: {first_codes(codes)}. Take them to the council, or let their reviewers settle them.",
        )
    ]


def something_disputed(sheet: LoadedSheet) -> list[Text]:
    """There is something for the council to settle."""
    if sheet.flagged(Flag.DISPUTED):
        return []
    way_out = _before_the_council(sheet)
    return [
        Text(
            vi=f"Không có tiêu chí nào khác ý kiến sau giải trình. {way_out.vi}",
            en=f"No leaf is in dispute after explanation. {way_out.en}",
        )
    ]


def _before_the_council(sheet: LoadedSheet) -> Text:
    """Returns the next step of a sheet that cannot go to the council."""
    if sheet.flagged(Flag.ANSWERED):
        return Text(
            vi="Người thẩm định trả lời giải trình trước: thống nhất hoặc đề nghị trình hội đồng.",
            en="The reviewers reply to the explanations first: they settle or dispute them.",
        )
    if sheet.flagged(Flag.RAISED):
        return Text(vi="Hãy gửi yêu cầu giải trình trước.", en="Request the explanation first.")
    if own_leaves_awarded(sheet):
        return Text(vi="Hãy thẩm định hết trước.", en="Review every leaf first.")
    if all_leaves_awarded(sheet):
        return Text(
            vi="Hãy nhập điểm điều tra, rồi kết thúc thẩm định.",
            en="Import the survey points, then finish the review.",
        )
    return Text(vi="Hãy kết thúc thẩm định.", en="Finish the review instead.")


def explanation_in_time(sheet: LoadedSheet) -> list[Text]:
    """The unit's time to explain is not over."""
    return permissions.reasons_explaining_is_closed(sheet.assessment)


def explanation_is_over(sheet: LoadedSheet) -> list[Text]:
    """The unit's time to explain is over."""
    until = sheet.assessment.explain_by
    if until is None or timezone.now() >= until:
        return []
    at = vietnam_time(until)
    return [
        Text(
            vi=f"Đơn vị được giải trình đến {at.vi}. Hãy chờ đơn vị gửi hoặc hết hạn.",
            en=f"The unit may explain until {at.en} (Vietnam time). Wait for it to send, or for the deadline.",
        )
    ]


def on_no_agenda(sheet: LoadedSheet) -> list[Text]:
    """None of its leaves is on the agenda of a council that is still open."""
    items = CouncilItem.objects.filter(
        score__assessment=sheet.assessment, council__closed_at=None
    ).order_by("score__criterion__position")
    leaves = list(items.values_list("score__criterion__code", "council__title"))
    if not leaves:
        return []
    codes, title = first_codes(code for code, _ in leaves), leaves[0][1]
    return [
        Text(
            vi=f"Tiêu chí {codes} đang trong chương trình của “{title}”. Hãy đưa ra khỏi chương trình trước.",
            en=f"On the agenda of “{title}”: {codes}. Take them off the agenda first.",
        )
    ]
