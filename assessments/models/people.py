"""People, and the roles that say what each of them may do where."""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from assessments.models.roles import Role
from assessments.models.units import Unit
from criteria.common.database.statements import Statement, columns_of, instances
from criteria.fields import FoldedField, NfcCharField
from criteria.models import CriteriaSet, Criterion, ReviewingBody


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Creates a person who signs in with ``email``; without a password, one must be set by mail."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def of_owner(self, owner: int) -> models.QuerySet["User"]:
        """Returns whoever has a role in the own rounds of a unit, over them or at a unit below it."""
        held = Membership.objects.of_owner(owner)
        return self.filter(pk__in=held.values("user"))

    def with_held(self, pk: int) -> "User":
        """Returns the person together with their roles, in one query. Raises ``User.DoesNotExist``."""
        rows = _PERSON.rows(pk)
        if not rows:
            raise self.model.DoesNotExist
        user: User
        (user,) = instances(rows[0], self.model)
        user.held = _held(row[-len(_HELD) :] for row in rows) if user.is_active else []
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").strip().lower())


@dataclass(frozen=True)
class TreePart:
    """A node of a set's tree, with all below it."""

    code: str
    criteria_set_id: int


@dataclass(frozen=True)
class HeldRole:
    """A membership as permissions look at it; one without parts covers the whole tree."""

    role: str
    unit_id: int | None
    """The unit of an officer or leader; for other roles the owner of the rounds over which they are held."""
    body_id: int | None
    parts: list[TreePart] = field(default_factory=list)


def _held(rows: Iterable[tuple[Any, ...]]) -> list[HeldRole]:
    roles: dict[int, HeldRole] = {}
    for pk, role, unit_id, body_id, code, set_id in rows:
        if pk is None:
            continue
        held_role = roles.setdefault(pk, HeldRole(role, unit_id, body_id))
        if code is not None:
            held_role.parts.append(TreePart(code, set_id))
    return list(roles.values())


_HELD = ("pk", "role", "unit_id", "body_id", "parts__code", "parts__criteria_set_id")
_PERSON = Statement(
    lambda pk: (
        User.objects.filter(pk=pk)
        .order_by()
        .values_list(*columns_of(User), *(f"memberships__{name}" for name in _HELD))
    )
)
"""Every request of a signed-in person asks it."""


class User(AbstractBaseUser, PermissionsMixin):  # type: ignore[django-manager-missing]  # of knox's tokens
    """A person, who has one account; their memberships say what they may do."""

    email = models.EmailField(_("thư điện tử"), unique=True)
    full_name = NfcCharField(_("họ và tên"), max_length=150)
    is_active = models.BooleanField(_("đang hoạt động"), default=True)
    is_staff = models.BooleanField(_("vào trang quản trị"), default=False)
    date_joined = models.DateTimeField(_("ngày tạo"), auto_now_add=True)
    session_epoch = models.PositiveIntegerField(
        _("số lần chấm dứt mọi phiên"), default=0, db_default=0, editable=False
    )
    """A session holds only within the epoch in which it began."""
    search = FoldedField(sources=("email", "full_name"))

    objects = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        verbose_name = _("người dùng")
        verbose_name_plural = pgettext_lazy("số nhiều", "người dùng")
        ordering = ["email"]

    def __str__(self) -> str:
        return self.full_name or self.email

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Saves the person, and ends what must not outlive a change.

        A new password ends their tokens, because whoever had the old one may have made some. An account that
        is not active loses its tokens and sessions, so that none comes back with it.
        """
        self.email = self.email.strip().lower()
        is_known = self.pk is not None
        has_new_password = getattr(self, "_password", None) is not None
        if is_known and not self.is_active:
            self.session_epoch += 1
            if kwargs.get("update_fields") is not None:
                kwargs["update_fields"] = {*kwargs["update_fields"], "session_epoch"}
        super().save(*args, **kwargs)
        if is_known and (has_new_password or not self.is_active):
            self.auth_token_set.all().delete()

    def set_password(self, raw_password: str | None) -> None:
        """Hashes a password in Unicode NFC: keyboards write the same Vietnamese word in several ways."""
        super().set_password(raw_password and unicodedata.normalize("NFC", raw_password))

    def check_password(self, raw_password: str | None) -> bool:
        """Compares in NFC, and then as it was typed: so were passwords kept before."""
        if raw_password is None:
            return False
        composed = unicodedata.normalize("NFC", raw_password)
        is_right = super().check_password(composed)
        if is_right or composed == raw_password:
            return is_right
        return super().check_password(raw_password)

    def get_session_auth_hash(self) -> str:
        return self._with_epoch(super().get_session_auth_hash())

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        return map(self._with_epoch, super().get_session_auth_fallback_hash())

    def _with_epoch(self, digest: str) -> str:
        return f"{digest}.{self.session_epoch}" if self.session_epoch else digest

    @cached_property
    def held(self) -> list["HeldRole"]:
        """The roles that the person's memberships give them, read once for a request, in one query."""
        if not self.is_active:
            return []
        return _held(self.memberships.values_list(*_HELD))

    @property
    def draft_key(self) -> str:
        """The key (32 bytes in hexadecimal) under which a browser keeps text that this person has not saved yet.

        Only pages made for the person name it: after signing out nobody at that machine can read the text.
        """
        return salted_hmac("parindex.drafts", str(self.pk), algorithm="sha256").hexdigest()

    def holds(self, *roles: str, owner: int | None) -> bool:
        """Returns whether the person has one of ``roles`` over an owner's rounds: the nation's (``None``), or a unit's own."""
        return owner in self.owners(*roles)

    def holds_anywhere(self, *roles: str) -> bool:
        """Returns whether the person has one of ``roles``, wherever that is; for what concerns the account alone."""
        return any(membership.role in roles for membership in self.held)

    def owners(self, *roles: str) -> set[int | None]:
        """Returns over whose rounds the person has one of ``roles``: ``None`` is the nation, an id a unit that runs its own."""
        return {m.unit_id for m in self.held if m.role in roles and m.role not in Role.AT_UNIT}

    def units(self, *roles: str) -> set[int]:
        """Returns the ids of the units where the person has one of ``roles``."""
        return {m.unit_id for m in self.held if m.unit_id and m.role in roles}

    @cached_property
    def unit_ids(self) -> set[int]:
        """The ids of the units of which the person is an officer or a leader."""
        return self.units(*Role.AT_UNIT)

    def bodies(self, owner: int | None) -> set[int]:
        """Returns the ids of the reviewing bodies for which the person reviews in the rounds of an owner."""
        return {
            m.body_id
            for m in self.held
            if m.body_id and m.role == Role.REVIEWER and m.unit_id == owner
        }

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Gives administrators every permission of the admin site, and coordinators that of publishing sets.

        A unit's own set is for the coordinators of that unit alone.
        """
        if not self.is_active:
            return False
        if isinstance(obj, CriteriaSet):
            if obj.owner_id is not None:
                return self.holds(Role.COORDINATOR, owner=obj.owner_id)
            obj = None  # Django's own rules know of no single sets.
        if self.is_superuser or self.holds(Role.ADMIN, owner=None):
            return True
        if perm == "criteria.publish_criteriaset" and self.holds(Role.COORDINATOR, owner=None):
            return True
        return super().has_perm(perm, obj)

    def has_module_perms(self, app_label: str) -> bool:
        return self.is_active and (
            self.holds(Role.ADMIN, owner=None) or super().has_module_perms(app_label)
        )


class MembershipQuerySet(models.QuerySet["Membership"]):
    def of_owner(self, owner: int) -> "MembershipQuerySet":
        """Returns the roles in the own rounds of a unit. For one row: ``owner_id``."""
        over = models.Q(unit=owner) & ~models.Q(role__in=Role.AT_UNIT)
        return self.filter(over | models.Q(unit__parent=owner))


class Membership(models.Model):
    """A person's role: at a unit, at a reviewing body, or over all rounds of an owner.

    The unit of a coordinator, an inspector or a reviewer is the owner of the rounds in which the role acts, and in no
    others; without one these are the nation's.
    """

    user = models.ForeignKey(
        User, models.CASCADE, related_name="memberships", verbose_name=_("người dùng")
    )
    role = models.CharField(_("vai trò"), max_length=20, choices=Role.choices)
    unit = models.ForeignKey(
        Unit,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="memberships",
        verbose_name=_("đơn vị"),
    )
    body = models.ForeignKey(
        ReviewingBody,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="memberships",
        verbose_name=_("cơ quan thẩm định"),
    )
    parts = models.ManyToManyField(
        Criterion,
        blank=True,
        related_name="+",
        verbose_name=_("phần được giao"),
        help_text=_("Để trống: toàn bộ cây tiêu chí của đơn vị."),
    )

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("vai trò của người dùng")
        verbose_name_plural = pgettext_lazy("số nhiều", "vai trò của người dùng")
        constraints = [
            models.CheckConstraint(
                name="membership_in_its_place",
                condition=models.Q(role__in=Role.AT_UNIT, unit__isnull=False, body=None)
                | models.Q(role=Role.REVIEWER, body__isnull=False)
                | models.Q(role__in=Role.OF_OWNERS, body=None)
                | models.Q(role=Role.ADMIN, unit=None, body=None),
                violation_error_message=_(
                    "Cán bộ và lãnh đạo thuộc một đơn vị; người thẩm định thuộc một cơ quan thẩm định; "
                    "quản trị viên không thuộc nơi nào."
                ),
            ),
            models.UniqueConstraint(
                fields=["user", "role", "unit"],
                condition=models.Q(body=None),
                name="membership_once_at_a_unit",
            ),
            models.UniqueConstraint(
                fields=["user", "body"],
                condition=models.Q(unit=None),
                name="membership_once_at_a_body",
            ),
            models.UniqueConstraint(
                fields=["user", "body", "unit"],
                condition=models.Q(body__isnull=False, unit__isnull=False),
                name="membership_once_at_a_body_of_an_owner",
            ),
            models.UniqueConstraint(
                fields=["user", "role"],
                condition=models.Q(unit=None, body=None),
                name="membership_once_everywhere",
            ),
        ]

    def __str__(self) -> str:
        places = [str(place) for place in (self.body, self.unit) if place]
        return " · ".join((str(self.get_role_display()), *places))

    @property
    def owner_id(self) -> int | None:
        """Whose rounds the role is about: the unit's above an officer's own, or the role's; its unit must be loaded."""
        if self.role not in Role.AT_UNIT:
            return self.unit_id
        return self.unit.parent_id if self.unit else None
