"""The table of OWASP ASVS level 2 (``docs/asvs.md``) has every line once, names what exists, and counts right."""

import re
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "asvs.md").read_text()
STATES = ("passes", "fails", "does not apply")
LINES = {
    "1.1": (1, 2, 3, 4, 5, 6, 7),
    "1.2": (1, 2, 3, 4),
    "1.4": (1, 4, 5),
    "1.5": (1, 2, 3, 4),
    "1.6": (1, 2, 3, 4),
    "1.7": (1, 2),
    "1.8": (1, 2),
    "1.9": (1, 2),
    "1.10": (1,),
    "1.11": (1, 2),
    "1.12": (2,),
    "1.14": (1, 2, 3, 4, 5, 6),
    "2.1": (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12),
    "2.2": (1, 2, 3),
    "2.3": (1, 2, 3),
    "2.4": (1, 2, 3, 4, 5),
    "2.5": (1, 2, 3, 4, 5, 6, 7),
    "2.6": (1, 2, 3),
    "2.7": (1, 2, 3, 4, 5, 6),
    "2.8": (1, 2, 3, 4, 5, 6, 7),
    "2.9": (1, 2, 3),
    "2.10": (1, 2, 3, 4),
    "3.1": (1,),
    "3.2": (1, 2, 3, 4),
    "3.3": (1, 2, 3, 4),
    "3.4": (1, 2, 3, 4, 5),
    "3.5": (1, 2, 3),
    "3.7": (1,),
    "4.1": (1, 2, 3, 5),
    "4.2": (1, 2),
    "4.3": (1, 2, 3),
    "5.1": (1, 2, 3, 4, 5),
    "5.2": (1, 2, 3, 4, 5, 6, 7, 8),
    "5.3": (1, 2, 3, 4, 5, 6, 7, 8, 9, 10),
    "5.4": (1, 2, 3),
    "5.5": (1, 2, 3, 4),
    "6.1": (1, 2, 3),
    "6.2": (1, 2, 3, 4, 5, 6),
    "6.3": (1, 2),
    "6.4": (1, 2),
    "7.1": (1, 2, 3, 4),
    "7.2": (1, 2),
    "7.3": (1, 3, 4),
    "7.4": (1, 2, 3),
    "8.1": (1, 2, 3, 4),
    "8.2": (1, 2, 3),
    "8.3": (1, 2, 3, 4, 5, 6, 7, 8),
    "9.1": (1, 2, 3),
    "9.2": (1, 2, 3, 4),
    "10.2": (1, 2),
    "10.3": (1, 2, 3),
    "11.1": (1, 2, 3, 4, 5, 6, 7, 8),
    "12.1": (1, 2, 3),
    "12.2": (1,),
    "12.3": (1, 2, 3, 4, 5, 6),
    "12.4": (1, 2),
    "12.5": (1, 2),
    "12.6": (1,),
    "13.1": (1, 3, 4, 5),
    "13.2": (1, 2, 3, 5, 6),
    "13.3": (1, 2),
    "13.4": (1, 2),
    "14.1": (1, 2, 3, 4),
    "14.2": (1, 2, 3, 4, 5, 6),
    "14.3": (2, 3),
    "14.4": (1, 2, 3, 4, 5, 6, 7),
    "14.5": (1, 2, 3, 4),
}
"""The lines that level 2 of ASVS 4.0.3 asks for, by section."""
ROW = re.compile(r"^\| (\d+\.\d+\.\d+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)
ROWS = ROW.findall(PAGE)
FILE = re.compile(r"`((?:[\w.-]+/)+[\w.-]+|Makefile|Dockerfile|[\w-]+\.(?:ya?ml|py|lock|toml))`")


def test_every_line_of_the_standard_has_its_row() -> None:
    asked = [f"{section}.{line}" for section, lines in LINES.items() for line in lines]
    assert len(asked) == 259
    assert [line for line, *_rest in ROWS] == asked


def test_each_row_says_its_state_and_why() -> None:
    assert {state for _line, _words, state, _why in ROWS} == set(STATES)
    passing = {line: why for line, _words, state, why in ROWS if state == "passes"}
    assert [line for line, why in passing.items() if not FILE.findall(why)] == []
    assert [line for line, words, *_rest in ROWS if len(words.split()) > 8] == []


def test_what_is_named_as_evidence_exists() -> None:
    named = {(line, file) for line, _words, _state, why in ROWS for file in FILE.findall(why)}
    assert len(named) > 200
    assert [pair for pair in sorted(named) if not (ROOT / pair[1]).exists()] == []


def test_a_test_named_as_evidence_exists() -> None:
    missing = []
    for line, _words, _state, why in ROWS:
        for file, name in re.findall(r"`(tests/[\w/]+\.py)` \(`(test_\w+)`", why):
            if f"def {name}(" not in (ROOT / file).read_text():
                missing.append((line, name))
    assert missing == []


def test_the_counts_are_those_of_the_table() -> None:
    _before, rest = PAGE.split("<!-- counts: begin -->\n")
    shown, _after = rest.split("\n<!-- counts: end -->")
    chapters = re.findall(r"^## (V(\d+) .+)$", PAGE, re.MULTILINE)
    lines = ["| chapter | passes | fails | does not apply |", "|---|---|---|---|"]
    for name, number in chapters:
        found = Counter(row[2] for row in ROWS if row[0].startswith(f"{number}."))
        lines.append(f"| {name} | {' | '.join(str(found[state]) for state in STATES)} |")
    every = Counter(row[2] for row in ROWS)
    numbers = " | ".join(f"**{every[state]}**" for state in STATES)
    lines.append(f"| **all {len(ROWS)}** | {numbers} |")
    assert shown == "\n".join(lines)
