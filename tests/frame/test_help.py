"""The officers' guide inside the program: its headings have anchors, and links into it lead to one."""

import re
from pathlib import Path

from django.conf import settings
from django.test import Client

from criteria.common.guides import read_guide
from tests.markup import markup

LINK = re.compile(r"(?:\{\{ help \}\}|\{% url 'help' %\})#([a-z0-9-]+)")


def test_each_heading_has_its_anchor(client: Client, db: None) -> None:
    shown = markup(client.get("/help/"))
    sections = read_guide("can-bo.md").sections
    assert [one.title for one in sections][:2] == ["Nhập số liệu", "Tài khoản và đăng nhập"]
    for one in sections:
        assert f'<h2 id="{one.anchor}">' in shown
        assert f'href="#{one.anchor}"' in shown
    assert len({one.anchor for one in sections}) == len(sections)


def test_links_into_the_guide_lead_somewhere() -> None:
    anchors = {one.anchor for one in read_guide("can-bo.md").sections}
    folder = Path(settings.BASE_DIR) / "templates"
    asked = {name for path in folder.rglob("*.html") for name in LINK.findall(path.read_text())}
    assert {"gui-phieu", "nhap-so-lieu"} <= asked <= anchors


def test_the_image_of_the_program_holds_every_guide() -> None:
    kept = (Path(settings.BASE_DIR) / ".dockerignore").read_text().split()
    guides = ("can-bo.md", "chi-so-rieng.md", "api.md", "api.vi.md")
    assert {f"!docs/{name}" for name in guides} <= set(kept)


def test_the_guide_of_own_rounds_is_a_page_too(client: Client, db: None) -> None:
    shown = markup(client.get("/help/own/"))
    assert '<h2 id="bat-dau">' in shown
    assert "<h1" in shown
