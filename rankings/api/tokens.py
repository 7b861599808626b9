"""Signs in with a token: ``Authorization: Token …``."""

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
    """Knox's authentication, which here refuses a token that would make it fail."""

    def authenticate_credentials(self, token: bytes) -> Any:
        # Knox raises an error of its own on other bytes than letters and digits.
        if not token.isalnum():
            raise AuthenticationFailed
        return super().authenticate_credentials(token)


class WithinScope(BasePermission):
    """Refuses a token more than its scope; a session has no scope.

    It does not belong in the authentication: an error there is raised again at each access to ``request.user``.
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
