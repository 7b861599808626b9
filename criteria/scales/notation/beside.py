"""Clauses beside the bands of one measure that have no bound: ``01 sáng kiến``, ``không có sáng kiến``, ``đúng hạn``."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

from criteria.scales.notation.intervals import Span, exact_span
from criteria.scales.notation.words import comparable_text

_NONE = ("không", "chưa", "no", "none")
_THERE_IS = {"có", "phát", "sinh", "xảy", "ra", "để", "nào", "trường", "hợp", "đạt"}
_OPPOSITES = (
    (
        ("trễ", "chậm", "muộn", "quá hạn"),
        ("đúng hạn", "đúng thời hạn", "kịp thời", "đúng tiến độ", "trước hạn", "đúng thời gian"),
    ),
    (("thiếu",), ("đầy đủ", "đủ")),
    (("late",), ("on time",)),
    (("missing",), ("complete",)),
)
"""By what bands count, what says that there is none of it."""


@dataclass(frozen=True)
class BandWords:
    """What the bands of a cell speak of: whether in percent, and in which words."""

    percent: bool
    words: frozenset[str]

    def span(self, text: str) -> Span | None:
        """Returns the values that a clause without a bound names; ``None`` where that is not clear."""
        found = None if self.percent else exact_span(text)
        if found is not None and found.low is not None:
            zero = not found.low.strip("0")
            if {*found.lead.split()} <= self.words | _THERE_IS:
                return Span(None, True, "0", True, unit=found.unit) if zero else found
        if self._is_none(comparable_text(text)):
            return Span(None, True, "0", True, percent=self.percent)
        return None

    def _is_none(self, text: str) -> bool:
        first, *others = text.split() or [""]
        if first in _NONE:
            named = {word.strip(",.") for word in others} - _THERE_IS
            return len(named & self.words) * 2 >= len(named) and bool(named or not self.percent)
        if self.percent or {*_NONE} & {*text.split()}:
            return False
        counted = f" {' '.join(sorted(self.words))} "
        return any(
            any(all(f" {part} " in counted for part in word.split()) for word in words)
            and any(f" {opposite} " in f" {text} " for opposite in opposites)
            for words, opposites in _OPPOSITES
        )


def words_of_bands(spans: Iterable[Span]) -> BandWords | None:
    """Returns what bands speak of; ``None`` where there are none."""
    found = [span for span in spans if not span.is_rest]
    if not found:
        return None
    words = " ".join(f"{span.lead} {span.unit} {span.trail}" for span in found)
    return BandWords(
        any(span.percent for span in found),
        frozenset(word.strip(",.()") for word in comparable_text(words).split()),
    )


def speak_of_one_thing(spans: Iterable[Span]) -> bool:
    """Returns whether what bands say behind their bounds may be the same: half of the shorter one's words are."""
    trails = [{*span.trail.split()} for span in spans if span.trail]
    return all(
        len(one & other) * 2 >= min(len(one), len(other)) for one, other in combinations(trails, 2)
    )
