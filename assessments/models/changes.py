"""The record of every change: who made it, when, from what, to what, why, and through which door."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from assessments.models.append_only import AppendOnly
from assessments.models.rounds import Assessment, Round
from assessments.models.scores import Score
from criteria.fields import NfcTextField


class Door(models.TextChoices):
    PAGE = "page", _("Trang web")
    API = "api", _("API")
    ADMIN = "admin", _("Trang quản trị")
    IMPORT = "import", _("Nhập tệp")
    TASK = "task", _("Tác vụ nền")
    COMMAND = "command", _("Dòng lệnh")


class Change(AppendOnly):
    """One act on a sheet, a score or a round; written once, never edited, never deleted."""

    at = models.DateTimeField(_("lúc"), auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="changes", verbose_name=_("người")
    )
    door = models.CharField(_("qua"), max_length=10, choices=Door.choices)
    act = models.CharField(_("việc"), max_length=40)
    round = models.ForeignKey(
        Round, models.PROTECT, null=True, related_name="changes", verbose_name=_("kỳ đánh giá")
    )
    assessment = models.ForeignKey(
        Assessment,
        models.PROTECT,
        null=True,
        related_name="changes",
        verbose_name=_("phiếu đánh giá"),
    )
    score = models.ForeignKey(
        Score, models.PROTECT, null=True, related_name="changes", verbose_name=_("điểm")
    )
    before = models.JSONField(_("từ"), null=True)
    after = models.JSONField(_("thành"), null=True)
    reason = NfcTextField(_("lý do"), blank=True)

    class Meta:
        verbose_name = _("thay đổi")
        verbose_name_plural = pgettext_lazy("số nhiều", "thay đổi")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["score", "-at"], name="change_of_a_score")]

    def __str__(self) -> str:
        return f"{self.at:%d/%m/%Y %H:%M} · {self.by} · {self.act}"
