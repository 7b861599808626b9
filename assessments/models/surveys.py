"""Survey results as they came in: every import is a version of its own, and all of them are stored."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from assessments.models.append_only import AppendOnly
from assessments.models.rounds import Round
from assessments.models.scores import Score
from criteria.fields import FixedPointField, NfcCharField, PointsField


class SurveyImport(AppendOnly):
    """One file of a round, numbered from 1; a later one replaces the points of the leaves it names."""

    round = models.ForeignKey(
        Round, models.PROTECT, related_name="survey_imports", verbose_name=_("kỳ đánh giá")
    )
    number = models.PositiveIntegerField(_("lần"))
    file_name = NfcCharField(_("tên tệp"), max_length=255)
    sha256 = models.CharField("SHA-256", max_length=64)
    at = models.DateTimeField(_("lúc"), auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("người")
    )
    rows = models.PositiveIntegerField(_("số dòng"))
    changed = models.PositiveIntegerField(_("điểm thay đổi"))
    units = models.PositiveIntegerField(_("số đơn vị"))
    respondents = models.PositiveBigIntegerField(_("lượt trả lời"), null=True)
    """The sum over the rows that give a number of respondents."""
    first_day = models.DateField(_("từ ngày"), null=True)
    last_day = models.DateField(_("đến ngày"), null=True)

    class Meta:
        verbose_name = _("lần nhập điểm điều tra")
        verbose_name_plural = pgettext_lazy("số nhiều", "lần nhập điểm điều tra")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["round", "number"], name="survey_import_number_once")
        ]

    def __str__(self) -> str:
        return f"{self.round} · {self.number}"


class SurveyResult(AppendOnly):
    """The result that one row of the file gives a leaf."""

    survey_import = models.ForeignKey(
        SurveyImport,
        models.PROTECT,
        related_name="results",
        verbose_name=_("lần nhập điểm điều tra"),
    )
    score = models.ForeignKey(
        Score, models.PROTECT, related_name="survey_results", verbose_name=_("điểm")
    )
    percent = FixedPointField(_("tỷ lệ (%)"), places=6)
    points = PointsField(_("điểm"))
    changed = models.BooleanField(_("thay đổi"))
    """True where the leaf had other points before."""
    respondents = models.PositiveIntegerField(_("số người trả lời"), null=True)
    day = models.DateField(_("ngày"), null=True)

    class Meta:
        verbose_name = _("kết quả điều tra")
        verbose_name_plural = pgettext_lazy("số nhiều", "kết quả điều tra")
        constraints = [
            models.UniqueConstraint(
                fields=["survey_import", "score"], name="survey_result_once_in_an_import"
            )
        ]

    def __str__(self) -> str:
        return f"{self.score} · {self.points}"


def last_result(score: Score) -> SurveyResult | None:
    """Returns the result by the newest import that names a leaf, from which its points come."""
    results = SurveyResult.objects.filter(score=score).select_related("survey_import")
    return results.order_by("-survey_import__number").first()
