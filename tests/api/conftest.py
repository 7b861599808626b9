"""Clients of the API: anonymous, or with a token."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from assessments.models import Token, User

Get = Callable[..., Any]


def token_of(user: User, scope: str = Token.Scope.WRITE) -> str:
    """The header's value for a new token of the person."""
    return f"Token {Token.objects.create(user, scope=scope)[1]}"


@pytest.fixture
def get() -> Get:
    """Get an address under /api/v1/ as somebody, or as nobody; answers status and JSON."""

    def ask(path: str, user: User | None = None, **headers: str) -> tuple[int, Any]:
        sent = headers | ({"Authorization": token_of(user)} if user else {})
        answer = Client(headers=sent).get(f"/api/v1/{path}")
        assert answer["Content-Type"] == "application/json"
        return answer.status_code, answer.json()

    return ask
