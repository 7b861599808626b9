"""Exports a table's columns from the admin, by django-import-export."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Model
from import_export import fields, resources

from criteria.common.tables.columns import Column, for_programs


class ColumnField(fields.Field):  # type: ignore[misc]  # ships no types
    """Our column as a field of the library; its text is the same in every language."""

    def __init__(self, column: Column) -> None:
        super().__init__(column_name=column.exported or column.key)
        self.column = column

    def export(self, instance: Model, **kwargs: Any) -> str | bool:
        value = self.column.value_in(instance)
        # A workbook has a cell for yes and no.
        native = isinstance(value, bool) and kwargs.get("force_native_type")
        return value if native else for_programs(value)


def export_of(model: type[Model], columns: Iterable[Column]) -> type[resources.ModelResource]:
    """Returns the export of a model's rows in these columns."""
    columns_by_name = {field.column_name: field for field in map(ColumnField, columns)}
    meta = type("Meta", (), {"model": model, "fields": tuple(columns_by_name)})
    return type(
        f"{model.__name__}Resource", (resources.ModelResource,), {**columns_by_name, "Meta": meta}
    )
