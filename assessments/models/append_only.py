"""Rows that are written once: never edited, never deleted. The database itself refuses both too.

Subclassing ``AppendOnly`` guards the Python side. A migration gives the table its triggers, as 0013
does; a test finds a subclass without them. A migration that alters such a table makes it anew on
SQLite, and must make its triggers anew too.
"""

from collections.abc import Collection, Iterable
from typing import Any, NoReturn, TypeVar

from django.db import models

M = TypeVar("M", bound=models.Model)


class AppendOnlyQuerySet(models.QuerySet[M]):
    def _refuse(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        raise TypeError(f"{self.model.__name__} is append-only.")

    update = _refuse
    _update = _refuse
    delete = _refuse
    bulk_update = _refuse
    _raw_delete = _refuse

    def bulk_create(
        self,
        objs: Iterable[M],
        batch_size: int | None = None,
        ignore_conflicts: bool = False,
        update_conflicts: bool = False,
        update_fields: Collection[str] | None = None,
        unique_fields: Collection[str] | None = None,
    ) -> list[M]:
        if update_conflicts or update_fields or unique_fields:
            self._refuse()
        return super().bulk_create(objs, batch_size, ignore_conflicts)


class AppendOnly(models.Model):
    objects = models.Manager.from_queryset(AppendOnlyQuerySet)()

    class Meta:
        abstract = True
        # Subclasses inherit it. Django's own base manager would pass these guards by.
        base_manager_name = "objects"

    def save_base(self, *args: Any, **kwargs: Any) -> None:
        """Inserts the row and never updates it: a row made by hand with a known key would overwrite the stored one."""
        if not self._state.adding:
            raise TypeError(f"{type(self).__name__} is append-only.")
        super().save_base(*args, **kwargs | {"force_insert": True, "force_update": False})

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError(f"{type(self).__name__} is append-only.")
