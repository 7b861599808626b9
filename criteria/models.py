"""The models of what is scored: a year's criteria set and its tree of any depth."""

from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from criteria.fields import FoldedField, NfcCharField, NfcTextField, PointsField
from criteria.frozen import PublishedSetGuard


class Level(models.TextChoices):
    PROVINCE = "province", _("Tỉnh, thành phố")
    MINISTRY = "ministry", _("Bộ, ngành")
    DEPARTMENT = "department", _("Sở, ban, ngành")
    COMMUNE = "commune", _("Xã, phường")


class ReviewingBodyManager(models.Manager["ReviewingBody"]):
    def get_by_natural_key(self, code: str) -> "ReviewingBody":
        return self.get(code=code)


class ReviewingBody(models.Model):
    """A body that reviews the leaves it owns: the Ministry of Home Affairs or the ministry of a field."""

    code = NfcCharField(_("mã"), max_length=20, unique=True)
    name_vi = NfcCharField(_("tên"), max_length=200)
    name_en = NfcCharField(_("tên tiếng Anh"), max_length=200, blank=True)
    search = FoldedField(sources=("code", "name_vi", "name_en"))

    objects = ReviewingBodyManager()

    class Meta:
        verbose_name = _("cơ quan thẩm định")
        verbose_name_plural = pgettext_lazy("số nhiều", "cơ quan thẩm định")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name_vi

    def natural_key(self) -> tuple[str]:
        return (self.code,)


class CriteriaSetQuerySet(PublishedSetGuard["CriteriaSet"]):
    """Sets asked for by whose they are: ``owner_id`` is the unit whose own they are; none asks for the nation's alone."""

    def known_to(self, owner_id: int | None) -> "CriteriaSetQuerySet":
        """Returns an owner's sets, drafts too, and the published ones of the nation."""
        published = Q(owner=None, status=CriteriaSet.Status.PUBLISHED)
        return self.filter(Q(owner=owner_id) | published)

    def usable_by(self, owner_id: int | None) -> "CriteriaSetQuerySet":
        """Returns the published sets with which an owner may open a round: its own, and the nation's."""
        return self.known_to(owner_id).filter(status=CriteriaSet.Status.PUBLISHED)


class CriteriaSetManager(models.Manager["CriteriaSet"]):
    def get_by_natural_key(self, code: str) -> "CriteriaSet":
        return self.get(code=code)


class CriteriaSet(models.Model):
    """One year's criteria for one level of units; frozen once published."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("Dự thảo")
        PUBLISHED = "published", _("Đã ban hành")

    code = models.SlugField(
        _("mã"), max_length=60, unique=True, help_text=_("Ví dụ: province-2022")
    )
    level = models.CharField(_("cấp"), max_length=20, choices=Level.choices)
    year = models.PositiveSmallIntegerField(_("năm"))
    title_vi = NfcCharField(_("tên bộ tiêu chí"), max_length=300)
    title_en = NfcCharField(_("tên tiếng Anh"), max_length=300, blank=True)
    legal_basis = NfcCharField(_("căn cứ"), max_length=300, blank=True)
    total_points = PointsField(_("tổng điểm"), default=Decimal(100))
    is_official = models.BooleanField(
        _("chính thức"),
        default=False,
        help_text=_("Chỉ đánh dấu khi nội dung lấy từ phụ lục của quyết định ban hành."),
    )
    rules = models.JSONField(
        _("quy tắc xếp loại, xếp hạng"), default=dict, db_default={}, blank=True
    )
    """What holds around the tree (``criteria.set_rules``); empty: the groups A to D, equal indices share a rank."""
    status = models.CharField(
        _("trạng thái"), max_length=20, choices=Status.choices, default=Status.DRAFT, editable=False
    )
    published_at = models.DateTimeField(_("ban hành lúc"), null=True, editable=False)
    owner = models.ForeignKey(
        "assessments.Unit",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="own_sets",
        verbose_name=_("bộ riêng của"),
    )
    """The unit that makes the set for its own rounds; empty for the nation's. This floor knows of it no more than that."""
    search = FoldedField(sources=("code", "title_vi", "title_en", "year"))

    checked = False
    """True only on the instance that ``publish_set`` publishes; ``frozen`` asks for it."""

    objects = CriteriaSetManager.from_queryset(CriteriaSetQuerySet)()

    class Meta:
        verbose_name = _("bộ tiêu chí")
        verbose_name_plural = pgettext_lazy("số nhiều", "bộ tiêu chí")
        base_manager_name = "objects"  # related managers and cascades pass the guards too
        ordering = ["-year", "level", "code"]
        permissions = [("publish_criteriaset", _("Ban hành bộ tiêu chí"))]
        constraints = [
            models.CheckConstraint(
                condition=Q(total_points__gt=0), name="criteria_set_total_positive"
            ),
        ]

    def __str__(self) -> str:
        return self.title_vi

    def natural_key(self) -> tuple[str]:
        return (self.code,)

    @property
    def is_provisional(self) -> bool:
        """Returns whether pages must say that titles, points and scales are not confirmed."""
        return not self.is_official

    @property
    def is_published(self) -> bool:
        return self.status == self.Status.PUBLISHED


class CriterionQuerySet(PublishedSetGuard["Criterion"]):
    def leaves(self) -> "CriterionQuerySet":
        """Returns the criteria that are scored: those without children; a line for information alone is none."""
        return self.filter(children__isnull=True).exclude(counts=Criterion.Counts.INFO, source="")


class CriterionManager(models.Manager.from_queryset(CriterionQuerySet)):  # type: ignore[misc]  # built at run time
    def get_by_natural_key(self, set_code: str, code: str) -> "Criterion":
        return self.get(criteria_set__code=set_code, code=code)  # type: ignore[no-any-return]


class Criterion(models.Model):
    """A node of a set's tree: domain, criterion or sub-criterion. Points are scored on leaves only."""

    class Kind(models.TextChoices):
        DOMAIN = "domain", _("Lĩnh vực")
        CRITERION = "criterion", _("Tiêu chí")
        SUBCRITERION = "subcriterion", _("Tiêu chí thành phần")

    class Source(models.TextChoices):
        REVIEWED = "reviewed", _("Tự đánh giá, thẩm định")
        SURVEY = "survey", _("Điều tra xã hội học")

    class Counts(models.TextChoices):
        """How the points of a branch count; the empty one is in the total."""

        BONUS = "bonus", _("Điểm cộng")
        BONUS_HIGHEST = "bonus_highest", _("Điểm cộng, chỉ tính mục cao nhất")
        PENALTY = "penalty", _("Điểm trừ")
        PENALTY_HIGHEST = "penalty_highest", _("Điểm trừ, chỉ tính mục cao nhất")
        INFO = "info", _("Thông tin, không tính điểm")

    criteria_set = models.ForeignKey(
        CriteriaSet, models.CASCADE, related_name="criteria", verbose_name=_("bộ tiêu chí")
    )
    parent = models.ForeignKey(
        "self",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("thuộc"),
    )
    domain = models.ForeignKey(
        "self",
        models.CASCADE,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("lĩnh vực"),
    )
    """The domain at the top of its branch; empty on a domain itself. Every save keeps it right."""
    ancestor = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="successors",
        verbose_name=_("kế thừa từ"),
        help_text=_("Tiêu chí tương ứng của năm trước"),
    )
    position = models.PositiveIntegerField(_("thứ tự"), help_text=_("Thứ tự dòng trong phụ lục"))
    kind = models.CharField(_("loại"), max_length=20, choices=Kind.choices)
    code = NfcCharField(_("mã"), max_length=30)
    printed_code = NfcCharField(
        _("mã in"),
        max_length=30,
        blank=True,
        default="",
        db_default="",
        help_text=_("Mã như phụ lục in, nếu khác mã của hệ thống"),
    )
    title_vi = NfcCharField(_("tên"), max_length=500)
    title_en = NfcCharField(_("tên tiếng Anh"), max_length=500, blank=True)
    max_points = PointsField(_("điểm tối đa"))
    source = models.CharField(_("nguồn điểm"), max_length=20, choices=Source.choices, blank=True)
    counts = models.CharField(
        _("cách tính vào tổng điểm"),
        max_length=20,
        choices=Counts.choices,
        blank=True,
        default="",
        db_default="",
        help_text=_(
            "Để trống: trong tổng điểm. Điểm cộng, điểm trừ ghi ở lĩnh vực, điểm tối đa là mức trần."
        ),
    )
    """On a domain and all that is below it; "info" on one leaf. Every save keeps a branch as its domain says."""
    gate = NfcCharField(
        _("điều kiện"),
        max_length=30,
        blank=True,
        default="",
        db_default="",
        help_text=_("Mã của tiêu chí phải có điểm; nếu không, tiêu chí này tính 0 điểm"),
    )
    scale = models.JSONField(_("thang điểm"), null=True, blank=True)
    evidence_vi = NfcTextField(_("tài liệu kiểm chứng"), blank=True)
    reviewer_vi = NfcCharField(_("cơ quan thẩm định (như phụ lục)"), max_length=300, blank=True)
    reviewing_body = models.ForeignKey(
        ReviewingBody,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="leaves",
        verbose_name=_("cơ quan chủ trì thẩm định"),
    )
    search = FoldedField(sources=("code", "title_vi", "title_en"))

    objects = CriterionManager()

    class Meta:
        verbose_name = _("tiêu chí")
        verbose_name_plural = pgettext_lazy("số nhiều", "tiêu chí")
        base_manager_name = "objects"  # as the set's
        ordering = ["criteria_set", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["criteria_set", "code"], name="criterion_code_once_in_a_set"
            ),
            models.CheckConstraint(
                condition=Q(max_points__gt=0) | Q(counts="info", max_points=0),
                name="criterion_maximum_positive",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title_vi}"

    def natural_key(self) -> tuple[Any, ...]:
        return (*self.criteria_set.natural_key(), self.code)

    natural_key.dependencies = ["criteria.criteriaset"]  # type: ignore[attr-defined]

    @property
    def is_domain(self) -> bool:
        return self.kind == self.Kind.DOMAIN

    @property
    def is_survey(self) -> bool:
        return self.source == self.Source.SURVEY

    @property
    def asked_documents(self) -> tuple[str, ...]:
        """Returns the documents that the leaf asks for, one a line; a single line is parted at its semicolons."""
        lines = self.evidence_vi.splitlines()
        if len(lines) == 1:
            lines = lines[0].split(";")
        return tuple(f"{one[:1].upper()}{one[1:]}" for line in lines if (one := line.strip()))

    @property
    def title_with_printed_code(self) -> str:
        """The title for documents in Vietnamese, with the code under which the decision prints it."""
        return f"{self.title_vi} (mục {self.printed_code})" if self.printed_code else self.title_vi

    @property
    def is_outside(self) -> bool:
        """Returns whether its points are added to the total or taken from it, and no part of its maximum."""
        return bool(self.sign)

    @property
    def sign(self) -> int:
        """Returns 1 for a bonus, -1 for a penalty, 0 for what is in the total or only informs."""
        return SIGNS.get(self.counts, 0)

    @property
    def is_highest_only(self) -> bool:
        """Returns whether of the leaves of a branch outside the total only the highest counts."""
        return self.counts in (self.Counts.BONUS_HIGHEST, self.Counts.PENALTY_HIGHEST)

    @property
    def is_information(self) -> bool:
        return self.counts == self.Counts.INFO

    @property
    def own_counts(self) -> str:
        """What the criterion itself says of how it counts, beside its domain."""
        is_own = self.parent_id is None or self.is_information
        return self.counts if is_own else ""


SIGNS: dict[str, int] = {
    Criterion.Counts.BONUS: 1,
    Criterion.Counts.BONUS_HIGHEST: 1,
    Criterion.Counts.PENALTY: -1,
    Criterion.Counts.PENALTY_HIGHEST: -1,
}
"""The sign of each branch outside the total."""


def inherited_counts(own: str, parent: Criterion | None) -> str:
    """Returns how a criterion counts: as it says itself, or as the branch in which it stands."""
    if own == Criterion.Counts.INFO or parent is None:
        return own
    return parent.counts
