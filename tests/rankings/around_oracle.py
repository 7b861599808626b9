"""What a set says around its tree once more, slowly: fractions, lists, and sorting in Python."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from assessments.models import Assessment, Round, Score
from rankings.models import Ranking, RankingRow
from tests.rankings.oracle import two_places

LETTERS = [("A", 90), ("B", 80), ("C", 70), ("D", 0)]


@dataclass(frozen=True)
class World:
    """A set as the oracle needs it, beside the database: what each domain counts, gates and rules."""

    counts: dict[str, str]
    caps: dict[str, str]
    gates: dict[str, str]
    rules: dict[str, Any]
    options: dict[str, list[str]]


@dataclass
class Sheet:
    leaves: dict[str, tuple[Fraction, Fraction]]
    chosen: dict[str, str | None]
    block: str
    ranked: bool


def sheets_of(world: World, round_: Round, basis: str) -> dict[int, Sheet]:
    """Every sheet that counts, with gates shut, by its unit."""
    sheets = Assessment.objects.filter(round=round_).exclude(status="drafting")
    if basis == "final":
        sheets = sheets.filter(status="final")
    found = {}
    for one in sheets.select_related("unit"):
        leaves: dict[str, tuple[Fraction, Fraction]] = {}
        chosen: dict[str, str | None] = {}
        for score in Score.objects.filter(assessment=one).select_related("criterion"):
            code = score.criterion.code
            side = score.claimed if basis == "claimed" else score.awarded
            points = Fraction(0) if side.points is None else Fraction(side.points)
            leaves[code] = (Fraction(0), Fraction(0))
            chosen[code] = None
            if not side.not_applicable:
                leaves[code] = (points, Fraction(score.max_points))
                if code in world.options and side.input:
                    chosen[code] = world.options[code][side.input["option"]]
        open_leaves = dict(leaves)
        for code, gate in world.gates.items():
            if leaves[gate][1] > 0 and leaves[gate][0] == 0:
                open_leaves[code] = (Fraction(0), leaves[code][1])
        kinds = [kind.strip() for kind in one.unit.kinds.split(";")]
        block = next((b for b in world.rules.get("blocks", []) if b in kinds), "")
        found[one.unit_id] = Sheet(open_leaves, chosen, block, one.ranked)
    return found


def numbers(world: World, sheet: Sheet) -> dict[str, Any]:
    """A unit's numbers; None for its index where nothing applies."""
    domains: dict[str, list[tuple[Fraction, Fraction]]] = {}
    for code, pair in sheet.leaves.items():
        domains.setdefault(code.split(".")[0], []).append(pair)
    inside = outside = maximum = Fraction(0)
    indices: dict[str, Any] = {}
    for code, pairs in domains.items():
        counts = world.counts.get(code, "")
        points = [p for p, _m in pairs]
        if counts in ("", "info"):
            own, most = sum(points, Fraction(0)), sum((m for _p, m in pairs), Fraction(0))
            inside, maximum = inside + own, maximum + most
            indices[code] = two_places(own / most * 100) if most else None
            continue
        reached = max(points) if "highest" in counts else sum(points, Fraction(0))
        cap = (
            Fraction(world.caps[code])
            if code in world.caps
            else sum((m for _p, m in pairs), Fraction(0))
        )
        reached = min(reached, cap)
        outside += -reached if counts.startswith("penalty") else reached
    total = max(Fraction(0), inside + outside)
    if world.rules.get("capped") and total > maximum and outside:
        total = maximum
    return {
        "points": total,
        "maximum": maximum,
        "outside": outside,
        "index": two_places(total / maximum * 100) if maximum else None,
        "inside": two_places(inside / maximum * 100) if maximum else None,
        "domains": indices,
    }


def class_of(world: World, sheet: Sheet, own: dict[str, Any]) -> str:
    if own["index"] is None:
        return ""
    classes = world.rules.get("classes") or [{"name": n, "min": str(m)} for n, m in LETTERS]
    names = [str(one["name"]) for one in classes]
    for one in classes:
        least = one.get("min", "0")
        if isinstance(least, dict):
            least = least.get(sheet.block, least[""])
        if own["index"] >= Fraction(least) and all(
            holds(world, sheet, own, condition) for condition in one.get("if", [])
        ):
            lowered = any(
                holds(world, sheet, own, lower) for lower in world.rules.get("lowers", [])
            )
            place = names.index(one["name"])
            return names[place + 1] if lowered and place + 1 < len(names) else names[place]
    return ""


def holds(world: World, sheet: Sheet, own: dict[str, Any], condition: dict[str, Any]) -> bool:
    if "no_zero" in condition:
        return all(
            points > 0
            for code, (points, most) in sheet.leaves.items()
            if most and not world.counts.get(code.split(".")[0])
        )
    if "inside" in condition:
        return bool(own["inside"] >= Fraction(condition["inside"]))
    if "domain" in condition:
        known = own["domains"]
        asked = known if condition["domain"] == "*" else {condition["domain"]}
        return all(
            known[code] >= Fraction(condition["min"]) for code in asked if known[code] is not None
        )
    if "min" in condition:
        points, most = sheet.leaves[condition["leaf"]]
        return not most or points >= Fraction(condition["min"])
    label = sheet.chosen[condition["leaf"]]
    if "is" in condition:
        return label in condition["is"]
    return label not in condition["is_not"]


def tie_key(world: World, sheet: Sheet, own: dict[str, Any]) -> list[Any]:
    key = [own["index"]]
    for code in world.rules.get("ties", []):
        if code in sheet.leaves:
            points, most = sheet.leaves[code]
            if world.counts.get(code.split(".")[0], "").startswith("penalty"):
                key.append(-points if most else Fraction(0))
            else:
                key.append(points if most else Fraction(-1))
        else:
            index = own["domains"][code]
            key.append(-1 if index is None else index)
    return key


def expected(world: World, round_: Round, basis: str) -> dict[int, tuple[Any, ...]]:
    """What each row must hold, by the unit's id: points, maximum, outside, index, class, block, rank."""
    sheets = sheets_of(world, round_, basis)
    own = {unit: numbers(world, sheet) for unit, sheet in sheets.items()}
    found: dict[int, tuple[Any, ...]] = {}
    for unit, sheet in sheets.items():
        rank = None
        if sheet.ranked and own[unit]["index"] is not None:
            mine = tie_key(world, sheet, own[unit])
            rank = 1 + sum(
                tie_key(world, other, own[key]) > mine
                for key, other in sheets.items()
                if other.ranked and own[key]["index"] is not None and other.block == sheet.block
            )
        found[unit] = (
            *(own[unit][name] for name in ("points", "maximum", "outside", "index")),
            class_of(world, sheet, own[unit]),
            sheet.block,
            rank,
        )
    return found


def kept(ranking: Ranking) -> dict[int, tuple[Any, ...]]:
    """What the database holds of the units that were assessed."""
    return {
        row.unit_id: (
            Fraction(row.points or 0),
            Fraction(row.max_points or 0),
            Fraction(row.outside),
            row.index,
            row.group,
            row.block,
            row.rank,
        )
        for row in RankingRow.objects.filter(ranking=ranking, points__isnull=False)
    }
