"""The rules of accounts: an administrator gives them, nobody signs up alone, people sign in by e-mail."""

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
        """Logs an error instead of raising it: only accounts get mail, so an error would reveal that there is one."""
        try:
            super().send_mail(template_prefix, email, context)
        except (OSError, SMTPException):
            logger.exception("No mail went out: %s", template_prefix)

    def get_client_ip(self, request: HttpRequest) -> str:
        """Returns the address as the API counts it, behind our ``PROXIES``.

        With the proxy's own address, all people would share one limit of sign-ins.
        """
        return str(BaseThrottle().get_ident(request))  # type: ignore[arg-type]  # reads META alone


def given_address(_request: HttpRequest) -> HttpResponse:
    """Raises ``Http404``: nobody changes their own address, since accounts, roles and imports know a person by it."""
    raise Http404


class ByEmail(AuthenticationBackend):  # type: ignore[misc]  # as above
    """allauth's backend, which here reads the person of a request together with the roles they hold."""

    def get_user(self, user_id: int) -> User | None:
        try:
            user = User.objects.with_held(user_id)
        except User.DoesNotExist:
            return None
        return user if self.user_can_authenticate(user) else None
