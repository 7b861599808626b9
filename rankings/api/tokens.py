"""Signing in with a token: ``Authorization: Token …``."""

from typing import TYPE_CHECKING, Any

from drf_spectacular.contrib.knox_auth_token import KnoxTokenScheme
from knox.auth import TokenAuthentication as KnoxAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

from assessments.models import Token
from criteria.common.text import NotAllowed, Text

if TYPE_CHECKING:
    from rest_framework.views import APIView  # its module reads the setting that names this one


class TokenAuthentication(KnoxAuthentication):  # type: ignore[misc]  # knox ships no types
    """Knox's, without its stumbling."""

    def authenticate_credentials(self, token: bytes) -> Any:
        # Knox fails on other bytes than letters and digits.
        if not token.isalnum():
            raise AuthenticationFailed
        return super().authenticate_credentials(token)


class WithinScope(BasePermission):
    """A token does no more than its scope says; a session has none.

    Not in the authentication: what that raises is raised anew wherever somebody asks who is there.
    """

    def has_permission(self, request: Request, view: "APIView") -> bool:
        token = request.auth
        if isinstance(token, Token) and request.method not in SAFE_METHODS and not token.may_write:
            raise NotAllowed(
                Text(
                    vi="Mã truy cập này chỉ được đọc. Hãy tạo mã có phạm vi ghi ở trang tài khoản.",
                    en="This token may only read. Make one with the scope to write on the account page.",
                )
            )
        return True


class TokenScheme(KnoxTokenScheme):  # type: ignore[no-untyped-call]  # registers itself
    target_class = "rankings.api.tokens.TokenAuthentication"
    name = "token"
