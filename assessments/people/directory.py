"""Who has an account: everybody with their roles, and how each account stands."""

from typing import Any

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from assessments.models import Membership, Role, Unit, User
from assessments.writing.actor import CLOCK_EMAIL
from criteria.common.search import holds_words
from criteria.common.text import Text

_NO_PASSWORD = Q(password__startswith=UNUSABLE_PASSWORD_PREFIX)
_NEVER_IN = Q(is_active=True, last_login__isnull=True)
STATES: dict[str, tuple[Text, Q]] = {
    "in-use": (Text("Đang hoạt động", "Active"), Q(is_active=True, last_login__isnull=False)),
    "invited": (
        Text("Đã mời, chưa đặt mật khẩu", "Invited, no password yet"),
        _NEVER_IN & _NO_PASSWORD,
    ),
    "never": (Text("Chưa đăng nhập lần nào", "Never signed in"), _NEVER_IN & ~_NO_PASSWORD),
    "locked": (Text("Đã khóa", "Locked"), Q(is_active=False)),
}
"""How an account stands, by its name in addresses: each account is in exactly one of these."""


def people_found(*, q: str = "", role: str = "", place: str = "") -> QuerySet[User]:
    """Returns the accounts whose name or address holds every word of ``q``, with a role, and one at a place, by its words."""
    people = User.objects.exclude(email=CLOCK_EMAIL)
    if q:
        people = people.filter(holds_words(q, "search"))
    if role or place:
        roles = Membership.objects.filter(user=OuterRef("pk"))
        if role:
            roles = roles.filter(role=role)
        if place:
            roles = roles.filter(holds_words(place, "unit__search", "body__search"))
        people = people.filter(Exists(roles))
    return people.order_by("full_name", "email")


def counts_by_state(people: QuerySet[User]) -> dict[str, int]:
    """Returns how many of the people stand in each state; one query."""
    return people.order_by().aggregate(
        **{name: Count("pk", filter=condition) for name, (_label, condition) in STATES.items()}
    )


def with_roles(people: QuerySet[User]) -> QuerySet[User]:
    """Returns the people with their roles and the places of these; two queries."""
    roles = Membership.objects.select_related("unit", "body").order_by("pk")
    return people.prefetch_related(Prefetch("memberships", roles))


def state_of(person: User) -> str:
    """Returns the name of the state in which an account stands; the same rule as ``STATES``, for one row."""
    if not person.is_active:
        return "locked"
    if person.last_login:
        return "in-use"
    return "never" if person.has_usable_password() else "invited"


def lacking_people(units: QuerySet[Unit, Any]) -> QuerySet[Unit, Any]:
    """Returns the units that lack an officer or a leader with an active account."""

    def holds(role: str) -> Exists:
        people = Membership.objects.filter(unit=OuterRef("pk"), role=role, user__is_active=True)
        return Exists(people)

    return units.filter(Q(~holds(Role.OFFICER)) | Q(~holds(Role.LEADER)))
