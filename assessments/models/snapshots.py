"""A sheet as it stood at the end of a stage."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from assessments.models.append_only import AppendOnly
from assessments.models.rounds import Assessment


class Snapshot(AppendOnly):
    """The whole sheet, frozen: both sides of every leaf by its code, as the record of changes stores them."""

    class Stage(models.TextChoices):
        CLAIMED = "claimed", _("Tự đánh giá")
        FIRST_AWARD = "first_award", _("Thẩm định lần đầu")
        EXPLAINED = "explained", _("Sau giải trình")
        FINAL = "final", _("Kết quả cuối cùng")

    assessment = models.ForeignKey(
        Assessment, models.PROTECT, related_name="snapshots", verbose_name=_("phiếu đánh giá")
    )
    stage = models.CharField(_("giai đoạn"), max_length=20, choices=Stage.choices)
    number = models.PositiveSmallIntegerField(_("lần"))
    """The number within a stage, from 1: a returned sheet is claimed again."""
    leaves = models.JSONField(_("các tiêu chí"))
    """A dict from leaf codes to ``{"claimed": side, "awarded": side, "flag": ...}``; a side is what ``Side.as_record`` returns."""
    sha256 = models.CharField("SHA-256", max_length=64)
    at = models.DateTimeField(_("lúc"), auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("người")
    )

    class Meta:
        verbose_name = _("bản chụp phiếu")
        verbose_name_plural = pgettext_lazy("số nhiều", "bản chụp phiếu")
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "stage", "number"], name="snapshot_once_at_a_stage"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assessment} · {self.get_stage_display()} {self.number}"
