"""Signing in with a token: ``Authorization: Token …``."""

from typing import Any

from drf_spectacular.contrib.knox_auth_token import KnoxTokenScheme
from knox.auth import TokenAuthentication as KnoxAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request

from assessments.models import Token, User
from criteria.text import NotAllowed, Text


class TokenAuthentication(KnoxAuthentication):  # type: ignore[misc]  # knox ships no types
    """Knox's, held to the token's scope."""

    def authenticate(self, request: Request) -> tuple[User, Token] | None:
        found: tuple[User, Token] | None = super().authenticate(request)
        if found and request.method not in SAFE_METHODS and not found[1].may_write:
            raise NotAllowed(
                Text(
                    vi="Mã truy cập này chỉ được đọc. Hãy tạo mã có phạm vi ghi ở trang tài khoản.",
                    en="This token may only read. Make one with the scope to write on the account page.",
                )
            )
        return found

    def authenticate_credentials(self, token: bytes) -> Any:
        # Knox stumbles over a token with other bytes than letters and digits.
        if not token.isalnum():
            raise AuthenticationFailed
        return super().authenticate_credentials(token)


class TokenScheme(KnoxTokenScheme):  # type: ignore[no-untyped-call]  # registers itself
    target_class = "rankings.api.tokens.TokenAuthentication"
    name = "token"
