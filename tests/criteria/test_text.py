"""Text as it is kept."""

import io
import unicodedata

import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from criteria.common.text import cause_of, readable, without_unseen


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("876/QĐ\ufffeBNV", "876/QĐ-BNV"),
        ("876/QĐ\x1eBNV", "876/QĐ-BNV"),
        ("một\x0bhai\x0cba\x85bốn\u2028năm\u2029sáu", "một\nhai\nba\nbốn\nnăm\nsáu"),
        ("a\uffffb\x00c\x01d\x7fe\x9ff\ufdd0g\U0001fffeh", "abcdefgh"),
        ("a\ud800b\udfffc", "abc"),
        ("\u202d75\u202c", "75"),
        ("\ufeffHà\u200b Nội\u2060", "Hà Nội"),
        ("hai\r\ndòng\tcột", "hai\r\ndòng\tcột"),
        ("Đe\u0302\u0309", "Để"),
        ("👩\u200d💻 \ue000 🫠", "👩\u200d💻 \ue000 🫠"),
        ("", ""),
    ],
)
def test_text_is_kept_without_what_no_file_can_hold(sent: str, kept: str) -> None:
    assert readable(sent) == kept
    assert readable(kept) == kept


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (FileNotFoundError(2, "Not found", "/srv/var/a b.pdf"), "[Errno 2] Not found: '…'"),
        (OSError("/var/lib/parindex/01/ab: Input/output error"), "…: Input/output error"),
        (ValueError("Package not found at '/srv/mẫu/x.docx'"), "Package not found at '…'"),
        (ValueError(r"open C:\\parindex\\var\\x.pdf failed"), "open … failed"),
        (RuntimeError("file:///srv/var/x.docx, 3/5"), "file:…, 3/5"),
        (ValueError("1/2 và/hoặc 876/QĐ-BNV"), "1/2 và/hoặc 876/QĐ-BNV"),
    ],
)
def test_a_fault_is_said_without_places_on_the_server(error: Exception, said: str) -> None:
    assert cause_of(error) == f"{type(error).__name__}: {said}"


def test_a_break_in_a_line_is_a_space() -> None:
    assert readable("Kế hoạch\x0bnăm", " ") == "Kế hoạch năm"


def test_whoever_reads_an_address_does_not_know_of_lines() -> None:
    assert without_unseen("a\x0bb\u2028c\x00") == "a\x0bb\u2028c"


@given(st.text(st.characters()))
def test_whatever_is_kept_stands_in_xml_and_in_a_workbook(sent: str) -> None:
    kept = readable(sent)
    assert kept == unicodedata.normalize("NFC", kept) == readable(kept)
    plain = kept.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert fromstring(f"<a>{plain}</a>") is not None
    book = Workbook()
    book.worksheets[0].cell(1, 1).value = kept
    book.save(io.BytesIO())
