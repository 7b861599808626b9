"""Figures as an annex lists them: ``Số hồ sơ đúng hạn (hồ sơ), số nguyên; Số hồ sơ đã giải quyết (hồ sơ)``."""

import re
from collections.abc import Mapping
from decimal import Decimal

from criteria.common.numbers import for_input
from criteria.common.text import Text, fold
from criteria.scales.base import JSON
from criteria.scales.notation.clauses import Clause, Faults
from criteria.scales.notation.head_words import head_fault, nearest_word
from criteria.scales.notation.words import LONGEST, comparable_text

Stored = dict[str, JSON]
"""A figure as scales store it."""

TYPES = {
    "whole": ("số nguyên", "whole"),
    "percent": ("phần trăm", "percent"),
    "date": ("ngày", "date"),
    "decimal": ("số thập phân", "decimal"),
}
REFERENCE = ("giá trị tham chiếu", "reference")
MOST = ("tối đa", "at most")
NUMERATOR: Stored = {"key": "numerator", "label": "Tử số", "label_en": "Numerator"}
DENOMINATOR: Stored = {"key": "denominator", "label": "Mẫu số", "label_en": "Denominator"}
COUNT: Stored = {"key": "count", "label": "Số lượng", "label_en": "Count", "type": "whole"}
PERCENTAGE: Stored = {
    "key": "percent",
    "label": "Tỷ lệ (%)",
    "label_en": "Percentage",
    "type": "percent",
}
_KEYS_IN_WORDS = {
    "numerator": "tử số",
    "denominator": "mẫu số",
    "count": "số lượng",
    "percent": "tỷ lệ",
}
"""The keys of a ratio, a count and a percentage as a Vietnamese annex says them before a label of its own."""
_KEY_OF = {words: key for key, words in _KEYS_IN_WORDS.items()}
_SAID = re.compile(rf"({'|'.join(_KEY_OF)})\s*:\s*(.*)", re.DOTALL | re.IGNORECASE)
_KEYED = re.compile(r"([a-z][a-z0-9_]*)\s*:\s*(.*)", re.DOTALL)
_LEAD = re.compile(r"([^\":(]+):")
_KEYS_SHOWN = Text(
    ", ".join((*_KEY_OF, "khóa chữ không dấu như so_ho_so")),
    ", ".join((*_KEYS_IN_WORDS, "a key in small letters such as files_on_time")),
)
_QUOTED = r'"(?:[^"]|"")*"'
_LABEL, _UNIT = rf'(?:{_QUOTED}|[^(,|"]+)', rf'(?:{_QUOTED}|[^)|"]+)'
_SHAPE = re.compile(
    rf"(?P<label>{_LABEL}(?:\s*\|\s*{_LABEL})?)\s*"
    rf"(?:\((?P<unit>\s*{_UNIT}(?:\s*\|\s*{_UNIT})?\s*)?\))?(?P<rest>(?:\s*,[^,]+)*)\s*",
)
_SPECIAL = re.compile(r'[;:"(),|\n\[\]]|^\s|\s$')


def key_of(label: str, taken: Mapping[str, object] = {}) -> str:  # never changed
    """Returns the key that a label gives: ``so_ho_so_dung_han``; a number after it where it is taken."""
    slug = re.sub(r"[^a-z0-9]+", "_", fold(label)).strip("_")[:36].strip("_")
    key = slug if slug[:1].isalpha() else f"f_{slug}".strip("_")
    number = 2
    free = key
    while free in taken:
        free, number = f"{key}_{number}", number + 1
    return free


def read_figures(text: str, faults: Faults) -> dict[str, Stored]:
    """Returns the figures of a column by their keys."""
    figures: dict[str, Stored] = {}
    for number, item in enumerate(_items(text), 1):
        clause = Clause(number, item, None)
        keyed = _KEYED.fullmatch(item) if len(item) <= LONGEST else None
        said = _SAID.fullmatch(item) if len(item) <= LONGEST else None
        key, body = (keyed[1], keyed[2]) if keyed else ("", item)
        if said:
            key, body = _KEY_OF[said[1].lower()], said[2]
        shape = _SHAPE.fullmatch(body) if len(item) <= LONGEST else None
        if shape is None:
            faults.add(
                clause,
                "không đọc được số liệu; hãy viết như “Số hồ sơ đúng hạn (hồ sơ), số nguyên”",
                "the figure cannot be read; write it like “Files on time (files), whole”",
            )
            continue
        if not keyed and not said and (lead := _LEAD.match(body)):
            typed = lead[1].strip()
            nearest = nearest_word(typed, [*_KEY_OF, *_KEYS_IN_WORDS])
            fault = head_fault(typed, nearest, _KEYS_SHOWN)
            faults.add(clause, fault.vi, fault.en)
            continue
        label, label_en = _both(shape["label"])
        figure: Stored = {"key": key or key_of(label, figures), "label": label}
        if label_en:
            figure["label_en"] = label_en
        if shape["unit"]:
            unit, unit_en = _both(shape["unit"])
            figure["unit"] = unit
            if unit_en:
                figure["unit_en"] = unit_en
        for word in shape["rest"].split(",")[1:]:
            _word(clause, figure, comparable_text(word), faults)
        figures[str(figure["key"])] = figure
    return figures


def _items(text: str) -> list[str]:
    items, quoted, start = [], False, 0
    for at, char in enumerate(text):
        if char == '"':
            quoted = not quoted
        elif char in ";\n" and not quoted:
            items.append(text[start:at])
            start = at + 1
    return [item.strip() for item in [*items, text[start:]] if item.strip()]


def _both(text: str) -> tuple[str, str]:
    """Returns a text in both languages; the second is empty where there is one alone."""
    parts = re.findall(r'"(?:[^"]|"")*"|[^|"]+', text)
    plain = [part.strip() for part in parts if part.strip(" |")]
    words = [
        part[1:-1].replace('""', '"')
        if part.startswith('"')
        else " ".join(part.strip(" |").split())
        for part in plain
    ]
    return words[0], words[1] if len(words) > 1 else ""


def _word(clause: Clause, figure: Stored, word: str, faults: Faults) -> None:
    for kind, words in TYPES.items():
        if word in words:
            if kind != "decimal":
                figure["type"] = kind
            return
    if word in REFERENCE:
        figure["reference"] = True
        return
    for most in MOST:
        if word.startswith(f"{most} "):
            number = faults.quantity(clause, word.removeprefix(most).strip())
            if number is not None:
                figure["most"] = number
            return
    faults.add(
        clause,
        f"“{word}” không phải là loại số liệu; các loại: số nguyên, số thập phân, phần trăm, ngày, giá trị tham chiếu",
        f"“{word}” is no type of figure; the types are whole, decimal, percent, date, reference",
    )


def write_figures(figures: list[Stored], english: bool) -> str:
    """Returns the column that reads back as these figures."""
    taken: dict[str, object] = {}
    items = []
    for figure in figures:
        key, label = str(figure["key"]), str(figure["label"])
        text = _pair(label, figure.get("label_en"))
        if key != key_of(label, taken):
            text = f"{key if english else _KEYS_IN_WORDS.get(key, key)}: {text}"
        if "unit" in figure:
            text += f" ({_pair(str(figure['unit']), figure.get('unit_en'))})"
        if "type" in figure:
            text += f", {TYPES[str(figure['type'])][english]}"
        if "most" in figure:
            most = for_input(Decimal(str(figure["most"])), "en" if english else "vi")
            text += f", {MOST[english]} {most.replace(',', '.')}"
        if figure.get("reference"):
            text += f", {REFERENCE[english]}"
        taken[key] = figure
        items.append(text)
    return "; ".join(items)


def _pair(text: str, english: object) -> str:
    words = [text] if english is None else [text, str(english)]
    return " | ".join(
        f'"{one.replace(chr(34), chr(34) * 2)}"' if _SPECIAL.search(one) else one for one in words
    )
