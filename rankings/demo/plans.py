"""Plans what a unit's sheet will hold: claims, awards and survey results; the same for the same names."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from random import Random

from criteria.common.numbers import canonical, parse
from criteria.models import CriteriaSet, Criterion
from criteria.scales import Outcome, Scale, parse_scale
from rankings.demo.entries import better, entry_for
from rankings.demo.words import note_for, reason_for

SEED = "876/QĐ-BNV"


@dataclass(frozen=True)
class DemoLeaf:
    """A leaf with its scale, which is parsed once for all units."""

    criterion: Criterion
    scale: Scale


@dataclass(frozen=True)
class PlannedLeaf:
    """One leaf of one sheet. On a survey leaf ``claim`` is ``None`` and ``award`` the survey's."""

    leaf: DemoLeaf
    claim: Outcome | None
    note: str
    award: Outcome
    reason: str

    @property
    def survey_percent(self) -> str:
        return canonical(parse(str(self.award.entry["percent"])))


def demo_leaves(criteria_set: CriteriaSet) -> list[DemoLeaf]:
    """Returns the set's leaves in the order of the annex."""
    leaves = Criterion.objects.filter(criteria_set=criteria_set).leaves()
    rows = leaves.select_related("reviewing_body", "domain").order_by("position")
    return [DemoLeaf(leaf, parse_scale(leaf.scale, leaf.max_points)) for leaf in rows]


def with_references(leaves: Sequence[DemoLeaf], values: Mapping[str, Decimal]) -> list[DemoLeaf]:
    """Returns the leaves as they count for a unit that has these reference values."""
    return [
        replace(
            leaf,
            scale=replace(
                leaf.scale,
                references=tuple(
                    (key, values[key]) for key in leaf.scale.references_named if key in values
                ),
            ),
        )
        for leaf in leaves
    ]


def rng_for(*names: object) -> Random:
    """Returns chance that depends on names alone, never on the ids or the order of rows."""
    return Random("|".join([SEED, *map(str, names)]))  # noqa: S311  # nothing secret


def plan(leaves: Sequence[DemoLeaf], name: str, unit_code: str, quality: int) -> list[PlannedLeaf]:
    """Returns a unit's sheet in the round ``name``, but for leaves that wait for the round; ``quality`` is in per mille."""
    return [
        _planned(leaf, quality, rng_for(name, unit_code, leaf.criterion.code))
        for leaf in leaves
        if not leaf.scale.awaited
    ]


def _planned(leaf: DemoLeaf, quality: int, rng: Random) -> PlannedLeaf:
    award = leaf.scale.score(entry_for(leaf.scale, quality, rng))
    if leaf.criterion.is_survey:
        return PlannedLeaf(leaf, None, "", award, "")
    claim, reason = award, ""
    # Units see themselves a little above what their reviewers find.
    if rng.randrange(100) < 40:
        claim = leaf.scale.score(better(leaf.scale, dict(award.entry), rng))
    if claim.points > award.points:
        reason = reason_for(dict(award.entry), rng)
    else:
        claim = award
    at_most = claim.points == leaf.criterion.max_points
    return PlannedLeaf(leaf, claim, note_for(at_most, rng), award, reason)


def planned_points(planned: Sequence[PlannedLeaf]) -> tuple[Decimal, Decimal]:
    """Returns the points claimed and awarded on the whole sheet."""
    claimed = sum((p.claim.points for p in planned if p.claim), Decimal(0))
    return claimed, sum((p.award.points for p in planned), Decimal(0))
