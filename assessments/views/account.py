"""A person's own page: roles, password, and tokens for the API, shown once."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST
from knox.models import AuthToken

from assessments.views.doors import Visitor, signed_in


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def account(request: Visitor) -> HttpResponse:
    """Roles and tokens; a POST makes a token and shows it this one time."""
    held = request.user.memberships.select_related("unit", "body").prefetch_related("parts")
    context = {"held": held, "token": None}
    if request.method == "POST":
        _token, context["token"] = AuthToken.objects.create(request.user)
    context["tokens"] = AuthToken.objects.filter(user=request.user).order_by("-created")
    return render(request, "assessments/account.html", context)


@require_POST
@signed_in
def revoke_token(request: Visitor, digest: str) -> HttpResponse:
    AuthToken.objects.filter(user=request.user, digest=digest).delete()
    return redirect("account")
