"""The admin of people, who sign in with their mail address, and of memberships, which say what they may do."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from assessments.acts import (
    invite_people,
    remove_factors,
)
from assessments.messages.account_notices import notify_of_address, notify_of_roles
from assessments.models import Door, Membership, User
from assessments.people.roles import demand_administrator, let_in
from assessments.writing.actor import Actor
from criteria.common.admin_pages import Desk

if TYPE_CHECKING:
    _Inline = admin.TabularInline[Membership, User]
    _UserAdmin = DjangoUserAdmin[User]
    _UserForm = ModelForm[User]
else:  # Django's own classes take no type parameters at run time
    _Inline, _UserAdmin = admin.TabularInline, DjangoUserAdmin
    _UserForm = ModelForm


def tell_of_entry(request: HttpRequest, user: User) -> None:
    """Lets a person into this site where their role needs it, and says so."""
    if let_in(user):
        message = gettext("%(name)s nay vào được trang quản trị: vai trò cần đến.")
        messages.info(request, message % {"name": user})


def by_admin(request: HttpRequest) -> Actor:
    return Actor(request.user, Door.ADMIN)  # type: ignore[arg-type]  # signed in by now


class UserForm(_UserForm):
    """Knows no password: people set their own."""

    class Meta:
        model = User
        fields = ("email", "full_name", "is_active", "is_staff")


class MembershipInline(_Inline):
    model = Membership
    extra = 0
    autocomplete_fields = ("unit", "body", "parts")


@admin.register(User)
class UserAdmin(Desk, _UserAdmin):
    form = add_form = UserForm
    actions = ("send_invitations", "take_factors_away")
    inlines = (MembershipInline,)
    list_display = ("email", "full_name", "roles", "is_active", "is_staff", "last_login")
    list_filter = ("memberships__role", "is_active", "is_staff")
    search_fields = ("search",)
    ordering = ("email",)
    filter_horizontal = ()
    readonly_fields = ("last_login", "date_joined")
    fieldsets = (
        (None, {"fields": ("email", "full_name")}),
        (_("Tài khoản"), {"fields": ("is_active", "is_staff", "last_login", "date_joined")}),
    )
    add_fieldsets = (
        (
            None,
            {
                "classes": ("wide",),
                "fields": ("email", "full_name"),
                "description": _(
                    "Người mới nhận một thư chỉ cách tự đặt mật khẩu; không ai đặt mật khẩu thay người khác."
                ),
            },
        ),
    )

    def get_queryset(self, request: HttpRequest) -> Any:
        return (
            super().get_queryset(request).prefetch_related("memberships__unit", "memberships__body")
        )

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        # Whoever may set a superuser's password could become a superuser.
        if obj is not None and obj.is_superuser and not request.user.is_superuser:
            return False
        return super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Returns false for everybody: the record of changes names the person. A finished account is made inactive."""
        return False

    def user_change_password(
        self,
        request: HttpRequest,
        id: str,  # noqa: A002  # Django's name
        form_url: str = "",
    ) -> HttpResponse:
        """Raises ``PermissionDenied``: nobody sets another's password."""
        raise PermissionDenied

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        if not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)
        if change and "email" in form.changed_data:
            notify_of_address(obj.pk, form.initial["email"], obj.email)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        tell_of_entry(request, form.instance)
        demand_administrator()
        if not change:
            invite_people(actor=by_admin(request), people=[form.instance])
        elif any(formset.has_changed() for formset in formsets):
            notify_of_roles([form.instance.pk])

    @admin.action(description=_("Gửi thư mời đặt mật khẩu"))
    def send_invitations(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        count = invite_people(actor=by_admin(request), people=list(queryset))
        message = ngettext(
            "Đã gửi %(count)s thư mời đặt mật khẩu.",
            "Đã gửi %(count)s thư mời đặt mật khẩu.",
            count,
        )
        messages.success(request, message % {"count": count})

    @admin.action(description=_("Gỡ bước xác thực thứ hai (khi người dùng mất điện thoại, khóa)"))
    def take_factors_away(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        count = remove_factors(actor=by_admin(request), people=list(queryset))
        message = ngettext(
            "Đã gỡ bước xác thực thứ hai của %(count)s người; mọi phiên của họ đã kết thúc.",
            "Đã gỡ bước xác thực thứ hai của %(count)s người; mọi phiên của họ đã kết thúc.",
            count,
        )
        messages.success(request, message % {"count": count})

    @admin.display(description=_("vai trò"))
    def roles(self, user: User) -> str:
        return "; ".join(str(membership) for membership in user.memberships.all())


@admin.register(Membership)
class MembershipAdmin(Desk):
    list_display = ("user", "role", "unit", "body")
    list_filter = ("role", "body", "unit__level")
    list_select_related = ("user", "unit", "body")
    search_fields = ("user__search", "unit__search", "body__search")
    autocomplete_fields = ("user", "unit", "body", "parts")

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        tell_of_entry(request, form.instance.user)
        demand_administrator()
        notify_of_roles([form.instance.user_id])

    def delete_model(self, request: HttpRequest, obj: Membership) -> None:
        super().delete_model(request, obj)
        demand_administrator()
        notify_of_roles([obj.user_id])

    @transaction.atomic
    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        people = set(queryset.values_list("user_id", flat=True))
        super().delete_queryset(request, queryset)
        demand_administrator()
        notify_of_roles(people)
