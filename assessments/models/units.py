"""The provinces, ministries and other units that are assessed."""

import datetime
from collections.abc import Collection
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from criteria.common.database.links import ids_ahead
from criteria.fields import FoldedField, NfcCharField
from criteria.models import Level


class UnitQuerySet(models.QuerySet["Unit"]):
    def below(self, owner: int | None) -> "UnitQuerySet":
        """Returns the units that take part in an owner's own rounds; without one those of the nation's."""
        return self.filter(parent=owner)

    def in_force(self, on: datetime.date) -> "UnitQuerySet":
        """Returns the units that exist on a day: 63 provinces to 30 June 2025, 34 since."""
        return self.filter(
            models.Q(in_force_from=None) | models.Q(in_force_from__lte=on),
            models.Q(in_force_to=None) | models.Q(in_force_to__gte=on),
        )

    def succeeded_by(self, unit_ids: Collection[int]) -> "UnitQuerySet":
        """Returns the units that have ended and from which these were formed, however long ago."""
        links = ids_ahead(Unit._meta.get_field("formed_from"), unit_ids)
        return self.filter(pk__in=links, in_force_to__lt=timezone.localdate())


class UnitManager(models.Manager.from_queryset(UnitQuerySet)):  # type: ignore[misc]  # built at run time
    def get_by_natural_key(self, level: str, code: str, in_force_from: str | None) -> "Unit":
        # Fixtures hold the nation's units alone.
        return self.get(level=level, code=code, in_force_from=in_force_from, parent=None)  # type: ignore[no-any-return]


class Unit(models.Model):
    """A unit that scores itself. A code alone does not identify it: `15` was Yên Bái and is Lào Cai now."""

    level = models.CharField(_("cấp"), max_length=20, choices=Level.choices)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="units_below",
        verbose_name=_("thuộc"),
    )
    """The province or ministry whose own rounds it takes part in, and in no others; empty for the nation's units."""
    code = NfcCharField(_("mã"), max_length=20)
    name_vi = NfcCharField(_("tên đơn vị"), max_length=200)
    name_en = NfcCharField(_("tên tiếng Anh"), max_length=200, blank=True)
    region = NfcCharField(_("vùng"), max_length=100, blank=True)
    in_force_from = models.DateField(_("từ ngày"), null=True, blank=True)
    in_force_to = models.DateField(_("đến ngày"), null=True, blank=True)
    formed_from = models.ManyToManyField(
        "self",
        symmetrical=False,
        blank=True,
        related_name="became",
        verbose_name=_("hình thành từ"),
    )
    kinds = NfcCharField(
        _("loại đơn vị"),
        max_length=200,
        blank=True,
        default="",
        db_default="",
        help_text=_("Cách nhau bằng dấu chấm phẩy, ví dụ: miền núi; đặc khu"),
    )
    """What a set's bounds and blocks may look at, in the spelling of ``joined_kinds``."""
    ranked = models.BooleanField(_("được xếp hạng"), default=True)
    document_name = NfcCharField(
        _("tên trong văn bản"),
        max_length=200,
        blank=True,
        default="",
        db_default="",
        help_text=_("Ví dụ: Ủy ban nhân dân tỉnh Quảng Ninh. Để trống: theo tên đơn vị."),
    )
    superior_name = NfcCharField(
        _("cơ quan chủ quản"),
        max_length=200,
        blank=True,
        default="",
        db_default="",
        help_text=_("Dòng trên tên đơn vị ở đầu văn bản, nếu có."),
    )
    signer_title = NfcCharField(
        _("chức vụ người ký"),
        max_length=100,
        blank=True,
        default="",
        db_default="",
        help_text=_("Ví dụ: Bộ trưởng. Để trống: Chủ tịch hoặc Thủ trưởng cơ quan."),
    )
    search = FoldedField(sources=("code", "name_vi", "name_en", "region"))

    objects = UnitManager()

    class Meta:
        verbose_name = _("đơn vị")
        verbose_name_plural = pgettext_lazy("số nhiều", "đơn vị")
        ordering = ["level", "code", "in_force_from"]
        constraints = [
            # NULLs never collide in a unique key, hence one for each of the four.
            models.UniqueConstraint(
                fields=["level", "code", "in_force_from"],
                condition=models.Q(parent=None),
                name="unit_code_once_at_a_time",
            ),
            models.UniqueConstraint(
                fields=["level", "code"],
                condition=models.Q(in_force_from=None, parent=None),
                name="unit_code_once_from_the_start",
            ),
            models.UniqueConstraint(
                fields=["parent", "level", "code", "in_force_from"],
                condition=models.Q(parent__isnull=False),
                name="unit_code_below_once_at_a_time",
            ),
            models.UniqueConstraint(
                fields=["parent", "level", "code"],
                condition=models.Q(in_force_from=None, parent__isnull=False),
                name="unit_code_below_once_from_the_start",
            ),
            models.CheckConstraint(
                condition=models.Q(in_force_from=None)
                | models.Q(in_force_to=None)
                | models.Q(in_force_from__lte=models.F("in_force_to")),
                name="unit_in_force_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.name_vi

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.kinds = joined_kinds(self.kinds)
        super().save(*args, **kwargs)

    @property
    def kind_list(self) -> tuple[str, ...]:
        """The kinds of the unit, in the order in which they were given."""
        return split_kinds(self.kinds)

    def natural_key(self) -> tuple[str, str, str | None]:
        return (
            self.level,
            self.code,
            self.in_force_from.isoformat() if self.in_force_from else None,
        )


LEVELS_BELOW = (Level.DEPARTMENT, Level.COMMUNE)
KINDS_BELOW = ("sở", "ban, ngành", "xã", "phường", "đặc khu")
"""The kinds of units below a province; a set's blocks rank each of them apart."""


def levels_below(owner: int | None) -> Collection[str]:
    """Returns the levels of the units that take part in an owner's own rounds; without one, in the nation's."""
    return Level.values if owner is None else LEVELS_BELOW


def split_kinds(text: str) -> tuple[str, ...]:
    """Returns the kinds of units that stand between semicolons, each once."""
    kinds = (" ".join(part.split()) for part in text.replace("\n", ";").split(";"))
    return tuple(dict.fromkeys(kind for kind in kinds if kind))


def joined_kinds(text: str) -> str:
    """Returns kinds of units in the one spelling in which they are stored."""
    return "; ".join(split_kinds(text))
