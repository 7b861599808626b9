"""Every text has both languages, and the catalogues are what ``python -m tests.messages`` writes."""

import ast
import html
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import polib
import pytest
from django.template.base import Lexer, TokenType

from tests import messages
from tests.messages import APPS, ROOT, Message

LANGUAGES = ("en", "vi")
VIETNAMESE = re.compile(
    "[àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ]", re.IGNORECASE
)
PLACEHOLDER = re.compile(r"%\(\w+\)[sdr]|%[sdr]|%%|\{\w*\}")

WITHOUT_TAGS = {
    # Shown when nothing works any more: no tag may be in its way. It says all in both languages.
    "500.html": ("Hệ thống gặp lỗi", "Dữ liệu đã lưu không bị ảnh hưởng"),
    # Each language is offered in its own words, to whoever does not read the other.
    "base.html": ("Tiếng Việt",),
}
"""Vietnamese that templates may hold outside translate tags, by how its text begins."""


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def texts_of(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def test_the_catalogue_holds_what_is_said_and_nothing_else(language: str) -> None:
    entries = Counter((entry.msgid, entry.msgctxt or "") for entry in messages.read(language))
    assert set(entries) == {message.key for message in messages.wanted(language)}
    assert not messages.read(language).obsolete_entries()
    assert entries.most_common(1)[0][1] == 1


def test_every_message_is_translated(language: str) -> None:
    left = [entry.msgid for entry in messages.read(language) if not entry.translated()]
    assert left == []


def test_translations_keep_the_placeholders(language: str) -> None:
    def parts(text: str) -> Counter[str]:
        return Counter(PLACEHOLDER.findall(text))

    wrong = [
        (entry.msgid, text)
        for entry in messages.read(language)
        for text in texts_of(entry)
        if parts(text) not in (parts(entry.msgid), parts(entry.msgid_plural))
    ]
    assert wrong == []


def test_english_is_without_vietnamese_letters() -> None:
    entries = messages.read("en")
    assert [text for entry in entries for text in texts_of(entry) if VIETNAMESE.search(text)] == []


def test_every_plural_has_as_many_forms_as_the_language(language: str) -> None:
    forms = 2 if language == "en" else 1
    plurals = [entry for entry in messages.read(language) if entry.msgid_plural]
    assert plurals
    assert [entry.msgid for entry in plurals if len(entry.msgstr_plural) != forms] == []


def test_the_files_are_what_the_tool_writes(language: str) -> None:
    path = messages.path_of(language)
    assert path.read_text(encoding="utf-8") == str(messages.merged(language))
    assert path.with_suffix(".mo").read_bytes() == messages.read(language).to_binary()


def python_files() -> list[Path]:
    return [
        path
        for app in APPS
        for path in sorted((ROOT / app).rglob("*.py"))
        if "migrations" not in path.parts
    ]


def test_messages_in_code_are_literals() -> None:
    computed = [
        path.relative_to(ROOT).as_posix()
        for path in python_files()
        if None in messages.of_python(path.read_text(encoding="utf-8"))
    ]
    assert computed == []


# --- How messages are found ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('{% translate "Lưu" %}', Message("Lưu")),
        ("<p title=\"{% translate 'Lưu' %}\">", Message("Lưu")),
        ('{% translate "Lưu" context "nút" %}', Message("Lưu", "nút")),
        ('{% trans "Tỷ lệ (%)" %}', Message("Tỷ lệ (%%)")),
        ("{% blocktranslate %}Còn {{ n }} lỗi{% endblocktranslate %}", Message("Còn %(n)s lỗi")),
        (
            "{% blocktranslate count n=x %}{{ n }} tệp{% plural %}{{ n }} các tệp{% endblocktranslate %}",
            Message("%(n)s tệp", many="%(n)s các tệp"),
        ),
        (
            "{% blocktranslate trimmed context 'a' %}\n  Một\n  hai\n{% endblocktranslate %}",
            Message("Một hai", "a"),
        ),
        ('{{ x|default:_("không có") }}', Message("không có")),
        ('{% include "a.html" with title=_("Kỳ") %}', Message("Kỳ")),
    ],
)
def test_messages_of_templates(source: str, found: Message) -> None:
    assert list(messages.of_template(source)) == [found]


@pytest.mark.parametrize(
    ("call", "found"),
    [
        ('_("Lưu")', Message("Lưu")),
        ('_("Lưu " "lại")', Message("Lưu lại")),
        ('_("Lưu " + "lại")', Message("Lưu lại")),
        ('plain("Lưu")', Message("Lưu")),
        ('pgettext("nút", "Lưu")', Message("Lưu", "nút")),
        ('ngettext("%d tệp", "%d các tệp", n)', Message("%d tệp", many="%d các tệp")),
        ('_(f"Lưu {n}")', None),
        ("_(n)", None),
    ],
)
def test_messages_of_code(call: str, found: Message | None) -> None:
    imports = (
        "from django.utils.translation import gettext as plain, ngettext, pgettext\n"
        "from django.utils.translation import gettext_lazy as _\n"
    )
    assert list(messages.of_python(imports + call)) == [found]


def test_only_djangos_functions_count() -> None:
    assert list(messages.of_python('_, x = split()\n_("Lưu")\ngettext("Lưu")')) == []


# --- Texts outside the catalogues --------------------------------------------------------------------


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
        texts = list(bare_texts((ROOT / "templates" / name).read_text(encoding="utf-8")))
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


def test_scripts_take_their_words_from_the_page() -> None:
    scripts = list((ROOT / "static").rglob("*.js"))
    assert scripts
    assert [path.name for path in scripts if VIETNAMESE.search(path.read_text("utf-8"))] == []


# --- Sentences that code makes ---------------------------------------------------------------------


def literal_parts(node: ast.expr) -> str | None:
    """The letters of a literal or an f-string, values standing as «…»; None for anything else."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(literal_parts(value) or "«…»" for value in node.values)
    return None


def sentences() -> Iterator[tuple[str, dict[str, ast.expr]]]:
    """Every ``Text(…)`` of the apps: where it stands, and its arguments by language."""
    for path in python_files():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                if node.func.id == "Text" and all(word.arg for word in node.keywords):
                    given = dict(zip(("vi", "en"), node.args, strict=False))
                    given |= {word.arg: word.value for word in node.keywords if word.arg}
                    yield f"{path.relative_to(ROOT)}:{node.lineno}", given


def test_every_sentence_has_both_languages() -> None:
    found = list(sentences())
    assert len(found) > 100
    bad = []
    for place, given in found:
        texts = [literal_parts(given[key]) if key in given else "" for key in ("vi", "en")]
        if any(text is not None and not text.strip() for text in texts):
            bad.append(place)
    assert bad == []


def test_english_sentences_hold_no_vietnamese() -> None:
    assert [
        place
        for place, given in sentences()
        if "en" in given
        and VIETNAMESE.search(literal_parts(given["en"]) or "")
        and "/demo/" not in place  # names of units
    ] == []
