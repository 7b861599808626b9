"""The self-assessment report as it was signed and scanned."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from assessments.models.append_only import AppendOnly
from assessments.models.evidence import WithSignatures, stored_name
from assessments.models.rounds import Assessment
from criteria.fields import NfcCharField


class SignedReport(AppendOnly, WithSignatures):
    """One signed PDF of a sheet; a later one is added and does not replace it."""

    assessment = models.ForeignKey(
        Assessment,
        models.PROTECT,
        related_name="signed_reports",
        verbose_name=_("phiếu đánh giá"),
    )
    file = models.FileField(_("tệp"), upload_to=stored_name, max_length=100)
    file_name = NfcCharField(_("tên tệp"), max_length=255)
    size = models.PositiveBigIntegerField(_("kích thước"), help_text=_("byte"))
    sha256 = models.CharField("SHA-256", max_length=64)
    at = models.DateTimeField(_("lúc"), auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("người")
    )

    class Meta:
        verbose_name = _("báo cáo đã ký")
        verbose_name_plural = pgettext_lazy("số nhiều", "báo cáo đã ký")
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "sha256"], name="signed_report_once_on_a_sheet"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assessment} · {self.file_name}"
