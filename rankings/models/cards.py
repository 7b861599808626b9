"""The pictures by which other sites show a published result and its units, and how far their drawing is."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from assessments.models.evidence import stored_name
from criteria.fields import NfcCharField


class Card(models.Model):
    """One picture of 1200×630 in one language: of a unit, or of the whole result."""

    ranking = models.ForeignKey(
        "rankings.Ranking", models.CASCADE, related_name="cards", verbose_name=_("bảng xếp hạng")
    )
    slug = models.SlugField(_("đơn vị trong địa chỉ"), max_length=255, blank=True)
    """What the unit's address calls it; empty for the whole result."""
    language = NfcCharField(_("ngôn ngữ"), max_length=10)
    file = models.FileField(_("tệp"), upload_to=stored_name, max_length=100)
    size = models.PositiveIntegerField(_("kích thước (byte)"))
    made_of = NfcCharField(_("được vẽ từ"), max_length=64)
    """SHA-256 over what it shows: it is another once a disclaimer is mended or the year before is corrected."""

    class Meta:
        verbose_name = _("ảnh giới thiệu")
        verbose_name_plural = pgettext_lazy("số nhiều", "ảnh giới thiệu")
        constraints = [
            models.UniqueConstraint(fields=["ranking", "slug", "language"], name="card_once")
        ]

    def __str__(self) -> str:
        return f"{self.ranking} · {self.slug} · {self.language}"


class CardWork(models.Model):
    """How far the drawing of a ranking's cards is; one a ranking."""

    ranking = models.OneToOneField(
        "rankings.Ranking",
        models.CASCADE,
        related_name="card_work",
        verbose_name=_("bảng xếp hạng"),
    )
    is_over = models.BooleanField(_("đã kết thúc"), default=False)
    progressed_at = models.DateTimeField(_("tiến triển lúc"))
    """The time of the last cards; of work that is over, its end."""
    tries = models.PositiveSmallIntegerField(_("số lần thực hiện"), default=0)
    """The number of workers that were lost over it."""

    class Meta:
        verbose_name = _("lần vẽ ảnh giới thiệu")
        verbose_name_plural = pgettext_lazy("số nhiều", "lần vẽ ảnh giới thiệu")

    def __str__(self) -> str:
        return str(self.ranking)
