"""In production every script is stored under a name of its own: the pages work with those too."""

from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.core.management import call_command
from playwright.sync_api import Page, Route, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from assessments.models import Role
from tests.browser.people import sign_in
from tests.factories import make_person, make_round, sheet_of

pytestmark = pytest.mark.django_db(transaction=True)


def test_pages_work_with_stored_scripts(
    new_page: Callable[..., Page],
    live_server: LiveServer,
    settings: Settings,
    tmp_path: Path,
) -> None:
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES |= {"staticfiles": {"BACKEND": "tests.static_files.UnpackedFiles"}}
    call_command("collectstatic", interactive=False, verbosity=0)
    asked: list[str] = []

    def serve(route: Route) -> None:
        asked.append(urlsplit(route.request.url).path.removeprefix("/static/"))
        route.fulfill(path=tmp_path / asked[-1])

    sheet = sheet_of(make_round())
    page = new_page()
    page.route("**/static/**", serve)
    sign_in(page, make_person(Role.OFFICER, unit=sheet.unit))
    page.goto(f"/sheets/{sheet.pk}/")
    page.locator('[id="r1.3"] a.open').click()
    note = page.locator('[id="r1.3"] + tr.panel form.autosave [name=note]')
    note.fill("Đã lưu từ tệp lưu trữ")
    note.blur()
    expect(page.locator('[id="r1.3"] + tr.panel .state .ok')).to_be_visible()
    scripts = {name for name in asked if name.startswith("parindex/") and name.endswith(".js")}
    assert len(scripts) > 10
    assert all(name.count(".") == 2 for name in scripts)
