"""Signals that guard published sets at every save and delete of an instance, fixtures included."""

from typing import Any

from django.db import models
from django.db.models.signals import post_save, pre_delete, pre_save

from criteria.frozen import published_set_refusal, refuse_set, refuse_unchecked
from criteria.models import CriteriaSet, Criterion, inherited_counts


def _same(old: models.Model, new: models.Model, but: set[str]) -> bool:
    """Returns whether ``new`` has the values of the stored row, the fields ``but`` aside."""
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
        # A fixture says nothing of the status: a new set arrives as a draft, a known one keeps its own.
        instance.status = old.status if old else CriteriaSet.Status.DRAFT
        instance.published_at = old.published_at if old else None
    if old is None or not old.is_published:
        if saving:
            refuse_unchecked([instance])
        return
    if saving and _same(old, instance, {"search"}):
        return
    raise published_set_refusal(old.title_vi)


def _before_criterion_change(sender: Any, instance: Any, **kwargs: Any) -> None:
    saving = kwargs["signal"] is pre_save
    if saving:
        parent = instance.parent
        instance.domain_id = (parent.domain_id or parent.pk) if parent else None
        instance.counts = inherited_counts(instance.counts, parent)
    old = sender.objects.filter(pk=instance.pk).first() if instance.pk else None
    if saving and old is not None and _same(old, instance, {"search"}):
        return
    refuse_set(sender, instance.criteria_set_id)
    if old is not None and old.criteria_set_id != instance.criteria_set_id:
        refuse_set(sender, old.criteria_set_id)


def _after_criterion_change(instance: Any, created: bool, **_kwargs: Any) -> None:
    if created:
        return
    # A row that moved to another domain, or counts otherwise, takes along all that hangs below it.
    for child in instance.children.exclude(
        domain=instance.domain_id or instance.pk,
        counts__in=(instance.counts, Criterion.Counts.INFO),
    ):
        child.save()


def connect_set_guards() -> None:
    """Connects the guards; it is called once when the app is ready."""
    for name, signal in (("save", pre_save), ("delete", pre_delete)):
        signal.connect(_before_set_change, sender=CriteriaSet, dispatch_uid=f"frozen-set-{name}")
        signal.connect(
            _before_criterion_change, sender=Criterion, dispatch_uid=f"frozen-tree-{name}"
        )
    post_save.connect(_after_criterion_change, sender=Criterion, dispatch_uid="tree-domains")
