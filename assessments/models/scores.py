"""A unit's score on one leaf: what it claims and what the reviewer awards."""

from dataclasses import replace
from enum import nonmember

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from assessments.models.conditions import is_by_survey, is_self_scored, is_unreviewed
from assessments.models.rounds import Assessment
from assessments.models.sides import Side
from assessments.models.survey_reasons import reason_for_reader
from criteria.common.text import Text
from criteria.fields import NfcTextField, PointsField
from criteria.models import Criterion, ReviewingBody


class Flag(models.TextChoices):
    """Where a leaf stands between the reviewer's question and the last word on it."""

    NONE = "", _("Không")
    RAISED = "raised", _("Cần giải trình")
    ANSWERED = "answered", _("Đã giải trình")
    SETTLED = "settled", _("Đã thống nhất")
    DISPUTED = "disputed", _("Trình hội đồng")

    # Here in the class each name still stands for its value with its label.
    OPEN = nonmember((RAISED[0], ANSWERED[0], DISPUTED[0]))
    """These still wait for somebody."""
    ASKED = nonmember((RAISED[0], ANSWERED[0]))
    """With these the unit may explain, or explain anew."""
    EXPLAINED = nonmember((ANSWERED[0], DISPUTED[0]))
    """With these the unit has explained and its reviewers have not settled it."""


class ScoreQuerySet(models.QuerySet["Score"]):
    def for_change(self) -> "ScoreQuerySet":
        """Rows locked together with their sheet, so that a save and a submission never pass each other.

        The sheet comes first, as in every act on a whole sheet: two orders would be a deadlock.
        Only what every write looks at is read along: each table more costs every save.
        """
        return self.select_for_update(of=("assessment", "self")).select_related(
            "assessment__round", "criterion"
        )

    def self_scored(self) -> "ScoreQuerySet":
        """Those that the unit scores itself and a body reviews."""
        return self.filter(is_self_scored())

    def by_survey(self) -> "ScoreQuerySet":
        """Those whose points come from the survey."""
        return self.filter(is_by_survey())

    def unreviewed(self) -> "ScoreQuerySet":
        """Those that nobody has reviewed yet."""
        return self.filter(is_unreviewed())

    def in_tree_order(self) -> "ScoreQuerySet":
        return self.order_by("criterion__position")


class Score(models.Model):
    """Made for every leaf when the round opens, so two first writes can only meet in one row."""

    assessment = models.ForeignKey(
        Assessment, models.CASCADE, related_name="scores", verbose_name=_("phiếu đánh giá")
    )
    criterion = models.ForeignKey(
        Criterion, models.PROTECT, related_name="scores", verbose_name=_("tiêu chí")
    )
    max_points = PointsField(_("điểm tối đa"))
    """The leaf's maximum, kept beside the points so that the database itself can hold them within it."""
    claimed_input = models.JSONField(_("số liệu tự đánh giá"), null=True, blank=True)
    claimed_points = PointsField(_("điểm tự đánh giá"), null=True, blank=True)
    claimed_na = models.BooleanField(_("đơn vị báo không áp dụng"), default=False)
    claimed_note = NfcTextField(_("giải trình của đơn vị"), blank=True)
    awarded_input = models.JSONField(_("số liệu thẩm định"), null=True, blank=True)
    awarded_points = PointsField(_("điểm thẩm định"), null=True, blank=True)
    awarded_na = models.BooleanField(_("thẩm định không áp dụng"), default=False)
    awarded_note = NfcTextField(_("ý kiến thẩm định"), blank=True)
    reviewing_body = models.ForeignKey(
        ReviewingBody,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="scores",
        verbose_name=_("cơ quan thẩm định"),
    )
    """The body that reviews this leaf in this round: the set's, until the coordinator gives it to another."""
    flag = models.CharField(_("giải trình"), max_length=10, choices=Flag.choices, blank=True)
    returned_note = NfcTextField(_("lãnh đạo trả lại vì"), blank=True)
    """Why the unit's leader gave the leaf back to its officer; empty again once it is saved."""
    version = models.PositiveIntegerField(_("phiên bản"), default=0)
    changed_at = models.DateTimeField(_("sửa lúc"), null=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("người sửa"),
    )

    objects = models.Manager.from_queryset(ScoreQuerySet)()

    class Meta:
        verbose_name = _("điểm")
        verbose_name_plural = pgettext_lazy("số nhiều", "điểm")
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "criterion"], name="score_once_for_a_leaf"
            ),
            models.CheckConstraint(
                condition=Q(claimed_points=None)
                | Q(claimed_points__gte=0, claimed_points__lte=F("max_points")),
                name="score_claimed_within_maximum",
            ),
            models.CheckConstraint(
                condition=Q(awarded_points=None)
                | Q(awarded_points__gte=0, awarded_points__lte=F("max_points")),
                name="score_awarded_within_maximum",
            ),
            models.CheckConstraint(
                condition=Q(claimed_na=False) | Q(claimed_points=None),
                name="score_claimed_na_has_no_points",
            ),
            models.CheckConstraint(
                condition=Q(awarded_na=False) | Q(awarded_points=None),
                name="score_awarded_na_has_no_points",
            ),
            # A difference between the two sides always carries its reason.
            models.CheckConstraint(
                condition=is_unreviewed()
                | Q(awarded_na=True, claimed_na=True)
                | Q(
                    # Without points the comparison is unknown, and unknown would pass a check.
                    awarded_points__isnull=False,
                    awarded_points=Coalesce(F("claimed_points"), 0, output_field=PointsField()),
                    claimed_na=False,
                )
                | ~Q(awarded_note=""),
                name="score_difference_has_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assessment} · {self.criterion.code}"

    # Where a list has left out the figures, each side asked for is a query: there ask the columns.

    @property
    def claimed(self) -> Side:
        """The unit's side."""
        return Side(self.claimed_input, self.claimed_points, self.claimed_na, self.claimed_note)

    @claimed.setter
    def claimed(self, side: Side) -> None:
        self.claimed_input, self.claimed_points = side.input, side.points
        self.claimed_na, self.claimed_note = side.not_applicable, side.note

    @property
    def awarded(self) -> Side:
        """The reviewer's side."""
        return Side(self.awarded_input, self.awarded_points, self.awarded_na, self.awarded_note)

    @awarded.setter
    def awarded(self, side: Side) -> None:
        self.awarded_input, self.awarded_points = side.input, side.points
        self.awarded_na, self.awarded_note = side.not_applicable, side.note

    @property
    def starting_award(self) -> Side:
        """What a review begins with: the award so far, or none yet, the unit's own figures."""
        return self.awarded if self.is_reviewed else replace(self.claimed, note=self.awarded_note)

    @property
    def is_filled(self) -> bool:
        """Whether the unit has declared something, be it points or that the leaf does not apply."""
        return self.claimed_points is not None or self.claimed_na

    @property
    def is_reviewed(self) -> bool:
        return self.awarded_points is not None or self.awarded_na

    @property
    def is_as_claimed(self) -> bool:
        """Whether the award gives what was claimed; nothing claimed is 0 points."""
        return self.awarded_na == self.claimed_na and (self.awarded_points or 0) == (
            self.claimed_points or 0
        )

    @property
    def is_asked(self) -> bool:
        """Whether the unit may explain the leaf, or explain it anew, once its sheet is there."""
        return self.flag in Flag.ASKED

    @property
    def is_unsent(self) -> bool:
        """Whether a question is raised that the unit was not sent yet."""
        return self.flag == Flag.RAISED and not self.assessment.is_explaining

    @property
    def awaits_reply(self) -> bool:
        """Whether the unit has explained the leaf and its reviewers have not settled it."""
        return self.flag in Flag.EXPLAINED

    @property
    def awarded_reason(self) -> Text:
        """The reason of the awarded points for a reader; the survey's is told in both languages."""
        return reason_for_reader(self.awarded_note)
