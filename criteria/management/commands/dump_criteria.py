"""Writes a year's sets as fixtures, one file a set, that ``loaddata`` takes on any installation."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core import serializers
from django.core.management.base import BaseCommand, CommandError

from criteria.models import CriteriaSet, Criterion, ReviewingBody
from criteria.scales import read_scale
from criteria.set_rules.rules import rules_in_order

BODY = ("code", "name_vi", "name_en")
SET = (
    *("code", "level", "year", "title_vi", "title_en", "legal_basis", "total_points"),
    *("is_official", "rules"),
)
ROW = (
    *("criteria_set", "parent", "position", "kind", "code", "title_vi", "title_en", "max_points"),
    *("source", "scale", "evidence_vi", "reviewer_vi", "reviewing_body", "ancestor"),
    *("printed_code", "counts", "gate"),
)
"""The fields of a fixture: neither keys of this database nor values that every save works out anew."""
_OPTIONAL = ("ancestor", "printed_code", "counts", "gate", "rules")
"""The fields that stand in a fixture only where they say something."""


class Command(BaseCommand):
    help = "Write the sets of a year as fixtures with natural keys into a folder."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("year", type=int)
        parser.add_argument("folder", type=Path)

    def handle(self, *_args: Any, **options: Any) -> None:
        folder: Path = options["folder"]
        sets = list(CriteriaSet.objects.filter(year=options["year"]).order_by("code"))
        if not sets:
            raise CommandError(f"Không có bộ tiêu chí nào của năm {options['year']}.")
        folder.mkdir(parents=True, exist_ok=True)
        for criteria_set in sets:
            path = folder / f"criteria_{criteria_set.code.replace('-', '_')}.json"
            path.write_text(fixture(criteria_set), encoding="utf-8")
            self.stdout.write(f"{path}")


def fixture(criteria_set: CriteriaSet) -> str:
    """Returns the set with its bodies as JSON, in the order of the tree."""
    related = ("criteria_set", "parent__criteria_set", "reviewing_body", "ancestor__criteria_set")
    rows = list(criteria_set.criteria.select_related(*related).order_by("position", "pk"))
    bodies = ReviewingBody.objects.filter(leaves__criteria_set=criteria_set).distinct()
    objects = [
        *_plain(list(bodies.order_by("code")), BODY),
        *_plain([criteria_set], SET),
        *_plain(_parents_first(rows), ROW),
    ]
    return json.dumps(objects, ensure_ascii=False, indent=1) + "\n"


def _plain(rows: list[Any], fields: tuple[str, ...]) -> list[dict[str, Any]]:
    objects: list[dict[str, Any]] = serializers.serialize(
        "python",
        rows,
        fields=fields,
        use_natural_foreign_keys=True,
        use_natural_primary_keys=True,
    )
    for row, entry in zip(rows, objects, strict=True):
        values = {"code": row.code, **entry["fields"]}
        entry["fields"] = {
            name: _as_text(row, name, values[name])
            for name in fields
            if name not in _OPTIONAL or values[name]
        }
    return objects


def _as_text(row: Any, name: str, value: Any) -> Any:
    """Returns points as exact text, scales and rules in the order of their definition, which PostgreSQL does not keep."""
    if name in ("max_points", "total_points"):
        return row._meta.get_field(name).value_to_string(row)
    if name == "rules":
        return rules_in_order(value)
    if name == "scale" and value is not None:
        scale, _faults = read_scale(value, row.max_points)
        return scale.as_json() if scale else value
    return value


def _parents_first(rows: list[Criterion]) -> list[Criterion]:
    """Returns the rows in their order, except that no row stands before its parent: loading requires that."""
    placed: dict[int, Criterion] = {}
    waiting = list(rows)
    while waiting:
        ready = [row for row in waiting if row.parent_id is None or row.parent_id in placed]
        placed |= {row.pk: row for row in ready}
        waiting = [row for row in waiting if row.pk not in placed]
        if not ready:
            break
    in_order = all(
        row.parent_id is None or row.parent_id in {other.pk for other in rows[:at]}
        for at, row in enumerate(rows)
    )
    return rows if in_order else list(placed.values())
