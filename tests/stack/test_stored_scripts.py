"""In production every script is stored under a name of its own: the pages work with those too."""

from urllib.parse import urlsplit

from playwright.sync_api import Browser, expect

from assessments.models import Role
from tests.browser.people import sign_in
from tests.factories import make_person, make_round, sheet_of


def test_pages_work_with_stored_scripts(browser: Browser, web: str) -> None:
    sheet = sheet_of(make_round())
    address = web.replace("127.0.0.1", "localhost")
    with browser.new_context(base_url=address, locale="vi-VN") as context:
        asked: list[str] = []
        context.on("request", lambda request: asked.append(urlsplit(request.url).path))
        page = sign_in(context.new_page(), make_person(Role.OFFICER, unit=sheet.unit))
        page.goto(f"/sheets/{sheet.pk}/")
        page.locator('[id="r1.3"] a.open').click()
        note = page.locator("#leaf form.autosave [name=note]")
        note.fill("Đã lưu từ tệp lưu trữ")
        note.blur()
        expect(page.locator("#leaf .state .ok")).to_be_visible()
        page.locator('#tree [data-move="1.2"]').click()
        expect(page.locator("#leaf h1")).to_contain_text("1.2")
    scripts = {
        path.removeprefix("/static/")
        for path in asked
        if path.startswith("/static/parindex/") and path.endswith(".js")
    }
    assert len(scripts) > 10
    assert all(name.count(".") == 2 for name in scripts)
