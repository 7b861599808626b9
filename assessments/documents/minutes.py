"""The council's minutes: the people who took part, and the decision on each leaf."""

import re
from typing import Any

from assessments.documents.values import NA, claimed_side, head, in_words, points_as_written
from assessments.models import Council, CouncilItem, CouncilMember
from criteria.common.labels import both
from criteria.common.text import Text

# Only seats in this council count: a member may well chair a people's council or be a minister's secretary.
_HERE = r"(?= thẩm định|\s*[^\w\s]|$)"
_CHAIRS = re.compile(rf"chủ tọa|(?<!phó )chủ tịch hội đồng{_HERE}")
_SECRETARIES = re.compile(rf"(?<!tổng )thư ký(?: hội đồng)?{_HERE}")
OPEN = Text("Dự thảo: phiên họp chưa kết thúc.", "Draft: the council is still open.")


def minutes_values(council: Council) -> dict[str, Any]:
    """Returns the values of its template ``minutes``; two queries."""
    members = list(council.members.all())
    items = council.items.select_related("score__criterion", "score__assessment__unit")
    absent = CouncilMember.Presence.ABSENT
    return head(council.round, *([] if council.closed_at else [OPEN])) | {
        "title": council.title,
        "number": council.minutes_number or "        /BB-……",
        "held_on": in_words(council.held_on),
        "chair": _named(members, _CHAIRS),
        "secretary": _named(members, _SECRETARIES),
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


def _named(members: list[CouncilMember], words: re.Pattern[str]) -> str:
    """Returns the holder of a seat by the words of their position; nothing unless exactly one position has them."""
    names = [member.full_name for member in members if words.search(member.position.casefold())]
    return names[0] if len(names) == 1 else ""


def _item(item: CouncilItem) -> dict[str, str]:
    score = item.score
    decided = NA if item.not_applicable else points_as_written(item.points)
    return {
        "unit": score.assessment.unit.name_vi,
        "code": score.criterion.code,
        "title": score.criterion.title_vi,
        "max": points_as_written(score.max_points),
        "claimed": claimed_side(score),
        "points": decided if item.decided_at else "–",
        "reason": item.reason,
    }
