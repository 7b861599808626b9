"""A unit's plan to win back what a published result took from it; nobody outside the unit reads any of it."""

from decimal import Decimal
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from assessments.models import Round, Unit
from assessments.models.append_only import AppendOnly
from criteria.fields import NfcCharField, NfcTextField, PointsField
from criteria.models import Criterion
from rankings.models.rows import RankingRow

REMEDY_LIMIT, BODY_LIMIT = 2000, 200
"""The numbers of characters that a remedy, and the name of a body inside the unit, may have."""


class PlanQuerySet(models.QuerySet["ImprovementPlan"]):
    def in_force(self) -> Self:
        """Returns the approved plans, of each unit and round the newest version alone."""
        newer = ImprovementPlan.objects.filter(
            unit=OuterRef("unit"),
            round=OuterRef("round"),
            number__gt=OuterRef("number"),
            approved_at__isnull=False,
        )
        return self.filter(~Exists(newer), approved_at__isnull=False)


class ImprovementPlan(models.Model):
    """A version of a unit's plan, made from its result in a round; approved, it does not change any more."""

    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="improvement_plans", verbose_name=_("đơn vị")
    )
    round = models.ForeignKey(
        Round, models.PROTECT, related_name="improvement_plans", verbose_name=_("kỳ đánh giá")
    )
    row = models.ForeignKey(RankingRow, models.PROTECT, related_name="+", verbose_name=_("kết quả"))
    """The result that it was made from, in the version of the ranking that was in force then."""
    number = models.PositiveSmallIntegerField(_("phiên bản"))
    """The number of the version, from 1 for each unit and round."""
    version = models.PositiveIntegerField(_("số lần sửa"), default=0, db_default=0)
    """How often a line of it has been saved; who approves names the one that was read."""
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("người lập")
    )
    made_at = models.DateTimeField(_("lập lúc"), auto_now_add=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("người phê duyệt"),
    )
    approved_at = models.DateTimeField(_("phê duyệt lúc"), null=True)

    objects = PlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("kế hoạch cải thiện Chỉ số")
        verbose_name_plural = pgettext_lazy("số nhiều", "kế hoạch cải thiện Chỉ số")
        ordering = ["-round__year", "-number", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "round", "number"], name="plan_number_once"),
            models.UniqueConstraint(
                fields=["unit", "round"],
                condition=Q(approved_at=None),
                name="plan_one_draft_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(approved_at=None, approved_by=None)
                | Q(approved_at__isnull=False, approved_by__isnull=False),
                name="plan_approved_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        # It says nothing of what is in it: pages of the admin name rows that stand against a deletion.
        return f"{self._meta.verbose_name} {self.pk}"

    @property
    def is_approved(self) -> bool:
        return self.approved_at is not None


class PlanLeaf(models.Model):
    """A leaf on which the unit lost points: what it aims at, on the leaf's own scale."""

    plan = models.ForeignKey(
        ImprovementPlan, models.CASCADE, related_name="leaves", verbose_name=_("kế hoạch")
    )
    criterion = models.ForeignKey(
        Criterion, models.PROTECT, related_name="+", verbose_name=_("tiêu chí")
    )
    points = PointsField(_("điểm đạt được"))
    max_points = PointsField(_("điểm tối đa áp dụng"))
    """These two are those of the result, so that the database itself holds a target between them."""
    target_input = models.JSONField(_("số liệu chỉ tiêu"), null=True)
    target_points = PointsField(_("điểm theo chỉ tiêu"), null=True)
    version = models.PositiveIntegerField(_("số lần sửa"), default=0, db_default=0)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("người sửa"),
    )
    changed_at = models.DateTimeField(_("sửa lúc"), null=True)

    class Meta:
        verbose_name = _("tiêu chí của kế hoạch")
        verbose_name_plural = pgettext_lazy("số nhiều", "tiêu chí của kế hoạch")
        # As they were made: the costliest first.
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "criterion"], name="plan_leaf_once"),
            models.CheckConstraint(
                condition=Q(points__gte=0, points__lt=F("max_points")),
                name="plan_leaf_has_lost_points",
            ),
            models.CheckConstraint(
                condition=Q(target_points=None, target_input=None)
                | Q(target_points__gt=F("points"), target_points__lte=F("max_points")),
                name="plan_leaf_target_wins_points",
            ),
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"

    @property
    def lost(self) -> Decimal:
        return self.max_points - self.points

    @property
    def won(self) -> Decimal:
        """The points that the target would give beyond those of the result."""
        return Decimal(0) if self.target_points is None else self.target_points - self.points


class Remedy(models.Model):
    """What is to be done on a leaf, by whom, until when."""

    leaf = models.ForeignKey(
        PlanLeaf, models.CASCADE, related_name="remedies", verbose_name=_("tiêu chí")
    )
    place = models.PositiveSmallIntegerField(_("thứ tự"))
    text = NfcTextField(_("giải pháp"), max_length=REMEDY_LIMIT)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("người chịu trách nhiệm"),
    )
    body = NfcCharField(
        _("cơ quan, bộ phận chịu trách nhiệm"), max_length=BODY_LIMIT, blank=True, default=""
    )
    due = models.DateField(_("thời hạn"), null=True)
    done_on = models.DateField(_("xong ngày"), null=True)

    class Meta:
        verbose_name = _("giải pháp")
        verbose_name_plural = pgettext_lazy("số nhiều", "giải pháp")
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(fields=["leaf", "place"], name="remedy_one_at_a_place"),
            models.CheckConstraint(condition=~Q(text=""), name="remedy_has_a_text"),
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"

    @property
    def answers_for_it(self) -> str:
        """Who answers for it: the person, the body, or both."""
        return "; ".join(str(one) for one in (self.person, self.body) if one)

    @property
    def in_words(self) -> str:
        """The remedy in a line: what, who, until when."""
        day = f"{self.due:%d/%m/%Y}" if self.due else ""
        return " · ".join(part for part in (self.text, self.answers_for_it, day) if part)


class FigureToDate(AppendOnly):
    """What a unit has reached on a leaf of its plan by a day; the newest of the latest day counts.

    It belongs to the unit and the round, so that every version of the plan has it.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("đơn vị"))
    round = models.ForeignKey(
        Round, models.PROTECT, related_name="+", verbose_name=_("kỳ đánh giá")
    )
    criterion = models.ForeignKey(
        Criterion, models.PROTECT, related_name="+", verbose_name=_("tiêu chí")
    )
    day = models.DateField(_("số liệu đến ngày"))
    input = models.JSONField(_("số liệu"))
    points = PointsField(_("điểm"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("người ghi")
    )
    at = models.DateTimeField(_("ghi lúc"), auto_now_add=True)

    class Meta:
        verbose_name = _("số liệu đến nay")
        verbose_name_plural = pgettext_lazy("số nhiều", "số liệu đến nay")
        ordering = ["-day", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(points__gte=0), name="figure_to_date_not_below_0")
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"
