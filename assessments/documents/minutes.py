"""The council's minutes: who took part, and what was decided on each leaf."""

from typing import Any

from assessments.documents.values import NA, claimed, head, points
from assessments.models import Council, CouncilItem, CouncilMember
from criteria.labels import both
from criteria.text import Text

OPEN = Text("Dự thảo: phiên họp chưa kết thúc.", "Draft: the council is still open.")


def values(council: Council) -> dict[str, Any]:
    """What its template ``minutes`` is filled with; two queries."""
    members = list(council.members.all())
    items = council.items.select_related("score__criterion", "score__assessment__unit")
    absent = CouncilMember.Presence.ABSENT
    return head(council.round, *([] if council.closed_at else [OPEN])) | {
        "title": council.title,
        "number": council.minutes_number or "        /BB-……",
        "held_on": f"{council.held_on:%d/%m/%Y}",
        "quorum": str(council.round.quorum_percent),
        "took_part": str(sum(member.presence != absent for member in members)),
        "members": [
            {
                "name": member.full_name,
                "position": member.position,
                "presence": both(CouncilMember.Presence(member.presence).label).vi,
            }
            for member in members
        ],
        "text": [line for line in council.minutes.splitlines() if line.strip()] or ["……"],
        "items": [_item(item) for item in items],
    }


def _item(item: CouncilItem) -> dict[str, str]:
    score = item.score
    decided = NA if item.not_applicable else points(item.points)
    return {
        "unit": score.assessment.unit.name_vi,
        "code": score.criterion.code,
        "title": score.criterion.title_vi,
        "max": points(score.max_points),
        "claimed": claimed(score),
        "points": decided if item.decided_at else "–",
        "reason": item.reason,
    }
