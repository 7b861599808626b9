"""Invariant 1: a published set never changes, whatever the door.

Changes of many rows at once pass ``PublishedSetGuard``; every save and delete of an instance passes
``criteria.signals``, fixtures included. Publishing itself is ``criteria.actions.publish_set``.
"""

from collections.abc import Iterable
from typing import Any, TypeVar

from django.db import connection, models

from criteria.common.text import Refused, Text

M = TypeVar("M", bound=models.Model)


def published_set_refusal(title: str) -> Refused:
    """Returns the one answer to a change of a published set."""
    return Refused(
        Text(
            vi=f"“{title}” đã ban hành nên không sửa được. "
            "Hãy sao chép thành bộ mới rồi sửa bản sao.",
            en=f"“{title}” is published and cannot be changed. "
            "Copy it to a new set and edit the copy.",
        )
    )


def not_this_way(title: str) -> Refused:
    """Returns the answer to a set that would be published unchecked."""
    return Refused(
        Text(
            vi=f"“{title}” chỉ được ban hành bằng thao tác Ban hành, sau khi kiểm tra cả cây.",
            en=f"“{title}” can be published only by the act of publishing, which checks its tree.",
        )
    )


class PublishedSetGuard(models.QuerySet[M]):
    """A queryset whose mass changes leave published sets alone."""

    def _refuse_published(self) -> None:
        sets = _sets(self.model)
        path = "" if sets is self.model else "criteria_set__"
        titles = self.filter(**{f"{path}status": sets.Status.PUBLISHED}).order_by()
        title = titles.values_list(f"{path}title_vi", flat=True).first()
        if title is not None:
            raise published_set_refusal(title)

    def update(self, **kwargs: Any) -> int:
        self._refuse_published()
        if kwargs.get("status") == _sets(self.model).Status.PUBLISHED:
            raise not_this_way(self.values_list("title_vi", flat=True).first() or "?")
        for name in ("criteria_set", "criteria_set_id"):
            refuse_set(self.model, getattr(kwargs.get(name), "pk", kwargs.get(name)))
        return super().update(**kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        self._refuse_published()
        return super().delete()

    def bulk_create(self, objs: Iterable[M], *args: Any, **kwargs: Any) -> list[M]:
        if kwargs.get("update_conflicts"):
            # Only the database knows which rows it would overwrite.
            raise TypeError("Criteria are not overwritten in bulk.")
        rows = list(objs)
        for set_id in {getattr(row, "criteria_set_id", None) for row in rows}:
            refuse_set(self.model, set_id)
        refuse_unchecked(rows)
        return super().bulk_create(rows, *args, **kwargs)

    def bulk_update(
        self, objs: Iterable[M], fields: Iterable[str], batch_size: int | None = None
    ) -> int:
        fields = list(fields)
        rows = list(objs)
        if "status" in fields:
            refuse_unchecked(rows)
        if "criteria_set" in fields:
            for set_id in {getattr(row, "criteria_set_id", None) for row in rows}:
                refuse_set(self.model, set_id)
        return super().bulk_update(rows, fields, batch_size)


def refuse_unchecked(rows: Iterable[Any]) -> None:
    """Raises ``Refused`` for a set that would be published without the act that checks it."""
    for row in rows:
        if getattr(row, "is_published", False) and not row.checked:
            raise not_this_way(row.title_vi)


def refuse_set(model: type[models.Model], set_id: int | None) -> None:
    """Raises ``Refused`` where the database says that the set is published; an instance may be out of date.

    ``model`` is the model of sets, or one whose rows belong to a set.
    """
    if set_id is None or hasattr(set_id, "resolve_expression"):
        return
    owner = _sets(model)
    rows = owner._default_manager.filter(pk=set_id)
    if connection.in_atomic_block:
        # Whoever is publishing it holds this lock until the set is frozen.
        rows = rows.select_for_update()
    for status, title in rows.values_list("status", "title_vi"):
        if status == owner.Status.PUBLISHED:
            raise published_set_refusal(title)


def _sets(model: type[models.Model]) -> Any:
    """Returns the model of sets: ``model`` itself, or the one to which its rows belong."""
    if model._meta.model_name == "criteriaset":
        return model
    return model._meta.get_field("criteria_set").related_model
