"""Makes a draft set from an annex: a preview first, then all of it or nothing."""

from typing import IO, Any

from django.contrib.admin.models import ADDITION, CHANGE
from django.db import transaction

from criteria.actions.people import IMPORTED, Publisher, demand_editor, note
from criteria.annex.comparing import AnnexComparison, compare_annex, rows_of_set
from criteria.annex.document import Annex, AnnexRow, stored_rules
from criteria.annex.reading import read_annex
from criteria.common.tables.preview import Preview, first_sentences
from criteria.common.text import Refused, Text
from criteria.frozen import published_set_refusal
from criteria.models import CriteriaSet, Criterion, ReviewingBody, inherited_counts

MOST_OF_CODE: int = CriteriaSet._meta.get_field("code").max_length or 0
_OWN = ("reviewing_body", "ancestor", "parent")


@transaction.atomic
def import_annex(
    *,
    by: Publisher,
    stream: IO[bytes],
    dry_run: bool,
    expected: str = "",
    owner_id: int | None = None,
) -> Preview:
    """Gives the draft named in the file the file's content; with ``dry_run`` it only says what would change.

    Columns that the file does not have stay as they are. ``expected`` is the digest of the preview
    that was agreed to. A new set is the unit's of ``owner_id``, with a code of its own (``own_code``); that of
    another owner is not changed. Raises ``TableFaults`` with every fault; ``Refused`` for a change of a published
    set, an unreadable file, and a draft that has changed since the preview.
    """
    demand_editor(by, CriteriaSet(owner_id=owner_id))
    annex = read_annex(stream, owner_id)
    annex.facts["code"] = own_code(str(annex.facts["code"]), owner_id)
    sets = CriteriaSet.objects.all() if dry_run else CriteriaSet.objects.select_for_update()
    present = sets.filter(code=annex.facts["code"]).first()
    if present and present.owner_id != owner_id:
        raise Refused(_taken(present.code))
    comparison = compare_annex(annex, present)
    if present and present.is_published and comparison.entries:
        raise Refused(
            *published_set_refusal(present.title_vi).causes, *first_sentences(comparison.entries)
        )
    preview = Preview(
        _title(annex, present),
        comparison.entries,
        comparison.same,
        _leaves_without_body(annex, present),
    )
    preview.confirm(expected)
    if not dry_run and comparison.entries:
        criteria_set = _write_facts(annex, comparison, present or CriteriaSet(owner_id=owner_id))
        _write_tree(annex, comparison, criteria_set)
        counts = ", ".join(f"{label.vi}: {number}" for label, number in preview.counts)
        note(by, criteria_set, CHANGE if present else ADDITION, f"{IMPORTED} ({counts})")
    return preview


def own_code(code: str, owner_id: int | None) -> str:
    """Returns the code of a set of this owner: a unit's begins with its mark, so that none takes another's or the nation's."""
    mark = "" if owner_id is None else f"own-{owner_id}-"
    whole = code if code.startswith(mark) else f"{mark}{code}"
    if len(whole) > MOST_OF_CODE:
        raise Refused(
            Text(
                f"Mã “{code}” quá dài: tối đa {MOST_OF_CODE - len(mark)} ký tự.",
                f"The code “{code}” is too long: at most {MOST_OF_CODE - len(mark)} characters.",
            )
        )
    return whole


def _taken(code: str) -> Text:
    return Text(
        f"Mã “{code}” đã là của bộ tiêu chí khác: hãy chọn mã khác.",
        f"The code “{code}” is that of another set: choose another.",
    )


def _title(annex: Annex, present: CriteriaSet | None) -> Text:
    code = annex.facts["code"]
    if present is None:
        return Text(f"Bộ tiêu chí mới “{code}”", f"New criteria set “{code}”")
    if present.is_published:
        return Text(f"Bộ tiêu chí đã ban hành “{code}”", f"Published set “{code}”")
    return Text(f"Bộ tiêu chí dự thảo “{code}”", f"Draft set “{code}”")


def _leaves_without_body(annex: Annex, present: CriteriaSet | None) -> tuple[tuple[Text, int], ...]:
    """Returns the number of leaves that nobody could review. No fault: the round may still give them a body."""
    rows = rows_of_set(present) if present else []
    held = {row.code for row in rows if row.reviewing_body_id}
    number = sum(
        item.values["source"] == Criterion.Source.REVIEWED
        and not item.values.get("reviewing_body", item.code in held)
        for item in annex.items
    )
    label = Text("Chưa có cơ quan chủ trì thẩm định", "Without a reviewing body")
    return ((label, number),) if number else ()


def _write_facts(
    annex: Annex, comparison: AnnexComparison, criteria_set: CriteriaSet
) -> CriteriaSet:
    for key in comparison.facts:
        if key.startswith("rules_"):
            criteria_set.rules = stored_rules(annex.facts, criteria_set.rules)
        else:
            setattr(criteria_set, key, annex.facts[key])
    if comparison.facts:
        criteria_set.save()
    return criteria_set


def _write_tree(annex: Annex, comparison: AnnexComparison, criteria_set: CriteriaSet) -> None:
    writer = _Writer(criteria_set)
    # A new parent must be there before its children; its points do not matter to them.
    writer.add(comparison.added)
    for item in annex.items:
        if fields := comparison.changed.get(item.code):
            writer.change(item, fields)
    # Removing comes last: rows that hung below them by mistake hang where they belong by now.
    if comparison.removed:
        Criterion.objects.filter(pk__in=[row.pk for row in comparison.removed]).delete()
    if comparison.added or comparison.moved:
        writer.order([item.code for item in annex.items])


class _Writer:
    """Writes rows into one draft; the rows that they refer to are looked up once."""

    def __init__(self, criteria_set: CriteriaSet) -> None:
        self._set = criteria_set
        self._rows = {row.code: row for row in rows_of_set(criteria_set)}
        self._bodies = {body.code: body for body in ReviewingBody.objects.all()}

    def add(self, items: tuple[AnnexRow, ...]) -> None:
        """Adds new rows, one query a level of the tree."""
        ancestors = _ancestors(items)
        for depth in sorted({item.code.count(".") for item in items}):
            rows = []
            for item in (item for item in items if item.code.count(".") == depth):
                row = Criterion(criteria_set=self._set, code=item.code, position=0)
                self._fill(row, item, [*item.values, "parent"], ancestors)
                # A bulk insert skips what every single save does; see criteria.signals.
                row.domain_id = (row.parent.domain_id or row.parent.pk) if row.parent else None
                row.counts = inherited_counts(row.counts, row.parent)
                rows.append(row)
            Criterion.objects.bulk_create(rows)
            self._rows |= {row.code: row for row in rows}

    def change(self, item: AnnexRow, fields: tuple[str, ...]) -> None:
        row = self._rows[item.code]
        self._fill(row, item, fields, _ancestors([item]))
        row.save()

    def order(self, codes: list[str]) -> None:
        """Numbers the rows in the order of the file."""
        rows = [self._rows[code] for code in codes]
        for position, row in enumerate(rows, start=1):
            row.position = position
        Criterion.objects.bulk_update(rows, ["position"], batch_size=200)

    def _fill(
        self, row: Criterion, item: AnnexRow, fields: Any, ancestors: dict[str, Criterion]
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
    """Returns the criteria that rows name as ancestors, by ``set code:code``."""
    names = {str(item.values["ancestor"]) for item in items if item.values.get("ancestor")}
    codes = {name.partition(":")[0] for name in names}
    rows = Criterion.objects.filter(criteria_set__code__in=codes).select_related("criteria_set")
    by_name = {f"{row.criteria_set.code}:{row.code}": row for row in rows} if names else {}
    return {name: by_name[name] for name in names}
