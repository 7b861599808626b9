"""The filters of a sheet's leaves, a rule each: for the tree beside a leaf, for the table, and for what each counts.

A filter is known in addresses by its name (``?show=empty``), and is offered as a chip where its reader has a use
for it. Its rule looks at a leaf and its score, which was read ``with_documents``.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assessments import permissions
from assessments.models import Assessment, Flag, Score, Status, User
from assessments.sheets.evidence.asked import proof_count
from assessments.sheets.todo import waiting_for
from criteria.models import Criterion

ALL, MINE, PARAMETER = "all", "mine", "show"

LeafTest = Callable[[Criterion, Score], bool]


@dataclass(frozen=True)
class SheetFilter:
    """A filter with its words and its rule, true for the leaves that it shows."""

    name: str
    label: str | Promise
    holds: LeafTest


@dataclass(frozen=True)
class CountedFilter:
    """A filter as its chip shows it: with the number of leaves that it would show."""

    name: str
    label: str | Promise
    number: int
    is_chosen: bool


def lacks_figures(leaf: Criterion, score: Score) -> bool:
    """Returns whether the unit has still to declare something."""
    return not leaf.is_survey and not score.is_filled


def lacks_evidence(leaf: Criterion, score: Score) -> bool:
    """Returns whether the unit claims points while a document asked for is missing, or there is none at all."""
    return bool(score.claimed_points) and proof_count(score, leaf).is_short


def is_given_back(_leaf: Criterion, score: Score) -> bool:
    """Returns whether the leader gave the leaf back and nobody has saved it since."""
    return bool(score.returned_note)


def is_adjusted(leaf: Criterion, score: Score) -> bool:
    """Returns whether the reviewer's points differ from the unit's."""
    return not leaf.is_survey and score.is_reviewed and not score.is_as_claimed


def _flagged(flag: str) -> LeafTest:
    return lambda _leaf, score: score.flag == flag


_EVERYONE: tuple[SheetFilter, ...] = (
    SheetFilter(ALL, _("Tất cả"), lambda _leaf, _score: True),
    SheetFilter("empty", _("Chưa có số liệu"), lacks_figures),
    SheetFilter("unproven", _("Thiếu tài liệu"), lacks_evidence),
    SheetFilter("returned", _("Bị trả lại"), is_given_back),
    SheetFilter(Flag.RAISED.value, _("Cần giải trình"), _flagged(Flag.RAISED)),
    SheetFilter(Flag.ANSWERED.value, _("Đã giải trình"), _flagged(Flag.ANSWERED)),
    SheetFilter(Flag.DISPUTED.value, _("Trình hội đồng"), _flagged(Flag.DISPUTED)),
    SheetFilter(Flag.SETTLED.value, _("Đã thống nhất"), _flagged(Flag.SETTLED)),
    SheetFilter("adjusted", _("Điểm bị điều chỉnh"), is_adjusted),
)
_WHILE_DRAFTING = (ALL, "empty", "unproven", "returned", Flag.RAISED.value, MINE)
_WHILE_EXPLAINING = (ALL, Flag.RAISED.value, Flag.ANSWERED.value, "adjusted", MINE)
_WHILE_REVIEWING = (
    *(ALL, "todo", "unproven", Flag.RAISED.value, Flag.ANSWERED.value),
    *(Flag.DISPUTED.value, "adjusted"),
)
_WHILE_READING = (ALL, "unproven", Flag.RAISED.value, Flag.ANSWERED.value, "adjusted")


def leaf_filters(user: User, assessment: Assessment) -> dict[str, SheetFilter]:
    """Returns every filter of the sheet by its name, for this reader."""

    def is_mine(leaf: Criterion, _score: Score) -> bool:
        return not leaf.is_survey and permissions.holds_leaf(user, assessment.unit_id, leaf)

    waits = waiting_for(user, assessment)
    own = (
        SheetFilter(MINE, _("Của tôi"), is_mine),
        SheetFilter(
            "todo", _("Việc cần làm"), lambda leaf, score: not leaf.is_survey and waits(leaf, score)
        ),
    )
    return {one.name: one for one in (*_EVERYONE, *own)}


def _offered(user: User, assessment: Assessment) -> tuple[str, ...]:
    """Returns the names of the chips, by what their reader does on the sheet now."""
    if assessment.unit_id in user.unit_ids:
        if assessment.status == Status.DRAFTING:
            return _WHILE_DRAFTING
        if assessment.status == Status.EXPLAINING:
            return _WHILE_EXPLAINING
    if permissions.may_review_sheet(user, assessment):
        return _WHILE_REVIEWING
    return _WHILE_READING


def chosen_filter(
    user: User, assessment: Assessment, leaves: Iterable[tuple[Criterion, Score]], asked: str
) -> SheetFilter:
    """Returns the filter asked for by its name; for any other name, who holds a part of the tree sees their own."""
    filters = leaf_filters(user, assessment)
    if asked in filters:
        return filters[asked]
    is_own = {filters[MINE].holds(leaf, score) for leaf, score in leaves if not leaf.is_survey}
    return filters[MINE if is_own == {True, False} else ALL]


def counted_filters(
    user: User,
    assessment: Assessment,
    leaves: Sequence[tuple[Criterion, Score]],
    chosen: str,
) -> list[CountedFilter]:
    """Returns the chips offered to the reader, each with its number; ``MINE`` only where it differs from all.

    Survey leaves are nobody's work: they are counted by none but the filters of what came of them.
    """
    filters = leaf_filters(user, assessment)
    names = _offered(user, assessment)
    if chosen not in names:
        names = (*names, chosen)
    numbers = {
        name: sum(not leaf.is_survey and filters[name].holds(leaf, score) for leaf, score in leaves)
        for name in names
    }
    return [
        CountedFilter(name, _label(filters[name], assessment), number, name == chosen)
        for name, number in numbers.items()
        if name != MINE or name == chosen or 0 < number < numbers[ALL]
    ]


def _label(shown: SheetFilter, assessment: Assessment) -> str | Promise:
    """Returns the filter's words; a question that its unit has not got yet is not the unit's to answer."""
    if shown.name == Flag.RAISED and assessment.status in Status.REVIEWING:
        return _("Câu hỏi chưa gửi")
    return shown.label
