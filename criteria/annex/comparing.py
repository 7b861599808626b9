"""Compares an annex with the present set: facts, added, removed and changed rows, the order."""

from collections.abc import Iterable
from dataclasses import dataclass

from criteria.annex.document import Annex, AnnexRow, Facts, Value, value_as_shown
from criteria.annex.layout import COLUMNS, FACTS
from criteria.common.labels import both
from criteria.common.tables.columns import labels_by_key
from criteria.common.tables.preview import Detail, PreviewLine, differing
from criteria.common.text import Text
from criteria.models import CriteriaSet, Criterion, Level

_LABELS = labels_by_key(COLUMNS) | {
    "parent": Text("Thuộc", "Parent"),
    "position": Text("Thứ tự", "Order"),
}
_FACT_LABELS = labels_by_key(FACTS)


def set_facts(criteria_set: CriteriaSet) -> Facts:
    """Returns the set's own data as an annex has it."""
    return {fact.key: fact.value_in(criteria_set) for fact in FACTS}


def item_of(criterion: Criterion) -> AnnexRow:
    """Returns a criterion as a row; its set, body, parent and ancestor (with its set) must be loaded."""
    values = {column.key: column.value_in(criterion) for column in COLUMNS if column.key != "code"}
    return AnnexRow(0, criterion.code, values)


def rows_of_set(criteria_set: CriteriaSet) -> list[Criterion]:
    """Returns every row of a set in its order, with all that ``item_of`` needs; one query."""
    rows = Criterion.objects.filter(criteria_set=criteria_set)
    related = rows.select_related("parent", "reviewing_body", "ancestor__criteria_set")
    return list(related.order_by("position", "pk"))


@dataclass(frozen=True, slots=True)
class AnnexComparison:
    """The differences. ``changed`` holds, by code, the fields whose values differ; ``moved`` means another order."""

    facts: tuple[str, ...]
    added: tuple[AnnexRow, ...]
    removed: tuple[Criterion, ...]
    changed: dict[str, tuple[str, ...]]
    moved: bool
    entries: tuple[PreviewLine, ...]
    same: int


def compare_annex(annex: Annex, criteria_set: CriteriaSet | None) -> AnnexComparison:
    """Returns what the annex would change; everything is added where there is no set yet."""
    present = {row.code: row for row in rows_of_set(criteria_set)} if criteria_set else {}
    by_code = {item.code: item for item in annex.items}
    removed = tuple(row for code, row in present.items() if code not in by_code)
    added = tuple(item for item in annex.items if item.code not in present)
    changed: dict[str, tuple[str, ...]] = {}
    entries = [*_fact_entries(annex, criteria_set)]
    facts = tuple(annex.facts) if criteria_set is None else _differing_facts(annex, criteria_set)
    order_before = [code for code in present if code in by_code]
    order_after = [item.code for item in annex.items if item.code in present]
    for item in annex.items:
        if item.code not in present:
            entries.append(PreviewLine("add", item.row, _name_of(item), _details_of_new(item)))
            continue
        fields, details = _difference(item, present[item.code])
        if fields:
            changed[item.code] = fields
            entries.append(PreviewLine("change", item.row, _name_of(item), details))
    if order_after != order_before:
        entries.append(_order_entry(annex, order_before, order_after))
    entries += [PreviewLine("remove", None, f"{row.code} {row.title_vi}") for row in removed]
    same = len(by_code) - len(added) - len(changed)
    return AnnexComparison(
        facts, added, removed, changed, order_after != order_before, tuple(entries), same
    )


def _name_of(item: AnnexRow) -> str:
    return f"{item.code} {item.values['title_vi']}"


def _details_of_new(item: AnnexRow) -> tuple[Detail, ...]:
    keys = ("max_points", "source", "scale", "reviewing_body", "ancestor")
    return differing((_LABELS[key], "", _in_words(key, item.values.get(key))) for key in keys)


def _in_words(key: str, value: Value) -> str:
    """Returns a value as people read it; choices by their Vietnamese label."""
    choices = {"source": Criterion.Source, "kind": Criterion.Kind, "level": Level}
    if key in choices and value:
        return both(choices[key](value).label).vi
    return value_as_shown(value)


def comparable_value(value: Value) -> Value:
    """Returns a value as it is compared: line ends of one kind, no spaces around it."""
    return value.replace("\r\n", "\n").strip() if isinstance(value, str) else value


def _difference(item: AnnexRow, row: Criterion) -> tuple[tuple[str, ...], tuple[Detail, ...]]:
    before = item_of(row).values
    fields = [
        key
        for key, value in item.values.items()
        if comparable_value(before[key]) != comparable_value(value)
    ]
    details = [
        Detail(_LABELS[key], _in_words(key, before[key]), _in_words(key, item.values[key]))
        for key in fields
    ]
    parent = row.parent.code if row.parent else None
    if parent != item.parent_code:
        fields.append("parent")
        details.append(Detail(_LABELS["parent"], parent or "", item.parent_code or ""))
    return tuple(fields), tuple(details)


def _differing_facts(annex: Annex, criteria_set: CriteriaSet) -> tuple[str, ...]:
    present = set_facts(criteria_set)
    return tuple(
        key
        for key, value in annex.facts.items()
        if comparable_value(present[key]) != comparable_value(value)
    )


def _fact_entries(annex: Annex, criteria_set: CriteriaSet | None) -> Iterable[PreviewLine]:
    present = set_facts(criteria_set) if criteria_set else {}
    for key, value in annex.facts.items():
        if criteria_set is None or comparable_value(present[key]) != comparable_value(value):
            detail = Detail(
                _FACT_LABELS[key], _in_words(key, present.get(key)), _in_words(key, value)
            )
            sort = "change" if criteria_set else "add"
            name = _FACT_LABELS[key].vi
            yield PreviewLine(sort, annex.rows_of_facts.get(key), name, (detail,))  # type: ignore[arg-type]


def _order_entry(annex: Annex, before: list[str], after: list[str]) -> PreviewLine:
    rows = {item.code: item.row for item in annex.items}
    first = next(new for old, new in zip(before, after, strict=True) if old != new)
    detail = Detail(_LABELS["position"], ", ".join(before), ", ".join(after))
    return PreviewLine("change", rows[first], "Thứ tự các dòng", (detail,))
