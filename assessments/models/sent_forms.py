"""The forms that were sent, so that one pressed twice is one act."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class SentForm(models.Model):
    """One form as it was shown to a person and filled in, once its act is done; kept for a day."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("người")
    )
    key = models.CharField(_("khóa của biểu mẫu"), max_length=64)
    result = models.JSONField(_("kết quả"), null=True)
    at = models.DateTimeField(_("lúc"), auto_now_add=True)

    class Meta:
        verbose_name = _("biểu mẫu đã gửi")
        verbose_name_plural = pgettext_lazy("số nhiều", "biểu mẫu đã gửi")
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="form_sent_once")]

    def __str__(self) -> str:
        return f"{self.user} · {self.key}"
