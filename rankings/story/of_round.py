"""The headline of a round's ranking and the sentences under it.

A sentence is written only where it is true of these numbers: of ties it names all or says how many,
of one unit it says no "first", and of a year before only what both years have.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from criteria.common.text import NO_TEXT, Text
from rankings.story.words import (
    MOST_NAMES,
    Nouns,
    join,
    mean_called,
    names_of,
    nouns_of,
    percent,
    sentence,
    signed_decimals,
    two_decimals,
    within_block,
)


@dataclass(frozen=True)
class RankedUnit:
    """A ranked unit's result; indices in percent, as published."""

    name: Text
    index: Decimal
    index_before: Decimal | None = None
    """The index of the same unit the year before; ``None`` where it had none, or was others."""
    rank: int | None = None
    """Its rank; ``None`` where it follows from the indices alone."""
    block: str = ""
    """The kind of units among which it is ranked; empty where all are ranked together."""

    @property
    def change(self) -> Decimal | None:
        """The change in percentage points."""
        return None if self.index_before is None else self.index - self.index_before


@dataclass(frozen=True)
class YearBefore:
    """The ranking in force for the year before, of which ``units`` were ranked."""

    year: int
    mean: Decimal | None
    units: int
    same_set: bool


@dataclass(frozen=True)
class RoundFacts:
    """A ranking as its story needs it: the ranked units, the published mean, and the year before."""

    level: str
    units: Sequence[RankedUnit]
    mean: Decimal | None
    before: YearBefore | None = None
    is_complete: bool = True
    """False where some units were not assessed, so that the mean is not that of all."""

    @property
    def nouns(self) -> Nouns:
        return nouns_of(self.level)

    @property
    def compared(self) -> list[tuple[RankedUnit, Decimal]]:
        """The units that have an index in both years, with their change in percentage points."""
        pairs = ((unit, unit.change) for unit in self.units)
        return [(unit, change) for unit, change in pairs if change is not None]


@dataclass(frozen=True)
class Story:
    headline: Text
    sentences: tuple[Text, ...]


def story_of_round(result: RoundFacts) -> Story:
    """Returns the headline and the sentences of a ranking, each of which stands for itself."""
    if not result.units:
        return Story(
            Text("Chưa có đơn vị nào được xếp hạng", "No unit has been ranked yet"),
            tuple(_mean(result)),
        )
    blocks = dict.fromkeys(unit.block for unit in result.units)
    firsts = [_first(result, block) for block in blocks]
    headline = [join(firsts, "; "), *_rises(result)]
    sentences = [*_mean(result), *_extremes(result), *_other_set(result)]
    return Story(join(headline, "; "), tuple(sentences))


def _first(result: RoundFacts, block: str) -> Text:
    """Returns who comes first in a block; equal indices may have been parted by further leaves."""
    units = [unit for unit in result.units if unit.block == block]
    best = max(unit.index for unit in units)
    several = within_block(result.nouns.several, block)
    if all(unit.index == best for unit in units) and len({unit.rank for unit in units}) == 1:
        return _all_reach([unit.name for unit in units], best, several)
    top = [unit.name for unit in units if unit.rank == 1]
    if not top:
        top = [unit.name for unit in units if unit.index == best]
    names, of_block = names_of(top, several), within_block(NO_TEXT, block)
    if not block and len(units) < len(result.units):
        of_block = Text(" trong các đơn vị còn lại", " among the other units")
    if len(top) == 1:
        return Text(f"{names.vi} đứng đầu{of_block.vi}", f"{names.en} comes first{of_block.en}")
    return Text(
        f"{names.vi} cùng đứng đầu{of_block.vi}", f"{names.en} share the first place{of_block.en}"
    )


def _all_reach(names: Sequence[Text], index: Decimal, several: Text) -> Text:
    reached = percent(index)
    if len(names) == 1:
        return Text(f"{names[0].vi} đạt {reached.vi}", f"{names[0].en} reaches {reached.en}")
    return Text(
        f"{len(names)} {several.vi} cùng đạt {reached.vi}",
        f"All {len(names)} {several.en} reach {reached.en}",
    )


def _rises(result: RoundFacts) -> list[Text]:
    compared = result.compared
    if len(compared) < 2 or result.before is None:
        return []
    risen = sum(change > 0 for _unit, change in compared)
    several, every, year = result.nouns.several, len(compared), result.before.year
    # Some were not ranked the year before, or are made of others: they neither rise nor fall.
    of_all = every == len(result.units)
    among = (
        several
        if of_all
        else Text(f"đơn vị so sánh được với năm {year}", f"units that compare with {year}")
    )
    if risen == 0:
        return [
            Text(
                f"cả {every} {among.vi} đều không tăng điểm",
                f"none of {every} {among.en} gains",
            )
        ]
    if risen == every:
        return [Text(f"cả {every} {among.vi} đều tăng điểm", f"all {every} {among.en} gain")]
    return [
        Text(f"{risen} trong {every} {among.vi} tăng điểm", f"{risen} of {every} {among.en} gain")
    ]


def _mean(result: RoundFacts) -> list[Text]:
    if result.mean is None:
        return []
    now, before = percent(result.mean), result.before
    subject = mean_called(result.level, result.is_complete)
    reached = Text(f"{subject.vi} đạt {now.vi}", f"{subject.en} is {now.en}")
    if before is None or before.mean is None:
        return [sentence(reached)]
    everybody_compares = len(result.compared) == len(result.units) == before.units
    change = result.mean - before.mean
    year, then = before.year, percent(before.mean)
    if not everybody_compares:
        several = result.nouns.several
        tail = Text(
            f"; năm {year} là {then.vi}, với {before.units} {several.vi} được xếp hạng",
            f"; in {year}, with {before.units} {several.en} ranked, it was {then.en}",
        )
    elif change == 0:
        tail = Text(f", bằng năm {year}", f", as in {year}")
    else:
        verb = Text("tăng", "up") if change > 0 else Text("giảm", "down")
        size = two_decimals(change)
        tail = Text(
            f", {verb.vi} {size.vi} điểm phần trăm so với năm {year}",
            f", {verb.en} {size.en} percentage points on {year}",
        )
    return [sentence(join([reached, tail], ""))]


def _extremes(result: RoundFacts) -> list[Text]:
    parts = []
    compared = result.compared
    changes = [change for _unit, change in compared]
    if len(compared) > 1 and max(changes) > 0:
        parts.append(_those(result, max(changes), Text("tăng nhiều nhất", "gained most")))
    if len(compared) > 1 and min(changes) < 0:
        parts.append(_those(result, min(changes), Text("giảm nhiều nhất", "lost most")))
    said = [join(parts, ", ")] if parts else []
    indices = [unit.index for unit in result.units]
    if spread := max(indices) - min(indices):
        size = two_decimals(spread)
        said.append(
            Text(
                f"chỉ số cao nhất và thấp nhất cách nhau {size.vi} điểm phần trăm",
                f"the highest and the lowest index are {size.en} percentage points apart",
            )
        )
    return [sentence(join(said, "; "))] if said else []


def _those(result: RoundFacts, change: Decimal, verb: Text) -> Text:
    names = [unit.name for unit, own in result.compared if own == change]
    who, size = names_of(names, result.nouns.several), signed_decimals(change)
    together = "cùng " if len(names) > 1 else ""
    # No sentence begins with a figure.
    number = "có " if len(names) > MOST_NAMES else ""
    return Text(
        f"{number}{who.vi} {together}{verb.vi} ({size.vi})",
        f"{who.en} {verb.en} ({size.en})",
    )


def _other_set(result: RoundFacts) -> list[Text]:
    before = result.before
    if before is None or before.same_set or not (result.compared or before.mean is not None):
        return []
    return [
        Text(
            f"Năm {before.year} dùng bộ tiêu chí khác, nên chênh lệch giữa hai năm chỉ để tham khảo.",
            f"Another criteria set was used in {before.year}: differences between the two years are a guide only.",
        )
    ]
