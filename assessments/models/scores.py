"""A unit's score on one leaf, with two sides: the unit's claim and the reviewer's award."""

from dataclasses import replace
from enum import nonmember

from django.conf import settings
from django.db import models
from django.db.models import Count, ExpressionWrapper, F, Q, Sum, Value
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
    """A leaf's state between the reviewer's question and the final word on it."""

    NONE = "", _("Không")
    RAISED = "raised", _("Cần giải trình")
    ANSWERED = "answered", _("Đã giải trình")
    SETTLED = "settled", _("Đã thống nhất")
    DISPUTED = "disputed", _("Trình hội đồng")

    # Inside the class body each name is still a pair of value and label, hence the ``[0]``.
    OPEN = nonmember((RAISED[0], ANSWERED[0], DISPUTED[0]))
    """The flags that still wait for somebody."""
    ASKED = nonmember((RAISED[0], ANSWERED[0]))
    """The flags with which the unit may explain, or explain anew."""
    EXPLAINED = nonmember((ANSWERED[0], DISPUTED[0]))
    """The flags with which the unit has explained and its reviewers have not settled the leaf."""


class ScoreQuerySet(models.QuerySet["Score"]):
    def for_change(self) -> "ScoreQuerySet":
        """Locks the rows together with their sheet, so that a save and a submission never pass each other.

        The sheet is locked first, as in every act on a whole sheet: two orders would be a deadlock.
        Only the tables that every write needs are joined, because each further table costs every save.
        """
        return self.select_for_update(of=("assessment", "self"), no_key=True).select_related(
            "assessment__round", "criterion"
        )

    def self_scored(self) -> "ScoreQuerySet":
        """Returns the scores that the unit gives itself and a body reviews."""
        return self.filter(is_self_scored())

    def by_survey(self) -> "ScoreQuerySet":
        """Returns the scores whose points come from the survey."""
        return self.filter(is_by_survey())

    def unreviewed(self) -> "ScoreQuerySet":
        """Returns the scores that nobody has reviewed yet."""
        return self.filter(is_unreviewed())

    def with_documents(self) -> "ScoreQuerySet":
        """Counts the ``documents`` that prove each leaf now; ``ticked`` has a bit for each asked-for one, by its place."""
        live = Q(links__withdrawn_at=None)
        one, place = Value(1, models.BigIntegerField()), F("links__asked_for")
        bit = one.bitleftshift(place)  # type: ignore[arg-type]  # the stubs know numbers alone
        bits = Sum(ExpressionWrapper(bit, models.BigIntegerField()), filter=live, distinct=True)
        return self.annotate(documents=Count("links", filter=live), ticked=Coalesce(bits, 0))

    def in_tree_order(self) -> "ScoreQuerySet":
        return self.order_by("criterion__position")


class Score(models.Model):
    """A unit's points on a leaf, made for every leaf when the round opens, so that two first writes meet in one row."""

    assessment = models.ForeignKey(
        Assessment, models.CASCADE, related_name="scores", verbose_name=_("phiếu đánh giá")
    )
    criterion = models.ForeignKey(
        Criterion, models.PROTECT, related_name="scores", verbose_name=_("tiêu chí")
    )
    max_points = PointsField(_("điểm tối đa"))
    """The leaf's maximum, stored beside the points so that the database itself can hold them within it."""
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
    """The body that reviews this leaf in this round: the set's, until the coordinator gives the leaf to another."""
    flag = models.CharField(
        _("giải trình"), max_length=10, choices=Flag.choices, blank=True, default="", db_default=""
    )
    returned_note = NfcTextField(_("lãnh đạo trả lại vì"), blank=True, default="", db_default="")
    """The leader's reason for giving the leaf back to its officer; it is emptied when the leaf is saved."""
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

    # A list that defers the inputs must read the columns: there, each use of a side would be a query.

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
        """The award with which a review begins: the award so far, or before the first one the unit's own figures."""
        return self.awarded if self.is_reviewed else replace(self.claimed, note=self.awarded_note)

    @property
    def is_filled(self) -> bool:
        """Returns whether the unit has declared something: points, or that the leaf does not apply."""
        return self.claimed_points is not None or self.claimed_na

    @property
    def is_reviewed(self) -> bool:
        return self.awarded_points is not None or self.awarded_na

    @property
    def is_as_claimed(self) -> bool:
        """Returns whether the award equals the claim; an empty claim counts as 0 points."""
        return self.awarded_na == self.claimed_na and (self.awarded_points or 0) == (
            self.claimed_points or 0
        )

    @property
    def is_asked(self) -> bool:
        """Returns whether the unit may explain the leaf, or explain it anew, once it has received its sheet."""
        return self.flag in Flag.ASKED

    @property
    def is_unsent(self) -> bool:
        """Returns whether a question has been raised that was not sent to the unit yet."""
        return self.flag == Flag.RAISED and not self.assessment.is_explaining

    @property
    def awaits_reply(self) -> bool:
        """Returns whether the unit has explained the leaf and its reviewers have not settled it."""
        return self.flag in Flag.EXPLAINED

    @property
    def awarded_reason(self) -> Text:
        """The reason of the awarded points, for a reader; a survey's reason is given in both languages."""
        return reason_for_reader(self.awarded_note)
