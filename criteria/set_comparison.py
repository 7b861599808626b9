"""Compares two years' sets row by row: what was added, removed, moved and changed."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from criteria.common.text import Text
from criteria.models import Criterion

ADDED = Text("Thêm mới", "Added")
REMOVED = Text("Bỏ", "Removed")
MOVED = Text("Chuyển chỗ", "Moved")
RENAMED = Text("Đổi tên", "Title changed")
POINTS = Text("Đổi điểm tối đa", "Maximum changed")
SCALE = Text("Đổi thang điểm", "Scale changed")
SOURCE = Text("Đổi nguồn điểm", "Source changed")
KINDS = (ADDED, REMOVED, MOVED, RENAMED, POINTS, SCALE, SOURCE)


@dataclass(frozen=True, slots=True)
class Pair:
    """A row of the earlier set beside the later set's row that took its place; ``what`` lists how they differ."""

    old: Criterion | None
    new: Criterion | None
    what: tuple[Text, ...]


def pairs_of(before_id: int, after_id: int) -> list[Pair]:
    """Returns every row of two sets (ids), which may be one, as ``pairs`` does; one query."""
    rows = Criterion.objects.filter(criteria_set__in={before_id, after_id})
    of_set: dict[int, list[Criterion]] = defaultdict(list)
    for row in rows.order_by("position", "pk").defer("evidence_vi", "search"):
        of_set[row.criteria_set_id].append(row)
    return pairs(of_set[before_id], of_set[after_id])


def is_same_set(before_id: int, after_id: int) -> bool:
    """Returns whether two sets (ids) differ in nothing that pairs compare; one query."""
    return not any(pair.what for pair in pairs_of(before_id, after_id))


def pairs(before: Sequence[Criterion], after: Sequence[Criterion]) -> list[Pair]:
    """Returns every row of both sets in the order of the later one; removed rows stand where they stood.

    A row belongs to the ancestor it names. One without an ancestor in the earlier set belongs to
    the row of its code there, if no other row claims that. Parents must be loaded.
    """
    olds = {row.pk: row for row in before}
    match = {row.pk: olds[row.ancestor_id] for row in after if row.ancestor_id in olds}
    claimed = {old.pk for old in match.values()}
    free = {row.code: row for row in before if row.pk not in claimed}
    for row in after:
        if row.pk not in match and row.ancestor_id is None and row.code in free:
            match[row.pk] = free.pop(row.code)
    removed = _removed_after(before, {old.pk: pk for pk, old in match.items()})
    rows = [Pair(old, None, (REMOVED,)) for old in removed.get(None, [])]
    for row in after:
        old = match.get(row.pk)
        rows.append(Pair(old, row, tuple(_changes(old, row, match)) if old else (ADDED,)))
        rows += [Pair(lost, None, (REMOVED,)) for lost in removed.get(row.pk, [])]
    return rows


def _removed_after(
    before: Sequence[Criterion], successors: dict[int, int]
) -> dict[int | None, list[Criterion]]:
    """Returns the rows without a successor, by the later row after which they are to stand."""
    removed: dict[int | None, list[Criterion]] = {}
    anchor: int | None = None
    for row in before:
        if row.pk in successors:
            anchor = successors[row.pk]
        else:
            removed.setdefault(anchor, []).append(row)
    return removed


def _changes(old: Criterion, new: Criterion, match: dict[int, Criterion]) -> Iterator[Text]:
    parent = match.get(new.parent_id) if new.parent_id else None
    if old.code != new.code or old.parent_id != (parent.pk if parent else None):
        yield MOVED
    if old.title_vi != new.title_vi:
        yield RENAMED
    if old.max_points != new.max_points:
        yield POINTS
    if old.scale != new.scale:
        yield SCALE
    if old.source != new.source:
        yield SOURCE
