"""The network address that a request really comes from."""

from django.http import HttpRequest
from rest_framework.throttling import BaseThrottle


def client_address(request: HttpRequest) -> str:
    """Returns the address as the API counts it, behind our ``PROXIES``.

    Any more addresses in the header come from the client, and the proxy's own would be the same for all.
    """
    return str(BaseThrottle().get_ident(request) or "")  # type: ignore[arg-type]  # reads META alone
