"""Templates and scripts hold no Vietnamese of their own: every text is a message."""

import html
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.template.base import Lexer, TokenType

from tests.house.counts import long_template_lines
from tests.languages.words import VIETNAMESE
from tests.messages import ROOT

WITHOUT_TAGS = {
    # Shown when nothing works any more: no tag may be in its way. It says all in both languages.
    "500.html": ("Hệ thống gặp lỗi", "Dữ liệu đã lưu không bị ảnh hưởng"),
    # The same while the database is away.
    "503.html": ("Hệ thống tạm dừng",),
    # Each language is offered in its own words, to whoever does not read the other.
    "_language.html": ("Tiếng Việt",),
    # Accents to look at, no words.
    "_colours.html": ("Ấệ",),
    "_sizes.html": ("Ẫm",),
}
"""Vietnamese that templates may hold outside translate tags, by how its text begins."""


def bare_texts(source: str) -> Iterator[str]:
    """Vietnamese of a template outside translate tags: between tags, in attributes, in arguments."""
    plain, translating = [], False
    for token in Lexer(source).tokenize():
        if token.token_type == TokenType.TEXT:
            plain.append(" " if translating else token.contents)
        elif token.token_type in {TokenType.BLOCK, TokenType.VAR}:
            name = token.contents.split(maxsplit=1)[0]
            if name in {"blocktranslate", "blocktrans"}:
                translating = True
            elif name in {"endblocktranslate", "endblocktrans"}:
                translating = False
            elif name not in {"translate", "trans"}:
                untold = re.sub(r"_\((\"[^\"]*\"|'[^']*')\)", "", token.contents)
                yield from re.findall(r"\"[^\"]*\"|'[^']*'", untold)
            plain.append(" ")
    yield from (text.strip() for text in re.split(r"[<>\"=]", html.unescape("".join(plain))))


def templates() -> list[Path]:
    return sorted((ROOT / "templates").rglob("*.*"))


def test_templates_hold_no_vietnamese_outside_translate_tags() -> None:
    bare = [
        (path.name, text)
        for path in templates()
        for text in bare_texts(path.read_text(encoding="utf-8"))
        if VIETNAMESE.search(text) and not text.startswith(WITHOUT_TAGS.get(path.name, ()))
    ]
    assert bare == []


def test_the_exceptions_are_still_needed() -> None:
    for name, starts in WITHOUT_TAGS.items():
        path = next((ROOT / "templates").rglob(name))
        texts = list(bare_texts(path.read_text(encoding="utf-8")))
        assert all(any(text.startswith(start) for text in texts) for start in starts)


@pytest.mark.parametrize(
    "source",
    [
        "<p>Lưu lại</p>",
        "<input placeholder='Tìm đơn vị'>",
        '<b aria-label="Tiến độ" data-saving="x">',
        '{{ note|default:"chưa có" }}',
        '{% include "a.html" with title="Kỳ" %}',
        "<p>L&#432;u</p>",
    ],
)
def test_bare_vietnamese_is_seen(source: str) -> None:
    assert any(VIETNAMESE.search(text) for text in bare_texts(source))


@pytest.mark.parametrize(
    "source",
    [
        '<p title="{% translate \'Lưu\' %}">{% translate "Lưu" %}</p>',
        "{% blocktranslate %}Lưu {{ x }} lại{% endblocktranslate %}",
        '{{ note|default:_("chưa có") }}',
        "{# Vì sao #}",
    ],
)
def test_translated_vietnamese_is_not_bare(source: str) -> None:
    assert not any(VIETNAMESE.search(text) for text in bare_texts(source))


def test_lines_are_short_enough_to_be_read() -> None:
    assert long_template_lines() == []


def test_no_template_reads_what_django_calls_block() -> None:
    """Within a block of a template that name is the block itself, whatever the view gives."""
    own = re.compile(r"(?<![\w.\"'-])block(?!\.super)(?![\w\"'-])")
    found = [
        f"{path.name}: {token.contents}"
        for path in templates()
        for token in Lexer(path.read_text("utf-8")).tokenize()
        if token.token_type in {TokenType.BLOCK, TokenType.VAR}
        and own.search(token.contents.removeprefix("block "))
    ]
    assert found == []


def test_scripts_take_their_words_from_the_page() -> None:
    scripts = list((ROOT / "static").rglob("*.js"))
    assert scripts
    assert [path.name for path in scripts if VIETNAMESE.search(path.read_text("utf-8"))] == []
