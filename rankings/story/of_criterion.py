"""The sentences of a criterion over all units."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from criteria.common.numbers import show
from criteria.common.text import NO_TEXT, Text
from rankings.story.words import nouns_of, percent


@dataclass(frozen=True)
class CriterionFacts:
    """What the units reached on a criterion; ``counts`` are those to whom it applies, by their points."""

    level: str
    max_points: Decimal
    share: Decimal | None
    """What all of them together reached, in percent of the maximum applicable."""
    counts: Sequence[tuple[Decimal, int]]
    absent: int
    """The number of assessed units to whom nothing of it applies."""

    @property
    def units(self) -> int:
        return sum(number for _points, number in self.counts)


def story_of_criterion(facts: CriterionFacts) -> tuple[Text, ...]:
    """Returns what there is to say of it, each sentence standing for itself."""
    several = nouns_of(facts.level).several
    if not facts.units or facts.share is None:
        return (
            Text(
                "Không áp dụng cho đơn vị nào được đánh giá.",
                "It applies to none of the units assessed.",
            ),
        )
    share = percent(facts.share)
    said = [
        Text(
            f"Tính chung, {facts.units} {several.vi} đạt {share.vi} tổng điểm tối đa áp dụng.",
            f"Together {facts.units} {several.en} reach {share.en} of the maximum applicable to them.",
        )
    ]
    by_points = dict(facts.counts)
    at_most, none = by_points.get(facts.max_points, 0), by_points.get(Decimal(0), 0)
    points = Text(show(facts.max_points), show(facts.max_points, "en"))
    if at_most == facts.units:
        said.append(
            Text(
                f"Tất cả đạt điểm tối đa ({points.vi}).",
                f"All of them have the maximum ({points.en}).",
            )
        )
    elif none == facts.units:
        said.append(Text("Không đơn vị nào có điểm.", "None of them has any points."))
    else:
        zero = (
            Text(f", {none} đơn vị không có điểm", f", {none} have no points") if none else NO_TEXT
        )
        top = (
            Text(f"{at_most} đơn vị đạt điểm tối đa", f"{at_most} have the maximum")
            if at_most
            else Text("Không đơn vị nào đạt điểm tối đa", "None has the maximum")
        )
        said.append(Text(f"{top.vi} ({points.vi}){zero.vi}.", f"{top.en} ({points.en}){zero.en}."))
    if facts.absent:
        said.append(
            Text(
                f"Không áp dụng cho {facts.absent} đơn vị.",
                f"It does not apply to {facts.absent} units.",
            )
            if facts.absent > 1
            else Text("Không áp dụng cho 1 đơn vị.", "It does not apply to 1 unit.")
        )
    return tuple(said)
