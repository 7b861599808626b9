"""The notices to a person, shown on their pages and sent by mail."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from criteria.common.text import Text
from criteria.fields import NfcTextField


class Notice(models.Model):
    """A notice of one occasion to one person, given only once; ``key`` names the occasion."""

    class Mail(models.TextChoices):
        NONE = "none", _("Không gửi thư")
        WAITING = "waiting", _("Chờ gửi")
        SENDING = "sending", _("Đang gửi")
        SENT = "sent", _("Đã gửi")
        FAILED = "failed", _("Không gửi được")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="notices",
        verbose_name=_("người nhận"),
    )
    key = models.CharField(_("việc"), max_length=120)
    text_vi = NfcTextField(_("nội dung"))
    text_en = NfcTextField(_("nội dung tiếng Anh"))
    path = models.CharField(_("đường dẫn"), max_length=200, blank=True)
    at = models.DateTimeField(_("lúc"), auto_now_add=True)
    read_at = models.DateTimeField(_("đọc lúc"), null=True, blank=True)
    mail = models.CharField(
        _("thư điện tử"), max_length=10, choices=Mail.choices, default=Mail.WAITING
    )
    mail_tries = models.PositiveSmallIntegerField(_("số lần gửi"), default=0)
    mail_at = models.DateTimeField(_("gửi lúc"), null=True, blank=True)
    """The next moment that counts for the mail.

    Before sending, the mail waits until then (empty: it goes at once); during sending, it counts as lost
    from then on; afterwards, it is the moment at which sending ended.
    """
    mail_error = models.CharField(_("lỗi gửi thư"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("thông báo")
        verbose_name_plural = pgettext_lazy("số nhiều", "thông báo")
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["user", "key"], name="notice_once_for_an_occasion"),
        ]
        indexes = [models.Index(fields=["mail", "at"], name="notice_by_mail")]

    def __str__(self) -> str:
        return self.text_vi

    @property
    def text(self) -> Text:
        """The sentence in both languages."""
        return Text(vi=self.text_vi, en=self.text_en)
