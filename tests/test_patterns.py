"""No pattern takes the square of a text's length: people paste what they like, and some send it on purpose."""

import contextlib
import importlib
import re
import time
from collections.abc import Iterator

import pytest

from criteria.common.text import Refused
from criteria.scales.notation import read_notation
from criteria.scales.notation.words import LONGEST, comparable_text
from tests.house.code import MODULES

NOTATION = "criteria.scales.notation."
WHOLE = {f"{NOTATION}clauses._QUOTED"}
"""The pattern that meets a whole cell."""
LONG = 20_000
SECONDS = 0.5
"""The square of that length takes some seconds; all else takes milliseconds."""
TEXTS = tuple(
    part * LONG + end
    for part in (
        " ",
        "\t",
        "-",
        " -",
        "1",
        "1.",
        "1,",
        '"',
        '""',
        ";",
        "=",
        "a",
        "a=",
        ":",
        "_x",
        "'",
        "điểm ",
    )
    for end in ("", "x")
) + tuple(f"{start}{' ' * LONG}x" for start in ("a", "=1", "1;", '"a"', "từ 1", "tỷ lệ", "chủ tọa"))


def as_a_rule(text: str) -> str:
    """What a pattern of the notation meets: single spaces, and no more than a rule has."""
    return comparable_text(text)[:LONGEST]


def patterns() -> Iterator[tuple[str, re.Pattern[str], bool]]:
    """Each pattern that a module names, and whether it is looked for all over a text."""
    for name, path in MODULES.items():
        if "re.compile" not in (source := path.read_text()):
            continue
        for variable, value in vars(importlib.import_module(name)).items():
            is_text = isinstance(value, re.Pattern) and isinstance(value.pattern, str)
            if is_text and f"\n{variable} = re.compile" in source:
                searched = rf"\b{variable}\.(sub|subn|split|search|findall|finditer)\b"
                yield f"{name}.{variable}", value, bool(re.search(searched, source))


def test_patterns_are_found() -> None:
    names = {name for name, _pattern, _searched in patterns()}
    assert {"assessments.pages.councils.SEPARATOR", "criteria.common.numbers._PLAIN"} <= names


@pytest.mark.parametrize(
    ("name", "pattern", "searched"),
    [pytest.param(*found, id=found[0]) for found in patterns()],
)
def test_a_pattern_reads_long_texts_at_once(
    name: str, pattern: re.Pattern[str], searched: bool
) -> None:
    shortened = as_a_rule if name.startswith(NOTATION) and name not in WHOLE else str
    for text in map(shortened, TEXTS):
        start = time.process_time()
        pattern.match(text)
        pattern.fullmatch(text)
        if searched:
            sum(1 for _match in pattern.finditer(text))
        assert time.process_time() - start < SECONDS, repr(text[:12])


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: repr(text[:8] + text[-1:]))
def test_a_cell_of_any_length_is_read_at_once(text: str) -> None:
    for cell in (
        text,
        f"Đạt = 1; {text}",
        f"trừ 1/{text}",
        f"từ 1{text} = 2",
        f"{text}: trừ 1/lỗi",
    ):
        start = time.process_time()
        with contextlib.suppress(Refused):
            read_notation(cell)
        assert time.process_time() - start < 4 * SECONDS
