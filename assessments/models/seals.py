"""The seals over the record: each batch of lines in a chain of SHA-256, and what checking it found."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from assessments.models.append_only import AppendOnly
from criteria.fields import NfcCharField


class Seal(AppendOnly):
    """A link of the chain: the digests of a batch of lines, and over them and the link before a digest of its own."""

    class Subject(models.TextChoices):
        CHANGE = "change", _("Lịch sử thay đổi")
        SNAPSHOT = "snapshot", _("Bản chụp phiếu")
        JOURNAL = "journal", _("Nhật ký an ninh")
        LET_GO = "let_go", _("Dòng nhật ký hết hạn lưu")
        """Its lines are seals of the journal whose lines were deleted by age."""

    number = models.PositiveBigIntegerField(_("số"), unique=True)
    """From 1, without a gap."""
    form = models.PositiveSmallIntegerField(_("dạng chuẩn"))
    """Which columns the canonical text of a line has (``assessments/chain/canonical.py``)."""
    subject = models.CharField(_("đối tượng"), max_length=10, choices=Subject.choices)
    begun_at = models.DateTimeField(_("lúc"))
    """When the run began that made it; the same for all seals of a run."""
    lines = models.JSONField(_("các dòng"))
    """Pairs of a line's key and its SHA-256, in the order of the keys."""
    last = models.BigIntegerField(_("khóa lớn nhất"))
    before = NfcCharField(_("mã của mắt xích trước"), max_length=64, blank=True)
    sha256 = models.CharField("SHA-256", max_length=64)

    class Meta:
        verbose_name = _("mắt xích niêm phong")
        verbose_name_plural = pgettext_lazy("số nhiều", "mắt xích niêm phong")
        ordering = ["number"]
        indexes = [models.Index(fields=["subject", "begun_at"], name="seal_of_a_subject")]

    def __str__(self) -> str:
        return f"{self.number} · {self.get_subject_display()}"


class RecordCheck(AppendOnly):
    """What a check of the whole chain found."""

    at = models.DateTimeField(_("lúc"), auto_now_add=True)
    head = models.PositiveBigIntegerField(_("số mắt xích"))
    """The number of the newest link that was checked; 0 without any."""
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    lines = models.PositiveBigIntegerField(_("số dòng"))
    faults = models.PositiveBigIntegerField(_("số sai lệch"))
    first_faults = models.JSONField(_("sai lệch đầu tiên"), default=list)
    """The first of them, as {"vi": …, "en": …}."""

    class Meta:
        verbose_name = _("lần kiểm tra chuỗi niêm phong")
        verbose_name_plural = pgettext_lazy("số nhiều", "lần kiểm tra chuỗi niêm phong")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.at:%d/%m/%Y %H:%M} · {self.faults}"
