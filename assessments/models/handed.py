"""Figures of the nation's sheet of a province that are counted from the province's own rounds."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from assessments.models.rounds import Assessment, Round
from criteria.fields import NfcCharField, PointsField
from criteria.models import Criterion


class HandedFigure(models.Model):
    """Says how one figure of a leaf is counted over the units of an own round; it is offered, never claimed by itself."""

    class Way(models.TextChoices):
        SUM = "sum", _("Tổng")
        RATIO = "ratio", _("Tỷ lệ phần trăm của hai tổng")
        COUNT = "count", _("Số đơn vị đạt từ mức")
        UNITS = "units", _("Số đơn vị được đánh giá")

    assessment = models.ForeignKey(
        Assessment,
        models.CASCADE,
        related_name="handed_figures",
        verbose_name=_("phiếu đánh giá"),
    )
    criterion = models.ForeignKey(
        Criterion, models.PROTECT, related_name="+", verbose_name=_("tiêu chí")
    )
    figure = NfcCharField(_("số liệu"), max_length=60)
    """The name of the figure in entries on the leaf."""
    own_round = models.ForeignKey(
        Round, models.PROTECT, related_name="+", verbose_name=_("kỳ riêng")
    )
    own_leaf = models.ForeignKey(
        Criterion, models.PROTECT, related_name="+", verbose_name=_("tiêu chí của bộ riêng")
    )
    way = models.CharField(_("cách tính"), max_length=10, choices=Way.choices)
    of = NfcCharField(_("từ số liệu"), max_length=60, blank=True, default="", db_default="")
    """The figure of the own leaf that is counted; empty for the points awarded."""
    by = NfcCharField(_("chia cho"), max_length=60, blank=True, default="", db_default="")
    """The figure of the own leaf by whose sum a ratio is divided."""
    least = PointsField(_("từ mức"), null=True, blank=True)

    class Meta:
        verbose_name = _("số liệu từ kỳ riêng")
        verbose_name_plural = pgettext_lazy("số nhiều", "số liệu từ kỳ riêng")
        ordering = ["assessment", "criterion__position", "figure"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "criterion", "figure"], name="handed_figure_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criterion.code} {self.figure}"
