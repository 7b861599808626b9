"""A person's own page: roles, password, and tokens for the API, shown once."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from assessments import acts
from assessments.models import Token
from assessments.pages.common import Visitor, acting, require_press, signed_in, status_of
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
            context["token"] = acts.create_token(
                actor=acting(request),
                name=request.POST.get("name", ""),
                scope=request.POST.get("scope", ""),
                days=whole_number_or(request.POST, "days", 0),
            )
        except Refused as error:
            context["causes"] = error.causes
            status = status_of(request, error)
    context["tokens"] = Token.objects.filter(user=request.user)
    return render(request, "assessments/account.html", context, status=status)


@require_press
@signed_in
def revoke_token_page(request: Visitor, digest: str) -> HttpResponse:
    acts.revoke_token(actor=acting(request), digest=digest)
    return redirect("account")
