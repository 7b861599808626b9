"""A person's own page: roles, password, and tokens for the API, shown once."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.crypto import salted_hmac
from django.views.decorators.http import require_http_methods

from assessments import acts
from assessments.models import Token
from assessments.pages.common import (
    ONCE,
    Visitor,
    act_once,
    acting,
    require_press,
    signed_in,
    status_of,
)
from assessments.rounds.disclaimers import marks_for
from criteria.common.forms import whole_number_or
from criteria.common.text import Refused


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def account(request: Visitor) -> HttpResponse:
    """Shows roles and tokens; a POST creates a token and shows it this one time."""
    held = request.user.memberships.select_related("unit", "body").prefetch_related("parts")
    context = {"held": held, "scopes": Token.Scope.choices, "days": acts.TOKEN_DAYS}
    context["marks"] = marks_for(request.user)
    status = 200
    if request.method == "POST":
        try:
            sealed = act_once(request, lambda: _seal(request, _create(request).encode()).hex())
            context["token"] = _seal(request, bytes.fromhex(sealed)).decode()
        except Refused as error:
            context["causes"] = error.causes
            status = status_of(request, error)
    context["tokens"] = Token.objects.filter(user=request.user)
    return render(request, "assessments/account.html", context, status=status)


def _create(request: Visitor) -> str:
    return acts.create_token(
        actor=acting(request),
        name=request.POST.get("name", ""),
        scope=request.POST.get("scope", ""),
        days=whole_number_or(request.POST, "days", 0),
    )


def _seal(request: Visitor, token: bytes) -> bytes:
    """Returns a token's text sealed, for the same form pressed again; and a sealed one opened.

    The key is made of the form's own, which is stored nowhere: nobody reads a token in the database.
    """
    form = [request.POST.get(name, "") for name in (ONCE, "name", "scope", "days")]
    key = salted_hmac("parindex.token", "\n".join(form), algorithm="sha512").digest()
    return bytes(char ^ part for char, part in zip(token, key[: len(token)], strict=True))


@require_press
@signed_in
def revoke_token_page(request: Visitor, digest: str) -> HttpResponse:
    acts.revoke_token(actor=acting(request), digest=digest)
    return redirect("account")
