"""Ends one of a person's own sessions; the library's page lists them, and ends all others at once."""

from allauth.usersessions.internal.flows.sessions import end_sessions
from allauth.usersessions.models import UserSession
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect

from assessments.pages.common import Visitor, require_press, signed_in


@require_press
@signed_in
def end_session(request: Visitor, pk: int) -> HttpResponse:
    session = get_object_or_404(UserSession, pk=pk, user=request.user)
    end_sessions(request, [session])
    return redirect("usersessions_list")
