"""The rules of index, group and rank, in one place; readers are shown the same words.

``rankings.computing.totals`` writes them as SQL on whole numbers; this module writes them in ``Decimal``.
What a set says around its tree (classes, ties, blocks, lines outside the total) goes into the words.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TypeVar

from criteria.common.numbers import round_half_up
from criteria.common.text import Text
from criteria.set_rules import TODAY, SetRules, class_words, tie_words

_Key = TypeVar("_Key", Decimal, tuple[Decimal | int, ...])

INDEX_RULE = Text(
    vi="Chỉ số = tổng điểm đạt được ÷ tổng điểm tối đa áp dụng × 100, "
    "làm tròn đến 2 chữ số thập phân (từ 5 làm tròn lên) từ điểm chưa làm tròn.",
    en="Index = points reached ÷ maximum points applicable × 100, rounded half up to 2 decimals "
    "from the exact points.",
)
_BY_INDEX = Text(
    vi="Xếp hạng theo chỉ số đã làm tròn 2 chữ số thập phân, từ cao xuống thấp.",
    en="Ranked by the index as published with 2 decimals, highest first.",
)
_SHARED = Text(
    vi="Đơn vị bằng chỉ số thì đồng hạng và bỏ hạng kế tiếp (1, 2, 2, 4).",
    en="Equal indices share a rank and the next rank is skipped (1, 2, 2, 4).",
)
_SKIPPED = Text(
    vi="Đơn vị đồng hạng thì bỏ hạng kế tiếp (1, 2, 2, 4).",
    en="After a shared rank the next rank is skipped (1, 2, 2, 4).",
)
_NOT_SENT = Text(
    vi="Đơn vị chưa gửi phiếu không được đánh giá và không xếp hạng.",
    en="A unit that has not submitted its sheet is not assessed and not ranked.",
)


def _in_a_row(*texts: Text) -> Text:
    return Text(
        " ".join(text.vi for text in texts if text.vi),
        " ".join(text.en for text in texts if text.en),
    )


RANK_RULE = _in_a_row(_BY_INDEX, _SHARED, _NOT_SENT)
GROUP_RULE = class_words(TODAY)

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


@dataclass(frozen=True)
class RulesAround:
    """What a set says around its tree, as far as words need it: ``gates`` are pairs (leaf, the leaf that it waits for)."""

    rules: SetRules = TODAY
    bonuses: Sequence[str] = ()
    penalties: Sequence[str] = ()
    gates: Sequence[tuple[str, str]] = ()

    @property
    def index_words(self) -> Text:
        """The rule of the index, with what is outside the total and what waits for another leaf."""
        texts = [INDEX_RULE]
        if self.bonuses:
            codes = ", ".join(self.bonuses)
            texts.append(
                Text(
                    f"Điểm cộng ngoài tổng điểm: lĩnh vực {codes}, mỗi lĩnh vực không quá mức trần, cộng vào "
                    "tổng điểm đạt được.",
                    f"Bonus outside the total: domain {codes}, each up to its cap, added to the points reached.",
                )
            )
        if self.penalties:
            codes = ", ".join(self.penalties)
            texts.append(
                Text(
                    f"Điểm trừ ngoài tổng điểm: lĩnh vực {codes}, mỗi lĩnh vực không quá mức trần, trừ vào "
                    "tổng điểm đạt được, không dưới 0.",
                    f"Penalty outside the total: domain {codes}, each up to its cap, taken from the points "
                    "reached, not below 0.",
                )
            )
        if self.rules.capped:
            texts.append(
                Text("Tổng điểm không quá điểm tối đa.", "The total is at most the maximum.")
            )
        texts += [
            Text(
                f"Tiêu chí {leaf} tính 0 điểm khi tiêu chí {gate} không có điểm.",
                f"Criterion {leaf} counts 0 where criterion {gate} has no points.",
            )
            for leaf, gate in self.gates
        ]
        return _in_a_row(*texts)

    @property
    def rank_words(self) -> Text:
        """The rule of ranks, with what parts equal indices and the blocks of units."""
        said = tie_words(self.rules)
        if not said.vi:
            return RANK_RULE
        return _in_a_row(_BY_INDEX, said, _SKIPPED if self.rules.ties else _SHARED, _NOT_SENT)

    @property
    def class_words(self) -> Text:
        """The classes of units; those of 2022 where the set says nothing else."""
        return class_words(self.rules)

    @property
    def all_words(self) -> list[Text]:
        """The rules of the index, of ranks and of classes."""
        return [self.index_words, self.rank_words, self.class_words]


def as_kept(basis: str, around: RulesAround | None = None) -> dict[str, dict[str, str]]:
    """Returns the rules in the form that a ranking keeps: {name: {"vi": …, "en": …}}."""
    around = around or RulesAround()
    rules = {
        "basis": BASIS_RULES[basis],
        "index": around.index_words,
        "rank": around.rank_words,
        "group": around.class_words,
    }
    return {name: {"vi": rule.vi, "en": rule.en} for name, rule in rules.items()}


def as_read(stored: dict[str, dict[str, str]], basis: str) -> dict[str, Text]:
    """Returns the rules that a ranking keeps, in the order for readers; today's where it keeps none yet."""
    rules = stored or as_kept(basis)
    return {name: Text(**rules[name]) for name in ORDER if name in rules}


def index_of(points: Decimal, maximum: Decimal) -> Decimal | None:
    """Returns the index in percent with 2 decimals, half up; ``None`` where the applicable maximum is 0."""
    return round_half_up(Fraction(points) * 100 / Fraction(maximum), 2) if maximum else None


def mean_of(quotients: Fraction, units: int) -> Decimal:
    """Returns the mean index in percent with 2 decimals, half up, of units whose quotients sum to ``quotients``."""
    return round_half_up(quotients * 100 / units, 2)


def rank_of(own: _Key, others: Iterable[_Key]) -> int:
    """Returns the rank of a published index, with what parts equal ones, among those of the other ranked units."""
    return 1 + sum(other > own for other in others)


def group_of(index: Decimal) -> str:
    """Returns the group of a published index in percent, by the classes of 2022."""
    return next(one.name for one in TODAY.classes if index >= one.least)
