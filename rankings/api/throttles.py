"""Limits how often somebody may ask: by token, by person in a browser, by address for everybody else."""

from typing import TYPE_CHECKING

from rest_framework.request import Request
from rest_framework.throttling import AnonRateThrottle, UserRateThrottle

from assessments.models import Token

if TYPE_CHECKING:
    from rest_framework.views import APIView  # its module reads the setting that names these


class ByToken(UserRateThrottle):
    """Counts each token by itself, whoever's it is, and without one the person signed in."""

    def get_cache_key(self, request: Request, view: "APIView") -> str | None:
        if isinstance(request.auth, Token):
            return self.cache_format % {"scope": self.scope, "ident": request.auth.digest}
        if request.user.is_authenticated:
            return super().get_cache_key(request, view)
        return None


class ByAddress(AnonRateThrottle):
    """Counts the address of requests without an account, or with a wrong token."""
