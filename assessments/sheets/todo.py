"""The work left to do on a sheet, for its reader, and by the state of each leaf's explanation."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assessments import permissions
from assessments.models import Assessment, Flag, Score, Status, User
from assessments.sheets.tree import Branch, SheetRow
from criteria.models import Criterion

SHOWN: dict[str, tuple[str | Promise, str]] = {
    "todo": (_("Việc cần làm"), ""),
    "raised": (_("Cần giải trình"), Flag.RAISED),
    "answered": (_("Đã giải trình, chờ trả lời"), Flag.ANSWERED),
    "disputed": (_("Trình hội đồng"), Flag.DISPUTED),
    "settled": (_("Đã thống nhất"), Flag.SETTLED),
}
"""The filters of a sheet's leaves, with the flag that each shows."""


@dataclass(frozen=True)
class TodoFilter:
    """A filter of a sheet's leaves, with the number of leaves that it shows."""

    name: str
    label: str | Promise
    number: int


def leaves_with_scores(branches: list[Branch]) -> Iterator[tuple[SheetRow, Score]]:
    """Yields the leaves of the sheet with their scores."""
    for branch in branches:
        for row in branch.rows:
            if row.score:
                yield row, row.score


def todo(user: User, assessment: Assessment, branches: list[Branch]) -> set[int]:
    """Returns the leaves (criterion ids) that wait for the reader: to fill in, to explain, to review, to reply to."""
    waits = waiting_for(user, assessment)
    return {
        row.node.pk
        for row, score in leaves_with_scores(branches)
        if not row.node.is_survey and waits(row.node, score)
    }


def waits_for(user: User, score: Score) -> bool:
    """Returns whether a leaf waits for the reader; its sheet and its criterion are at hand."""
    leaf = score.criterion
    return not leaf.is_survey and waiting_for(user, score.assessment)(leaf, score)


def waiting_for(user: User, assessment: Assessment) -> Callable[[Criterion, Score], bool]:
    """Returns the rule by which a leaf that the unit scores itself waits for the reader, as the sheet stands now."""

    bodies = user.bodies(assessment.round.owner_id)

    def mine(leaf: Criterion) -> bool:
        return permissions.holds_leaf(user, assessment.unit_id, leaf)

    def to_fill(leaf: Criterion, score: Score) -> bool:
        return bool(not score.is_filled or score.returned_note) and mine(leaf)

    def to_explain(leaf: Criterion, score: Score) -> bool:
        return score.flag == Flag.RAISED and mine(leaf)

    def to_review(_leaf: Criterion, score: Score) -> bool:
        waiting = not score.is_reviewed or score.flag == Flag.ANSWERED
        return waiting and score.reviewing_body_id in bodies

    if assessment.status == Status.DRAFTING:
        return to_fill
    if assessment.status == Status.EXPLAINING:
        return to_explain
    reviews = permissions.may_review_sheet(user, assessment)
    return to_review if reviews else lambda _leaf, _score: False


def acceptable_by_domain(branches: list[Branch], waiting: set[int]) -> dict[str, int]:
    """Returns the number of claims that the reviewer may accept at once, by domain (code); the same rule as ``accept_domain``."""
    numbers = {
        branch.head.node.code: sum(
            row.node.pk in waiting and not score.is_reviewed and score.flag not in Flag.OPEN
            for row, score in leaves_with_scores([branch])
        )
        for branch in branches
    }
    return {code: number for code, number in numbers.items() if number}


def reviewed_of(user: User, assessment: Assessment, branches: list[Branch]) -> tuple[int, int]:
    """Returns how many of the reader's leaves have an award, and how many leaves the reader has; survey leaves are nobody's."""
    bodies = user.bodies(assessment.round.owner_id)
    theirs = [
        score.is_reviewed
        for row, score in leaves_with_scores(branches)
        if not row.node.is_survey and score.reviewing_body_id in bodies
    ]
    return sum(theirs), len(theirs)


def todo_filters(
    assessment: Assessment, branches: list[Branch], waiting: set[int]
) -> list[TodoFilter]:
    """Returns the filters that show something, with their numbers."""
    unsent = {} if assessment.status == Status.EXPLAINING else {"raised": _("Câu hỏi chưa gửi")}
    numbers = {
        name: sum(bool(flag) and score.flag == flag for _row, score in leaves_with_scores(branches))
        for name, (_label, flag) in SHOWN.items()
    } | {"todo": len(waiting)}
    return [
        TodoFilter(name, unsent.get(name, SHOWN[name][0]), number)
        for name, number in numbers.items()
        if number
    ]


def shows(name: str, waiting: set[int]) -> Callable[[SheetRow, Score], bool] | None:
    """Returns the test of a filter, true for the leaves that it shows; ``None`` where the name is no filter."""
    if name == "todo":
        return lambda row, _score: row.node.pk in waiting
    if name in SHOWN:
        return lambda _row, score: score.flag == SHOWN[name][1]
    return None
