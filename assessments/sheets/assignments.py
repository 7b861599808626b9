"""The division of a sheet's leaves among the unit's people, and the progress of each; in four queries."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from assessments import permissions
from assessments.models import Assessment, Membership, Role, Score
from assessments.models.people import TreePart
from criteria.models import Criterion


@dataclass
class Person:
    """An officer or leader of the unit, with counts of the leaves assigned to them."""

    membership: Membership
    parts: list[Criterion]
    """The parts that are in this sheet's set."""
    whole: bool
    """True where the membership has no parts in any set, and is for the whole tree."""
    own: int = 0
    filled: int = 0
    returned: int = 0

    @property
    def is_officer(self) -> bool:
        return self.membership.role == Role.OFFICER


@dataclass
class Domain:
    """A domain's progress, and the leaves (codes) that no officer holds, or that several hold."""

    node: Criterion
    own: int = 0
    filled: int = 0
    people: list[str] = field(default_factory=list)
    nobody: list[str] = field(default_factory=list)
    several: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Division:
    people: list[Person]
    domains: list[Domain]


def division(assessment: Assessment) -> Division:
    """Returns the division of a sheet. Leaders answer for everything; gaps and overlaps are those of officers."""
    set_id = assessment.round.criteria_set_id
    memberships = (
        Membership.objects.filter(
            unit=assessment.unit_id,
            role__in=Role.AT_UNIT,
            user__is_active=True,
        )
        .select_related("user")
        .prefetch_related("parts")
        .order_by("role", "user__full_name", "pk")
    )
    people = [_person(membership, set_id) for membership in memberships]
    domains = {
        node.code: Domain(node)
        for node in Criterion.objects.filter(criteria_set=set_id, parent=None)
        .defer("scale", "search", "evidence_vi")
        .order_by("position")
    }
    scores = (
        Score.objects.self_scored()
        .filter(assessment=assessment)
        .select_related("criterion")
        .only(
            "claimed_points",
            "claimed_na",
            "returned_note",
            "criterion__code",
            "criterion__criteria_set_id",
        )
        .in_tree_order()
    )
    for score in scores:
        _count(score, people, domains[score.criterion.code.partition(".")[0]])
    return Division(people, list(domains.values()))


def officers_holding(assessment: Assessment, leaf: Criterion) -> list[str]:
    """Returns the names of the unit's officers to whom a leaf is assigned; one query."""
    rows = Membership.objects.filter(
        unit=assessment.unit_id, role=Role.OFFICER, user__is_active=True
    ).order_by("user__full_name", "pk")
    parts: dict[str, list[TreePart]] = {}
    for name, email, code, set_id in rows.values_list(
        "user__full_name", "user__email", "parts__code", "parts__criteria_set_id"
    ):
        of_person = parts.setdefault(name or email, [])
        if code:
            of_person.append(TreePart(code, set_id))
    return [name for name, own in parts.items() if not own or permissions.covers(own, leaf)]


def _person(membership: Membership, set_id: int) -> Person:
    parts = list(membership.parts.all())
    of_this_set = [part for part in parts if part.criteria_set_id == set_id]
    return Person(membership, sorted(of_this_set, key=lambda part: part.position), whole=not parts)


def _count(score: Score, people: Sequence[Person], domain: Domain) -> None:
    holders = [
        person
        for person in people
        if person.whole or (person.parts and permissions.covers(person.parts, score.criterion))
    ]
    domain.own += 1
    domain.filled += score.is_filled
    for person in holders:
        person.own += 1
        person.filled += score.is_filled
        person.returned += bool(score.returned_note)
    officers = [str(person.membership.user) for person in holders if person.is_officer]
    domain.people += [name for name in officers if name not in domain.people]
    if not officers:
        domain.nobody.append(score.criterion.code)
    elif len(officers) > 1:
        domain.several.append(score.criterion.code)
