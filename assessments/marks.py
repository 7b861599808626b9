"""What every file must tell its reader first: that data are for demonstration, criteria provisional."""

from assessments.models import Round
from criteria.text import Text

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
    """The marks that the round's pages carry too."""
    marks = [DEMO] if round_.is_demo else []
    return marks + ([PROVISIONAL] if round_.criteria_set.is_provisional else [])
