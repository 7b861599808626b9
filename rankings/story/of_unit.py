"""The sentences of one unit's result."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from criteria.common.text import NO_TEXT, Text
from rankings.story.words import join, names_of, nouns_of, percent, two_decimals, within_block


@dataclass(frozen=True)
class DomainFacts:
    """A domain of a ranked unit; indices in percent."""

    title: Text
    index: Decimal
    mean: Decimal | None
    ahead: int
    """The number of ranked units with a higher index in it."""

    @property
    def rank(self) -> int:
        return 1 + self.ahead


@dataclass(frozen=True)
class UnitFacts:
    """A unit in a ranking; ``rank`` is ``None`` for one that is scored and not ranked."""

    level: str
    index: Decimal | None
    """The index in percent; ``None`` for a unit that was not assessed."""
    rank: int | None
    ranked_units: int
    group: str
    domains: Sequence[DomainFacts] = ()
    """The domains in which something applies to the unit."""
    year_before: int | None = None
    index_before: Decimal | None = None
    rank_before: int | None = None
    """Of the same unit; ``None`` where it had none, or was others."""
    ranked_before: int | None = None
    """How many units were ranked with it the year before; ``None`` where as many as now."""
    block: str = ""
    """The kind of units among which it is ranked; empty where all are ranked together."""
    tied: int = 0
    """How many others have its rank."""


def story_of_unit(result: UnitFacts) -> tuple[Text, ...]:
    """Returns what there is to say of a unit, one sentence after the other."""
    if result.index is None:
        return (
            Text(
                "Đơn vị chưa gửi phiếu nên chưa được đánh giá và không xếp hạng.",
                "The unit has not submitted its sheet, so it is not assessed and not ranked.",
            ),
        )
    return (_place(result, result.index), *_above_mean(result), *_best_and_worst(result))


def _place(result: UnitFacts, index: Decimal) -> Text:
    several = within_block(nouns_of(result.level).several, result.block)
    parts = [percent(index)]
    if result.rank is None:
        parts.append(Text("được chấm điểm, không xếp hạng", "scored, not ranked"))
    elif result.ranked_units > 1:
        parts.append(
            Text(
                f"hạng {result.rank} trong {result.ranked_units} {several.vi}",
                f"rank {result.rank} of {result.ranked_units} {several.en}",
            )
        )
        if result.tied:
            others = "other" if result.tied == 1 else "others"
            parts.append(
                Text(
                    f"đồng hạng với {result.tied} đơn vị khác",
                    f"tied with {result.tied} {others}",
                )
            )
    else:
        only = within_block(Text("đơn vị duy nhất", "the only unit"), result.block)
        parts.append(Text(f"{only.vi} được xếp hạng", f"{only.en} that is ranked"))
    if result.group:
        parts.append(Text(f"nhóm {result.group}", f"group {result.group}"))
    said = join(parts, ", ")
    return join([said, _change(result, index), Text(".", ".")], "")


def _change(result: UnitFacts, index: Decimal) -> Text:
    if result.index_before is None or result.year_before is None:
        return NO_TEXT
    year, change = result.year_before, index - result.index_before
    if change == 0:
        points = Text("chỉ số không đổi", "the same index")
    else:
        verb = Text("tăng", "up") if change > 0 else Text("giảm", "down")
        size = two_decimals(change)
        points = Text(
            f"{verb.vi} {size.vi} điểm phần trăm", f"{verb.en} {size.en} percentage points"
        )
    before, units = result.rank_before, result.ranked_before or result.ranked_units
    if result.rank is not None and before is not None and units != result.ranked_units:
        # Places among fewer or more units than before would be no rise and no fall.
        return Text(
            f"; {points.vi} so với năm {year}, khi đứng hạng {before} trong {units}",
            f"; {points.en} on {year}, when it had rank {before} of {units}",
        )
    places = _places(result)
    return Text(
        f"; {points.vi}{places.vi} so với năm {year}", f"; {points.en}{places.en} on {year}"
    )


def _places(result: UnitFacts) -> Text:
    if result.rank is None or result.rank_before is None:
        return NO_TEXT
    gained = result.rank_before - result.rank
    if gained == 0:
        return Text(", giữ nguyên thứ hạng", ", with its rank unchanged")
    verb = Text("lên", "up") if gained > 0 else Text("xuống", "down")
    places = "place" if abs(gained) == 1 else "places"
    return Text(f", {verb.vi} {abs(gained)} bậc", f", {verb.en} {abs(gained)} {places}")


def _above_mean(result: UnitFacts) -> list[Text]:
    pairs = [(one.index, one.mean) for one in result.domains if one.mean is not None]
    if len(pairs) < 2 or result.ranked_units < 2:
        return []
    above = sum(index > mean for index, mean in pairs)
    if all(index < mean for index, mean in pairs):
        return [
            Text(
                f"Thấp hơn trung bình ở cả {len(pairs)} lĩnh vực.",
                f"Below the mean in all {len(pairs)} domains.",
            )
        ]
    if above == 0:
        return [
            Text(
                "Không cao hơn trung bình ở lĩnh vực nào.",
                "Above the mean in none of its domains.",
            )
        ]
    if above == len(pairs):
        return [
            Text(
                f"Cao hơn trung bình ở cả {above} lĩnh vực.",
                f"Above the mean in all {above} domains.",
            )
        ]
    return [
        Text(
            f"Cao hơn trung bình ở {above} trong {len(pairs)} lĩnh vực.",
            f"Above the mean in {above} of {len(pairs)} domains.",
        )
    ]


def _best_and_worst(result: UnitFacts) -> list[Text]:
    """Names the domains by their rank among the ranked units, of which the unit must be one."""
    if result.rank is None or result.ranked_units < 2 or len(result.domains) < 2:
        return []
    ranks = {one.title: one.rank for one in result.domains}
    best, worst = min(ranks.values()), max(ranks.values())
    if best == worst:
        return []
    high = _titles([title for title, rank in ranks.items() if rank == best])
    low = _titles([title for title, rank in ranks.items() if rank == worst])
    return [
        Text(
            f"Thứ hạng cao nhất ở {high.vi} (hạng {best}), thấp nhất ở {low.vi} (hạng {worst}).",
            f"It ranks highest in {high.en} (rank {best}) and lowest in {low.en} (rank {worst}).",
        )
    ]


def _titles(titles: Sequence[Text]) -> Text:
    quoted = [Text(f"“{title.vi}”", f"“{title.en}”") for title in titles]
    return names_of(quoted, Text("lĩnh vực", "domains"))
