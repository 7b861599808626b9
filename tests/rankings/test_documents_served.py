"""The verifying program and the documents that a stranger needs, served beside the data."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("page", "name"),
    [
        ("/", "verify_ranking.py"),
        ("/", "digest.md"),
        ("/method/", "verify_ranking.py"),
        ("/method/", "digest.md"),
    ],
)
def test_they_are_linked_and_served(page: str, name: str) -> None:
    assert f'href="/docs/{name}"' in Client().get(page).content.decode()
    answer = Client().get(f"/docs/{name}")
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    again = Client().get(f"/docs/{name}", headers={"If-None-Match": answer["ETag"]})
    assert again.status_code == 304


def test_the_guide_of_the_api_is_a_page_and_its_text_stays_where_it_was() -> None:
    assert 'href="/data/api/"' in Client().get("/").content.decode()
    assert Client().get("/data/api/").status_code == 200
    assert Client().get("/docs/api.md")["Content-Type"] == "text/plain; charset=utf-8"


def test_the_program_comes_as_it_is() -> None:
    assert Client().get("/docs/verify_ranking.py").content.startswith(b"#!/usr/bin/env python3")


@pytest.mark.parametrize("name", ["administrators.md", "..%2fmanage.py", "sheet.png"])
def test_nothing_else_lies_in_the_open(name: str) -> None:
    assert Client().get(f"/docs/{name}").status_code == 404
