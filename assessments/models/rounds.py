"""Rounds, each of which opens a criteria set for its units, and the units' assessments (sheets) in them."""

import datetime
from collections.abc import Iterable

from django.conf import settings
from django.db import models
from django.db.models import Count, Q, Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from assessments.models.conditions import is_filled, is_in_total, is_reviewed, is_self_scored
from assessments.models.sheet_totals import total_of
from assessments.models.states import STATE_WORDS, StateWords, Status
from assessments.models.units import Unit
from criteria.fields import FoldedField, NfcCharField, NfcTextField
from criteria.models import CriteriaSet


class Round(models.Model):
    """One assessment round (kỳ đánh giá) of a published set, with its dates by Vietnam's clock."""

    class Phase(models.TextChoices):
        PLANNED = "planned", _("Chưa mở")
        SELF_ASSESSMENT = "self_assessment", _("Tự đánh giá")
        REVIEW = "review", _("Thẩm định")
        CLOSED = "closed", _("Đã đóng")

    criteria_set = models.ForeignKey(
        CriteriaSet, models.PROTECT, related_name="rounds", verbose_name=_("bộ tiêu chí")
    )
    owner = models.ForeignKey(
        Unit,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="own_rounds",
        verbose_name=_("kỳ riêng của"),
    )
    """The unit that runs the round for the units below it; empty for the nation's. It never changes."""
    title_vi = NfcCharField(_("tên kỳ đánh giá"), max_length=300)
    title_en = NfcCharField(_("tên tiếng Anh"), max_length=300, blank=True)
    year = models.PositiveSmallIntegerField(_("năm đánh giá"))
    opens_at = models.DateTimeField(_("mở từ"))
    submit_by = models.DateTimeField(
        _("hạn tự đánh giá"), help_text=_("Sau thời điểm này đơn vị không ghi được nữa.")
    )
    review_by = models.DateTimeField(_("hạn thẩm định"))
    explanations_allowed = models.PositiveSmallIntegerField(
        _("số lần giải trình"),
        default=1,
        db_default=1,
        help_text=_("Một phiếu được giải trình nhiều nhất mấy lần."),
    )
    quorum_percent = models.PositiveSmallIntegerField(
        _("tỷ lệ dự họp hội đồng tối thiểu"),
        default=67,
        db_default=67,
        help_text=_("Phần trăm thành viên dự họp hoặc cho ý kiến bằng văn bản."),
    )
    is_demo = models.BooleanField(_("dữ liệu minh họa"), default=False)
    has_open_results = models.BooleanField(
        _("công khai kết quả"), default=False, db_default=False, editable=False
    )
    """Of an own round: whether anybody may read its published results, or the owner's people alone."""
    search = FoldedField(sources=("title_vi", "title_en", "year"))

    objects = models.Manager()

    class Meta:
        verbose_name = _("kỳ đánh giá")
        verbose_name_plural = pgettext_lazy("số nhiều", "kỳ đánh giá")
        ordering = ["-year", "criteria_set__level", "-opens_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    opens_at__lt=models.F("submit_by"), submit_by__lt=models.F("review_by")
                ),
                name="round_dates_in_order",
                violation_error_message=_(
                    "Ngày mở phải trước hạn tự đánh giá, hạn tự đánh giá trước hạn thẩm định."
                ),
            ),
            models.CheckConstraint(
                condition=Q(quorum_percent__gte=1, quorum_percent__lte=100),
                name="round_quorum_is_a_percentage",
            ),
        ]

    def __str__(self) -> str:
        return self.title_vi

    def phase(self, now: datetime.datetime | None = None) -> "Round.Phase":
        """Returns the phase by the server's clock; a moment equal to a deadline is past it."""
        now = now or timezone.now()
        if now < self.opens_at:
            return self.Phase.PLANNED
        if now < self.submit_by:
            return self.Phase.SELF_ASSESSMENT
        if now < self.review_by:
            return self.Phase.REVIEW
        return self.Phase.CLOSED

    @property
    def phase_ends_at(self) -> datetime.datetime | None:
        """The moment at which the present phase ends; ``None`` for a closed round."""
        now = timezone.now()
        ends = (self.opens_at, self.submit_by, self.review_by)
        return next((end for end in ends if now < end), None)


class AssessmentQuerySet(models.QuerySet["Assessment"]):
    def with_progress(self, bodies: Iterable[int] | None = None) -> "AssessmentQuerySet":
        """Adds counts of leaves and sums of points to each sheet.

        The counts are ``leaves``, ``filled``, ``reviewed`` and ``to_review``; the sums are ``claimed_sum``,
        ``claimable`` and ``awarded_sum``. Survey leaves are in no count, because nobody fills them in or
        reviews them; their points are part of ``awarded_sum``. The sums count as the sheet's own page does: gates,
        bonus and penalty with them. With ``bodies`` (ids), ``reviewed`` and ``to_review`` count only the leaves
        that these bodies review.
        """
        own = is_self_scored("scores__")
        theirs = own if bodies is None else own & Q(scores__reviewing_body__in=bodies)
        return self.annotate(
            leaves=Count("scores", filter=own),
            filled=Count("scores", filter=own & is_filled("scores__")),
            reviewed=Count("scores", filter=theirs & is_reviewed("scores__")),
            to_review=Count("scores", filter=theirs),
            claimed_sum=total_of("claimed"),
            claimable=Sum("scores__max_points", filter=own & is_in_total("scores__")),
            awarded_sum=total_of("awarded"),
        )


class Assessment(models.Model):
    """One unit's sheet in a round."""

    round = models.ForeignKey(
        Round, models.PROTECT, related_name="assessments", verbose_name=_("kỳ đánh giá")
    )
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="assessments", verbose_name=_("đơn vị")
    )
    status = models.CharField(
        _("trạng thái"),
        max_length=20,
        choices=Status.choices,
        default=Status.DRAFTING,
        editable=False,
    )
    ranked = models.BooleanField(_("được xếp hạng"), default=True)
    extended_to = models.DateTimeField(_("gia hạn đến"), null=True, blank=True, editable=False)
    extension_reason = NfcTextField(_("lý do gia hạn"), blank=True, editable=False)
    extension_document = NfcCharField(
        _("văn bản gia hạn"),
        max_length=100,
        blank=True,
        editable=False,
        default="",
        db_default="",
    )
    explain_by = models.DateTimeField(_("hạn giải trình"), null=True, blank=True, editable=False)
    explanations = models.PositiveSmallIntegerField(
        _("số lần đã giải trình"), default=0, db_default=0, editable=False
    )
    review_extended_to = models.DateTimeField(
        _("gia hạn thẩm định đến"), null=True, blank=True, editable=False
    )
    has_handed_figures = models.BooleanField(
        _("có số liệu từ kỳ riêng"), default=False, db_default=False, editable=False
    )
    """Whether any ``HandedFigure`` is there: most sheets have none, and need not ask. Its acts keep it right."""
    return_reason = NfcTextField(_("lý do trả lại"), blank=True, editable=False)
    submitted_at = models.DateTimeField(_("gửi lúc"), null=True, editable=False)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("người gửi"),
    )

    objects = models.Manager.from_queryset(AssessmentQuerySet)()

    class Meta:
        verbose_name = _("phiếu đánh giá")
        verbose_name_plural = pgettext_lazy("số nhiều", "phiếu đánh giá")
        ordering = ["round", "unit__code"]
        constraints = [
            models.UniqueConstraint(fields=["round", "unit"], name="assessment_once_in_a_round"),
        ]

    def __str__(self) -> str:
        return f"{self.unit} · {self.round}"

    @property
    def state_words(self) -> StateWords:
        """The sentences about the sheet that depend on its state alone."""
        return STATE_WORDS[Status(self.status)]

    @property
    def is_drafting(self) -> bool:
        return self.status == Status.DRAFTING

    @property
    def is_in_review(self) -> bool:
        """Returns whether somebody has begun to review the sheet."""
        return self.status == Status.IN_REVIEW

    @property
    def is_explaining(self) -> bool:
        return self.status == Status.EXPLAINING

    @property
    def is_with_council(self) -> bool:
        return self.status == Status.COUNCIL

    @property
    def is_final(self) -> bool:
        return self.status == Status.FINAL

    @property
    def deadline(self) -> datetime.datetime:
        """The moment from which the unit can no longer write: the round's deadline, or the sheet's own extension."""
        return (
            max(self.round.submit_by, self.extended_to)
            if self.extended_to
            else self.round.submit_by
        )

    @property
    def review_deadline(self) -> datetime.datetime:
        """The moment from which nobody reviews this sheet: the round's, or its own after a reopening."""
        return max(self.round.review_by, self.review_extended_to or self.round.review_by)

    @property
    def step_ends_at(self) -> datetime.datetime | None:
        """The moment at which the time of whoever's turn it is ends; ``None`` for a final sheet."""
        if self.is_drafting:
            return self.deadline
        if self.is_explaining:
            return self.explain_by
        return None if self.is_final else self.review_deadline
