"""Second factors: how they are kept, who has to have one, and what a session knows of it."""

import base64
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import qrcode
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _
from qrcode.image.svg import SvgPathFillImage

from assessments.models import User

MARK = "second_factor"
"""Where a session keeps the id of the person who has shown, or set up, a second factor in it."""


class Factors(DefaultMFAAdapter):  # type: ignore[misc]  # allauth ships no types
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _(
            "Mã không đúng hoặc đã được dùng. Hãy nhập mã đang hiện trong ứng dụng."
        ),
        "cannot_generate_recovery_codes": _(
            "Hãy thiết lập ứng dụng tạo mã hoặc khóa bảo mật trước."
        ),
    }

    def encrypt(self, text: str) -> str:
        """Keeps secrets sealed with a key made of ``SECRET_KEY``: a copy of the database alone makes no codes."""
        return _vault().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _vault().decrypt(encrypted_text.encode()).decode()

    def build_totp_svg(self, url: str) -> str:
        """Draws the code on white: cameras do not read it on a dark page."""
        drawn = BytesIO()
        qrcode.make(url, image_factory=SvgPathFillImage).save(drawn)
        return drawn.getvalue().decode()

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        entity: dict[str, str] = super().get_public_key_credential_rp_entity()
        return entity | {"name": settings.MFA_TOTP_ISSUER}

    def generate_authenticator_name(self, user: User, type: Any) -> str:  # noqa: A002  # the library's
        return str(_("Khóa bảo mật"))


def _vault() -> MultiFernet:
    return MultiFernet(list(_keys()))


def _keys() -> Iterator[Fernet]:
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        digest = salted_hmac("parindex.factors", "", secret=secret, algorithm="sha256").digest()
        yield Fernet(base64.urlsafe_b64encode(digest))


def must_have_factor(user: User) -> bool:
    """Returns whether one of the person's roles asks for a second factor."""
    asked = settings.SECOND_FACTOR_FOR
    return bool(asked) and (user.is_superuser or user.holds_anywhere(*asked))


def owes_factor(request: HttpRequest) -> bool:
    """Returns whether the person has to set a second factor up first; asks the session, not the database."""
    user = request.user
    if not isinstance(user, User):
        return False
    return must_have_factor(user) and request.session.get(MARK) != user.pk
