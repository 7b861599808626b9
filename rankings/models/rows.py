"""The parts of a ranking: units, their domains and leaves, and the means."""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from assessments.models import Assessment, Unit
from criteria.fields import IndexField, NfcCharField, NfcTextField, PointsField
from criteria.models import Criterion
from rankings.models.frozen import PublishedRankingGuard
from rankings.models.ranking import Ranking


class RankingRow(models.Model):
    """A unit's result. Without points it was not assessed; without a rank it is not ranked."""

    ranking = models.ForeignKey(
        Ranking, models.CASCADE, related_name="rows", verbose_name=_("bảng xếp hạng")
    )
    assessment = models.ForeignKey(
        Assessment, models.PROTECT, related_name="+", verbose_name=_("phiếu đánh giá")
    )
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="results", verbose_name=_("đơn vị"))
    code = models.CharField(_("mã"), max_length=20)
    name = NfcCharField(_("tên đơn vị"), max_length=200)
    region = NfcCharField(_("vùng"), max_length=100, blank=True, default="", db_default="")
    ranked = models.BooleanField(_("được xếp hạng"))
    block = NfcCharField(_("khối"), max_length=100, blank=True, default="", db_default="")
    """These five are as they were when the ranking was computed: units are renamed and merged.

    The block is the kind of units among which it is ranked; empty for all that have none of the set's.
    """
    outside = PointsField(_("điểm cộng, trừ"), default=Decimal(0), db_default=0)
    """The points of the lines outside the total, with their sign."""
    points = PointsField(_("điểm đạt được"), null=True)
    """All points that count, those outside the total among them."""
    max_points = PointsField(_("điểm tối đa áp dụng"), null=True)
    index = IndexField(_("chỉ số"), null=True)
    rank = models.PositiveIntegerField(_("xếp hạng"), null=True)
    group = NfcCharField(_("nhóm"), max_length=50, blank=True)
    """The class of the unit by its set's rules; A to D where the set says nothing else."""
    digest = models.CharField("SHA-256", max_length=64, blank=True, default="", db_default="")
    """The digest of the row, its domains and its leaves (docs/digest.md): a unit can be verified alone."""

    objects = models.Manager.from_queryset(PublishedRankingGuard["RankingRow"])()

    class Meta:
        verbose_name = _("kết quả của đơn vị")
        verbose_name_plural = pgettext_lazy("số nhiều", "kết quả của đơn vị")
        ordering = [
            "block",
            models.F("rank").asc(nulls_last=True),
            models.F("index").desc(nulls_last=True),
            "unit__code",
            "pk",
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["ranking", "assessment"], name="ranking_row_once_for_a_unit"
            ),
            models.CheckConstraint(
                condition=Q(points=None, max_points=None, index=None, rank=None, group="")
                | (
                    Q(points__gte=0)
                    & (
                        Q(points__lte=F("max_points"))
                        | Q(points__lte=F("max_points") + F("outside"))
                    )
                ),
                name="ranking_row_empty_or_within_maximum",
            ),
            models.CheckConstraint(
                condition=Q(rank=None) | Q(index__isnull=False), name="ranking_row_rank_by_index"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rank or '–'} {self.unit}"

    @property
    def assessed(self) -> bool:
        """Returns whether the unit had submitted its sheet; a unit that had not is no zero."""
        return self.points is not None


class DomainIndex(models.Model):
    """A unit's index in one domain (chỉ số thành phần); ``None`` where nothing in it applies.

    A domain outside the total has points up to its cap, and no index.
    """

    row = models.ForeignKey(
        RankingRow, models.CASCADE, related_name="domains", verbose_name=_("kết quả")
    )
    domain = models.ForeignKey(
        Criterion, models.PROTECT, related_name="+", verbose_name=_("lĩnh vực")
    )
    points = PointsField(_("điểm đạt được"))
    max_points = PointsField(_("điểm tối đa áp dụng"))
    index = IndexField(_("chỉ số thành phần"), null=True)

    objects = models.Manager.from_queryset(PublishedRankingGuard["DomainIndex"])()

    class Meta:
        verbose_name = _("chỉ số thành phần")
        verbose_name_plural = pgettext_lazy("số nhiều", "chỉ số thành phần")
        ordering = ["domain__position"]
        constraints = [
            models.UniqueConstraint(fields=["row", "domain"], name="domain_index_once_for_a_unit"),
            models.CheckConstraint(
                condition=Q(points__gte=0, points__lte=F("max_points")),
                name="domain_index_within_maximum",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.row} · {self.domain.code}"


class RankingLeaf(models.Model):
    """One leaf's points for a unit, kept so that nothing of a ranking depends on live scores.

    There are millions of rows, so the key is the pair, and there is no other index.
    """

    pk = models.CompositePrimaryKey("row_id", "criterion_id")
    row = models.ForeignKey(
        RankingRow,
        models.CASCADE,
        related_name="leaves",
        db_index=False,
        verbose_name=_("kết quả"),
    )
    criterion = models.ForeignKey(
        Criterion, models.PROTECT, related_name="+", db_index=False, verbose_name=_("tiêu chí")
    )
    points = PointsField(_("điểm đạt được"))
    """The points; 0 for a leaf without points, and for one that does not apply."""
    max_points = PointsField(_("điểm tối đa áp dụng"))
    """The maximum; 0 where the leaf does not apply."""
    claimed_points = PointsField(_("điểm tự đánh giá"), null=True)
    note = NfcTextField(_("ý kiến thẩm định"), blank=True)
    """The reason for the awarded points; empty on the claimed basis and for a survey's points."""
    input = models.JSONField(_("số liệu"), null=True)
    """The figures that gave the points on the leaf's scale, which is frozen with its set."""
    option = models.SmallIntegerField(_("phương án"), null=True)
    """The option chosen (from 0), on leaves alone whose option decides the classes of units."""

    objects = models.Manager.from_queryset(PublishedRankingGuard["RankingLeaf"])()

    class Meta:
        verbose_name = _("điểm của tiêu chí")
        verbose_name_plural = pgettext_lazy("số nhiều", "điểm của các tiêu chí")
        ordering = ["criterion__position"]
        constraints = [
            models.CheckConstraint(
                condition=Q(points__gte=0, points__lte=F("max_points")),
                name="ranking_leaf_within_maximum",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.row} · {self.criterion.code}"

    @property
    def applies(self) -> bool:
        return bool(self.max_points) or self.criterion.is_information

    @property
    def lost(self) -> Decimal:
        """The points of the total that could still have been had: a bonus that was not earned is no loss."""
        if self.criterion.is_outside:
            return Decimal(0)
        return self.max_points - self.points


class RankingMean(models.Model):
    """The mean index of all assessed units, or of a region's, over the set or over one domain."""

    ranking = models.ForeignKey(
        Ranking, models.CASCADE, related_name="means", verbose_name=_("bảng xếp hạng")
    )
    region = NfcCharField(
        _("vùng"), max_length=100, blank=True, help_text=_("Để trống: tất cả đơn vị")
    )
    domain = models.ForeignKey(
        Criterion, models.PROTECT, null=True, related_name="+", verbose_name=_("lĩnh vực")
    )
    """The domain; empty for the whole set."""
    units = models.PositiveIntegerField(_("số đơn vị"))
    index = IndexField(_("chỉ số trung bình"))

    objects = models.Manager.from_queryset(PublishedRankingGuard["RankingMean"])()

    class Meta:
        verbose_name = _("chỉ số trung bình")
        verbose_name_plural = pgettext_lazy("số nhiều", "chỉ số trung bình")
        ordering = ["region", models.F("domain__position").asc(nulls_first=True)]
        constraints = [
            models.UniqueConstraint(
                fields=["ranking", "region", "domain"], name="ranking_mean_once_for_a_domain"
            ),
            # NULLs never collide in a unique key, so the set's mean needs a second one.
            models.UniqueConstraint(
                fields=["ranking", "region"],
                condition=Q(domain=None),
                name="ranking_mean_once_for_the_set",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.region or '*'} {self.index}"
