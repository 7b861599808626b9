"""The request for explanation: the leaves that a sheet's reviewers ask about, and their questions."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from assessments import permissions
from assessments.documents.values import (
    awarded_side,
    claimed_side,
    full_name,
    head,
    points_as_written,
)
from assessments.models import Assessment, Flag, Remark, User
from criteria.common.text import Refused, Text

NOT_SENT = Text("Dự thảo: chưa gửi đơn vị.", "Draft: not sent to the unit yet.")
NOTHING = Text(
    vi="Phiếu này không có yêu cầu giải trình nào.",
    en="No explanation is asked for on this sheet.",
)


def explanation_request_values(assessment: Assessment, reader: User) -> dict[str, Any]:
    """Returns the values of its template ``explanation_request``: the newest questions.

    The unit gets those that were sent to it. Raises ``Refused`` where there are none.
    """
    questions = _questions(assessment, reader)
    newest = max((question.turn for question in questions), default=0)
    # A question withdrawn and asked anew appears once, as it was asked last.
    by_score = {question.score_id: question for question in questions if question.turn == newest}
    if not by_score:
        raise Refused(NOTHING)
    sent = newest <= assessment.explanations
    until = timezone.localtime(assessment.explain_by) if sent and assessment.explain_by else None
    return head(assessment.round, *([] if sent else [NOT_SENT])) | {
        "unit": full_name(assessment.unit),
        "count": str(len(by_score)),
        "until": until.strftime("%H:%M ngày %d/%m/%Y") if until else "",
        "rows": [_row(question) for question in by_score.values()],
    }


def _questions(assessment: Assessment, reader: User) -> QuerySet[Remark]:
    questions = Remark.objects.filter(score__assessment=assessment, kind=Remark.Kind.QUESTION)
    if not permissions.is_on_review_side(reader, assessment.round.owner_id):
        questions = questions.filter(turn__lte=assessment.explanations)
    return (
        questions.exclude(score__flag=Flag.NONE)
        .select_related("score__criterion")
        .order_by("score__criterion__position", "at", "pk")
    )


def _row(question: Remark) -> dict[str, str]:
    score = question.score
    return {
        "code": score.criterion.code,
        "title": score.criterion.title_vi,
        "max": points_as_written(score.max_points),
        "claimed": claimed_side(score),
        "awarded": awarded_side(score),
        "question": question.text,
    }
