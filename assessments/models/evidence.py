"""A unit's documents, and the leaves that each of them proves."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from assessments.models.rounds import Assessment
from assessments.models.scores import Score
from criteria.common.files.file_kinds import BY_CONTENT_TYPE, PDF
from criteria.common.files.signatures import PdfSignature, signatures_from
from criteria.fields import NfcCharField, NfcTextField


def stored_name(_row: models.Model, _file_name: str) -> str:
    """Returns a random name for a file: nothing of the uploaded name reaches the file system."""
    name = uuid.uuid4().hex
    return f"{name[:2]}/{name}"


class WithSignatures(models.Model):
    """A file whose digital signatures have been looked at, once."""

    signatures = models.JSONField(_("chữ ký số"), null=True, blank=True, editable=False)
    """A list of ``PdfSignature`` as JSON; none while nobody has looked."""

    class Meta:
        abstract = True

    @property
    def shown_signatures(self) -> list[PdfSignature]:
        """The signatures as pages show them."""
        return signatures_from(self.signatures)


class Scan(models.TextChoices):
    """What ClamAV has said of a document; empty while it has not been asked."""

    CLEAN = "clean", _("không có mã độc")
    INFECTED = "infected", _("có mã độc")
    FAILED = "failed", _("không quét được")


class Evidence(WithSignatures):
    """A document (tài liệu kiểm chứng) or a link; never erased, only withdrawn from leaves."""

    assessment = models.ForeignKey(
        Assessment, models.PROTECT, related_name="evidence", verbose_name=_("phiếu đánh giá")
    )
    title = NfcCharField(_("trích yếu"), max_length=500)
    number = NfcCharField(_("số, ký hiệu"), max_length=100, blank=True)
    issued_on = models.DateField(_("ngày ban hành"), null=True, blank=True)
    valid_from = models.DateField(_("hiệu lực từ ngày"), null=True, blank=True)
    valid_to = models.DateField(_("hiệu lực đến ngày"), null=True, blank=True)
    """The last day on which the document is in force; none where it does not end."""
    url = models.URLField(_("đường dẫn"), max_length=1000, blank=True)
    file = models.FileField(_("tệp"), upload_to=stored_name, max_length=100, blank=True)
    file_name = NfcCharField(_("tên tệp"), max_length=255, blank=True)
    content_type = models.CharField(_("loại tệp"), max_length=100, blank=True)
    size = models.PositiveBigIntegerField(
        _("kích thước"), null=True, blank=True, help_text=_("byte")
    )
    sha256 = models.CharField("SHA-256", max_length=64, blank=True, db_index=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("người tải lên")
    )
    uploaded_at = models.DateTimeField(_("tải lên lúc"), auto_now_add=True)
    scan = models.CharField(
        _("quét mã độc"),
        max_length=10,
        choices=Scan.choices,
        blank=True,
        default="",
        db_default="",
        editable=False,
    )
    scan_said = NfcCharField(
        _("kết quả quét"), max_length=200, blank=True, default="", db_default="", editable=False
    )
    """The threat by its name, or the reason for which it could not be scanned."""
    scanned_at = models.DateTimeField(_("quét lúc"), null=True, blank=True, editable=False)
    scores = models.ManyToManyField(
        Score, through="EvidenceLink", related_name="evidence", verbose_name=_("chứng minh cho")
    )

    class Meta:
        verbose_name = _("tài liệu kiểm chứng")
        verbose_name_plural = pgettext_lazy("số nhiều", "tài liệu kiểm chứng")
        ordering = ["uploaded_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(file="") & ~Q(url="")) | (~Q(file="") & Q(url="") & ~Q(sha256="")),
                name="evidence_is_a_file_or_a_link",
            ),
            models.CheckConstraint(
                condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_from__lte=F("valid_to")),
                name="evidence_valid_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def preview_path(self) -> str:
        """The address at which a browser shows the document itself; empty where no browser does."""
        kind = BY_CONTENT_TYPE.get(self.content_type)
        if kind is None or not kind.previewable:
            return ""
        # The viewer of PDFs without its side bar, the page as wide as the place it has.
        viewer = "#navpanes=0&view=FitH" if kind == PDF else ""
        return reverse("evidence_preview", args=[self.pk]) + viewer


class EvidenceLink(models.Model):
    """The link between a document and a leaf that it proves; withdrawing ends the link and keeps the record."""

    evidence = models.ForeignKey(
        Evidence, models.PROTECT, related_name="links", verbose_name=_("tài liệu")
    )
    score = models.ForeignKey(Score, models.PROTECT, related_name="links", verbose_name=_("điểm"))
    asked_for = models.PositiveSmallIntegerField(_("tài liệu cần có"), null=True, blank=True)
    """Which of the documents that the leaf asks for this is, by its place from 1; none while nobody has said so."""
    linked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("người gắn")
    )
    linked_at = models.DateTimeField(_("gắn lúc"), auto_now_add=True)
    withdrawn_at = models.DateTimeField(_("rút lúc"), null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("người rút"),
    )
    withdrawal_reason = NfcTextField(_("lý do rút"), blank=True)

    class Meta:
        verbose_name = _("tài liệu của điểm")
        verbose_name_plural = pgettext_lazy("số nhiều", "tài liệu của điểm")
        ordering = ["linked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["evidence", "score"],
                condition=Q(withdrawn_at=None),
                name="evidence_proves_a_leaf_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.evidence} → {self.score}"
