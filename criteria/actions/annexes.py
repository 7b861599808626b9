"""A draft set from an annex: a preview first, then all of it or nothing."""

from typing import IO, Any

from django.contrib.admin.models import ADDITION, CHANGE
from django.db import transaction

from criteria.actions.people import Publisher, demand_editor, note
from criteria.annex.comparing import Comparison, compare, tree_of
from criteria.annex.document import Annex, Item
from criteria.annex.reading import read_annex
from criteria.common.tables.preview import Preview, listed
from criteria.common.text import Refused, Text
from criteria.frozen import refusal
from criteria.models import CriteriaSet, Criterion, ReviewingBody

_OWN = ("reviewing_body", "ancestor", "parent")


@transaction.atomic
def import_annex(*, by: Publisher, stream: IO[bytes], dry_run: bool, expected: str = "") -> Preview:
    """Make the draft named in the file what the file says, or say what that would change.

    Columns that the file does not have stay as they are. ``expected`` is the digest of the preview
    that was agreed to. Raises ``TableFaults`` with every fault, ``Refused`` for what would change
    a published set, for what cannot be read, and for a draft that has changed since the preview.
    """
    demand_editor(by)
    annex = read_annex(stream)
    sets = CriteriaSet.objects.all() if dry_run else CriteriaSet.objects.select_for_update()
    present = sets.filter(code=annex.facts["code"]).first()
    found = compare(annex, present)
    if present and present.is_published and found.entries:
        raise Refused(*refusal(present.title_vi).causes, *listed(found.entries))
    preview = Preview(_title(annex, present), found.entries, found.same, _nobodys(annex, present))
    preview.confirm(expected)
    if not dry_run and found.entries:
        criteria_set = _write_facts(annex, found, present)
        _write_tree(annex, found, criteria_set)
        counts = ", ".join(f"{label.vi}: {number}" for label, number in preview.counts)
        note(by, criteria_set, CHANGE if present else ADDITION, f"Nhập phụ lục ({counts})")
    return preview


def _title(annex: Annex, present: CriteriaSet | None) -> Text:
    code = annex.facts["code"]
    if present is None:
        return Text(f"Bộ tiêu chí mới “{code}”", f"New criteria set “{code}”")
    if present.is_published:
        return Text(f"Bộ tiêu chí đã ban hành “{code}”", f"Published set “{code}”")
    return Text(f"Bộ tiêu chí dự thảo “{code}”", f"Draft set “{code}”")


def _nobodys(annex: Annex, present: CriteriaSet | None) -> tuple[tuple[Text, int], ...]:
    """How many leaves nobody could review: told, since a body may still be given them in the round."""
    rows = tree_of(present) if present else []
    held = {row.code for row in rows if row.reviewing_body_id}
    number = sum(
        item.values["source"] == Criterion.Source.REVIEWED
        and not item.values.get("reviewing_body", item.code in held)
        for item in annex.items
    )
    told = Text("Chưa có cơ quan chủ trì thẩm định", "Without a reviewing body")
    return ((told, number),) if number else ()


def _write_facts(annex: Annex, found: Comparison, present: CriteriaSet | None) -> CriteriaSet:
    criteria_set = present or CriteriaSet()
    for key in found.facts:
        setattr(criteria_set, key, annex.facts[key])
    if found.facts:
        criteria_set.save()
    return criteria_set


def _write_tree(annex: Annex, found: Comparison, criteria_set: CriteriaSet) -> None:
    writer = _Writer(criteria_set)
    # A parent that is new must be there before its children, and its points do not matter to them.
    writer.add(found.added)
    for item in annex.items:
        if fields := found.changed.get(item.code):
            writer.change(item, fields)
    # Last: what hung below them by mistake hangs where it belongs by now.
    if found.removed:
        Criterion.objects.filter(pk__in=[row.pk for row in found.removed]).delete()
    if found.added or found.moved:
        writer.order([item.code for item in annex.items])


class _Writer:
    """Writes rows into one draft; what they refer to is looked up once."""

    def __init__(self, criteria_set: CriteriaSet) -> None:
        self._set = criteria_set
        self._rows = {row.code: row for row in tree_of(criteria_set)}
        self._bodies = {body.code: body for body in ReviewingBody.objects.all()}

    def add(self, items: tuple[Item, ...]) -> None:
        """New rows, one query a level of the tree."""
        ancestors = _ancestors(items)
        for depth in sorted({item.code.count(".") for item in items}):
            made = []
            for item in (one for one in items if one.code.count(".") == depth):
                row = Criterion(criteria_set=self._set, code=item.code, position=0)
                self._fill(row, item, [*item.values, "parent"], ancestors)
                # As every single save does; see criteria.frozen.
                row.domain_id = (row.parent.domain_id or row.parent.pk) if row.parent else None
                made.append(row)
            Criterion.objects.bulk_create(made)
            self._rows |= {row.code: row for row in made}

    def change(self, item: Item, fields: tuple[str, ...]) -> None:
        row = self._rows[item.code]
        self._fill(row, item, fields, _ancestors([item]))
        row.save()

    def order(self, codes: list[str]) -> None:
        """Number the rows as the file has them."""
        rows = [self._rows[code] for code in codes]
        for position, row in enumerate(rows, start=1):
            row.position = position
        Criterion.objects.bulk_update(rows, ["position"], batch_size=200)

    def _fill(
        self, row: Criterion, item: Item, fields: Any, ancestors: dict[str, Criterion]
    ) -> None:
        for key in fields:
            if key not in _OWN:
                setattr(row, key, item.values[key])
        if "parent" in fields:
            row.parent = self._rows[item.parent_code] if item.parent_code else None
        if "reviewing_body" in fields:
            row.reviewing_body = self._bodies.get(str(item.values["reviewing_body"]))
        if "ancestor" in fields:
            row.ancestor = ancestors.get(str(item.values["ancestor"]))


def _ancestors(items: Any) -> dict[str, Criterion]:
    """The criteria that rows name as ancestors, by ``set code:code``."""
    named = {str(item.values["ancestor"]) for item in items if item.values.get("ancestor")}
    codes = {name.partition(":")[0] for name in named}
    rows = Criterion.objects.filter(criteria_set__code__in=codes).select_related("criteria_set")
    found = {f"{row.criteria_set.code}:{row.code}": row for row in rows} if named else {}
    return {name: found[name] for name in named}
