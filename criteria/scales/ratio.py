"""A numerator over a denominator, the entry that ``bands`` and ``linear`` share."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from criteria.common.numbers import canonical, show_figure
from criteria.common.text import Text
from criteria.scales import words
from criteria.scales.base import JSON, Field
from criteria.scales.entries import Entry

NUMERATOR = Field("numerator", "number", Text("Tử số", "Numerator"))
DENOMINATOR = Field("denominator", "number", Text("Mẫu số", "Denominator"))
RATIO_FIELDS = (NUMERATOR, DENOMINATOR)


@dataclass(frozen=True, slots=True)
class Ratio:
    """A ratio of declared figures; the numerator may exceed the denominator (105% of an estimate)."""

    numerator: Decimal
    denominator: Decimal

    @property
    def percent(self) -> Fraction:
        """The exact percentage: a rounded quotient would lift 79.999…% over a bound of 80%."""
        return Fraction(self.numerator) / Fraction(self.denominator) * 100

    @property
    def entry(self) -> dict[str, JSON]:
        """The two figures as they are stored."""
        return {
            "numerator": canonical(self.numerator),
            "denominator": canonical(self.denominator),
        }

    def plain_words(self, bounds: list[Decimal]) -> Text:
        """Returns ``75/80 = 93,75%``, never rounded onto or over one of ``bounds`` (percent)."""
        percent = words.percent_in_words(words.shown_percent(self.percent, bounds))
        return Text(
            f"{show_figure(self.numerator)}/{show_figure(self.denominator)} = {percent.vi}",
            f"{show_figure(self.numerator, 'en')}/{show_figure(self.denominator, 'en')} = {percent.en}",
        )


def read_ratio(figures: Entry, allow_na: bool) -> Ratio:
    """Returns the two figures of an entry. Raises ``Refused`` with every fault of the entry."""
    numerator, denominator = figures.number(NUMERATOR), figures.number(DENOMINATOR)
    if denominator is not None and denominator == 0:
        if allow_na:
            figures.fault(
                "Mẫu số phải lớn hơn 0; nếu không phát sinh, hãy chọn “Không áp dụng”",
                "Denominator must be above 0; if nothing arose, choose “Not applicable”",
            )
        else:
            figures.fault("Mẫu số phải lớn hơn 0", "Denominator must be above 0")
    return Ratio(figures.settled(numerator), figures.settled(denominator))
