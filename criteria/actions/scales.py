"""Changes the scale of one leaf of a draft set, as its author writes it into the cells of an annex."""

from collections.abc import Mapping
from dataclasses import replace

from django.contrib.admin.models import CHANGE
from django.db import transaction

from criteria.actions.people import SCALE, Publisher, demand_editor, note, notes_of
from criteria.common.text import Refused, Text
from criteria.frozen import published_set_refusal
from criteria.models import CriteriaSet, Criterion
from criteria.scales.notation import ScaleCells, write_notation
from criteria.workbench.reading import (
    ROW_CELLS,
    column_name,
    read_leaf,
    row_cells,
    row_faults,
    version_of,
)


class NewerScale(Refused):
    """Raised when somebody saved another scale first; ``current`` is the leaf with it, so that both can be shown."""

    def __init__(self, current: Criterion) -> None:
        self.current = current
        # An import or the admin site may have changed it too: their lines name no leaf.
        line = notes_of(current.criteria_set).filter(change_message__startswith=_begun(current))
        by = next((str(one.user) for one in line[:1]), "")
        super().__init__(
            Text(
                vi=f"{by or 'Người khác'} vừa sửa thang điểm của {current.code}. "
                "Hãy xem cả hai rồi chọn thang điểm để giữ.",
                en=f"{by or 'Somebody'} has just changed the scale of {current.code}. "
                "Look at both and choose which one to keep.",
            )
        )


def _begun(leaf: Criterion) -> str:
    return f"{SCALE} {leaf.code}: "


@transaction.atomic
def change_scale(
    *,
    by: Publisher,
    leaf: Criterion,
    cells: ScaleCells,
    version: str,
    row: Mapping[str, str] | None = None,
) -> Criterion:
    """Gives a leaf of a draft the scale that the cells say, and what ``row`` says beside it (``ROW_CELLS``).

    ``version`` is that of the cells that they take the place of.

    Raises ``NewerScale`` where another is saved by now; ``Refused`` for a published set, a row that is no
    leaf, and with every fault of the cells.
    """
    criteria_set = CriteriaSet.objects.select_for_update().get(pk=leaf.criteria_set_id)
    demand_editor(by, criteria_set)
    if criteria_set.is_published:
        raise published_set_refusal(criteria_set.title_vi)
    current: Criterion = Criterion.objects.select_related("criteria_set", "parent").get(pk=leaf.pk)
    if current.children.exists():
        raise Refused(
            Text(
                vi=f"{current.code} có mục con nên không có thang điểm.",
                en=f"{current.code} has children, so it takes no scale.",
            )
        )
    if version != version_of(current):
        raise NewerScale(current)
    read = read_leaf(current, cells)
    row = row or {}
    read = replace(read, faults={**read.faults, **row_faults(current, row)})
    if read.faults:
        raise Refused(*read.causes)
    changes = []
    if read.stored != current.scale:
        before = write_notation(current.scale) if current.scale else "–"
        after = write_notation(read.stored) if read.stored else "–"
        changes.append(f"{before} → {after}")
    for name, old in row_cells(current).items():
        if row.get(name, old) != old:
            changes.append(f"{column_name(name).vi}: {old or '–'} → {row[name] or '–'}")
            setattr(current, name, row[name])
    if not changes:
        return current
    current.scale = read.stored
    current.save(update_fields=["scale", *ROW_CELLS])
    note(by, criteria_set, CHANGE, f"{_begun(current)}{'; '.join(changes)}")
    return current
