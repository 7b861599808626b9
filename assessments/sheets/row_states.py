"""What a row of the sheet says of its leaf: a sign, and in a few words what is the matter with it."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assessments.models import Assessment, Flag, Score
from assessments.sheets.evidence.asked import proof_count
from assessments.sheets.filters import lacks_evidence
from criteria.common.text import NO_TEXT, Text
from criteria.models import Criterion

_LACKING = Text(vi="Thiếu tài liệu", en="Evidence missing")


@dataclass(frozen=True)
class RowState:
    """How a leaf stands: a sign of the design with its meaning, and a remark in the tone of its owner."""

    sign: str
    meaning: str | Promise
    remark: Text = NO_TEXT
    tone: str = "soft"


def row_state(
    sheet: Assessment, leaf: Criterion, score: Score, *, reads_internal: bool
) -> RowState | None:
    """Returns how the row stands on this sheet; nothing for a survey leaf, which is nobody's work.

    A flag has its own words beside the remark; while one is open the sign is its.
    """
    if leaf.is_survey:
        return None
    returned = score.returned_note if reads_internal else ""
    remark, tone = _remark(sheet, leaf, score, returned)
    if returned:
        return RowState("st-3", _("Bị trả lại"), remark, tone)
    if score.flag in Flag.OPEN:
        return RowState("st-3", score.get_flag_display(), remark, tone)
    if sheet.is_drafting:
        if not score.is_filled:
            return RowState("st-0", _("Chưa có số liệu"), remark, tone)
        if lacks_evidence(leaf, score):
            return RowState("st-1", _("Chưa hoàn chỉnh"), remark, tone)
        return RowState("st-2", _("Đã đủ"), remark, tone)
    if score.is_reviewed:
        return RowState("st-2", _("Đã thẩm định"), remark, tone)
    return RowState("st-0", _("Chờ thẩm định"), remark, tone)


def _remark(sheet: Assessment, leaf: Criterion, score: Score, returned: str) -> tuple[Text, str]:
    """Returns the one thing worth saying in a line: what is wrong first, then what was written last."""
    if returned:
        return Text(vi=f"Bị trả lại: {returned}", en=f"Given back: {returned}"), "c-bad"
    if sheet.is_drafting and lacks_evidence(leaf, score):
        count = proof_count(score, leaf)
        if not count.documents:
            return _LACKING, "c-warn"
        missing = "; ".join(count.missing)
        return Text(f"{_LACKING.vi}: {missing}", f"{_LACKING.en}: {missing}"), "c-warn"
    if score.is_reviewed and score.awarded_note:
        return score.awarded_reason, "awarded"
    return Text(vi=score.claimed_note, en=score.claimed_note), "mute"
