"""Whoever finds a hole learns whom to tell."""

import datetime

from django.test import Client, override_settings

WHOM = ["mailto:an-ninh@par-index.example", "https://par-index.example/bao-loi"]


@override_settings(SECURITY_CONTACT=WHOM, SITE_URL="https://par-index.example")
def test_the_contacts_stand_where_they_are_looked_for() -> None:
    answer = Client().get("/.well-known/security.txt")
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    fields = [line.split(": ", 1) for line in answer.content.decode().splitlines()]
    assert [value for name, value in fields if name == "Contact"] == WHOM
    assert ["Canonical", "https://par-index.example/.well-known/security.txt"] in fields
    until = datetime.datetime.fromisoformat(dict(fields)["Expires"])
    left = until - datetime.datetime.now(datetime.UTC)
    assert datetime.timedelta(days=170) < left < datetime.timedelta(days=365)


def test_without_the_setting_there_is_no_such_page() -> None:
    assert Client().get("/.well-known/security.txt").status_code == 404
