"""The admin of people and of memberships, which say what they may do: shown here, and changed on the site."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from assessments.models import Membership, User
from criteria.common.admin_pages import Showcase

if TYPE_CHECKING:
    _Inline = admin.TabularInline[Membership, User]
else:  # Django's own class takes no type parameters at run time
    _Inline = admin.TabularInline


class MembershipInline(_Inline):
    model = Membership
    extra = 0


@admin.register(User)
class UserAdmin(Showcase):
    inlines = (MembershipInline,)
    list_display = ("email", "full_name", "roles", "is_active", "is_staff", "last_login")
    list_filter = ("memberships__role", "is_active", "is_staff")
    search_fields = ("search",)
    ordering = ("email",)
    # Never the password's hash.
    fields = ("email", "full_name", "is_active", "is_staff", "last_login", "date_joined")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        people: QuerySet[Any] = super().get_queryset(request)
        return people.prefetch_related("memberships__unit", "memberships__body")

    @admin.display(description=_("vai trò"))
    def roles(self, user: User) -> str:
        return "; ".join(str(membership) for membership in user.memberships.all())


@admin.register(Membership)
class MembershipAdmin(Showcase):
    list_display = ("user", "role", "unit", "body")
    list_filter = ("role", "body", "unit__level")
    list_select_related = ("user", "unit", "body")
    search_fields = ("user__search", "unit__search", "body__search")
