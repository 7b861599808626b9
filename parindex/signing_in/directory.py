"""Signing in through a directory (OpenID Connect): it says who somebody is, and this system what they may do."""

import logging
from collections.abc import Callable
from typing import Any, NoReturn

from allauth.account.models import EmailAddress
from allauth.account.utils import filter_users_by_email
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialLogin
from allauth.socialaccount.providers.base import AuthError, AuthProcess
from allauth.socialaccount.providers.openid_connect.views import callback, login
from allauth.socialaccount.signals import social_account_added
from django.conf import settings
from django.db.models.signals import pre_save
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET, require_POST
from requests import RequestException

from assessments.messages.account_notices import notify_of_account
from assessments.pages.common import show_refusal
from criteria.common.addresses import client_address
from criteria.common.text import Text

logger = logging.getLogger(__name__)


class Directory(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Lets in whom an administrator has given an account, and nobody else."""

    def list_apps(
        self,
        request: HttpRequest,
        provider: str | None = None,
        client_id: str | None = None,
    ) -> list[SocialApp]:
        """Returns the directory of the settings, if there is one; none is kept in the database, or asked for there."""
        known = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]
        apps = [SocialApp(provider="openid_connect", **app) for app in known]
        return [
            app
            for app in apps
            if provider in (None, app.provider, app.provider_id)
            and client_id in (None, app.client_id)
        ]

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Joins a person of the directory, the first time, with the account of the address that it has verified.

        The account's password stays: an administrator gave the account to this address, and no stranger did.
        """
        if sociallogin.state.get("process") != AuthProcess.LOGIN:
            _refuse(request, _no_account(sociallogin))
        if not sociallogin.is_existing:
            verified = [one.email for one in sociallogin.email_addresses if _is_verified(one)]
            if not (found := [user for email in verified for user in filter_users_by_email(email)]):
                _refuse(request, _no_account(sociallogin))
            if found[0].is_active:
                sociallogin.connect(request, found[0])
        if not sociallogin.is_existing or not sociallogin.user.is_active:
            _refuse(request, _no_account(sociallogin))

    def send_notification_mail(self, *_template_and_context: Any, **_more: Any) -> None:
        """Sends no mail of the library's: ``tell_of_directory`` notifies as every other notice does."""

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,  # there is one
        error: str = AuthError.UNKNOWN,
        exception: Exception | None = None,
        extra_context: dict[str, Any] | None = None,  # it holds the state of the attempt
    ) -> None:
        if error == AuthError.CANCELLED:
            _refuse(request, CANCELLED)
        logger.warning("the directory signed nobody in", exc_info=exception)
        _refuse(request, NOT_ANSWERED)


@require_POST
def begin(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Leads to the directory. A form asks for it: an address that anybody can put on a page signs nobody in."""
    return _through(login, request, provider_id)


@require_GET
def end(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Takes the directory's answer."""
    return _through(callback, request, provider_id)


def _through(view: Callable[..., HttpResponse], request: HttpRequest, name: str) -> HttpResponse:
    try:
        return view(request, name)
    except (RequestException, KeyError):  # it is away, or leaves out what the standard asks of it
        logger.warning("the directory does not answer", exc_info=True)
        return show_refusal(request, [NOT_ANSWERED], 503)


def _is_verified(address: EmailAddress) -> bool:
    """Returns whether a directory vouches for an address; what some write as text must say so too."""
    return address.verified in (True, "true")


def _no_account(sociallogin: SocialLogin) -> Text:
    said = [address for address in sociallogin.email_addresses if address.email]
    name = settings.OIDC_NAME
    if not any(_is_verified(address) for address in said):
        return Text(
            vi=f"{name} không xác nhận địa chỉ thư điện tử của tài khoản này nên chưa đăng nhập được. Hãy đề nghị "
            f"người quản trị {name} xác nhận địa chỉ, hoặc đăng nhập bằng mật khẩu.",
            en=f"{name} vouches for no mail address of this account, so nobody was signed in. Ask its administrators "
            "to verify the address, or sign in with the password.",
        )
    email = said[0].email
    return Text(
        vi=f"Địa chỉ {email} chưa được cấp tài khoản ở hệ thống này, hoặc tài khoản đã ngừng sử dụng. Hãy đề nghị "
        "quản trị viên cấp tài khoản với đúng địa chỉ này.",
        en=f"The address {email} has no account in this system, or one that is closed. Ask an administrator "
        "for an account with this very address.",
    )


CANCELLED = Text(
    vi="Việc đăng nhập đã được hủy ở hệ thống đăng nhập một lần. Hãy đăng nhập lại khi cần.",
    en="Signing in was cancelled at the single sign-on. Sign in again when needed.",
)
NOT_ANSWERED = Text(
    vi="Hệ thống đăng nhập một lần không trả lời đúng nên chưa đăng nhập được. Hãy thử lại sau ít phút, hoặc đăng "
    "nhập bằng mật khẩu.",
    en="The single sign-on gave no proper answer, so nobody was signed in. Try again in a few minutes, or sign in "
    "with the password.",
)


def _refuse(request: HttpRequest, cause: Text) -> NoReturn:
    raise ImmediateHttpResponse(show_refusal(request, [cause], 403))


@receiver(pre_save, sender=SocialAccount)
def keep_nothing_else(instance: SocialAccount, **_more: Any) -> None:
    """Keeps of what a directory tells no more than who it is."""
    instance.extra_data = {}


@receiver(social_account_added)
def tell_of_directory(request: HttpRequest, sociallogin: SocialLogin, **_more: Any) -> None:
    name = settings.OIDC_NAME
    what = Text(
        vi=f"Tài khoản được nối với {name} và từ nay đăng nhập được qua đó",
        en=f"The account was joined with {name}, and can be signed in to through it from now on",
    )
    notify_of_account(sociallogin.user.pk, "directory", what, client_address(request))
