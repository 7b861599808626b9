"""The register of offices: words that no page, message or sentence of the program uses, each with what is said instead."""

import re

import polib
import pytest
from django.contrib.auth.password_validation import password_validators_help_texts
from django.utils.translation import override

from tests.languages.test_sentences import literal_parts, sentences
from tests.messages import ROOT

INSTEAD = {
    r"bạn": "the office or nobody",
    r"Thôi": "Hủy",
    r"KAD": "Không áp dụng",
    r"Lúc": "Thời gian",
    r"Qua": "Nguồn",
    r"Xem/Tìm": "Lọc",
    r"Từ → thành": "Trước, Sau",
    r"Việc chờ bạn": "Việc cần làm",
    r"Chưa ai giữ": "Chưa phân công",
    r"phải sửa": "Lỗi phải khắc phục",
    r"nên xem": "Nội dung cần rà soát",
    r"Cần gì để lên hạng": "Khả năng cải thiện thứ hạng",
    r"điểm %": "điểm phần trăm",
}
LABELS = {"Lúc", "Qua", "Thôi"}
"""Words that are wrong as a label alone: a sentence may well say "Qua các năm"."""


def offending(text: str) -> list[str]:
    """The words of the list that stand in a text; the labels among them only where they are all of it."""
    found = []
    for words in INSTEAD:
        if words in LABELS:
            found += [words] if text.strip(" :,.") == words else []
        elif re.search(rf"(?<!\w){re.escape(words)}(?!\w)", text, re.IGNORECASE):
            found.append(words)
    return found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Cán bộ của tỉnh", []),
        ("Việc của Bạn", ["bạn"]),
        ("Qua các năm", []),
        ("Qua", ["Qua"]),
        ("Lúc", ["Lúc"]),
        ("3 lỗi phải sửa", ["phải sửa"]),
    ],
)
def test_the_list_is_read_by_whole_words(text: str, expected: list[str]) -> None:
    assert offending(text) == expected


def test_no_message_of_a_page_uses_them() -> None:
    catalogue = polib.pofile(str(ROOT / "locale/en/LC_MESSAGES/django.po"))
    entries = [entry for entry in catalogue if not entry.obsolete]
    assert len(entries) > 500
    assert {entry.msgid: bad for entry in entries if (bad := offending(entry.msgid))} == {}


def test_no_vietnamese_of_the_libraries_uses_them() -> None:
    catalogue = polib.pofile(str(ROOT / "locale/vi/LC_MESSAGES/django.po"))
    said = {
        entry.msgid: " ".join([entry.msgstr, *entry.msgstr_plural.values()]) for entry in catalogue
    }
    assert len(said) > 150
    assert {msgid: bad for msgid, text in said.items() if (bad := offending(text))} == {}


def test_no_rule_of_passwords_speaks_to_anybody() -> None:
    with override("vi"):
        rules = password_validators_help_texts()
    assert len(rules) > 2
    assert [bad for rule in rules if (bad := offending(rule))] == []


def test_no_template_uses_them_outside_the_catalogue() -> None:
    pages = sorted((ROOT / "templates").rglob("*.html"))
    bad = {}
    for page in pages:
        for quoted in re.findall(r"{% translate [\"'](.+?)[\"']", page.read_text("utf-8")):
            if words := offending(quoted):
                bad[f"{page.relative_to(ROOT)}: {quoted}"] = words
    assert bad == {}


def test_no_sentence_of_the_code_uses_them() -> None:
    bad = {}
    for place, given in sentences():
        text = literal_parts(given["vi"]) if "vi" in given else None
        if text and (words := offending(text)):
            bad[f"{place}: {text}"] = words
    assert bad == {}
