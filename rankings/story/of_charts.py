"""The sentence beside each chart of a unit: what the drawing shows, for who does not see it."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from criteria.common.numbers import show
from criteria.common.text import NO_TEXT, Text
from rankings.story.words import join, names_of, percent


@dataclass(frozen=True)
class RankFacts:
    """A unit's rank in a year, of how many."""

    year: int
    rank: int
    units: int


@dataclass(frozen=True)
class ReviewFacts:
    """A domain's points as the unit claimed them and as they were awarded, over what it claimed."""

    title: Text
    claimed: Decimal
    awarded: Decimal


def ranks_in_words(ranks: Sequence[RankFacts]) -> Text:
    """Returns the ranks in the order of the years; nothing for fewer than two."""
    if len(ranks) < 2:
        return NO_TEXT
    ordered = sorted(ranks, key=lambda one: one.year)
    alike = len({one.units for one in ordered}) == 1
    parts = [
        Text(f"năm {one.year} hạng {one.rank}", f"rank {one.rank} in {one.year}")
        if alike
        else Text(
            f"năm {one.year} hạng {one.rank}/{one.units}",
            f"rank {one.rank} of {one.units} in {one.year}",
        )
        for one in ordered
    ]
    said = join(parts, ", ")
    if alike:
        units = ordered[0].units
        return Text(f"Trong {units} đơn vị: {said.vi}.", f"Of {units} units: {said.en}.")
    return Text(f"{said.vi[:1].upper()}{said.vi[1:]}.", f"{said.en[:1].upper()}{said.en[1:]}.")


def indices_in_words(indices: Sequence[tuple[int, Decimal]]) -> Text:
    """Returns a unit's indices (percent) in the order of the years; nothing for fewer than two."""
    if len(indices) < 2:
        return NO_TEXT
    parts = [
        Text(f"năm {year} đạt {percent(index).vi}", f"{percent(index).en} in {year}")
        for year, index in sorted(indices)
    ]
    said = join(parts, ", ")
    return Text(f"{said.vi[:1].upper()}{said.vi[1:]}.", f"{said.en}.")


def columns_in_words(columns: Sequence[tuple[int, int, int]]) -> Text:
    """Returns between which indices most units lie; ``columns`` are (from, to, units), in percent."""
    most = max((count for _low, _high, count in columns), default=0)
    tallest = [(low, high) for low, high, count in columns if count == most]
    if not most:
        return NO_TEXT
    steps = [
        Text(f"từ {low} đến {below.vi}{high}%", f"from {low} to {below.en}{high}%")
        for low, high in tallest
        for below in [NO_TEXT if high == 100 else Text("dưới ", "under ")]
    ]
    where = names_of(steps, Text("khoảng", "ranges"))
    return Text(
        f"Nhiều đơn vị nhất ({most}) có chỉ số {where.vi}.",
        f"Most units ({most}) have an index {where.en}.",
    )


def means_in_words(means: Sequence[tuple[Text, Decimal]]) -> Text:
    """Returns where the mean index (percent) is highest and lowest; nothing for fewer than two regions."""
    if len(means) < 2:
        return NO_TEXT
    values = [mean for _name, mean in means]
    best, worst = max(values), min(values)
    if best == worst:
        return NO_TEXT
    several = Text("vùng", "regions")
    high, low = (
        names_of([name for name, mean in means if mean == end], several) for end in (best, worst)
    )
    return Text(
        f"Trung bình cao nhất ở {high.vi} ({percent(best).vi}), thấp nhất ở {low.vi} ({percent(worst).vi}).",
        f"The mean is highest in {high.en} ({percent(best).en}), lowest in {low.en} ({percent(worst).en}).",
    )


def review_in_words(domains: Sequence[ReviewFacts]) -> Text:
    """Returns by how much the review changed what was claimed, and where most; nothing where nothing was claimed."""
    claimed = sum((one.claimed for one in domains), Decimal(0))
    awarded = sum((one.awarded for one in domains), Decimal(0))
    if not domains:
        return NO_TEXT
    change = awarded - claimed
    sums = Text(
        f"{show(claimed)} → {show(awarded)}", f"{show(claimed, 'en')} → {show(awarded, 'en')}"
    )
    if change == 0:
        if all(one.claimed == one.awarded for one in domains):
            return Text(
                f"Điểm thẩm định bằng điểm tự đánh giá ({show(claimed)}).",
                f"The points awarded are those claimed ({show(claimed, 'en')}).",
            )
        return Text(
            f"Tổng điểm thẩm định bằng tổng điểm tự đánh giá ({show(claimed)}).",
            f"The points awarded sum to those claimed ({show(claimed, 'en')}).",
        )
    verb = Text("giảm", "lowers") if change < 0 else Text("tăng", "raises")
    size = Text(show(abs(change)), show(abs(change), "en"))
    return Text(
        f"Thẩm định {verb.vi} {size.vi} điểm so với tự đánh giá ({sums.vi}){_most(domains, change).vi}.",
        f"The review {verb.en} the claimed points by {size.en} ({sums.en}){_most(domains, change).en}.",
    )


def _most(domains: Sequence[ReviewFacts], change: Decimal) -> Text:
    sign = 1 if change > 0 else -1
    largest = max((one.awarded - one.claimed) * sign for one in domains)
    where = [one.title for one in domains if (one.awarded - one.claimed) * sign == largest]
    if len(domains) < 2 or len(where) == len(domains):
        return NO_TEXT
    quoted = [Text(f"“{title.vi}”", f"“{title.en}”") for title in where]
    names = names_of(quoted, Text("lĩnh vực", "domains"))
    size = Text(show(largest), show(largest, "en"))
    return Text(f", nhiều nhất ở {names.vi} ({size.vi})", f", most in {names.en} ({size.en})")
