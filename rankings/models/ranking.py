"""A round's ranking: computed, published in versions, and frozen from then on."""

import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from assessments.models import Round
from criteria.common.text import Text
from criteria.fields import NfcCharField, NfcTextField
from criteria.set_rules import SetRules, set_rules_of
from rankings import rules
from rankings.models.frozen import PublishedRankingGuard

FIRST_FORM = "parindex-ranking-1"
"""The form of every ranking that was computed before sets had rules around their tree."""


def is_released(now: datetime.datetime) -> Q:
    """Returns the versions that whoever may read them reads at a moment, without those still under embargo."""
    return Q(status=Ranking.Status.PUBLISHED, published_at__lte=now)


def is_published(now: datetime.datetime) -> Q:
    """Returns the versions that are public at a moment; of the own rounds of a unit none is."""
    return is_released(now) & Q(round__owner=None)


def is_open(now: datetime.datetime) -> Q:
    """Returns the versions that anybody may read at a moment: the public ones, and those of own rounds with open results.

    Only what is asked for by its id or its owner is read by this rule: no list, feed or map of the nation's holds them.
    """
    return is_released(now) & (Q(round__owner=None) | Q(round__has_open_results=True))


class RankingQuerySet(PublishedRankingGuard["Ranking"]):
    def published(self, now: datetime.datetime | None = None) -> "RankingQuerySet":
        """Returns every version that is public at the moment, without those still under embargo.

        This is the one place that ends an embargo: whatever the public sees goes through it.
        """
        return self.filter(is_published(now or timezone.now()))

    def scheduled(self) -> "RankingQuerySet":
        """Returns those published for a moment that is still to come."""
        return self.filter(status=Ranking.Status.PUBLISHED, published_at__gt=timezone.now())

    def in_force(self) -> "RankingQuerySet":
        """Returns the newest public version of each round."""
        moment = timezone.now()
        return self.published(moment).filter(~models.Exists(_newer(moment)))

    def in_force_within(self) -> "RankingQuerySet":
        """Returns the newest version of each round, those of units' own rounds too, for who may read the round."""
        moment = timezone.now()
        return self.filter(is_released(moment), ~models.Exists(_newer(moment)))

    def with_state(self, now: datetime.datetime | None = None) -> "RankingQuerySet":
        """Adds ``newer``, the version that has taken a ranking's place, for ``Ranking.state``."""
        newer = _newer(now or timezone.now()).order_by("-version")
        # The checker takes the property for a field of that name.
        return self.annotate(newer=models.Subquery(newer.values("pk")[:1]))  # type: ignore[no-redef]

    def take_back(self) -> int:
        """Turns rankings that are not public yet into drafts again; returns their number."""
        return super(PublishedRankingGuard, self.scheduled()).update(
            status=Ranking.Status.DRAFT,
            published_at=None,
            version=None,
            reason="",
            record_head="",
            decision_number="",
            decision_date=None,
        )


def _newer(now: datetime.datetime) -> RankingQuerySet:
    """Returns, for a subquery, the later released versions of the round of the query around it."""
    later: RankingQuerySet = Ranking.objects.filter(
        is_released(now), round=models.OuterRef("round"), version__gt=models.OuterRef("version")
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
        """It is public from ``published_at`` on; until then only its makers know of it."""

    class State(models.TextChoices):
        """The state of a ranking at this moment, as readers see it."""

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
    """The cause of its failure, as {"vi": …, "en": …}."""
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("người tính")
    )
    started_at = models.DateTimeField(_("bắt đầu lúc"), auto_now_add=True)
    progressed_at = models.DateTimeField(_("tiến triển lúc"), default=timezone.now)
    tries = models.PositiveSmallIntegerField(_("số lần thực hiện"), default=0, db_default=0)
    """The number of workers that have begun the present step."""
    computed_at = models.DateTimeField(_("tính xong lúc"), null=True)
    form = models.CharField(
        _("dạng chuẩn"), max_length=30, default=FIRST_FORM, db_default=FIRST_FORM
    )
    """The form of the text that is hashed: a later release has a later one, and older rankings keep theirs."""
    digest = models.CharField("SHA-256", max_length=64, blank=True)
    """The digest of everything in it (docs/digest.md); the same scores always give the same one."""
    parts = models.JSONField(_("mã kiểm chứng từng phần"), default=dict, db_default={})
    """The digests under the digest, so that a difference can be placed: {part: SHA-256}."""
    rules = models.JSONField(_("cách tính"), default=dict, db_default={})
    """The rules by which it was computed: {name: {"vi": …, "en": …}}."""
    published_at = models.DateTimeField(_("công bố lúc"), null=True)
    decision_number = NfcCharField(_("số quyết định"), max_length=100, blank=True)
    decision_date = models.DateField(_("ngày quyết định"), null=True, blank=True)
    version = models.PositiveSmallIntegerField(_("phiên bản"), null=True)
    """The number of the publication in its round, from 1."""
    reason = NfcTextField(_("lý do thay thế"), blank=True, default="", db_default="")
    """The reason why it takes the place of the version before it."""
    record_head = NfcCharField(
        _("mắt xích niêm phong hồ sơ"), max_length=64, blank=True, default="", db_default=""
    )
    """The head of the chain over the record when it was published, the line of its publication sealed too."""

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
        if self.status != self.Status.PUBLISHED or self.published_at is None:
            return self.State(self.status)
        if self.published_at > timezone.now():
            return self.State.SCHEDULED
        return self.State.SUPERSEDED if self.newer else self.State.PUBLISHED

    @property
    def is_public(self) -> bool:
        """Whether anybody may see it, in force or not any more."""
        released = self.state in (self.State.PUBLISHED, self.State.SUPERSEDED)
        return released and (self.round.owner_id is None or self.round.has_open_results)

    @cached_property
    def newer(self) -> int | None:
        """The newest public version that has taken its place; asked only where it was not read ``with_state``."""
        later = Ranking.objects.filter(
            is_released(timezone.now()), round=self.round_id, version__gt=self.version
        )
        return later.order_by("-version").values_list("pk", flat=True).first()

    @property
    def is_computing(self) -> bool:
        return self.status == self.Status.COMPUTING

    @property
    def is_draft(self) -> bool:
        return self.status == self.Status.DRAFT

    @property
    def is_frozen(self) -> bool:
        """Returns whether it was published, be it for a moment that is still to come."""
        return self.status == self.Status.PUBLISHED

    @property
    def is_scheduled(self) -> bool:
        """Returns whether it was published for a moment that is still to come."""
        return self.state == self.State.SCHEDULED

    @property
    def is_in_force(self) -> bool:
        """Returns whether it is the newest public version of its round."""
        return self.state == self.State.PUBLISHED

    @cached_property
    def successor(self) -> "Ranking | None":
        """The same version; one query, and only where there is one."""
        newer = self.newer if self.state == self.State.SUPERSEDED else None
        return Ranking.objects.get(pk=newer) if newer else None

    @property
    def frozen_rules(self) -> dict[str, Text]:
        """The rules by which it was computed, whatever they are today."""
        return rules.as_read(self.rules, self.basis)

    @property
    def set_rules(self) -> SetRules:
        """The rules that its set states around its tree, frozen with the set."""
        return set_rules_of(self.round.criteria_set.rules)

    @property
    def class_names(self) -> list[str]:
        """The classes of units, the best first."""
        return [one.name for one in self.set_rules.classes]

    @property
    def failure_text(self) -> Text | None:
        return Text(**self.failure) if self.failure else None
