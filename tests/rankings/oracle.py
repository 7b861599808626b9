"""The same arithmetic once more, by other means: fractions, and sorting in Python."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction

from assessments.models import Assessment, Round, Score
from rankings.models import DomainIndex, Ranking, RankingLeaf, RankingMean, RankingRow

Totals = dict[str, tuple[Fraction, Fraction]]


@dataclass(frozen=True)
class Result:
    points: Decimal | None
    maximum: Decimal | None
    index: Decimal | None
    rank: int | None
    group: str
    domains: frozenset[tuple[str, Decimal, Decimal, Decimal | None]]


def two_places(value: Fraction) -> Decimal:
    with localcontext(prec=80):
        exact = Decimal(value.numerator) / Decimal(value.denominator)
        return exact.quantize(Decimal("0.01"), ROUND_HALF_UP)


def index_of(points: Fraction, maximum: Fraction) -> Decimal | None:
    return two_places(points / maximum * 100) if maximum else None


def letter(index: Decimal | None) -> str:
    if index is None:
        return ""
    return "A" if index >= 90 else "B" if index >= 80 else "C" if index >= 70 else "D"


def decimal(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / Decimal(value.denominator)


def _totals(round_: Round, basis: str) -> dict[int, Totals]:
    """Points and maximum of each domain of each submitted sheet, by the code's first part."""
    found: dict[int, Totals] = {}
    for unit, own in leaves(round_, basis).items():
        domains: Totals = defaultdict(lambda: (Fraction(0), Fraction(0)))
        for leaf, (points, maximum) in own.items():
            code = leaf.split(".")[0]
            domains[code] = (domains[code][0] + points, domains[code][1] + maximum)
        found[unit] = dict(domains)
    return found


def leaves(round_: Round, basis: str = "awarded") -> dict[int, Totals]:
    """Points and applicable maximum of each leaf of each sheet that counts."""
    sheets = Assessment.objects.filter(round=round_).exclude(status="drafting")
    if basis == "final":
        sheets = sheets.filter(status="final")
    found: dict[int, Totals] = {}
    for sheet in sheets:
        own = found[sheet.unit_id] = {}
        for score in Score.objects.filter(assessment=sheet).select_related("criterion"):
            claimed = basis == "claimed" and score.criterion.source == "reviewed"
            na = score.claimed_na if claimed else score.awarded_na
            points = score.claimed_points if claimed else score.awarded_points
            own[score.criterion.code] = (
                (Fraction(0), Fraction(0))
                if na
                else (Fraction(points or 0), Fraction(score.max_points))
            )
    return found


def kept_leaves(ranking: Ranking) -> dict[int, Totals]:
    """What the ranking keeps of each leaf."""
    found: dict[int, Totals] = defaultdict(dict)
    for leaf in RankingLeaf.objects.filter(row__ranking=ranking).select_related("row", "criterion"):
        found[leaf.row.unit_id][leaf.criterion.code] = (
            Fraction(leaf.points),
            Fraction(leaf.max_points),
        )
    return dict(found)


def results(round_: Round, basis: str = "awarded") -> dict[int, Result]:
    """What each unit's row must hold, by the unit's id."""
    totals = _totals(round_, basis)
    whole = {
        unit: (sum(p for p, _m in d.values()), sum(m for _p, m in d.values()))
        for unit, d in totals.items()
    }
    indices = {unit: index_of(Fraction(p), Fraction(m)) for unit, (p, m) in whole.items()}
    sheets = Assessment.objects.filter(round=round_)
    ranked = [
        own for sheet in sheets if sheet.ranked and (own := indices.get(sheet.unit_id)) is not None
    ]
    found = {}
    for sheet in sheets:
        unit = sheet.unit_id
        if unit not in totals:
            found[unit] = Result(None, None, None, None, "", frozenset())
            continue
        own = indices[unit]
        better = sum(1 for other in ranked if own is not None and other > own)
        points, maximum = whole[unit]
        found[unit] = Result(
            decimal(Fraction(points)),
            decimal(Fraction(maximum)),
            own,
            better + 1 if sheet.ranked and own is not None else None,
            letter(own),
            frozenset(
                (code, decimal(p), decimal(m), index_of(p, m))
                for code, (p, m) in totals[unit].items()
            ),
        )
    return found


def kept(ranking: Ranking) -> dict[int, Result]:
    """What the database holds, by the unit's id."""
    domains = defaultdict(set)
    for one in DomainIndex.objects.filter(row__ranking=ranking).select_related("domain", "row"):
        domains[one.row.unit_id].add((one.domain.code, one.points, one.max_points, one.index))
    return {
        row.unit_id: Result(
            row.points,
            row.max_points,
            row.index,
            row.rank,
            row.group,
            frozenset(domains[row.unit_id]),
        )
        for row in RankingRow.objects.filter(ranking=ranking)
    }


def means(
    round_: Round, basis: str = "awarded"
) -> dict[tuple[str, str | None], tuple[int, Decimal]]:
    """(region, domain) → (units, mean); "" is all regions, None the whole set."""
    quotients: dict[tuple[str, str | None], list[Fraction]] = defaultdict(list)
    regions = dict(Assessment.objects.filter(round=round_).values_list("unit_id", "unit__region"))
    for unit, domains in _totals(round_, basis).items():
        whole = [sum(pair[side] for pair in domains.values()) for side in (0, 1)]
        parts: list[tuple[str | None, tuple[Fraction, Fraction]]] = [*domains.items()]
        parts.append((None, (Fraction(whole[0]), Fraction(whole[1]))))
        for code, (points, maximum) in parts:
            if maximum:
                for region in {"", regions[unit]}:
                    quotients[region, code].append(points / maximum)
    return {
        key: (len(values), two_places(sum(values, Fraction(0)) / len(values) * 100))
        for key, values in quotients.items()
    }


def kept_means(ranking: Ranking) -> dict[tuple[str, str | None], tuple[int, Decimal]]:
    return {
        (mean.region, mean.domain.code if mean.domain else None): (mean.units, mean.index)
        for mean in RankingMean.objects.filter(ranking=ranking).select_related("domain")
    }
