"""Rows that are written once: never edited, never deleted. On PostgreSQL the database refuses it too."""

from collections.abc import Iterable
from typing import Any, NoReturn, TypeVar

from django.db import models

M = TypeVar("M", bound=models.Model)


class AppendOnlyQuerySet(models.QuerySet[M]):
    def _refuse(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        raise TypeError(f"{self.model.__name__} is append-only.")

    update = _refuse
    delete = _refuse
    bulk_update = _refuse
    _raw_delete = _refuse

    def bulk_create(self, objs: Iterable[M], *args: Any, **kwargs: Any) -> list[M]:
        if kwargs.get("update_conflicts"):
            self._refuse()
        return super().bulk_create(objs, *args, **kwargs)


class AppendOnly(models.Model):
    objects = models.Manager.from_queryset(AppendOnlyQuerySet)()

    class Meta:
        abstract = True

    def save_base(self, *args: Any, **kwargs: Any) -> None:
        """Insert, or nothing: a row made by hand with a known key would overwrite that one."""
        if not self._state.adding:
            raise TypeError(f"{type(self).__name__} is append-only.")
        super().save_base(*args, **kwargs | {"force_insert": True, "force_update": False})

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError(f"{type(self).__name__} is append-only.")
