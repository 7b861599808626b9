"""Makes next year's draft from a set that was used: every row names the one it comes from."""

from django.contrib.admin.models import ADDITION
from django.db import transaction

from criteria.actions.people import COPIED, Publisher, demand_editor, note
from criteria.annex.comparing import rows_of_set
from criteria.common.text import FieldFault, Refused
from criteria.models import CriteriaSet, Criterion

_FIELDS = (
    *("position", "kind", "code", "printed_code", "title_vi", "title_en", "max_points", "counts"),
    *("source", "scale", "gate", "evidence_vi", "reviewer_vi", "reviewing_body_id"),
)


@transaction.atomic
def copy_set(*, by: Publisher, criteria_set: CriteriaSet, year: int) -> CriteriaSet:
    """Returns a draft for ``year`` with the same tree, each row naming its ancestor; provisional again.

    Its code and titles are the set's with the year changed. Raises ``Refused``.
    """
    demand_editor(by, criteria_set)
    # The lock lets whoever is editing the original finish first.
    source = CriteriaSet.objects.select_for_update().get(pk=criteria_set.pk)
    code = _dated(source.code, source.year, year)
    faults = []
    if not 2000 <= year < 2100:
        faults.append(
            FieldFault(
                vi="Năm phải từ 2000 đến 2099.",
                en="The year must be from 2000 to 2099.",
                field="year",
            )
        )
    if year == source.year:
        faults.append(
            FieldFault(
                vi=f"“{source.title_vi}” đã là của năm {year}; hãy chọn năm khác.",
                en=f"“{source.title_vi}” is of {year} already; choose another year.",
                field="year",
            )
        )
    elif CriteriaSet.objects.filter(code=code).exists():
        faults.append(
            FieldFault(
                vi=f"Đã có bộ tiêu chí “{code}”. Hãy sửa bộ đó hoặc xóa nó trước.",
                en=f"There is a set “{code}” already. Edit that one or delete it first.",
                field="year",
            )
        )
    if faults:
        raise Refused(*faults)
    copy = CriteriaSet.objects.create(
        owner_id=source.owner_id,
        code=code,
        level=source.level,
        year=year,
        title_vi=_dated(source.title_vi, source.year, year),
        title_en=_dated(source.title_en, source.year, year),
        legal_basis=source.legal_basis,
        total_points=source.total_points,
        rules=source.rules,
    )
    _copy_tree(source, copy)
    note(by, copy, ADDITION, f"{COPIED} {source.code}")
    return copy


def _dated(text: str, before: int, after: int) -> str:
    """Returns ``text`` with the year changed, or added where none is named; empty stays empty."""
    if str(before) in text:
        return text.replace(str(before), str(after))
    if not text:
        return ""
    return f"{text}-{after}" if " " not in text else f"{text} ({after})"


def _copy_tree(source: CriteriaSet, copy: CriteriaSet) -> None:
    """Copies the tree with one query a level, parents first."""
    copies: dict[int, Criterion] = {}
    rows = rows_of_set(source)
    level = [row for row in rows if row.parent_id is None]
    while level:
        new = []
        for row in level:
            parent = copies[row.parent_id] if row.parent_id else None
            values = {name: getattr(row, name) for name in _FIELDS}
            domain = (parent.domain_id or parent.pk) if parent else None
            new.append(
                Criterion(
                    criteria_set=copy, parent=parent, domain_id=domain, ancestor=row, **values
                )
            )
        Criterion.objects.bulk_create(new)
        copies |= {row.pk: copied for row, copied in zip(level, new, strict=True)}
        level = [row for row in rows if row.parent_id in {copied.pk for copied in level}]
