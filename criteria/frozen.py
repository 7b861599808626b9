"""Invariant 1: a published set never changes, whatever the door.

Every save and delete of an instance passes the signals below, fixtures included; changes of many
rows at once pass ``FrozenQuerySet``. Publishing itself is ``criteria.actions.publish_set``.
"""

from collections.abc import Iterable
from typing import Any, TypeVar

from django.db import connection, models
from django.db.models.signals import post_save, pre_delete, pre_save

from criteria.common.text import Refused, Text

M = TypeVar("M", bound=models.Model)


def refusal(title: str) -> Refused:
    """The one answer to a change of a published set."""
    return Refused(
        Text(
            vi=f"“{title}” đã ban hành nên không sửa được. "
            "Hãy sao chép thành bộ mới rồi sửa bản sao.",
            en=f"“{title}” is published and cannot be changed. "
            "Copy it to a new set and edit the copy.",
        )
    )


def not_this_way(title: str) -> Refused:
    """The answer to a set that would be published unchecked."""
    return Refused(
        Text(
            vi=f"“{title}” chỉ được ban hành bằng thao tác Ban hành, sau khi kiểm tra cả cây.",
            en=f"“{title}” can be published only by the act of publishing, which checks its tree.",
        )
    )


class FrozenQuerySet(models.QuerySet[M]):
    """A queryset whose mass changes leave published sets alone."""

    def _refuse_published(self) -> None:
        path = "" if self.model._meta.model_name == "criteriaset" else "criteria_set__"
        titles = self.filter(**{f"{path}status": "published"}).order_by()
        title = titles.values_list(f"{path}title_vi", flat=True).first()
        if title is not None:
            raise refusal(title)

    def update(self, **kwargs: Any) -> int:
        self._refuse_published()
        if kwargs.get("status") == "published":
            raise not_this_way(self.values_list("title_vi", flat=True).first() or "?")
        for name in ("criteria_set", "criteria_set_id"):
            _refuse_set(getattr(kwargs.get(name), "pk", kwargs.get(name)))
        return super().update(**kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        self._refuse_published()
        return super().delete()

    def bulk_create(self, objs: Iterable[M], *args: Any, **kwargs: Any) -> list[M]:
        if kwargs.get("update_conflicts"):
            # Which rows it would overwrite, only the database knows.
            raise TypeError("Criteria are not overwritten in bulk.")
        rows = list(objs)
        for set_id in {getattr(row, "criteria_set_id", None) for row in rows}:
            _refuse_set(set_id)
        _refuse_unchecked(rows)
        return super().bulk_create(rows, *args, **kwargs)

    def bulk_update(
        self, objs: Iterable[M], fields: Iterable[str], batch_size: int | None = None
    ) -> int:
        fields = list(fields)
        rows = list(objs)
        if "status" in fields:
            _refuse_unchecked(rows)
        if "criteria_set" in fields:
            for set_id in {getattr(row, "criteria_set_id", None) for row in rows}:
                _refuse_set(set_id)
        return super().bulk_update(rows, fields, batch_size)


def _refuse_unchecked(rows: Iterable[Any]) -> None:
    for row in rows:
        if getattr(row, "status", None) == "published" and not getattr(row, "checked", False):
            raise not_this_way(row.title_vi)


def _refuse_set(set_id: int | None) -> None:
    """Refuse where the database says that the set is published; an instance may be out of date."""
    if set_id is None or hasattr(set_id, "resolve_expression"):
        return
    from criteria.models import CriteriaSet

    sets = CriteriaSet.objects.filter(pk=set_id)
    if connection.in_atomic_block:
        # Whoever is publishing it holds this lock until the set is frozen.
        sets = sets.select_for_update()
    for status, title in sets.values_list("status", "title_vi"):
        if status == "published":
            raise refusal(title)


def _same(old: models.Model, new: models.Model, but: set[str]) -> bool:
    """Whether ``new`` says nothing new of a row, the fields ``but`` aside."""
    return all(
        field.get_prep_value(getattr(old, field.attname))
        == field.get_prep_value(getattr(new, field.attname))
        for field in old._meta.concrete_fields
        if field.name not in but
    )


def _before_set_change(sender: Any, instance: Any, **kwargs: Any) -> None:
    old = sender.objects.filter(pk=instance.pk).first() if instance.pk else None
    saving = kwargs["signal"] is pre_save
    if saving and kwargs["raw"]:
        # A fixture says nothing of the status: a new set arrives as a draft, a known one stays.
        instance.status = old.status if old else "draft"
        instance.published_at = old.published_at if old else None
    if old is None or old.status != "published":
        if saving:
            _refuse_unchecked([instance])
        return
    if saving and _same(old, instance, {"search"}):
        return
    raise refusal(old.title_vi)


def _before_criterion_change(sender: Any, instance: Any, **kwargs: Any) -> None:
    saving = kwargs["signal"] is pre_save
    if saving:
        parent = instance.parent
        instance.domain_id = (parent.domain_id or parent.pk) if parent else None
    old = sender.objects.filter(pk=instance.pk).first() if instance.pk else None
    if saving and old is not None and _same(old, instance, {"search"}):
        return
    _refuse_set(instance.criteria_set_id)
    if old is not None and old.criteria_set_id != instance.criteria_set_id:
        _refuse_set(old.criteria_set_id)


def _after_criterion_change(instance: Any, created: bool, **_kwargs: Any) -> None:
    if created:
        return
    # Moved to another domain: so is all that hangs below.
    for child in instance.children.exclude(domain=instance.domain_id or instance.pk):
        child.save()


def watch() -> None:
    """Connect the guards; called once when the app is ready."""
    from criteria.models import CriteriaSet, Criterion

    for name, signal in (("save", pre_save), ("delete", pre_delete)):
        signal.connect(_before_set_change, sender=CriteriaSet, dispatch_uid=f"frozen-set-{name}")
        signal.connect(
            _before_criterion_change, sender=Criterion, dispatch_uid=f"frozen-tree-{name}"
        )
    post_save.connect(_after_criterion_change, sender=Criterion, dispatch_uid="tree-domains")
