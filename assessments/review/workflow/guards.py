"""What must be so before a sheet moves on. A guard answers with a cause each, in the field's words.

Each cause says what is missing and the way out. ``workflow`` names the guards of each step.
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
class Leaf:
    """What guards ask of a leaf."""

    code: str
    is_survey: bool
    flag: str
    is_awarded: bool


class Look:
    """One look at a sheet: its leaves are read once, however many guards ask."""

    def __init__(self, assessment: Assessment) -> None:
        self.assessment = assessment

    @cached_property
    def leaves(self) -> list[Leaf]:
        rows = Score.objects.filter(assessment=self.assessment).in_tree_order()
        return [
            Leaf(code, source == Criterion.Source.SURVEY, flag, Side(None, points, na).is_given)
            for code, source, flag, points, na in rows.values_list(
                "criterion__code", "criterion__source", "flag", "awarded_points", "awarded_na"
            )
        ]

    def flagged(self, *flags: Flag) -> list[str]:
        """Codes of the leaves with one of ``flags``."""
        return [leaf.code for leaf in self.leaves if leaf.flag in flags]


Guard = Callable[[Look], list[Text]]


def named(codes: Iterable[str]) -> str:
    """At most 8 codes in one line."""
    codes = list(codes)
    return ", ".join(codes[:8]) + ("…" if len(codes) > 8 else "")


def in_time(look: Look) -> list[Text]:
    """The unit writes only while the round is open for it."""
    return permissions.reasons_claiming_is_closed(look.assessment)


def complete(look: Look) -> list[Text]:
    """Every leaf of the unit's own is filled in."""
    codes = [finding.code for finding in check_sheet(look.assessment) if finding.blocking]
    if not codes:
        return []
    return [
        Text(
            vi=f"Còn {len(codes)} điều phải sửa mới gửi được: {named(codes)}. Xem “Kiểm tra phiếu”.",
            en=f"{len(codes)} things must be put right before it can be submitted: {named(codes)}. See “Check the sheet”.",
        )
    ]


def review_in_time(look: Look) -> list[Text]:
    """The review has not closed."""
    return permissions.reasons_review_is_closed(look.assessment)


def own_awarded(look: Look) -> list[Text]:
    """Every leaf that the unit claims has its awarded points."""
    codes = [leaf.code for leaf in look.leaves if not leaf.is_awarded and not leaf.is_survey]
    if not codes:
        return []
    return [
        Text(
            vi=f"Còn {len(codes)} tiêu chí chưa thẩm định: {named(codes)}. Hãy thẩm định hết trước.",
            en=f"{len(codes)} leaves are not reviewed yet: {named(codes)}. Review them all first.",
        )
    ]


def all_awarded(look: Look) -> list[Text]:
    """Every leaf, survey included, has its awarded points."""
    codes = [leaf.code for leaf in look.leaves if not leaf.is_awarded]
    if not codes:
        return []
    return [
        Text(
            vi=f"Còn {len(codes)} tiêu chí chưa có điểm thẩm định hoặc điểm điều tra: {named(codes)}.",
            en=f"{len(codes)} leaves still have no awarded or survey points: {named(codes)}.",
        )
    ]


def something_asked(look: Look) -> list[Text]:
    """At least one leaf is flagged for explanation."""
    if look.flagged(Flag.RAISED):
        return []
    return [
        Text(
            vi="Chưa có tiêu chí nào được yêu cầu giải trình. Người thẩm định đánh dấu tiêu chí cần giải trình trước.",
            en="No leaf is flagged for explanation. A reviewer flags the leaves to be explained first.",
        )
    ]


def explanations_left(look: Look) -> list[Text]:
    """The round still allows the unit an explanation."""
    allowed = look.assessment.round.explanations_allowed
    if look.assessment.explanations < allowed:
        return []
    return [
        Text(
            vi=f"Phiếu đã giải trình đủ {allowed} lần theo quy định của kỳ. Tiêu chí còn khác ý kiến thì trình hội đồng.",
            en=f"The sheet has been explained {allowed} times, all that the round allows. Take what is still disputed to the council.",
        )
    ]


def nothing_asked(look: Look) -> list[Text]:
    """No question is left that the unit was not sent."""
    codes = look.flagged(Flag.RAISED)
    if not codes:
        return []
    return [
        Text(
            vi=f"Yêu cầu giải trình chưa gửi đơn vị: {named(codes)}. Hãy gửi yêu cầu giải trình hoặc rút lại.",
            en=f"Questions not sent to the unit yet: {named(codes)}. Request the explanation or withdraw them.",
        )
    ]


def answers_read(look: Look) -> list[Text]:
    """The reviewers have replied to every explanation."""
    codes = look.flagged(Flag.ANSWERED)
    if not codes:
        return []
    return [
        Text(
            vi=f"Giải trình chưa được trả lời: {named(codes)}. Người thẩm định thống nhất hoặc đề nghị trình hội đồng.",
            en=f"Explanations without a reply: {named(codes)}. Their reviewers settle or dispute them.",
        )
    ]


def nothing_disputed(look: Look) -> list[Text]:
    """Nothing waits for the council."""
    codes = look.flagged(Flag.DISPUTED)
    if not codes:
        return []
    if look.assessment.status == Status.COUNCIL:
        return [
            Text(
                vi=f"Hội đồng chưa quyết định: {named(codes)}. Hãy kết thúc phiên họp; tiêu chí không có trong chương trình nào thì đưa vào chương trình, hoặc rút phiếu khỏi hội đồng.",
                en=f"Not decided by the council yet: {named(codes)}. Close the council; put on an agenda what stands on none, or take the sheet back.",
            )
        ]
    return [
        Text(
            vi=f"Còn tiêu chí khác ý kiến: {named(codes)}. Hãy trình hội đồng, hoặc người thẩm định thống nhất với đơn vị.",
            en=f"Leaves still in dispute: {named(codes)}. Take them to the council, or let their reviewers settle them.",
        )
    ]


def something_disputed(look: Look) -> list[Text]:
    """There is something for the council to settle."""
    if look.flagged(Flag.DISPUTED):
        return []
    way_out = _before_the_council(look)
    return [
        Text(
            vi=f"Không có tiêu chí nào khác ý kiến sau giải trình. {way_out.vi}",
            en=f"No leaf is in dispute after explanation. {way_out.en}",
        )
    ]


def _before_the_council(look: Look) -> Text:
    """What such a sheet waits for instead."""
    if look.flagged(Flag.ANSWERED):
        return Text(
            vi="Người thẩm định trả lời giải trình trước: thống nhất hoặc đề nghị trình hội đồng.",
            en="The reviewers reply to the explanations first: they settle or dispute them.",
        )
    if look.flagged(Flag.RAISED):
        return Text(vi="Hãy gửi yêu cầu giải trình trước.", en="Request the explanation first.")
    if own_awarded(look):
        return Text(vi="Hãy thẩm định hết trước.", en="Review every leaf first.")
    if all_awarded(look):
        return Text(
            vi="Hãy nhập điểm điều tra, rồi kết thúc thẩm định.",
            en="Import the survey points, then finish the review.",
        )
    return Text(vi="Hãy kết thúc thẩm định.", en="Finish the review instead.")


def explanation_in_time(look: Look) -> list[Text]:
    """The unit's time to explain is not over."""
    return permissions.reasons_explaining_is_closed(look.assessment)


def explanation_is_over(look: Look) -> list[Text]:
    """The unit's time to explain is over."""
    until = look.assessment.explain_by
    if until is None or timezone.now() >= until:
        return []
    at = vietnam_time(until)
    return [
        Text(
            vi=f"Đơn vị được giải trình đến {at.vi}. Hãy chờ đơn vị gửi hoặc hết hạn.",
            en=f"The unit may explain until {at.en} (Vietnam time). Wait for it to send, or for the deadline.",
        )
    ]


def on_no_agenda(look: Look) -> list[Text]:
    """None of its leaves is on the agenda of a council that is still open."""
    items = CouncilItem.objects.filter(
        score__assessment=look.assessment, council__closed_at=None
    ).order_by("score__criterion__position")
    found = list(items.values_list("score__criterion__code", "council__title"))
    if not found:
        return []
    codes, title = named(code for code, _ in found), found[0][1]
    return [
        Text(
            vi=f"Tiêu chí {codes} đang trong chương trình của “{title}”. Hãy đưa ra khỏi chương trình trước.",
            en=f"On the agenda of “{title}”: {codes}. Take them off the agenda first.",
        )
    ]
