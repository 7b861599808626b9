"""The library's forms for second factors, with wrong codes counted so that nobody shuts somebody else out.

The library counts them by account alone: whoever has learnt a password could keep its owner out for ever. Here a
browser that the owner has signed in on before has a count of its own.
"""

from typing import Any

from allauth.account.adapter import get_adapter as account_adapter
from allauth.core import context
from allauth.core.internal import ratelimit
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import AuthenticateWebAuthnForm, ReauthenticateWebAuthnForm
from allauth.mfa.webauthn.internal import auth as keys
from django.conf import settings
from django.core.cache import cache

from assessments.messages.account_notices import notify_of_wrong_codes
from assessments.models import User
from parindex.signing_in.devices import device_of

USED_SECONDS = 120
"""Longer than any code of an application holds."""


def _counted(user: User, device: str) -> dict[str, Any]:
    return {
        "app": "parindex",
        "action": "second_factor",
        "key": f"{user.pk} {device}",
        "config": {"second_factor": settings.SECOND_FACTOR_TRIES},
    }


def forget_wrong_codes(user: User) -> None:
    """Lets everybody try again who is not on a browser of the owner's: the password is a new one."""
    ratelimit.clear(context.request, **_counted(user, ""))


class _CountedCode:
    user: User
    cleaned_data: dict[str, Any]
    authenticator: Authenticator

    def clean_code(self) -> str:
        """Returns the code if it is right. Raises the library's ``ValidationError`` otherwise, and after too many."""
        counted = _counted(self.user, device_of(context.request, self.user))
        if not ratelimit.consume(context.request, **counted):
            notify_of_wrong_codes(self.user.pk, ratelimit.get_ip(context.request))
            raise account_adapter().validation_error("too_many_login_attempts")
        code = str(self.cleaned_data["code"]).strip()
        factors = Authenticator.objects.filter(user=self.user)
        found = list(factors.exclude(type=Authenticator.Type.WEBAUTHN).order_by("-type"))
        for factor in found:
            wrapped = factor.wrap()
            if wrapped.validate_code(code) and self._is_fresh(factor, code):
                self.authenticator = wrapped.instance
                self.authenticator.user = self.user
                ratelimit.clear(context.request, **counted)
                return code
        if found:
            self._emit_authentication_failed(found[0])
        raise get_adapter().validation_error("incorrect_code")

    def _is_fresh(self, factor: Authenticator, code: str) -> bool:
        """Returns whether an application's code is used for the first time.

        The library remembers it for half a minute, and with some tolerance it holds for longer.
        """
        digits = "".join(filter(str.isdigit, code))
        return bool(cache.add(f"parindex.code:{factor.pk}:{digits}", "used", USED_SECONDS))

    def _emit_authentication_failed(self, authenticator: Authenticator) -> None:
        """Is the library's, which stands behind this class."""
        super()._emit_authentication_failed(authenticator)  # type: ignore[misc]


class SignInCodeForm(_CountedCode, AuthenticateForm):  # type: ignore[misc]  # allauth ships no types
    pass


class AgainCodeForm(_CountedCode, ReauthenticateForm):  # type: ignore[misc]  # as above
    pass


class _UncountedKey:
    """Nobody guesses a signature: counting those that are wrong would only let a stranger shut the owner out."""

    user: User
    cleaned_data: dict[str, Any]

    def clean_credential(self) -> Authenticator:
        credential = self.cleaned_data["credential"]
        keys.parse_authentication_response(credential)
        return keys.complete_authentication(self.user, credential)


class SignInKeyForm(_UncountedKey, AuthenticateWebAuthnForm):  # type: ignore[misc]  # as above
    pass


class AgainKeyForm(_UncountedKey, ReauthenticateWebAuthnForm):  # type: ignore[misc]  # as above
    pass
