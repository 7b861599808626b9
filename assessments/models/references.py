"""Reference values of a round: figures that a scale needs and no unit enters ("mức bình quân cả nước")."""

from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from assessments.models.rounds import Round
from assessments.models.units import Unit
from criteria.fields import FixedPointField, NfcCharField

FIGURE_PLACES = 6


class ReferenceValue(models.Model):
    """The value of one reference for all units of a round, or for one that has its own ("chỉ tiêu được giao").

    Acts alone write it; who set it, when and from what is in the record of changes.
    """

    round = models.ForeignKey(
        Round, models.CASCADE, related_name="references", verbose_name=_("kỳ đánh giá")
    )
    unit = models.ForeignKey(
        Unit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("đơn vị"),
        help_text=_("Để trống: mọi đơn vị"),
    )
    key = NfcCharField(_("khóa"), max_length=40)
    """The key of the figure in the scales of the set."""
    value: "FixedPointField[Decimal, Decimal]" = FixedPointField(_("giá trị"), places=FIGURE_PLACES)
    source = NfcCharField(_("nguồn"), max_length=300)

    objects = models.Manager()

    class Meta:
        verbose_name = _("giá trị tham chiếu")
        verbose_name_plural = pgettext_lazy("số nhiều", "giá trị tham chiếu")
        ordering = ["round", "key", "unit"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "key", "unit"], name="reference_once_for_a_unit"
            ),
            # NULLs never collide in a unique key.
            models.UniqueConstraint(
                fields=["round", "key"],
                condition=models.Q(unit=None),
                name="reference_once_for_all",
            ),
            models.CheckConstraint(condition=models.Q(value__gte=0), name="reference_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.key}: {self.value}"


class RoundValues:
    """The reference values of a round, read once when the first scale asks for one."""

    def __init__(self, round_id: int) -> None:
        self._round_id = round_id
        self._values: dict[tuple[str, int | None], Decimal] | None = None

    def of_unit(self, unit_id: int) -> dict[str, Decimal]:
        """Returns the values that hold for a unit, by key: its own before the one for all."""
        if self._values is None:
            rows = ReferenceValue.objects.filter(round=self._round_id)
            self._values = {
                (key, unit): value for key, unit, value in rows.values_list("key", "unit", "value")
            }
        of_all = {key: value for (key, unit), value in self._values.items() if unit is None}
        own = {key: value for (key, unit), value in self._values.items() if unit == unit_id}
        return of_all | own
