"""Other systems that are told of publications, or of a unit's figures that fall due; and how each message fared."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from assessments.models import Unit


class Webhook(models.Model):
    """An address that is sent signed messages: of every ranking that becomes public, or of one unit's due figures."""

    unit = models.ForeignKey(
        Unit,
        models.PROTECT,
        null=True,
        related_name="webhooks",
        verbose_name=_("đơn vị"),
    )
    """The unit whose figures it is told of; none where it is told of publications."""
    url = models.URLField(_("địa chỉ"), max_length=500)
    secret = models.CharField(max_length=64)
    """The secret is shown once, but kept unhashed: every message is signed with it."""
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("người đăng ký")
    )
    created_at = models.DateTimeField(_("đăng ký lúc"), auto_now_add=True)
    ended_at = models.DateTimeField(_("ngừng lúc"), null=True)

    class Meta:
        verbose_name = _("địa chỉ nhận thông báo")
        verbose_name_plural = pgettext_lazy("số nhiều", "địa chỉ nhận thông báo")
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.url


class Delivery(models.Model):
    """One message to one address. It may arrive more than once; its id tells a second one from the first."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Đang chờ gửi")
        SENT = "sent", _("Đã nhận")
        FAILED = "failed", _("Không gửi được")

    webhook = models.ForeignKey(Webhook, models.PROTECT, related_name="deliveries")
    ranking = models.ForeignKey(
        "rankings.Ranking", models.CASCADE, null=True, related_name="deliveries"
    )
    plan = models.ForeignKey(
        "rankings.ImprovementPlan", models.CASCADE, null=True, related_name="deliveries"
    )
    figures_by = models.DateField(_("số liệu đến ngày"), null=True)
    """The day by which the plan's leaves ask for figures."""
    state = models.CharField(
        _("trạng thái"), max_length=10, choices=State.choices, default=State.WAITING
    )
    tries = models.PositiveSmallIntegerField(_("số lần gửi"), default=0)
    due_at = models.DateTimeField(_("gửi lúc"))
    """The time before which it is not sent; it moves on before each try, so that one process alone makes the try."""
    told = models.CharField(_("kết quả"), max_length=200, blank=True)
    """The answer's status, or the reason why there was none."""

    class Meta:
        verbose_name = _("thông báo cho hệ thống khác")
        verbose_name_plural = pgettext_lazy("số nhiều", "thông báo cho hệ thống khác")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["webhook", "ranking"], name="delivery_once_for_a_hook"),
            models.UniqueConstraint(
                fields=["webhook", "plan", "figures_by"], name="delivery_once_for_a_day"
            ),
            models.CheckConstraint(
                condition=Q(ranking__isnull=False, plan=None, figures_by=None)
                | Q(ranking=None, plan__isnull=False, figures_by__isnull=False),
                name="delivery_of_a_ranking_or_of_figures",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.webhook} · {self.ranking or self.plan}"
