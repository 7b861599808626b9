"""The council (hội đồng thẩm định), which settles the leaves on which a unit and its reviewers do not agree."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from assessments.models.rounds import Round
from assessments.models.scores import Score
from assessments.models.sides import Side
from criteria.fields import NfcCharField, NfcTextField, PointsField


class Council(models.Model):
    """A meeting, or a round of written opinions, with its agenda, its members and its minutes."""

    round = models.ForeignKey(
        Round, models.PROTECT, related_name="councils", verbose_name=_("kỳ đánh giá")
    )
    title = NfcCharField(_("tên phiên họp"), max_length=300)
    held_on = models.DateField(_("ngày họp"))
    minutes_number = NfcCharField(_("số biên bản"), max_length=100, blank=True)
    minutes = NfcTextField(_("biên bản"), blank=True)
    closed_at = models.DateTimeField(_("kết thúc lúc"), null=True, blank=True, editable=False)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        editable=False,
        related_name="+",
        verbose_name=_("người lập"),
    )

    class Meta:
        verbose_name = _("hội đồng thẩm định")
        verbose_name_plural = pgettext_lazy("số nhiều", "hội đồng thẩm định")
        ordering = ["-held_on", "-pk"]

    def __str__(self) -> str:
        return self.title


class CouncilMember(models.Model):
    """A member of a council and how the member took part; written consent counts towards the quorum."""

    class Presence(models.TextChoices):
        PRESENT = "present", _("Dự họp")
        WRITTEN = "written", _("Cho ý kiến bằng văn bản")
        ABSENT = "absent", _("Vắng mặt")

    council = models.ForeignKey(
        Council, models.CASCADE, related_name="members", verbose_name=_("hội đồng")
    )
    full_name = NfcCharField(_("họ và tên"), max_length=150)
    position = NfcCharField(_("chức vụ, cơ quan"), max_length=300, blank=True)
    presence = models.CharField(
        _("tham dự"), max_length=10, choices=Presence.choices, default=Presence.ABSENT
    )

    class Meta:
        verbose_name = _("thành viên hội đồng")
        verbose_name_plural = pgettext_lazy("số nhiều", "thành viên hội đồng")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["council", "full_name", "position"], name="council_member_once"
            ),
        ]

    def __str__(self) -> str:
        return self.full_name


class CouncilItem(models.Model):
    """A disputed leaf on the agenda, with the council's decision on it."""

    council = models.ForeignKey(
        Council, models.CASCADE, related_name="items", verbose_name=_("hội đồng")
    )
    score = models.ForeignKey(
        Score, models.PROTECT, related_name="council_items", verbose_name=_("điểm")
    )
    entry = models.JSONField(_("số liệu"), null=True, blank=True)
    points = PointsField(_("điểm"), null=True, blank=True)
    not_applicable = models.BooleanField(_("không áp dụng"), default=False)
    reason = NfcTextField(_("lý do"), blank=True)
    decided_at = models.DateTimeField(_("quyết định lúc"), null=True, blank=True)

    class Meta:
        verbose_name = _("nội dung hội đồng xem xét")
        verbose_name_plural = pgettext_lazy("số nhiều", "nội dung hội đồng xem xét")
        ordering = ["score__assessment__unit__code", "score__criterion__position"]
        constraints = [
            models.UniqueConstraint(fields=["council", "score"], name="council_item_once"),
            models.CheckConstraint(
                condition=Q(decided_at=None) | ~Q(reason=""),
                name="council_decision_has_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.council} · {self.score}"

    @property
    def decision(self) -> Side:
        """The decision, as the award that it becomes; its note is the reason."""
        return Side(self.entry, self.points, self.not_applicable, self.reason)

    @decision.setter
    def decision(self, side: Side) -> None:
        self.entry, self.points = side.input, side.points
        self.not_applicable, self.reason = side.not_applicable, side.note
