"""The remarks that a unit and its reviewers exchange on a leaf, by date."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from assessments.models.append_only import AppendOnly
from assessments.models.scores import Score
from criteria.fields import NfcTextField


class Remark(AppendOnly):
    """A question, an explanation, a reply or a decision; written once."""

    class Kind(models.TextChoices):
        QUESTION = "question", _("Yêu cầu giải trình")
        EXPLANATION = "explanation", _("Giải trình")
        REPLY = "reply", _("Ý kiến thẩm định")
        DECISION = "decision", _("Quyết định của hội đồng")

    score = models.ForeignKey(Score, models.PROTECT, related_name="remarks", verbose_name=_("điểm"))
    kind = models.CharField(_("loại"), max_length=20, choices=Kind.choices)
    text = NfcTextField(_("nội dung"))
    turn = models.PositiveSmallIntegerField(_("lần giải trình"), default=1)
    at = models.DateTimeField(_("lúc"), auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("người")
    )

    class Meta:
        verbose_name = _("ý kiến")
        verbose_name_plural = pgettext_lazy("số nhiều", "ý kiến")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.score}"

    @property
    def is_of_the_unit(self) -> bool:
        return self.kind == self.Kind.EXPLANATION
