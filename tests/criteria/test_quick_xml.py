"""Sheets are parsed quickly, and never with declarations in them."""

import io
import warnings
from xml.etree.ElementTree import iterparse

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet import _reader

from criteria.common.files import xml
from tests.assessments import samples

SHEET = "<a><b>Quảng Ninh</b><b/></a>"


def told(data: bytes) -> list[tuple[str, str | None]]:
    return [(element.tag, element.text) for _, element in xml.end_events(io.BytesIO(data))]


def test_it_answers_what_the_parser_does() -> None:
    data = SHEET.encode()
    assert told(data) == [(e.tag, e.text) for _, e in iterparse(io.BytesIO(data))]  # noqa: S314
    assert told(data)[0] == ("b", "Quảng Ninh")


@pytest.mark.parametrize("before", [0, 1, 65_530, 65_535, 131_066])
def test_a_declaration_is_refused_wherever_a_chunk_ends(before: int) -> None:
    data = b"<!--" + b" " * before + b'--><!DOCTYPE a [<!ENTITY b "ha">]><a>&b;</a>'
    with pytest.raises(ValueError, match="declares"):
        told(data)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_an_encoding_that_could_hide_one_is_refused(encoding: str) -> None:
    with pytest.raises(ValueError, match="declares"):
        told(f'<!DOCTYPE a [<!ENTITY b "ha">]>{SHEET}'.encode(encoding))


def test_every_sheet_is_read_so() -> None:
    import criteria.common.files.workbooks  # noqa: F401  # as every reader does

    assert vars(_reader)["iterparse"] is xml.end_events
    data = samples.xlsx([["Quảng Ninh", 0.1]])
    for read_only in (True, False):
        book = load_workbook(io.BytesIO(data), read_only=read_only)
        assert [[cell.value for cell in row] for row in book.worksheets[0]] == [["Quảng Ninh", 0.1]]


def test_a_bomb_of_entities_is_refused_before_it_grows() -> None:
    lines = "".join(f'<!ENTITY x{n} "{f"&x{n - 1};" * 10}">' for n in range(1, 10))
    data = f'<!DOCTYPE a [<!ENTITY x0 "ha">{lines}]><a>&x9;</a>'.encode()
    with pytest.raises(ValueError, match="declares"), warnings.catch_warnings():
        told(data)
