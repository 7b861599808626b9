"""The people of a unit's own rounds: their list, adding somebody, and the roles that one of them holds there."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from assessments import acts
from assessments.models import Membership, Role, Unit, User
from assessments.pages.administration.people import PAGE
from assessments.pages.administration.places import suggested_units, typed_unit
from assessments.pages.common import (
    Visitor,
    act_once,
    acting,
    owner_or_refuse,
    signed_in,
    status_of,
)
from assessments.people.accounts import MOST
from assessments.people.directory import STATES, state_of
from criteria.common.forms import whole_number, whole_number_or
from criteria.common.search import holds_words
from criteria.common.text import Refused
from criteria.models import ReviewingBody

ROLES = (*Role.AT_UNIT, Role.REVIEWER, *Role.OF_OWNERS)


@require_safe
@signed_in
def own_people(request: Visitor, owner_id: int) -> HttpResponse:
    """Shows whoever has a role in the own rounds, with these roles alone, filtered by words."""
    owner = owner_or_refuse(request, owner_id)
    people = User.objects.of_owner(owner_id).order_by("full_name", "email")
    asked = request.GET.get("q", "").strip()[:254]
    if asked:
        people = people.filter(holds_words(asked, "search"))
    page = Paginator(_with_own_roles(people, owner_id), PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "owner": owner,
        "q": asked,
        "people": [(one, STATES[state_of(one)][0], state_of(one)) for one in page],
        "page": page,
        "query": query.urlencode(),
    }
    return render(request, "assessments/own/people.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def own_add_person(request: Visitor, owner_id: int) -> HttpResponse:
    """Gives somebody a first role in the own rounds; makes the account and invites whoever has none."""
    owner = owner_or_refuse(request, owner_id)
    context: dict[str, Any] = {}
    status = 200
    if request.method == "POST":
        try:
            pk = act_once(request, lambda: _add(request, owner))
        except Refused as error:
            context, status = {"causes": error.causes}, status_of(request, error)
        else:
            messages.success(request, _("Đã giao vai trò."))
            return redirect("own_person", owner_id, pk)
    typed = request.POST if request.method == "POST" else request.GET
    context |= {"owner": owner, "typed": typed, "most": MOST, **_choices(typed, owner_id)}
    return render(request, "assessments/own/add_person.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def own_person(request: Visitor, owner_id: int, user_id: int) -> HttpResponse:
    """Shows the roles that a person holds in the own rounds; gives and takes them."""
    owner = owner_or_refuse(request, owner_id)
    people = _with_own_roles(User.objects.of_owner(owner_id), owner_id)
    person = get_object_or_404(people, pk=user_id)
    context: dict[str, Any] = {}
    status = 200
    if request.method == "POST":
        try:
            act_once(request, lambda: _change(request, owner, person))
        except Refused as error:
            context, status = {"causes": error.causes}, status_of(request, error)
        else:
            messages.success(request, _("Đã lưu vai trò."))
            still = User.objects.of_owner(owner_id).filter(pk=user_id).exists()
            return redirect(
                *("own_person", owner_id, user_id) if still else ("own_people", owner_id)
            )
    context |= {
        "owner": owner,
        "person": person,
        "state": state_of(person),
        "state_label": STATES[state_of(person)][0],
        "held": person.memberships.all(),
        "typed": request.POST,
        **_choices(request.POST, owner_id),
    }
    return render(request, "assessments/own/person.html", context, status=status)


def _with_own_roles(people: Any, owner_id: int) -> Any:
    own = Membership.objects.of_owner(owner_id).select_related("unit", "body").order_by("pk")
    return people.prefetch_related(Prefetch("memberships", own))


def _choices(typed: QueryDict, owner_id: int) -> dict[str, Any]:
    return {
        "roles": [(role, Role(role).label) for role in ROLES],
        "bodies": ReviewingBody.objects.order_by("code"),
        "chosen_body": whole_number_or(typed, "body", 0),
        "units": suggested_units(owner_id),
        "place_hint": _("Của cán bộ, lãnh đạo đơn vị trực thuộc; vai trò khác để trống."),
    }


def _role(data: QueryDict, owner_id: int) -> dict[str, Any]:
    """Returns a role with its place: an officer's or leader's unit, for the others the owner of the rounds."""
    role = data.get("role", "")
    at_unit = role in Role.AT_UNIT
    return {
        "role": role,
        "unit_id": typed_unit(data.get("unit", ""), owner_id) if at_unit else owner_id,
        "body_id": whole_number(data, "body") if data.get("body") else None,
        "owner_id": owner_id,
    }


def _add(request: Visitor, owner: Unit) -> int:
    data = request.POST
    person = acts.add_person(
        actor=acting(request),
        email=data.get("email", ""),
        full_name=data.get("full_name", ""),
        **_role(data, owner.pk),
    )
    return person.pk


def _change(request: Visitor, owner: Unit, person: User) -> None:
    actor, data = acting(request), request.POST
    if data.get("act") == "give":
        acts.give_role(actor=actor, person_id=person.pk, **_role(data, owner.pk))
    elif data.get("act") == "take":
        held = whole_number(data, "membership")
        acts.take_role(actor=actor, person_id=person.pk, membership_id=held, owner_id=owner.pk)
    else:
        raise Http404
