"""The states of a unit's sheet, and what is said of a sheet in each of them."""

from dataclasses import dataclass
from enum import nonmember

from django.db import models
from django.utils.translation import gettext_lazy as _

from criteria.common.text import Text


class Status(models.TextChoices):
    """The states of a unit's sheet; ``assessments.review.workflow.transitions`` alone moves between them."""

    DRAFTING = "drafting", _("Đang tự đánh giá")
    SUBMITTED = "submitted", _("Đã gửi")
    IN_REVIEW = "in_review", _("Đang thẩm định")
    EXPLAINING = "explaining", _("Đang giải trình")
    COUNCIL = "council", _("Trình hội đồng thẩm định")
    FINAL = "final", _("Đã thẩm định xong")

    # Inside the class body each name is still a pair of value and label, hence the ``[0]``.
    REVIEWING = nonmember((SUBMITTED[0], IN_REVIEW[0]))
    """The states in which a sheet's leaves can be awarded."""
    ASSESSED = nonmember((SUBMITTED[0], IN_REVIEW[0], EXPLAINING[0], COUNCIL[0], FINAL[0]))
    """The states in which a unit counts as having submitted."""
    IN_HAND = nonmember((SUBMITTED[0], IN_REVIEW[0], EXPLAINING[0], COUNCIL[0]))
    """Those of them whose points are not settled yet."""
    UNREVIEWED = nonmember((DRAFTING[0], SUBMITTED[0]))
    """The states before anybody awards points."""


_REVIEW_DEADLINE = Text("Hạn thẩm định", "Review deadline")
_UNDER_REVIEW = Text(vi="Phiếu đang được thẩm định", en="The sheet is under review")
_LOCKED = Text(
    vi="Phiếu đã gửi nên phần tự đánh giá đã khóa.",
    en="The sheet is submitted, so its self-assessment is locked.",
)
_SENT = Text(
    vi="Phiếu đã gửi nên phần tự đánh giá đã khóa. Muốn sửa, đơn vị đề nghị điều phối viên trả lại phiếu.",
    en="The sheet is submitted and locked. To change it, ask the coordinator to return it.",
)
_WITH_THE_COUNCIL = Text(
    vi="Phiếu đang ở hội đồng thẩm định: điểm của tiêu chí còn khác ý kiến do hội đồng quyết định.",
    en="The sheet is with the council, which decides the points of the leaves in dispute.",
)
_FINISHED = Text(
    vi="Phiếu đã thẩm định xong: không bên nào sửa được nữa.",
    en="The review of this sheet is finished: neither side can change it any more.",
)


@dataclass(frozen=True, kw_only=True)
class StateWords:
    """The sentences about a sheet that depend on nothing but its state; ``None`` where there is nothing to say."""

    step: Text
    """The step in which the sheet is, as a noun, whether it is over, under way or ahead."""
    deadline: Text = _REVIEW_DEADLINE
    """The name of what ends at the sheet's ``step_ends_at``."""
    no_claims: Text | None = _LOCKED
    """Why the unit's figures are locked."""
    no_awards: Text | None = None
    """Why nobody awards points."""
    to_the_unit: Text | None = None
    """Whose turn it is, as the unit's people read it at the top of their sheet."""
    to_others: Text | None = None
    """The same for everybody else."""
    stands: Text = _UNDER_REVIEW
    """How a sheet that was sent stands, as the beginning of a sentence."""
    waits_for: Text | None = None
    """What sheets in this state wait for, in a few words; ``None`` where that is the end of their step."""


STATE_WORDS = {
    Status.DRAFTING: StateWords(
        step=Text("Tự đánh giá", "Self-assessment"),
        deadline=Text("Hạn tự đánh giá", "Self-assessment deadline"),
        no_claims=None,
        no_awards=Text(vi="Đơn vị chưa gửi phiếu.", en="The unit has not submitted its sheet."),
    ),
    Status.SUBMITTED: StateWords(
        step=Text("Đã gửi", "Submitted"),
        no_claims=_SENT,
        waits_for=Text(vi="chờ thẩm định", en="awaiting review"),
    ),
    Status.IN_REVIEW: StateWords(step=Text("Thẩm định", "Review"), no_claims=_SENT),
    Status.EXPLAINING: StateWords(
        step=Text("Giải trình", "Explanation"),
        deadline=Text("Hạn giải trình", "Explanation due"),
        no_awards=Text(
            vi="Đơn vị đang giải trình. Thẩm định tiếp khi đơn vị gửi giải trình hoặc hết hạn giải trình.",
            en="The unit is explaining. The review goes on once it has sent its explanations or their deadline is past.",
        ),
        to_the_unit=Text(
            vi="Chỉ những tiêu chí được yêu cầu giải trình mở cho đơn vị; các tiêu chí khác vẫn khóa. "
            "Giải trình xong, lãnh đạo đơn vị gửi ở cuối trang.",
            en="Only the leaves to be explained are open for the unit; all others stay locked. Once they "
            "are explained, the unit's leader sends them at the end of this page.",
        ),
        to_others=Text(
            vi="Đơn vị đang giải trình; thẩm định tạm dừng đến khi đơn vị gửi hoặc hết hạn.",
            en="The unit is explaining; the review rests until it has sent its explanations or the "
            "deadline is past.",
        ),
        waits_for=Text(vi="đơn vị đang trả lời", en="with the unit"),
    ),
    Status.COUNCIL: StateWords(
        step=Text("Hội đồng", "Council"),
        no_awards=Text(
            vi="Phiếu đang trình hội đồng thẩm định; điểm do hội đồng quyết định.",
            en="The sheet is with the council, which decides its points.",
        ),
        to_the_unit=_WITH_THE_COUNCIL,
        to_others=_WITH_THE_COUNCIL,
        stands=Text(vi="Phiếu đang ở hội đồng thẩm định", en="The sheet is with the council"),
        waits_for=Text(vi="chờ quyết định", en="awaiting a decision"),
    ),
    Status.FINAL: StateWords(
        step=Text("Đã xong", "Finished"),
        no_awards=Text(
            vi="Phiếu đã thẩm định xong nên không sửa được nữa. Muốn sửa, đề nghị điều phối viên mở lại thẩm định.",
            en="The review of this sheet is finished; it can no longer be changed. Ask the coordinator to reopen it.",
        ),
        to_the_unit=_FINISHED,
        to_others=_FINISHED,
        waits_for=Text(vi="chờ xếp hạng", en="awaiting the ranking"),
    ),
}
