"""Accounts are given by an administrator; nobody signs up alone. People sign in by e-mail."""

import logging
from smtplib import SMTPException
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from django.http import Http404, HttpRequest, HttpResponse
from rest_framework.throttling import BaseThrottle

from assessments.models import User

logger = logging.getLogger(__name__)


class ClosedSignup(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    def is_open_for_signup(self, request: HttpRequest) -> bool:  # the library's signature
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """An error told in the answer would say that there is an account: only those are mailed."""
        try:
            super().send_mail(template_prefix, email, context)
        except (OSError, SMTPException):
            logger.exception("No mail went out: %s", template_prefix)

    def get_client_ip(self, request: HttpRequest) -> str:
        """As the API counts: behind ``PROXIES`` of ours, else all would share one limit of sign-ins."""
        return str(BaseThrottle().get_ident(request))  # type: ignore[arg-type]  # reads META alone


def given_address(_request: HttpRequest) -> HttpResponse:
    """Nobody changes their own address: accounts, roles and imports know a person by it."""
    raise Http404


class ByEmail(AuthenticationBackend):  # type: ignore[misc]  # as above
    """allauth's; every request of a signed-in person asks who it is, and then what they hold: at once."""

    def get_user(self, user_id: int) -> User | None:
        try:
            user = User.objects.with_held(user_id)
        except User.DoesNotExist:
            return None
        return user if self.user_can_authenticate(user) else None
