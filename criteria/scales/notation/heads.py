"""What stands before the clauses of a cell: the kind of list, its key and label, and the measure of its bounds."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from criteria.common.text import Refused
from criteria.scales.base import JSON
from criteria.scales.expressions import read_expression
from criteria.scales.notation.clauses import Clause, Faults
from criteria.scales.notation.words import (
    ANY_OF,
    BY,
    LONGEST,
    ONE_OF,
    POINTS,
    THROUGH,
    comparable_text,
)

_PREFIX = re.compile(r"([^:;=\n\"\[]+):")
_HEAD = re.compile(r"(?P<word>[^{|]*?)\s*(?:\{(?P<key>[a-z][a-z0-9_]*)\}\s*(?P<label>.*))?")
_BY = re.compile(rf"(?:{'|'.join(BY)})\s+([^:;=\n]+?)\s*(,\s*%)?\s*:", re.IGNORECASE)
_COMMA = re.compile(r"\b([0-9]+),([0-9]+)\b")
_LISTS = (("checklist", ANY_OF), ("choice", ONE_OF), ("points", POINTS), ("line", THROUGH))
HEADS = tuple(word for _kind, words in _LISTS for word in words)
"""The words that may stand before the colon of a list."""


@dataclass(frozen=True, slots=True)
class Prefix:
    """What stands before the first colon of a cell: all of it, its word without a key, and what follows up to ``;``."""

    said: str
    word: str
    follows: str

    @property
    def first(self) -> str:
        """The clause that it begins."""
        return f"{self.said}:{self.follows}".strip()


def prefix_of(text: str) -> Prefix | None:
    """Returns what stands before the colon that a cell begins with, if it does."""
    text = text.lstrip()
    match = _PREFIX.match(text[:LONGEST])
    head = _HEAD.fullmatch(match[1].strip()) if match else None
    if match is None or head is None:
        return None
    return Prefix(
        match[1].strip(), head["word"], re.split(r"[;\n]", text[match.end() :], maxsplit=1)[0]
    )


def read_head(text: str) -> tuple[str, dict[str, JSON], str]:
    """Returns the kind of list that a cell begins with, its key and label, and the text after it."""
    text = text.lstrip()
    match = _PREFIX.match(text[:LONGEST])
    head = _HEAD.fullmatch(match[1].strip()) if match else None
    if match is None or head is None:
        return "", {}, text
    for kind, words in _LISTS:
        if comparable_text(head["word"]) in words:
            if kind == "points" and not head["key"]:
                return "", {}, text
            return kind, _named(head), text[match.end() :]
    return "", {}, text


def _named(head: re.Match[str]) -> dict[str, JSON]:
    data: dict[str, JSON] = {"key": head["key"]} if head["key"] else {}
    label, _bar, english = (head["label"] or "").partition("|")
    if label.strip():
        data["label"] = label.strip()
    if english.strip():
        data["label_en"] = english.strip()
    return data


def head_text(word: str, part: Mapping[str, JSON]) -> str:
    """Returns the head of a list with a key of its own, empty for any other."""
    if "key" not in part and "label" not in part:
        return ""
    labels = " | ".join(str(part[name]) for name in ("label", "label_en") if name in part)
    return (
        f"{word} {{{part.get('key', '')}}} {labels}: " if labels else f"{word} {{{part['key']}}}: "
    )


def read_measure(text: str, faults: Faults) -> tuple[JSON, str]:
    """Returns the measure that a cell names (``theo dung_han / tat_ca:``), and the text after it."""
    text = text.lstrip()
    match = _BY.match(text[:LONGEST])
    if match is None:
        return None, text
    if decimal := _COMMA.search(match[1]):
        # min(a, 0,5): half, or the two numbers 0 and 5.
        faults.add(
            Clause(1, match[0].strip(), None),
            f"“{decimal[0]}” trong công thức: số thập phân viết “{decimal[1]}.{decimal[2]}”, "
            f"hai số viết “{decimal[1]}, {decimal[2]}”",
            f"“{decimal[0]}” in a formula: write “{decimal[1]}.{decimal[2]}” for one number, "
            f"“{decimal[1]}, {decimal[2]}” for two",
        )
        return None, text[match.end() :]
    try:
        expression = read_expression(match[1])
    except Refused as refused:
        for cause in refused.causes:
            faults.add(Clause(1, match[0].strip(), None), cause.vi, cause.en)
        return None, text[match.end() :]
    rest = text[match.end() :]
    if not expression.args:
        return {"figure": expression.name}, rest
    plain = expression.name == "/" and not any(arg.args or arg.number for arg in expression.args)
    if plain and match[2]:
        return {"ratio": [arg.name for arg in expression.args]}, rest
    measure: dict[str, JSON] = {"formula": expression.as_text()}
    return measure | ({"percent": True} if match[2] else {}), rest


def measure_text(of: JSON, english: bool) -> str:
    """Returns the measure as a cell names it."""
    if not isinstance(of, dict):
        return ""
    word = BY[english]
    if "figure" in of:
        return f"{word} {of['figure']}: "
    if "ratio" in of and isinstance(of["ratio"], list):
        return f"{word} {' / '.join(map(str, of['ratio']))}, %: "
    return f"{word} {of['formula']}{', %' if of.get('percent') else ''}: "
