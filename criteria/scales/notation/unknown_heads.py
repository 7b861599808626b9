"""Finds what stands where a head of a cell does, before a colon, and is none: it is refused, never taken for a label."""

import re

from criteria.common.text import Text
from criteria.scales.notation.cell import CellText
from criteria.scales.notation.clauses import Clause, Faults
from criteria.scales.notation.head_words import NEAR, head_fault, nearest_word
from criteria.scales.notation.heads import HEADS, Prefix, prefix_of
from criteria.scales.notation.words import (
    ANY_OF,
    BY,
    NUMBER,
    ONE_OF,
    PERCENT,
    POINTS,
    THROUGH,
    comparable_text,
    is_vietnamese,
)

_FIRST = tuple(
    tuple(words[place] for words in (ANY_OF, ONE_OF, THROUGH, POINTS, BY)) for place in (0, 1)
)
_SHOWN = Text(*(", ".join((*words[:-1], f"{words[-1]} …")) for words in _FIRST))
"""The heads as faults name them, the last with the figures of which it speaks."""
_AMOUNT = re.compile(rf"\s*-?{NUMBER}\s*(?:%|điểm|đ|points?)?\s*", re.IGNORECASE)
_COLON = re.compile(r"[^:]*[^:\s]\s*:\s*[^\W\d].*", re.DOTALL)
_ALONE = ("tỷ lệ × tối đa", PERCENT[0], POINTS[0], "ratio × max", PERCENT[1])
LEADS = tuple(f"{word} " for words in (ANY_OF, ONE_OF, THROUGH) for word in words[:2])


def check_head(cell: CellText, text: str) -> bool:
    """Returns whether a cell begins with a known head that is mistyped, whatever follows; notes it."""
    prefix = None if cell.kind or cell.measure is not None else prefix_of(text)
    if prefix is None:
        return False
    if _names_figures(prefix, cell):
        _note(cell.faults, Clause(1, prefix.first, None), prefix.said.split()[0], BY)
    elif _is_mistyped(prefix):
        _note(cell.faults, Clause(1, prefix.first, None), prefix.said)
    else:
        return False
    return True


def check_labels(cell: CellText) -> None:
    """Notes a head that none knows before the first of several labels, and a known one without its colon.

    Where each label has a colon, or the head before it is known, the colons belong to the labels.
    """
    plain = [one for one in cell.clauses if not one.quoted]
    if cell.kind or not plain or plain[0].number != 1:
        return
    first = plain[0]
    lead = next((one for one in LEADS if comparable_text(first.left).startswith(one)), None)
    if lead is not None:
        cell.faults.add(
            first,
            f"sau “{lead.strip()}” thiếu dấu hai chấm; nếu là nhãn, đặt cả nhãn trong ngoặc kép",
            f"the colon after “{lead.strip()}” is missing; put a label in quotes",
        )
    elif _COLON.fullmatch(first.left) and (
        len(plain) == 1 or not all(_COLON.fullmatch(one.left) for one in plain)
    ):
        _note(cell.faults, first, first.left.partition(":")[0].strip())


def lone_word_fault(clause: Clause) -> Text:
    """Returns what may stand alone in a cell, and which of it is nearest to what does."""
    nearest = nearest_word(clause.left, _ALONE)
    return Text(
        f"thiếu “= điểm”; hãy viết như “Đạt = 0,5”, hoặc một từ khóa đứng một mình: {', '.join(_ALONE[:3])}; "
        f"gần nhất: “{nearest}”",
        f"“= points” is missing; write it like “Met = 0.5”, or a word that stands alone: {', '.join(_ALONE[3:])}, "
        f"points; the nearest is “{nearest}”",
    )


def _note(faults: Faults, clause: Clause, said: str, known: tuple[str, ...] = ()) -> None:
    usual = known or _FIRST[not is_vietnamese(clause.text)]
    nearest = nearest_word(said, (*HEADS, *BY), least=NEAR) or nearest_word(said, usual)
    fault = head_fault(said, nearest, _SHOWN)
    faults.add(clause, fault.vi, fault.en)


def _is_mistyped(prefix: Prefix) -> bool:
    """Returns whether a prefix is nearly a head; one with points of its own behind it is a label."""
    word = comparable_text(prefix.word)
    if word in HEADS or _AMOUNT.fullmatch(prefix.follows):
        return False
    return bool(nearest_word(word, HEADS, least=NEAR))


def _names_figures(prefix: Prefix, cell: CellText) -> bool:
    """Returns whether a prefix speaks of figures by their keys, as ``theo dung_han / tat_ca, %`` does."""
    words = re.findall(r"[\w]+", prefix.said)
    keys = {key for key in cell.figures if "_" in key or cell.listed}
    return len(words) > 1 and any(word in keys or "_" in word for word in words)
