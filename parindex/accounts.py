"""The rules of accounts: an administrator gives them, nobody signs up alone, people sign in by e-mail.

A stranger learns nothing of who has one: each answer says the same, after the same work.
"""

import logging
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from ipaddress import ip_address
from types import SimpleNamespace
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.core import context as library_context
from allauth.core.internal import ratelimit
from django.conf import settings
from django.core.mail import EmailMessage
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from assessments.messages.account_notices import notify_of_account
from assessments.messages.notices import notify_of_wrong_passwords
from assessments.models import User
from criteria.common.addresses import client_address
from criteria.common.text import Text
from parindex.signing_in.devices import device_of, remember_device
from parindex.signing_in.forms import forget_wrong_codes

logger = logging.getLogger(__name__)

SITE = SimpleNamespace(name="PAR Index", domain=settings.SITE_HOST)
"""What mails call the site: the name in a request is what a stranger asked for."""
MAILS = ThreadPoolExecutor(max_workers=1, thread_name_prefix="mail")
"""Sends mails while their page is answered: the time that a mail server takes would tell who has an account."""
NO_ADDRESS = "0.0.0.0"  # noqa: S104  # nothing listens there
RESET, NOBODY = "account/email/password_reset_code", "account/email/unknown_account"


class ClosedSignup(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    error_messages = DefaultAccountAdapter.error_messages | {
        "too_many_login_attempts": _(
            "Đăng nhập sai quá nhiều lần. Hãy thử lại sau ít phút, hoặc đặt lại mật khẩu ở “Quên mật khẩu?”."
        ),
        "incorrect_code": _(
            "Mã không đúng. Hãy nhập mã trong thư mới nhất; nhập sai ba lần thì phải xin mã khác."
        ),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # the library's signature
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Renders a mail and has it sent; where nobody has the address, the same mail is made and thrown away."""
        is_known = template_prefix != NOBODY
        if not is_known:
            template_prefix = RESET
            context = context | {"code": self.generate_password_reset_code()}
        message = self.render_mail(
            template_prefix,
            email,
            {"email": email, "current_site": SITE} | context,
            headers={"Auto-Submitted": "auto-generated"},
        )
        MAILS.submit(_send, message if is_known else None)

    def get_client_ip(self, request: HttpRequest) -> str:
        """Returns the address behind our ``PROXIES``: with the proxy's own, all people would share one limit.

        A request through a socket of the machine, or with a header that names none, has ``NO_ADDRESS``.
        """
        address = client_address(request)
        try:
            return str(ip_address(address))
        except ValueError:
            return NO_ADDRESS

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Counts wrong passwords by account and address: nobody shuts an account to people elsewhere."""
        return f"{credentials.get('email', '').lower()} {ratelimit.get_ip(request)}"

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Tells the owner of an account, once a day, that somebody keeps trying passwords, from wherever."""
        email = credentials.get("email", "").lower()
        unnoticed = ratelimit.consume(
            request,
            app="parindex",
            action="wrong_password",
            key=email,
            config={"wrong_password": settings.WRONG_PASSWORDS_UNNOTICED},
        )
        if not unnoticed:
            notify_of_wrong_passwords(email, self.get_client_ip(request))

    def set_password(self, user: User, password: str) -> None:
        """Sets a new password; whoever mistyped the old one too often signs in with it at once."""
        super().set_password(user, password)
        self._delete_login_attempts_cached_email(library_context.request, email=user.email)
        forget_wrong_codes(user)

    def login(self, request: HttpRequest, user: User) -> None:
        # Signing in notes its own time there.
        request.has_been_here = user.last_login is not None  # type: ignore[attr-defined]
        super().login(request, user)

    def post_login(self, request: HttpRequest, user: User, **more: Any) -> HttpResponse:
        """Notes the browser; the first time on this one, a person who has been here before is told of it."""
        response: HttpResponse = super().post_login(request, user, **more)
        if getattr(request, "has_been_here", False) and not device_of(request, user):
            what = Text(
                vi="Tài khoản được đăng nhập trên một trình duyệt mới",
                en="The account was signed in to on a new browser",
            )
            notify_of_account(user.pk, "new-device", what, self.get_client_ip(request))
        remember_device(request, response, user)
        return response


def _send(message: EmailMessage | None) -> None:
    try:
        if message is not None:
            message.send()
    except Exception:  # nobody waits for the outcome any more
        logger.exception("No mail went out")


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

    def _mitigate_timing_attack(self, password: str) -> None:
        """Does for nobody the work that a wrong password makes for somebody: twice where it is not in NFC."""
        super()._mitigate_timing_attack(password)
        if not unicodedata.is_normalized("NFC", password):
            super()._mitigate_timing_attack(password)

    @classmethod
    def _stash_user(cls, user: User | None) -> None:  # the library's signature
        """Forgets that the password of an inactive account was right: the answer must not tell it."""
