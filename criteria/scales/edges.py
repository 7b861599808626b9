"""What holds at the edges of a scale: a denominator of 0, a leaf that does not apply, a best below the maximum."""

from decimal import Decimal
from typing import Literal

from criteria.common.text import Text
from criteria.scales import words
from criteria.scales.fields import Field

Zero = Literal["refused", "zero", "full", "na"]
NotApplicable = Literal["", "leaves", "full"]
ZEROS: tuple[Zero, ...] = ("refused", "zero", "full", "na")
NOT_APPLICABLE: tuple[NotApplicable, ...] = ("leaves", "full")

EXEMPT = Field(
    "exempt",
    "tick",
    Text("Không thuộc diện chấm (tính đủ điểm)", "Not to be scored here (full points)"),
)
"""The box of a leaf that gives full points to whom it does not concern."""
_AT_ZERO = {
    "zero": Text("0 điểm", "0 points"),
    "full": Text("đủ điểm", "full points"),
    "na": Text("không áp dụng", "not applicable"),
}
ZERO_WORDS: dict[str, tuple[Text, Text]] = {
    "zero": (
        Text("Mẫu số bằng 0: 0 điểm", "Denominator 0: 0 points"),
        Text("tính 0 điểm", "counts 0"),
    ),
    "full": (
        Text("Mẫu số bằng 0: đủ điểm", "Denominator 0: full points"),
        Text("tính đủ điểm", "counts in full"),
    ),
    "na": (
        Text("Mẫu số bằng 0: không áp dụng", "Denominator 0: not applicable"),
        Text("không áp dụng", "not applicable"),
    ),
}
"""What a denominator of 0 gives, as a line of the scale and as a reason."""


def zero_in_words(zero: str, divisor: Text | None) -> Text:
    """Returns the line of a scale on a denominator of 0; where nothing is lost by it, how a unit says that it is 0.

    ``divisor`` is what the decision calls it, if it does.
    """
    if divisor is None:
        return ZERO_WORDS[zero][0]
    what = _AT_ZERO[zero]
    if zero == "zero":
        return Text(f"“{divisor.vi}” bằng 0: {what.vi}", f"“{divisor.en}” is 0: {what.en}")
    return Text(
        f"Không phát sinh thì ghi 0 ở “{divisor.vi}”: {what.vi}",
        f"If nothing arose, enter 0 for “{divisor.en}”: {what.en}",
    )


UNSAID_ZERO = Text(
    "; bộ tiêu chí không quy định cách tính khi bằng 0. Hãy xem lại số liệu; nếu trong năm không phát sinh, "
    "hãy nêu ở ghi chú và báo điều phối viên của kỳ đánh giá",
    "; the set does not say what 0 gives. Check the figures; if nothing arose in the year, say so in the note and "
    "tell the round's coordinator",
)
"""What an officer does about a denominator of 0 where the decision prints no edge and nothing may be left out."""


def best_in_words(best: Decimal, most: Decimal) -> Text:
    """Returns that no entry earns the maximum, as the decision prints it."""
    points, maximum = words.points_in_words(best), words.number(most)
    return Text(
        f"Cao nhất {points.vi}, như quyết định ghi; không số liệu nào đạt điểm tối đa {maximum.vi}",
        f"{points.en} at best, as the decision prints; no entry earns the maximum of {maximum.en}",
    )
