"""The admin of people, who sign in with their mail address, and of memberships, which say what they may do."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from assessments.acts import import_assignments, import_people
from assessments.admin.rosters import RosterDesk
from assessments.models import Membership, Role, User
from assessments.people.rosters import assignments, people
from criteria.common.admin_pages import Desk
from criteria.common.text import Refused, Text

if TYPE_CHECKING:
    _Inline = admin.TabularInline[Membership, User]
    _UserAdmin = DjangoUserAdmin[User]
    _NewUser = AdminUserCreationForm[User]
    _KnownUser = UserChangeForm[User]
else:  # Django's own classes take no type parameters at run time
    _Inline, _UserAdmin = admin.TabularInline, DjangoUserAdmin
    _NewUser, _KnownUser = AdminUserCreationForm, UserChangeForm


NO_ADMINISTRATOR = Text(
    vi="Phải còn ít nhất một quản trị viên đang hoạt động: hãy giao vai trò đó cho người khác trước.",
    en="At least one active administrator has to remain: give that role to somebody else first.",
)


def demand_administrator() -> None:
    """Raises ``Refused`` where nobody could enter this site any more to give roles."""
    administrators = Membership.objects.filter(
        role=Role.ADMIN, user__is_active=True, user__is_staff=True
    )
    if not administrators.exists():
        raise Refused(NO_ADMINISTRATOR)


def let_in(request: HttpRequest, user: User) -> None:
    """Lets a person into this site where their role needs it, as an import does."""
    if not user.is_staff and user.memberships.filter(role__in=Role.STAFF).exists():
        user.is_staff = True
        user.save(update_fields=["is_staff"])
        message = gettext("%(name)s nay vào được trang quản trị: vai trò cần đến.")
        messages.info(request, message % {"name": user})


class NewUserForm(_NewUser):
    class Meta:
        model = User
        fields = ("email", "full_name")
        # Django's own classes name a field "username", which does not exist here.
        field_classes: dict[str, Any] = {}


class KnownUserForm(_KnownUser):
    class Meta:
        model = User
        fields = ("email", "full_name", "password", "is_active", "is_staff")
        field_classes: dict[str, Any] = {}


class MembershipInline(_Inline):
    model = Membership
    extra = 0
    autocomplete_fields = ("unit", "body", "parts")


@admin.register(User)
class UserAdmin(RosterDesk, Desk, _UserAdmin):
    import_help = _(
        "Mỗi dòng một vai trò. Người mới không có mật khẩu: họ tự đặt qua thư ở “Quên mật khẩu”."
    )
    roster = ("nguoi-dung", people.COLUMNS, import_people, people.people_rows)
    form = KnownUserForm
    add_form = NewUserForm
    inlines = (MembershipInline,)
    list_display = ("email", "full_name", "roles", "is_active", "is_staff", "last_login")
    list_filter = ("memberships__role", "is_active", "is_staff")
    search_fields = ("search",)
    ordering = ("email",)
    filter_horizontal = ()
    readonly_fields = ("last_login", "date_joined")
    fieldsets = (
        (None, {"fields": ("email", "full_name", "password")}),
        (_("Tài khoản"), {"fields": ("is_active", "is_staff", "last_login", "date_joined")}),
    )
    add_fieldsets = (
        (
            None,
            {
                "classes": ("wide",),
                "fields": ("email", "full_name", "usable_password", "password1", "password2"),
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

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        let_in(request, form.instance)
        demand_administrator()

    @admin.display(description=_("vai trò"))
    def roles(self, user: User) -> str:
        return "; ".join(str(membership) for membership in user.memberships.all())


@admin.register(Membership)
class MembershipAdmin(RosterDesk, Desk):
    import_help = _(
        "Phân công: mỗi dòng một cán bộ và một bộ tiêu chí; thay cho phần đã giao trong bộ đó."
    )
    roster = ("phan-cong", assignments.COLUMNS, import_assignments, assignments.assignment_rows)
    list_display = ("user", "role", "unit", "body")
    list_filter = ("role", "body", "unit__level")
    list_select_related = ("user", "unit", "body")
    search_fields = ("user__search", "unit__search", "body__search")
    autocomplete_fields = ("user", "unit", "body", "parts")

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        let_in(request, form.instance.user)
        demand_administrator()

    def delete_model(self, request: HttpRequest, obj: Membership) -> None:
        super().delete_model(request, obj)
        demand_administrator()

    @transaction.atomic
    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        super().delete_queryset(request, queryset)
        demand_administrator()
