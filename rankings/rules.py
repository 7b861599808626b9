"""The rules of index, group and rank, in one place; readers are shown the same words.

``rankings.computing.totals`` writes them as SQL on whole numbers; this module writes them in ``Decimal``.
"""

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

from criteria.common.numbers import round_half_up
from criteria.common.text import Text

GROUPS: tuple[tuple[str, Decimal], ...] = (
    ("A", Decimal(90)),
    ("B", Decimal(80)),
    ("C", Decimal(70)),
    ("D", Decimal(0)),
)
"""Each group with the lowest published index, in percent, that belongs to it; best first."""

INDEX_RULE = Text(
    vi="Chỉ số = tổng điểm đạt được ÷ tổng điểm tối đa áp dụng × 100, "
    "làm tròn đến 2 chữ số thập phân (từ 5 làm tròn lên) từ điểm chưa làm tròn.",
    en="Index = points reached ÷ maximum points applicable × 100, rounded half up to 2 decimals "
    "from the exact points.",
)
RANK_RULE = Text(
    vi="Xếp hạng theo chỉ số đã làm tròn 2 chữ số thập phân, từ cao xuống thấp. "
    "Đơn vị bằng chỉ số thì đồng hạng và bỏ hạng kế tiếp (1, 2, 2, 4). "
    "Đơn vị chưa gửi phiếu không được đánh giá và không xếp hạng.",
    en="Ranked by the index as published with 2 decimals, highest first. "
    "Equal indices share a rank and the next rank is skipped (1, 2, 2, 4). "
    "A unit that has not submitted its sheet is not assessed and not ranked.",
)
GROUP_RULE = Text(
    vi="Nhóm A: từ 90%; nhóm B: từ 80% đến dưới 90%; "
    "nhóm C: từ 70% đến dưới 80%; nhóm D: dưới 70%.",
    en="Group A: 90% and above; B: 80% to under 90%; C: 70% to under 80%; D: under 70%.",
)

BASIS_RULES = {
    "claimed": Text(
        vi="Cơ sở: điểm tự đánh giá của các phiếu đã gửi; tiêu chí điều tra xã hội học lấy điểm "
        "điều tra.",
        en="Basis: the claimed points of all sheets submitted; survey leaves count what the survey "
        "gave.",
    ),
    "awarded": Text(
        vi="Cơ sở: điểm thẩm định của các phiếu đã gửi; tiêu chí chưa có điểm thẩm định tính 0.",
        en="Basis: the awarded points of all sheets submitted; a leaf not yet awarded counts 0.",
    ),
    "final": Text(
        vi="Cơ sở: điểm thẩm định, chỉ của các phiếu đã thẩm định xong; đơn vị khác chưa được "
        "đánh giá và không xếp hạng.",
        en="Basis: the awarded points, only of sheets whose review is finished; other units are not "
        "assessed and not ranked.",
    ),
}
"""The rule of each ``Ranking.Basis``. A leaf that does not apply is out of the maximum, whatever the basis."""


ORDER = ("basis", "index", "rank", "group")


def as_kept(basis: str) -> dict[str, dict[str, str]]:
    """Returns the rules in the form that a ranking keeps: {name: {"vi": …, "en": …}}."""
    rules = {
        "basis": BASIS_RULES[basis],
        "index": INDEX_RULE,
        "rank": RANK_RULE,
        "group": GROUP_RULE,
    }
    return {name: {"vi": rule.vi, "en": rule.en} for name, rule in rules.items()}


def as_read(stored: dict[str, dict[str, str]], basis: str) -> dict[str, Text]:
    """Returns the rules that a ranking keeps, in the order for readers; today's where it keeps none yet."""
    rules = stored or as_kept(basis)
    return {name: Text(**rules[name]) for name in ORDER if name in rules}


def index_of(points: Decimal, maximum: Decimal) -> Decimal | None:
    """Returns the index in percent with 2 decimals, half up; ``None`` where the applicable maximum is 0."""
    return round_half_up(Fraction(points) * 100 / Fraction(maximum), 2) if maximum else None


def rank_of(index: Decimal, others: Iterable[Decimal]) -> int:
    """Returns the rank of a published index among the published indices of the other ranked units."""
    return 1 + sum(other > index for other in others)


def group_of(index: Decimal) -> str:
    """Returns the group of a published index in percent."""
    return next(group for group, lowest in GROUPS if index >= lowest)
