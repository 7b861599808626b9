"""How far a sheet is, domain by domain, and the leaf at which its reader goes on."""

from dataclasses import dataclass

from assessments import permissions
from assessments.models import Assessment, Score, User
from assessments.sheets.filters import is_given_back, lacks_evidence, lacks_figures
from assessments.sheets.todo import leaves_with_scores
from assessments.sheets.tree import Branch, SheetRow
from criteria.models import Criterion


@dataclass(frozen=True)
class DomainProgress:
    """A domain with counts of the leaves that the unit scores itself."""

    node: Criterion
    own: int
    filled: int
    complete: int
    """Those with figures, proved, and not given back."""
    reviewed: int
    first_left: str
    """The code of the first leaf that is not complete; empty where all are."""


@dataclass(frozen=True)
class WorkLeft:
    """What the person has still to do on the unit's side of a sheet."""

    empty: int = 0
    unproven: int = 0
    returned: int = 0

    def __bool__(self) -> bool:
        return bool(self.empty or self.unproven or self.returned)


def is_incomplete(leaf: Criterion, score: Score) -> bool:
    """Returns whether the unit has still to do something on a leaf that it scores itself."""
    return not leaf.is_survey and any(
        rule(leaf, score) for rule in (lacks_figures, lacks_evidence, is_given_back)
    )


def domain_progress(branches: list[Branch]) -> list[DomainProgress]:
    """Returns the progress of every domain in which the unit scores something itself."""
    found = []
    for branch in branches:
        own = [
            (row.node, score)
            for row, score in leaves_with_scores([branch])
            if not row.node.is_survey
        ]
        left = [leaf.code for leaf, score in own if is_incomplete(leaf, score)]
        if own:
            found.append(
                DomainProgress(
                    branch.head.node,
                    own=len(own),
                    filled=sum(score.is_filled for _leaf, score in own),
                    complete=len(own) - len(left),
                    reviewed=sum(score.is_reviewed for _leaf, score in own),
                    first_left=left[0] if left else "",
                )
            )
    return found


def leaves_of_person(
    user: User, sheet: Assessment, branches: list[Branch]
) -> list[tuple[SheetRow, Score]]:
    """Returns the leaves of the unit's side that the person holds, in the order of the tree."""
    return [
        (row, score)
        for row, score in leaves_with_scores(branches)
        if not row.node.is_survey and permissions.holds_leaf(user, sheet.unit_id, row.node)
    ]


def work_left(leaves: list[tuple[SheetRow, Score]]) -> WorkLeft:
    """Returns how many of the leaves lack figures, lack evidence, or were given back."""
    return WorkLeft(
        empty=sum(lacks_figures(row.node, score) for row, score in leaves),
        unproven=sum(lacks_evidence(row.node, score) for row, score in leaves),
        returned=sum(is_given_back(row.node, score) for row, score in leaves),
    )


def leaf_to_go_on(
    user: User, leaves: list[tuple[SheetRow, Score]]
) -> tuple[SheetRow, Score] | None:
    """Returns the leaf with which the person goes on: what was given back first, else from where they left off."""
    for row, score in leaves:
        if is_given_back(row.node, score):
            return row, score
    saved = [
        (score.changed_at, place)
        for place, (_row, score) in enumerate(leaves)
        if score.changed_by_id == user.pk and score.changed_at
    ]
    start = max(saved)[1] if saved else 0
    around = [*leaves[start:], *leaves[:start]]
    left = ((row, score) for row, score in around if is_incomplete(row.node, score))
    return next(left, None)
