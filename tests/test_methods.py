"""No page takes a method that it was not made for."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND"])
@pytest.mark.parametrize(
    "path", ["/", "/accounts/login/", "/admin/", "/i18n/setlang/", "/healthz/"]
)
def test_other_methods_are_refused(method: str, path: str) -> None:
    answer = Client().generic(method, path)
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "GET, HEAD, POST"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("method", ["DELETE", "TRACE", "PROPFIND"])
def test_the_api_refuses_them_in_its_own_way(method: str) -> None:
    answer = Client().generic(method, "/api/v1/rankings/")
    assert answer.status_code == 405
    assert answer.json()["code"] == "method_not_allowed"
