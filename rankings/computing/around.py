"""What a ranking's set says around its tree, by the ids that its statements need; one query."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Q

from criteria.models import SIGNS, Criterion
from criteria.scales import read_scale
from criteria.set_rules import TODAY, SetRules
from criteria.set_rules.rules import codes_named
from rankings.models import Ranking
from rankings.rules import RulesAround


@dataclass(frozen=True)
class OutsideDomain:
    """A domain outside the total: ``sign`` 1 or -1, ``cap`` in whole 0.0001 points."""

    pk: int
    code: str
    sign: int
    is_highest_only: bool
    cap: int


@dataclass(frozen=True)
class Gate:
    """A leaf that counts 0 where another one has no points."""

    leaf: int
    by: int
    is_by_survey: bool
    codes: tuple[str, str]


@dataclass(frozen=True)
class ChosenLeaf:
    """A leaf whose option decides a class: the name of its input, and the labels of its options."""

    pk: int
    code: str
    name: str
    labels: Sequence[str]


@dataclass(frozen=True)
class Around:
    """The rules of a set with the ids of the criteria that they name."""

    rules: SetRules = TODAY
    outside: Sequence[OutsideDomain] = ()
    gates: Sequence[Gate] = ()
    chosen: Sequence[ChosenLeaf] = ()
    ids: Mapping[str, int] = field(default_factory=dict)
    """The criteria that the rules name, by code."""
    domains: frozenset[str] = frozenset()
    """Those of them that are domains with leaves of their own."""
    penalties: frozenset[str] = frozenset()
    """Those of them of which fewer points are better."""

    @property
    def words(self) -> RulesAround:
        """The rules as the words for readers need them."""
        return RulesAround(
            self.rules,
            bonuses=[one.code for one in self.outside if one.sign > 0],
            penalties=[one.code for one in self.outside if one.sign < 0],
            gates=[gate.codes for gate in self.gates],
        )


def around_of(ranking: Ranking) -> Around:
    """Returns what the set of a ranking says around its tree."""
    rules = ranking.set_rules
    named = {code for code, _kind in codes_named(rules)}
    rows = list(
        Criterion.objects.filter(criteria_set=ranking.round.criteria_set_id)
        .filter(Q(counts__in=SIGNS, parent=None) | ~Q(gate="") | Q(code__in=named))
        .order_by("position")
    )
    by_code = {row.code: row for row in rows}
    gate_codes = {row.gate for row in rows if row.gate} - by_code.keys()
    if gate_codes:
        gates = Criterion.objects.filter(
            criteria_set=ranking.round.criteria_set_id, code__in=gate_codes
        )
        by_code |= {row.code: row for row in gates}
    return Around(
        rules=rules,
        outside=[
            OutsideDomain(
                row.pk, row.code, row.sign, row.is_highest_only, int(row.max_points.scaleb(4))
            )
            for row in rows
            if row.is_outside and row.parent_id is None
        ],
        gates=[
            Gate(row.pk, by_code[row.gate].pk, by_code[row.gate].is_survey, (row.code, row.gate))
            for row in rows
            if row.gate
        ],
        chosen=_chosen(rules, by_code),
        ids={code: by_code[code].pk for code in named if code in by_code},
        domains=frozenset(
            code for code in named if code in by_code and by_code[code].scale is None
        ),
        penalties=frozenset(code for code in named if code in by_code and by_code[code].sign < 0),
    )


def chosen_leaves(ranking: Ranking) -> Sequence[ChosenLeaf]:
    """Returns the leaves whose option decides a class; without a query where no class looks at one."""
    looks = any(one.is_about_option for one in ranking.set_rules.conditions)
    return around_of(ranking).chosen if looks else ()


def _chosen(rules: SetRules, by_code: Mapping[str, Criterion]) -> list[ChosenLeaf]:
    codes = dict.fromkeys(one.code for one in rules.conditions if one.is_about_option)
    found = []
    for code in codes:
        row = by_code[code]
        scale, _faults = read_scale(row.scale, row.max_points)
        chosen = scale.chosen_field if scale else None
        if scale and chosen:
            found.append(ChosenLeaf(row.pk, code, chosen.name, scale.option_labels))
    return found
