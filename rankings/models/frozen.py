"""Invariant 7: what has been published never changes, whatever the door.

Saves and deletes of instances pass the signals below; changes of many rows at once pass
``PublishedRankingGuard``. A ranking that is not public yet may be taken back: ``RankingQuerySet.take_back``.
"""

from collections.abc import Iterable
from typing import Any, TypeVar

from django.apps import apps
from django.db import models
from django.db.models.signals import pre_delete, pre_save

from criteria.common.text import Refused, Text

M = TypeVar("M", bound=models.Model)

FROZEN = ("published",)
PATHS = {
    "ranking": "",
    "rankingrow": "ranking__",
    "rankingmean": "ranking__",
    "domainindex": "row__ranking__",
    "rankingleaf": "row__ranking__",
}
"""The path from each model to the ranking that it belongs to."""


def published_ranking_refusal() -> Refused:
    """Returns the one answer to a change of a published ranking."""
    return Refused(
        Text(
            vi="Bảng xếp hạng đã công bố nên không sửa được. Hãy tính lại và công bố bảng mới.",
            en="A published ranking cannot be changed. Compute a new one and publish that.",
        )
    )


def _path(model: type[models.Model]) -> str:
    return PATHS[str(model._meta.model_name)]


class PublishedRankingGuard(models.QuerySet[M]):
    """A queryset whose mass changes leave published rankings alone."""

    def _refuse_published(self) -> None:
        if self.filter(**{f"{_path(self.model)}status__in": FROZEN}).order_by().exists():
            raise published_ranking_refusal()

    def update(self, **kwargs: Any) -> int:
        self._refuse_published()
        return super().update(**kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        self._refuse_published()
        return super().delete()

    def bulk_create(self, objs: Iterable[M], *args: Any, **kwargs: Any) -> list[M]:
        rows = list(objs)
        for row in rows:
            if _belongs_to(row).status in FROZEN:
                raise published_ranking_refusal()
        return super().bulk_create(rows, *args, **kwargs)


def _belongs_to(instance: Any) -> Any:
    for step in _path(type(instance)).split("__"):
        instance = getattr(instance, step) if step else instance
    return instance


def _before_change(sender: type[models.Model], instance: models.Model, **_kwargs: Any) -> None:
    path = _path(sender)
    frozen_rows = sender._base_manager.filter(pk=instance.pk, **{f"{path}status__in": FROZEN})
    if (path and _belongs_to(instance).status in FROZEN) or frozen_rows.exists():
        raise published_ranking_refusal()


def connect_ranking_guards() -> None:
    """Connects the guards; it is called once when the app is ready."""
    for name in PATHS:
        for signal in (pre_save, pre_delete):
            uid = f"frozen-{name}-{id(signal)}"
            signal.connect(
                _before_change, sender=apps.get_model("rankings", name), dispatch_uid=uid
            )
