"""Counts a unit's leaves by all that its set says around the tree: gates, lines outside the total, classes, ties.

``rankings.computing.totals`` writes the same rules as SQL on whole numbers; a property test holds the two together.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from criteria.models import Criterion
from criteria.set_rules import TODAY, Condition
from criteria.set_rules.rules import ANY_DOMAIN
from rankings import rules
from rankings.computing.around import Around, around_of
from rankings.computing.totals import kept_totals
from rankings.models import Ranking, RankingRow
from rankings.what_it_takes.standing import CountedLeaf, Key, Standing, within_bounds

Leaves = Mapping[int, CountedLeaf]
"""What each leaf (criterion's id) has on a basis, whether its gate is shut or not."""


def has_rules_around(ranking: Ranking, leaves: Iterable[Criterion]) -> bool:
    """Returns whether a set says more than its tree; leaves count as their domains do, so no query is needed."""
    said = replace(ranking.set_rules, places=TODAY.places)
    return said != TODAY or any(leaf.is_outside or leaf.gate for leaf in leaves)


@dataclass(frozen=True)
class Tally:
    """The rules of a set with its leaves: ``domain_of`` each, and those in the total that count points."""

    around: Around = field(default_factory=Around)
    domain_of: Mapping[int, int] = field(default_factory=dict)
    in_total: frozenset[int] = frozenset()

    @classmethod
    def of(cls, ranking: Ranking, leaves: Sequence[Criterion]) -> "Tally":
        """Returns the tally of a ranking's set, all of whose leaves are given; a query or two where it has rules."""
        around = around_of(ranking) if has_rules_around(ranking, leaves) else Around()
        return cls(
            around,
            {leaf.pk: leaf.domain_id or leaf.pk for leaf in leaves},
            frozenset(leaf.pk for leaf in leaves if not leaf.counts),
        )

    @property
    def has_rules(self) -> bool:
        """Returns whether the set says more than its tree."""
        return self.around != Around()

    def sign(self, leaf: int) -> int:
        """Returns 1 for a leaf of a bonus, -1 for one of a penalty, and 0 inside the total."""
        domain = self.domain_of.get(leaf)
        return next((one.sign for one in self.around.outside if one.pk == domain), 0)

    def option_of(self, leaf: int, entry: Mapping[str, Any]) -> int | None:
        """Returns the place of the option chosen on a leaf whose option decides a class."""
        name = next((one.name for one in self.around.chosen if one.pk == leaf), None)
        return None if name is None else entry.get(name)

    def extreme_key(self, index: Decimal, sign: int) -> Key:
        """Returns the key of an index that is first among equal ones (``sign`` 1), or last (-1)."""
        return (index, *(Decimal(sign) * Decimal("Infinity") for _code in self.around.rules.ties))

    def block_of(self, kinds: str) -> str:
        """Returns the block in which a unit of these kinds is ranked: the first of them that it is of."""
        own = f"; {kinds};"
        return next((block for block in self.around.rules.blocks if f"; {block};" in own), "")

    def behind_gates(self, leaves: Leaves) -> dict[int, CountedLeaf]:
        """Returns the leaves with those at 0 whose gate applies and has no points."""
        counted = dict(leaves)
        for gate in self.around.gates:
            by, leaf = leaves.get(gate.by), leaves.get(gate.leaf)
            if by is not None and leaf is not None and by.is_shut:
                counted[gate.leaf] = replace(leaf, points=Decimal(0))
        return counted

    def standing(
        self, leaves: Leaves, others: Iterable[Key], *, ranked: bool, block: str = ""
    ) -> Standing:
        """Returns the standing of a unit of a block; ``others`` are the keys of that block's other ranked units."""
        counted = self.behind_gates(leaves)
        domains = self._domains(counted)
        inside = maximum = outside = Decimal(0)
        signs = {one.pk: one.sign for one in self.around.outside}
        for pk, (points, most) in domains.items():
            if pk in signs:
                outside += signs[pk] * points
            else:
                inside, maximum = inside + points, maximum + most
        points = within_bounds(inside + outside, maximum, capped=self.around.rules.capped)
        index = rules.index_of(points, maximum)
        if index is None:
            return Standing(points, maximum, None, "", None)
        indices = {
            pk: None if pk in signs else rules.index_of(*pair) for pk, pair in domains.items()
        }
        key = (index, *(self._tie(code, counted, indices) for code in self.around.rules.ties))
        plain = rules.index_of(inside, maximum) or Decimal(0)
        return Standing(
            points,
            maximum,
            index,
            self._class(index, plain, counted, indices, block),
            rules.rank_of(key, others) if ranked else None,
            unheld=inside + outside,
            key=key,
        )

    def _domains(self, counted: Leaves) -> dict[int, tuple[Decimal, Decimal]]:
        """Returns points and maximum of each domain; those outside the total up to their caps."""
        below: dict[int, list[CountedLeaf]] = defaultdict(list)
        for pk, leaf in counted.items():
            below[self.domain_of.get(pk, pk)].append(leaf)
        outside = {one.pk: one for one in self.around.outside}
        found = {}
        for pk, leaves in below.items():
            pairs = [leaf.points for leaf in leaves], [leaf.maximum for leaf in leaves]
            one = outside.get(pk)
            if one is None:
                found[pk] = (sum(pairs[0], Decimal(0)), sum(pairs[1], Decimal(0)))
                continue
            cap = Decimal(one.cap).scaleb(-4)
            points, most = (
                min(cap, max(side) if one.is_highest_only else sum(side, Decimal(0)))
                for side in pairs
            )
            found[pk] = (points, most)
        return found

    def _class(
        self,
        index: Decimal,
        plain: Decimal,
        counted: Leaves,
        indices: Mapping[int, Decimal | None],
        block: str,
    ) -> str:
        """Returns the class of an index: the first whose bound and conditions hold, or the one below it."""
        said = self.around.rules
        for one in said.classes:
            if index < one.least_in(block):
                continue
            if not all(self._holds(each, plain, counted, indices) for each in one.conditions):
                continue
            lowered = any(self._holds(each, plain, counted, indices) for each in said.lowers)
            return said.lower_than(one.name) if lowered else one.name
        return ""

    def _holds(
        self,
        condition: Condition,
        plain: Decimal,
        counted: Leaves,
        indices: Mapping[int, Decimal | None],
    ) -> bool:
        """Returns whether a unit meets a condition of a class; nothing that does not apply is held against it."""
        least, key = condition.least, self.around.ids.get(condition.code, 0)
        match condition.about:
            case "inside":
                return plain >= least
            case "no_zero":
                return not any(
                    leaf.maximum and not leaf.points
                    for pk, leaf in counted.items()
                    if pk in self.in_total
                )
            case "domain":
                asked = indices if condition.code == ANY_DOMAIN else {key}
                own = [index for pk in asked if (index := indices.get(pk)) is not None]
                return all(index >= least for index in own)
            case "leaf":
                leaf = counted[key]
                return not leaf.maximum or leaf.points >= least
        is_one = self._label(key, counted.get(key)) in condition.labels
        return is_one if condition.about == "is" else not is_one

    def _label(self, key: int, leaf: CountedLeaf | None) -> str | None:
        labels = next((one.labels for one in self.around.chosen if one.pk == key), ())
        place = leaf.option if leaf else None
        return labels[place] if place is not None and place < len(labels) else None

    def _tie(
        self, code: str, counted: Leaves, indices: Mapping[int, Decimal | None]
    ) -> Decimal | int:
        """Returns what parts equal indices in the whole numbers of the database, the higher the better."""
        pk = self.around.ids[code]
        if code in self.around.domains:
            index = indices.get(pk)
            return -1 if index is None else int(index.scaleb(2))
        leaf, is_penalty = counted[pk], code in self.around.penalties
        if not leaf.maximum:
            return 0 if is_penalty else -1
        points = int(leaf.points.scaleb(4))
        return -points if is_penalty else points


def keys_beside(row: RankingRow, tally: Tally) -> list[Key]:
    """Returns the keys of the other ranked units of a published result's block; one query."""
    others = kept_totals(row.ranking, tally.around, row.block)
    return [one.key for one in others if one.row != row.pk and one.key]
