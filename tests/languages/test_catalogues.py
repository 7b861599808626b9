"""The catalogues are complete, and are what ``python -m tests.messages`` writes."""

import re
from collections import Counter

import polib
import pytest

from tests import messages
from tests.languages.words import VIETNAMESE

LANGUAGES = ("en", "vi")
PLACEHOLDER = re.compile(r"%\(\w+\)[sdr]|%[sdr]|%%|\{\w*\}")


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
