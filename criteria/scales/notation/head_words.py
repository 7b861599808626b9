"""Says of a word that should be a known one which are known, and which of them is nearest."""

from collections.abc import Sequence
from difflib import get_close_matches

from criteria.common.text import Text, fold
from criteria.scales.notation.words import comparable_text

NEAR = 80
"""How alike two words are of which one is the other mistyped, in percent, as ``difflib`` counts."""


def nearest_word(typed: str, known: Sequence[str], *, least: int = 0) -> str:
    """Returns the one of the known words that is most like what was typed; empty where none is as like as ``least`` percent."""
    by_plain = {fold(word): word for word in known}
    found = get_close_matches(fold(comparable_text(typed)), [*by_plain], 1, least / 100)
    return by_plain[found[0]] if found else ""


def head_fault(typed: str, nearest: str, shown: Text) -> Text:
    """Returns that no head is called so; the known ones, the nearest of them, and the way out where it was a label."""
    return Text(
        f"trước dấu hai chấm không có từ khóa “{typed}”; các từ khóa: {shown.vi}; gần nhất: “{nearest}”. "
        "Nếu là một phần của nhãn, hãy đặt cả nhãn trong ngoặc kép",
        f"there is no head “{typed}” before a colon; the heads are {shown.en}; the nearest is “{nearest}”. "
        "Put the whole label in quotes if it is part of one",
    )
