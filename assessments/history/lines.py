"""Lines of the record, ready to be shown, with the place for which each person acts."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from assessments.history.facts import Fact, changed_facts
from assessments.models import Assessment, Change, Door, Membership, Score, User
from assessments.writing.acts import act_label
from criteria.common.labels import both, both_names
from criteria.common.text import Text


@dataclass(frozen=True)
class HistoryLine:
    """One line of the record in words."""

    at: datetime.datetime
    by: User
    place: Text | None
    act: Text
    door: Text
    reason: str
    facts: list[Fact]
    assessment: Assessment | None
    score: Score | None


def places(people: Iterable[int]) -> dict[tuple[int, int | None], Text]:
    """Returns for each person (id), and each owner of rounds (id), the bodies and units for which they act there; one query."""
    names_of: dict[tuple[int, int | None], list[Text]] = {}
    memberships = Membership.objects.filter(user__in=set(people)).select_related("unit", "body")
    for membership in memberships.order_by("pk"):
        place = membership.body or membership.unit
        name = both_names(place) if place else both(membership.get_role_display())
        names = names_of.setdefault((membership.user_id, membership.owner_id), [])
        if name not in names:
            names.append(name)
    return {
        key: Text(vi="; ".join(name.vi for name in names), en="; ".join(name.en for name in names))
        for key, names in names_of.items()
    }


def _owner(change: Change) -> int | None:
    """Returns whose round a line is about; none for what belongs to no round."""
    return change.round.owner_id if change.round else None


def with_all(changes: QuerySet[Change]) -> QuerySet[Change]:
    """Adds the rows and columns that showing a line reads, in one query."""
    return changes.select_related(
        "by", "score__criterion", "assessment__unit", "assessment__round", "round"
    ).defer("score__criterion__search", "score__criterion__evidence_vi")


def history_lines(changes: Iterable[Change]) -> list[HistoryLine]:
    """Returns the lines in words; one query for the places of all their people."""
    changes = list(changes)
    place_of = places(change.by_id for change in changes)
    return [
        HistoryLine(
            at=change.at,
            by=change.by,
            place=place_of.get((change.by_id, _owner(change))),
            act=act_label(change.act),
            door=both(Door(change.door).label),
            reason=change.reason,
            # An award's note is its reason, which the line shows already.
            facts=[
                fact
                for fact in changed_facts(change.score, change.before, change.after)
                if not change.reason or fact.after.vi != change.reason
            ],
            assessment=change.assessment,
            score=change.score,
        )
        for change in changes
    ]
