"""The program's guides as pages: files of ``docs/`` written in Markdown, in which no HTML is let through."""

import functools
import itertools
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from markdown_it import MarkdownIt

from criteria.common.text import fold


@dataclass(frozen=True)
class GuideSection:
    """A heading of a guide, with the anchor at which its page shows it."""

    title: str
    anchor: str


@dataclass(frozen=True)
class Guide:
    """A guide as its page shows it."""

    page: SafeString
    sections: tuple[GuideSection, ...]
    """The headings of the second level."""

    @property
    def heading(self) -> SafeString:
        """The guide's title, as its page shows it."""
        return mark_safe(self.page[: self._body_at])  # noqa: S308  # our own

    @property
    def body(self) -> SafeString:
        """What stands below the title."""
        return mark_safe(self.page[self._body_at :])  # noqa: S308  # our own

    @property
    def _body_at(self) -> int:
        return self.page.index("</h1>") + len("</h1>")


@functools.cache
def read_guide(name: str) -> Guide:
    """Returns a file of ``docs/``; each heading has an anchor made of its words ("Gửi phiếu" → ``gui-phieu``)."""
    text = (Path(settings.BASE_DIR) / "docs" / name).read_text()
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = markdown.parse(text)
    sections = []
    for heading, words in itertools.pairwise(tokens):
        if heading.type == "heading_open":
            anchor = slugify(fold(words.content))
            heading.attrSet("id", anchor)
            if heading.tag == "h2":
                sections.append(GuideSection(words.content, anchor))
    page: str = markdown.renderer.render(tokens, markdown.options, {})
    # What is wider than a telephone is scrolled with the keyboard too.
    page = page.replace("<pre>", '<pre tabindex="0">')
    page = page.replace("<table>", '<table class="tbl auto">')
    return Guide(mark_safe(page), tuple(sections))  # noqa: S308  # our own
