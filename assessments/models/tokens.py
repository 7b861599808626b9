"""Keys to the API, each for a purpose, for a limited time, and for reading alone or for writing too; only a digest is stored."""

from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from knox.models import AbstractAuthToken

from criteria.fields import NfcCharField


class Token(AbstractAuthToken):  # type: ignore[misc]  # knox ships no types
    """A person's token; it may do what the person may, within its scope."""

    class Scope(models.TextChoices):
        READ = "read", _("Chỉ đọc")
        WRITE = "write", _("Đọc và ghi phần tự đánh giá")

    if TYPE_CHECKING:
        objects: Any

    name = NfcCharField(_("dùng cho"), max_length=100, blank=True)
    scope = models.CharField(_("phạm vi"), max_length=10, choices=Scope.choices, default=Scope.READ)

    class Meta:
        verbose_name = _("mã truy cập API")
        verbose_name_plural = pgettext_lazy("số nhiều", "mã truy cập API")
        ordering = ["-created", "pk"]

    @property
    def may_write(self) -> bool:
        return self.scope == self.Scope.WRITE
