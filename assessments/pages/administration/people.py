"""The pages of accounts: everybody with their roles, one person, and inviting another."""

from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from assessments import acts, permissions
from assessments.models import Role, User
from assessments.pages.administration.places import suggested_units, typed_unit
from assessments.pages.common import Visitor, act_once, acting, signed_in, status_of
from assessments.people.accounts import MOST
from assessments.people.directory import (
    STATES,
    counts_by_state,
    people_found,
    state_of,
    with_roles,
)
from assessments.writing.actor import Actor, is_clock
from criteria.common.forms import whole_number, whole_number_or
from criteria.common.text import FieldFault, Refused, Text
from criteria.models import ReviewingBody

PAGE = 50
OVER_ROUNDS = (Role.REVIEWER, *Role.OF_OWNERS)
"""The roles that may be held over the nation's rounds, or over those that one unit runs."""
OWN = "own:"
"""What a role over a unit's own rounds begins with in the form."""
FILTERS = ("q", "role", "place")
Act = Callable[[Actor, User, QueryDict], object]


@require_safe
@signed_in
def people_list(request: Visitor) -> HttpResponse:
    """Shows everybody with their roles, filtered by words, role, place and state."""
    permissions.demand(permissions.reasons_against_administering(request.user))
    asked = {name: request.GET.get(name, "").strip()[:254] for name in FILTERS}
    if asked["role"] not in Role:
        asked["role"] = ""
    people = people_found(**asked)
    counts = counts_by_state(people)
    state = request.GET.get("state", "")
    state = state if state in STATES else ""
    if state:
        people = people.filter(STATES[state][1])
    page = Paginator(with_roles(people), PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    for name in ("page", "state"):
        query.pop(name, None)
    context = {
        "asked": asked,
        "state": state,
        "states": [(name, label, counts[name]) for name, (label, _condition) in STATES.items()],
        "number": sum(counts.values()),
        "people": [(person, STATES[state_of(person)][0], state_of(person)) for person in page],
        "page": page,
        "query": query.urlencode(),
        "roles": _role_choices(),
    }
    return render(request, "assessments/administration/people.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def add_person_page(request: Visitor) -> HttpResponse:
    """Shows the form of a new account; sends the invitation once it is made."""
    permissions.demand(permissions.reasons_against_administering(request.user))
    context: dict[str, Any] = {}
    status = 200
    if request.method == "POST":
        try:
            pk = act_once(request, lambda: _add(acting(request), request.POST).pk)
        except Refused as error:
            context, status = {"causes": error.causes}, status_of(request, error)
        else:
            messages.success(request, _("Đã thêm người dùng và gửi thư mời."))
            return redirect("person", pk)
    # A unit's page names the unit that somebody is missing from.
    typed = request.POST if request.method == "POST" else request.GET
    context |= {"typed": typed, "most": MOST, **_choices(typed)}
    return render(request, "assessments/administration/add_person.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def person_page(request: Visitor, user_id: int) -> HttpResponse:
    """Shows an account with its roles and sessions; a POST does the act that its button names."""
    person = get_object_or_404(with_roles(User.objects.all()), pk=user_id)
    permissions.demand(permissions.reasons_against_administering(request.user))
    if is_clock(person):
        raise Http404
    context: dict[str, Any] = {}
    status = 200
    if request.method == "POST":
        act, done = ACTS.get(request.POST.get("act", ""), (None, ""))
        if act is None:
            raise Http404
        try:
            act_once(request, lambda: act(acting(request), person, request.POST) and None)
        except Refused as error:
            context, status = {"causes": error.causes}, status_of(request, error)
        else:
            messages.success(request, str(done))
            return redirect("person", user_id)
    context |= {
        "person": person,
        "state": state_of(person),
        "state_label": STATES[state_of(person)][0],
        "held": person.memberships.all(),
        "sessions": UserSession.objects.filter(user=person).count(),
        "has_factors": Authenticator.objects.filter(user=person).exists(),
        "reasons": permissions.reasons_against_changing_account(request.user, person),
        "is_self": person == request.user,
        "typed": request.POST,
        # A field that was cleared stays so beside what is said of it.
        "details": request.POST if request.POST.get("act") == "change" else person,
        "most": MOST,
        **_choices(request.POST),
    }
    return render(request, "assessments/administration/person.html", context, status=status)


def _choices(typed: QueryDict) -> dict[str, Any]:
    """Returns what the fields of a role offer."""
    return {
        "roles": Role.choices,
        "bodies": ReviewingBody.objects.order_by("code"),
        "chosen_body": whole_number_or(typed, "body", 0),
        "units": suggested_units(),
    }


def _role_choices() -> list[tuple[str, str]]:
    """Returns the roles; those that may be held over the nation's rounds or over a unit's own are two lines each."""
    choices: list[tuple[str, str]] = []
    for role in Role:
        if role in OVER_ROUNDS:
            choices.append((role, f"{role.label} · {_('kỳ của cả nước')}"))
            choices.append((f"{OWN}{role}", f"{role.label} · {_('kỳ riêng của một đơn vị')}"))
        else:
            choices.append((role, str(role.label)))
    return choices


def _add(actor: Actor, data: QueryDict) -> User:
    return acts.add_person(
        actor=actor,
        email=data.get("email", ""),
        full_name=data.get("full_name", ""),
        **_role(data),
    )


def _give(actor: Actor, person: User, data: QueryDict) -> object:
    return acts.give_role(actor=actor, person_id=person.pk, **_role(data))


def _role(data: QueryDict) -> dict[str, Any]:
    """Returns a role with its place, as the acts take it. Raises ``Refused`` where it is not clear over whose rounds it is.

    A unit that was forgotten would make somebody a coordinator of the whole country.
    """
    typed = data.get("role", "")
    role, unit_id = typed.removeprefix(OWN), typed_unit(data.get("unit", ""))
    if typed.startswith(OWN) and unit_id is None:
        raise Refused(
            FieldFault(
                vi="Hãy ghi đơn vị tổ chức kỳ riêng.",
                en="Give the unit that runs the own rounds.",
                field="unit",
            )
        )
    if typed in OVER_ROUNDS and unit_id is not None:
        raise Refused(
            FieldFault(
                vi="Vai trò này là của kỳ cả nước: hãy để trống đơn vị, hoặc chọn vai trò của kỳ riêng.",
                en="This role is over the nation's rounds: leave the unit empty, or choose that of own rounds.",
                field="unit",
            )
        )
    return {
        "role": role,
        "unit_id": unit_id,
        "body_id": whole_number(data, "body") if data.get("body") else None,
    }


def _take(actor: Actor, person: User, data: QueryDict) -> object:
    membership = whole_number(data, "membership")
    return acts.take_role(actor=actor, person_id=person.pk, membership_id=membership)


def _change(actor: Actor, person: User, data: QueryDict) -> object:
    names = ("email", "full_name")
    return acts.change_person(
        actor=actor,
        person_id=person.pk,
        wanted={name: data.get(name, "") for name in names},
        seen={name: data.get(f"seen-{name}", "") for name in names if f"seen-{name}" in data},
    )


def _remove_factors(actor: Actor, person: User, _data: QueryDict) -> object:
    return acts.remove_factors(actor=actor, people=[person])


def _invite(actor: Actor, person: User, _data: QueryDict) -> object:
    if not acts.invite_people(actor=actor, people=[person]):
        raise Refused(
            Text(
                vi="Tài khoản đang khóa: hãy mở khóa trước khi gửi thư mời.",
                en="The account is locked: unlock it before you invite.",
            )
        )
    return None


ACTS: dict[str, tuple[Act, Any]] = {
    "change": (_change, gettext_lazy("Đã lưu thông tin tài khoản.")),
    "give": (_give, gettext_lazy("Đã giao vai trò.")),
    "take": (_take, gettext_lazy("Đã thu hồi vai trò.")),
    "invite": (_invite, gettext_lazy("Đã gửi thư mời đặt mật khẩu.")),
    "factors": (_remove_factors, gettext_lazy("Đã gỡ bước xác thực thứ hai.")),
    "end": (
        lambda actor, person, _data: acts.end_sessions(actor=actor, person_id=person.pk),
        gettext_lazy("Đã kết thúc mọi phiên đăng nhập."),
    ),
    "lock": (
        lambda actor, person, _data: acts.lock_account(actor=actor, person_id=person.pk),
        gettext_lazy("Đã khóa tài khoản."),
    ),
    "unlock": (
        lambda actor, person, _data: acts.unlock_account(actor=actor, person_id=person.pk),
        gettext_lazy("Đã mở khóa tài khoản."),
    ),
}
"""The acts of a person's page by the value of their button, with what is said once each is done."""
