"""The disclaimers that stand first in every file: that data are for demonstration, that criteria are provisional."""

from collections.abc import Iterable

from assessments import permissions
from assessments.models import Round, User
from criteria.common.text import Text

DEMO = Text(
    "Dữ liệu minh họa: không phải kết quả thật của bất kỳ đơn vị nào.",
    "Demonstration data: not the real result of any unit.",
)
PROVISIONAL = Text(
    "Bộ tiêu chí tạm thời: tên, điểm và thang điểm dưới cấp lĩnh vực chưa đối chiếu với phụ lục "
    "chính thức.",
    "Provisional criteria: titles, points and scales below the domains have not been checked "
    "against the official annex.",
)


def marks_of(round_: Round) -> list[Text]:
    """Returns the disclaimers of the round, which its pages carry too."""
    marks = [DEMO] if round_.is_demo else []
    return marks + ([PROVISIONAL] if round_.criteria_set.is_provisional else [])


def marks_over(rounds: Iterable[Round]) -> dict[str, bool]:
    """Returns which disclaimers a page that shows several rounds carries."""
    shown = list(rounds)
    return {
        "demo": any(round_.is_demo for round_ in shown),
        "provisional": any(round_.criteria_set.is_provisional for round_ in shown),
    }


def marks_for(user: User) -> dict[str, bool]:
    """Returns which disclaimers a person's own pages carry: they speak of any round that concerns the person. One query."""
    concerning = Round.objects.filter(permissions.rounds_visible_to(user)).order_by()
    return marks_over(
        concerning.select_related("criteria_set").only("is_demo", "criteria_set__is_official")
    )
