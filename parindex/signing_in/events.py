"""What happens to accounts, as the library's signals tell it: what a session notes of it, and what its owner is told.

Whoever else wants to know of it (a journal) listens to the same signals.
"""

from typing import Any

from allauth.account import signals as account_signals
from allauth.mfa import signals as factor_signals
from allauth.mfa.models import Authenticator
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest

from assessments.messages.account_notices import notify_of_account
from assessments.models import User
from criteria.common.addresses import client_address
from criteria.common.text import Text
from parindex.signing_in.factors import MARK
from parindex.signing_in.sessions import begin_session

Type = Authenticator.Type
NAMES = {
    Type.TOTP: Text(vi="ứng dụng tạo mã", en="authenticator application"),
    Type.WEBAUTHN: Text(vi="khóa bảo mật", en="security key"),
    Type.RECOVERY_CODES: Text(vi="mã dự phòng", en="recovery codes"),
}


def _tell(request: HttpRequest, user: User, occasion: str, what: Text) -> None:
    notify_of_account(user.pk, occasion, what, client_address(request))


@receiver(user_logged_in)
def note_beginning(request: HttpRequest, **_more: Any) -> None:
    begin_session(request)


@receiver(account_signals.password_changed)
@receiver(account_signals.password_set)
@receiver(account_signals.password_reset)
def tell_of_password(request: HttpRequest, user: User, **_more: Any) -> None:
    what = Text(
        vi="Mật khẩu của tài khoản được đổi",
        en="The account's password was changed",
    )
    _tell(request, user, "password", what)


@receiver(factor_signals.authenticator_added)
def note_added_factor(
    request: HttpRequest, user: User, authenticator: Authenticator, **_more: Any
) -> None:
    # Recovery codes come along with the first factor.
    if authenticator.type == Type.RECOVERY_CODES:
        return
    request.session[MARK] = user.pk
    name = NAMES[authenticator.type]
    what = Text(
        vi=f"Tài khoản có thêm bước xác thực thứ hai ({name.vi})",
        en=f"A second step was added to the account ({name.en})",
    )
    _tell(request, user, "factor", what)


@receiver(factor_signals.authenticator_removed)
def note_removed_factor(
    request: HttpRequest, user: User, authenticator: Authenticator, **_more: Any
) -> None:
    if not Authenticator.objects.filter(user=user).exclude(type=Type.RECOVERY_CODES).exists():
        request.session.pop(MARK, None)
    if authenticator.type == Type.RECOVERY_CODES:
        return
    name = NAMES[authenticator.type]
    what = Text(
        vi=f"Bước xác thực thứ hai của tài khoản bị gỡ ({name.vi})",
        en=f"A second step was removed from the account ({name.en})",
    )
    _tell(request, user, "factor", what)


@receiver(factor_signals.authenticator_reset)
def tell_of_new_codes(request: HttpRequest, user: User, **_more: Any) -> None:
    what = Text(
        vi="Mã dự phòng của tài khoản được tạo lại, mã cũ hết hiệu lực",
        en="New recovery codes were made for the account, and the old ones have ended",
    )
    _tell(request, user, "factor", what)


@receiver(factor_signals.authenticator_used)
def note_used_factor(
    request: HttpRequest, user: User, authenticator: Authenticator, **_more: Any
) -> None:
    request.session[MARK] = user.pk
    if authenticator.type != Type.RECOVERY_CODES:
        return
    left = len(authenticator.wrap().get_unused_codes())
    what = Text(
        vi=f"Một mã dự phòng được dùng (còn {left} mã)",
        en=f"A recovery code was used ({left} left)",
    )
    _tell(request, user, "recovery", what)
