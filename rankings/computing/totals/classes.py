"""The classes of units and what parts equal indices, as SQL: conditions look at what the ranking keeps of leaves."""

from collections.abc import Sequence
from decimal import Decimal

from criteria.set_rules import Condition, UnitClass
from criteria.set_rules.rules import ANY_DOMAIN
from rankings.computing.around import Around
from rankings.computing.totals.sql import Param, T, index


def class_cases(around: Around) -> tuple[str, list[Param]]:
    """Returns the WHEN … THEN of every class for a unit ``u`` with its index, block and points inside the total."""
    cases: list[str] = []
    params: list[Param] = []
    for one in around.rules.classes:
        bound, bounds = _bound(one)
        tests = [f'u."index" >= {bound}']
        params += bounds
        for condition in one.conditions:
            test, own = _test(condition, around)
            tests.append(test)
            params += own
        name = "%s"
        if around.rules.lowers:
            # An option is looked up by its place, so there is nothing to pass.
            lowers = " OR ".join(_test(lower, around)[0] for lower in around.rules.lowers)
            name = f"CASE WHEN {lowers} THEN %s ELSE %s END"
            params.append(around.rules.lower_than(one.name))
        cases.append(f"WHEN {' AND '.join(tests)} THEN {name}")
        params.append(one.name)
    return " ".join(cases), params


def _bound(one: UnitClass) -> tuple[str, list[Param]]:
    if not one.by_block:
        return str(_index(one.least)), []
    each = " ".join(f"WHEN %s THEN {_index(least)}" for _block, least in one.by_block)
    return f"CASE u.block {each} ELSE {_index(one.least)} END", [block for block, _ in one.by_block]


def _index(percent: Decimal) -> int:
    """Returns the least published index, in whole 0.01 percent, that reaches a bound."""
    return -int(-percent.scaleb(2) // 1)


def _points(points: Decimal) -> int:
    return -int(-points.scaleb(4) // 1)


def _test(condition: Condition, around: Around) -> tuple[str, list[Param]]:
    """Returns the test of one condition; nothing that does not apply is held against a unit."""
    least = _index(condition.least)
    leaves = f"""
        SELECT 1 FROM {T["RankingLeaf"]} l JOIN {T["Criterion"]} c ON c.id = l.criterion_id
        WHERE l.row_id = u.row_id
    """  # noqa: S608  # only names of our own tables and columns, and numbers, go into the text
    below = f"""
        SELECT 1 FROM {T["DomainIndex"]} d WHERE d.row_id = u.row_id AND d."index" < {least}
    """  # noqa: S608  # as above
    key = around.ids.get(condition.code, 0)
    match condition.about:
        case "inside":
            return f"{index('u.inside', 'u.max_points')} >= {least}", []
        case "no_zero":
            zero = "l.max_points > 0 AND l.points = 0 AND c.counts = ''"
            return f"NOT EXISTS ({leaves} AND {zero})", []
        case "domain" if condition.code == ANY_DOMAIN:
            return f"NOT EXISTS ({below})", []
        case "domain":
            return f"NOT EXISTS ({below} AND d.domain_id = {key})", []
        case "leaf":
            points = _points(condition.least)
            own = f"l.criterion_id = {key} AND l.max_points > 0 AND l.points < {points}"
            return f"NOT EXISTS ({leaves} AND {own})", []
    own = f"l.criterion_id = {key} AND l.option IN ({_places(condition, around)})"
    negation = "NOT " if condition.about == "is_not" else ""
    return f"{negation}EXISTS ({leaves} AND {own})", []


def _places(condition: Condition, around: Around) -> str:
    """Returns the places of the options that a condition names."""
    labels: Sequence[str] = next(
        (one.labels for one in around.chosen if one.code == condition.code), ()
    )
    places = [str(place) for place, label in enumerate(labels) if label in condition.labels]
    return ", ".join(places) or "-1"


def tie_joins(around: Around) -> tuple[str, list[str]]:
    """Returns the joins to what parts equal indices, and its values: the higher is better, what does not apply last."""
    joins, values = [], []
    for place, code in enumerate(around.rules.ties):
        key, name = around.ids[code], f"tie{place}"
        if code in around.domains:
            joins.append(
                f"LEFT JOIN {T['DomainIndex']} {name} ON {name}.row_id = r.id AND {name}.domain_id = {key}"
            )
            values.append(f'COALESCE({name}."index", -1)')
        else:
            joins.append(
                f"LEFT JOIN {T['RankingLeaf']} {name} ON {name}.row_id = r.id AND {name}.criterion_id = {key}"
            )
            sign, none = ("-", 0) if code in around.penalties else ("", -1)
            values.append(
                f"CASE WHEN {name}.max_points > 0 THEN {sign}{name}.points ELSE {none} END"
            )
    return " ".join(joins), values
