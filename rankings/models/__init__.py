"""What comes out: a round's totals, indices and ranks, frozen once published."""

import datetime
from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from assessments.models import Assessment, Round, Unit
from criteria.common.text import Text
from criteria.fields import IndexField, NfcCharField, NfcTextField, PointsField
from criteria.models import Criterion
from rankings import rules
from rankings.models.checks import Check
from rankings.models.webhooks import Delivery, Webhook
from rankings.publishing.frozen import FrozenQuerySet

__all__ = [
    "Check",
    "Delivery",
    "DomainIndex",
    "Group",
    "Ranking",
    "RankingLeaf",
    "RankingMean",
    "RankingQuerySet",
    "RankingRow",
    "Webhook",
]


class Group(models.TextChoices):
    A = "A", _("A (từ 90% trở lên)")
    B = "B", _("B (từ 80% đến dưới 90%)")
    C = "C", _("C (từ 70% đến dưới 80%)")
    D = "D", _("D (dưới 70%)")


class RankingQuerySet(FrozenQuerySet["Ranking"]):
    def published(self, now: datetime.datetime | None = None) -> "RankingQuerySet":
        """Every version that is public at the moment; one that is yet to come is none of them.

        The one place that ends an embargo: whatever the public meets goes through here.
        """
        moment = now or timezone.now()
        return self.filter(status=Ranking.Status.PUBLISHED, published_at__lte=moment)

    def scheduled(self) -> "RankingQuerySet":
        """Published for a moment that is still to come."""
        return self.filter(status=Ranking.Status.PUBLISHED, published_at__gt=timezone.now())

    def in_force(self) -> "RankingQuerySet":
        """The newest public version of each round."""
        moment = timezone.now()
        return self.published(moment).filter(~models.Exists(_newer(moment)))

    def latest_published(self, now: datetime.datetime | None = None) -> "RankingQuerySet":
        """The ranking in force for each level and year."""
        moment = now or timezone.now()
        newest = (
            Ranking.objects.published(moment)
            .filter(
                round__criteria_set__level=models.OuterRef("round__criteria_set__level"),
                round__year=models.OuterRef("round__year"),
            )
            .order_by("-published_at", "-pk")
            .values("pk")[:1]
        )
        return self.published(moment).filter(pk=models.Subquery(newest))

    def with_state(self, now: datetime.datetime | None = None) -> "RankingQuerySet":
        """Adds ``newer``, the version that has taken a ranking's place, for ``Ranking.state``."""
        newer = _newer(now or timezone.now()).order_by("-version")
        return self.annotate(newer=models.Subquery(newer.values("pk")[:1]))

    def take_back(self) -> int:
        """Make drafts again of rankings that are not public yet."""
        return super(FrozenQuerySet, self.scheduled()).update(
            status=Ranking.Status.DRAFT,
            published_at=None,
            version=None,
            reason="",
            decision_number="",
            decision_date=None,
        )


def _newer(now: datetime.datetime) -> RankingQuerySet:
    """For a subquery: the later public versions of the round of the query around it."""
    later: RankingQuerySet = Ranking.objects.published(now).filter(
        round=models.OuterRef("round"), version__gt=models.OuterRef("version")
    )
    return later


class Ranking(models.Model):
    """One computation of a round's ranking on one basis."""

    class Basis(models.TextChoices):
        CLAIMED = "claimed", _("Điểm tự đánh giá")
        AWARDED = "awarded", _("Điểm thẩm định")
        FINAL = "final", _("Điểm thẩm định của phiếu đã thẩm định xong")

    class Status(models.TextChoices):
        COMPUTING = "computing", _("Đang tính")
        FAILED = "failed", _("Không tính được")
        DRAFT = "draft", _("Dự thảo")
        PUBLISHED = "published", _("Đã công bố")
        """From ``published_at`` on; until then nobody but its makers knows of it."""

    class State(models.TextChoices):
        """How a ranking stands now, as readers are told."""

        COMPUTING = "computing", _("Đang tính")
        FAILED = "failed", _("Không tính được")
        DRAFT = "draft", _("Dự thảo")
        SCHEDULED = "scheduled", _("Chờ công bố")
        PUBLISHED = "published", _("Đã công bố")
        SUPERSEDED = "superseded", _("Đã thay thế")

    round = models.ForeignKey(
        Round, models.PROTECT, related_name="rankings", verbose_name=_("kỳ đánh giá")
    )
    basis = models.CharField(
        _("cơ sở"), max_length=10, choices=Basis.choices, default=Basis.AWARDED
    )
    status = models.CharField(
        _("trạng thái"), max_length=12, choices=Status.choices, default=Status.COMPUTING
    )
    step = models.PositiveSmallIntegerField(_("bước"), default=0, help_text=_("Số bước đã xong"))
    failure = models.JSONField(_("nguyên nhân"), null=True, blank=True)
    """Why it failed, as {"vi": …, "en": …}."""
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("người tính")
    )
    started_at = models.DateTimeField(_("bắt đầu lúc"), auto_now_add=True)
    progressed_at = models.DateTimeField(_("tiến triển lúc"), default=timezone.now)
    computed_at = models.DateTimeField(_("tính xong lúc"), null=True)
    digest = models.CharField("SHA-256", max_length=64, blank=True)
    """Of everything in it (docs/digest.md); the same scores always give the same one."""
    parts = models.JSONField(_("mã kiểm chứng từng phần"), default=dict)
    """The digests under the digest, so that a difference can be placed: {part: SHA-256}."""
    rules = models.JSONField(_("cách tính"), default=dict)
    """The rules by which it was computed: {name: {"vi": …, "en": …}}."""
    published_at = models.DateTimeField(_("công bố lúc"), null=True)
    decision_number = NfcCharField(_("số quyết định"), max_length=100, blank=True)
    decision_date = models.DateField(_("ngày quyết định"), null=True, blank=True)
    version = models.PositiveSmallIntegerField(_("phiên bản"), null=True)
    """Which publication of the round it is, from 1."""
    reason = NfcTextField(_("lý do thay thế"), blank=True)
    """Why it takes the place of the version before it."""

    objects = models.Manager.from_queryset(RankingQuerySet)()

    class Meta:
        verbose_name = _("bảng xếp hạng")
        verbose_name_plural = pgettext_lazy("số nhiều", "bảng xếp hạng")
        ordering = ["-started_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["round"],
                condition=Q(status="computing"),
                name="ranking_one_run_at_a_time",
            ),
            models.UniqueConstraint(fields=["round", "version"], name="ranking_version_once"),
            models.CheckConstraint(
                condition=~Q(status="published")
                | Q(
                    basis__in=["awarded", "final"],
                    published_at__isnull=False,
                    computed_at__isnull=False,
                    version__isnull=False,
                ),
                name="ranking_published_from_awarded_points",
            ),
            models.CheckConstraint(
                condition=Q(version=None) | Q(version=1) | ~Q(reason=""),
                name="ranking_new_version_has_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round} · {self.get_basis_display()}"

    @property
    def state(self) -> "Ranking.State":
        """Asks the database only where the ranking was not read ``with_state``."""
        if self.status != self.Status.PUBLISHED or self.published_at is None:
            return self.State(self.status)
        if self.published_at > timezone.now():
            return self.State.SCHEDULED
        # By name, since the checker knows no field that an annotation adds.
        if "newer" not in self.__dict__:
            later = Ranking.objects.published().filter(
                round=self.round_id, version__gt=self.version
            )
            self.__dict__["newer"] = later.exists()
        return self.State.SUPERSEDED if self.__dict__["newer"] else self.State.PUBLISHED

    @cached_property
    def successor(self) -> "Ranking | None":
        """The newest public version that has taken its place; one query, and only where there is one."""
        if self.state != self.State.SUPERSEDED:
            return None
        later = Ranking.objects.published().filter(round=self.round_id, version__gt=self.version)
        return later.order_by("-version").first()

    @property
    def frozen_rules(self) -> dict[str, Text]:
        """The rules by which it was computed, whatever they are today."""
        return rules.as_read(self.rules, self.basis)

    @property
    def failure_text(self) -> Text | None:
        return Text(**self.failure) if self.failure else None


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
    region = NfcCharField(_("vùng"), max_length=100, blank=True)
    ranked = models.BooleanField(_("được xếp hạng"))
    """These four as they were when the ranking was computed: units are renamed and merged."""
    points = PointsField(_("điểm đạt được"), null=True)
    max_points = PointsField(_("điểm tối đa áp dụng"), null=True)
    index = IndexField(_("chỉ số"), null=True)
    rank = models.PositiveIntegerField(_("xếp hạng"), null=True)
    group = models.CharField(_("nhóm"), max_length=1, choices=Group.choices, blank=True)
    digest = models.CharField("SHA-256", max_length=64, blank=True)
    """Of the row, its domains and its leaves (docs/digest.md): a unit can be verified alone."""

    objects = models.Manager.from_queryset(FrozenQuerySet["RankingRow"])()

    class Meta:
        verbose_name = _("kết quả của đơn vị")
        verbose_name_plural = pgettext_lazy("số nhiều", "kết quả của đơn vị")
        ordering = [
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
                | Q(points__gte=0, points__lte=F("max_points")),
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
        """Whether the unit had submitted its sheet; one that had not is no zero."""
        return self.points is not None


class DomainIndex(models.Model):
    """A unit's index in one domain (chỉ số thành phần); none where nothing in it applies."""

    row = models.ForeignKey(
        RankingRow, models.CASCADE, related_name="domains", verbose_name=_("kết quả")
    )
    domain = models.ForeignKey(
        Criterion, models.PROTECT, related_name="+", verbose_name=_("lĩnh vực")
    )
    points = PointsField(_("điểm đạt được"))
    max_points = PointsField(_("điểm tối đa áp dụng"))
    index = IndexField(_("chỉ số thành phần"), null=True)

    objects = models.Manager.from_queryset(FrozenQuerySet["DomainIndex"])()

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
    """What one leaf counted for a unit, kept so that nothing of a ranking hangs on live scores.

    Millions of rows: the key is the pair, and there is no other index.
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
    """0 for a leaf without points, and for one that does not apply."""
    max_points = PointsField(_("điểm tối đa áp dụng"))
    """0 where the leaf does not apply."""
    claimed_points = PointsField(_("điểm tự đánh giá"), null=True)
    note = NfcTextField(_("ý kiến thẩm định"), blank=True)
    """Why these points were awarded; empty on the claimed basis and for what a survey gave."""
    input = models.JSONField(_("số liệu"), null=True)
    """The figures that gave the points on the leaf's scale, which is frozen with its set."""

    objects = models.Manager.from_queryset(FrozenQuerySet["RankingLeaf"])()

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
        return bool(self.max_points)

    @property
    def lost(self) -> Decimal:
        """Points that could still have been had."""
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
    """Empty: the whole set."""
    units = models.PositiveIntegerField(_("số đơn vị"))
    index = IndexField(_("chỉ số trung bình"))

    objects = models.Manager.from_queryset(FrozenQuerySet["RankingMean"])()

    class Meta:
        verbose_name = _("chỉ số trung bình")
        verbose_name_plural = pgettext_lazy("số nhiều", "chỉ số trung bình")
        ordering = ["region", models.F("domain__position").asc(nulls_first=True)]
        constraints = [
            models.UniqueConstraint(
                fields=["ranking", "region", "domain"], name="ranking_mean_once_for_a_domain"
            ),
            # NULLs never collide in a unique key, hence the second one.
            models.UniqueConstraint(
                fields=["ranking", "region"],
                condition=Q(domain=None),
                name="ranking_mean_once_for_the_set",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.region or '*'} {self.index}"
