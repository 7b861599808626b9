"""Counts what a province's own rounds give to the leaves of its sheet in the nation's round, each with its source."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.utils import timezone

from assessments.models import Assessment, HandedFigure, Score, Status
from assessments.sheets.figures_offered import FigureProposal
from criteria.common.labels import both_titles
from criteria.common.moments import vietnam_time
from criteria.common.numbers import canonical, show
from criteria.common.text import Refused, Text
from criteria.models import Criterion
from criteria.scales import parse_scale
from criteria.scales.fields import Field

_SIX_PLACES = Decimal("0.000001")


@dataclass(frozen=True)
class AwardedNumbers:
    """What the units reached on a leaf of an own round, as it was awarded."""

    entries: list[Mapping[str, Any]] = field(default_factory=list)
    points: list[Decimal] = field(default_factory=list)

    def values(self, of: str) -> list[Decimal]:
        """Returns the units' numbers of a figure, or their points for none; a unit without one is left out."""
        if not of:
            return self.points
        return [
            Decimal(str(entry[of])) for entry in self.entries if entry.get(of) not in (None, "")
        ]


def typed_fields(leaf: Criterion) -> dict[str, Field]:
    """Returns the numbers that are typed on a leaf, by their names in entries."""
    try:
        scale = parse_scale(leaf.scale, leaf.max_points)
    except Refused:
        return {}
    return {one.name: one for one in scale.fields if one.type in ("number", "whole")}


def is_finished(round_id: int) -> bool:
    """Returns whether every sheet of a round that was submitted is final, and one is."""
    sheets = Assessment.objects.filter(round=round_id)
    in_hand = sheets.filter(status__in=Status.IN_HAND)
    return sheets.filter(status=Status.FINAL).exists() and not in_hand.exists()


def handed_figures(sheet: Assessment, leaves: Collection[int]) -> dict[int, FigureProposal]:
    """Returns what own rounds that are finished give to leaves (ids) of a sheet; no query where nothing is handed up."""
    if not sheet.has_handed_figures:
        return {}
    rules = list(
        HandedFigure.objects.filter(
            assessment=sheet, criterion__in=leaves, own_round__owner=sheet.unit_id
        ).select_related("criterion", "own_round", "own_leaf")
    )
    finished = {one for one in {rule.own_round_id for rule in rules} if is_finished(one)}
    ready = [rule for rule in rules if rule.own_round_id in finished]
    reached = _reached(ready)
    by_leaf: dict[int, list[HandedFigure]] = defaultdict(list)
    for rule in ready:
        by_leaf[rule.criterion_id].append(rule)
    now, found = timezone.now(), {}
    for leaf_id, own in by_leaf.items():
        entry, said = {}, []
        for rule in own:
            there = reached[rule.own_round_id, rule.own_leaf_id]
            number = number_by_rule(rule, there)
            if number is not None:
                entry[rule.figure] = canonical(number)
                said.append(_source(rule, len(there.points)))
        if said:
            at = vietnam_time(now)
            vi, en = "; ".join(one.vi for one in said), "; ".join(one.en for one in said)
            text = Text(f"{vi} (lúc {at.vi})", f"{en} (at {at.en})")
            day = timezone.localdate(now)
            found[leaf_id] = FigureProposal(entry, own[0].criterion, day, text)
    return found


def _reached(rules: Iterable[HandedFigure]) -> dict[tuple[int, int], AwardedNumbers]:
    """Returns what was awarded on the rules' own leaves, by round and leaf; one query."""
    found: dict[tuple[int, int], AwardedNumbers] = defaultdict(AwardedNumbers)
    places = {(rule.own_round_id, rule.own_leaf_id) for rule in rules}
    scores = Score.objects.filter(
        assessment__round__in={round_id for round_id, _leaf in places},
        criterion__in={leaf for _round, leaf in places},
        assessment__status=Status.FINAL,
        awarded_points__isnull=False,
        awarded_na=False,
    )
    rows = scores.values_list(
        "assessment__round", "criterion", "awarded_input", "claimed_input", "awarded_points"
    )
    for round_id, leaf, awarded, claimed, points in rows:
        there = found[round_id, leaf]
        # Points that were accepted stand on the figures that were claimed.
        there.entries.append(awarded or claimed or {})
        there.points.append(points or Decimal(0))
    return found


def number_by_rule(rule: HandedFigure, there: AwardedNumbers) -> Decimal | None:
    """Returns the number that a rule gives; none where no unit has one, or a sum to divide by is 0."""
    values = there.values(rule.of)
    if not values:
        return None
    if rule.way == HandedFigure.Way.UNITS:
        return Decimal(len(there.points))
    if rule.way == HandedFigure.Way.COUNT:
        return Decimal(sum(value >= (rule.least or 0) for value in values))
    total = sum(values, Decimal(0))
    if rule.way == HandedFigure.Way.SUM:
        return total
    whole = sum(there.values(rule.by), Decimal(0))
    if not whole:
        return None
    return (total / whole * 100).quantize(_SIX_PLACES, ROUND_HALF_UP).normalize()


def _source(rule: HandedFigure, units: int) -> Text:
    title, code = both_titles(rule.own_round), rule.own_leaf.code
    way = HandedFigure.Way(rule.way)
    least = show(rule.least) if way == HandedFigure.Way.COUNT and rule.least is not None else ""
    vi = {
        "sum": "tổng",
        "ratio": "tỷ lệ",
        "count": f"số đơn vị đạt từ {least}",
        "units": "số đơn vị",
    }
    en = {"sum": "sum", "ratio": "ratio", "count": f"units from {least}", "units": "units"}
    return Text(
        f"{title.vi}, tiêu chí {code}: {vi[rule.way]} của {units} đơn vị",
        f"{title.en}, criterion {code}: {en[rule.way]} over {units} units",
    )
