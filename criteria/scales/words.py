"""Numbers inside sentences, in both languages."""

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

from criteria.common.numbers import round_half_up, show
from criteria.common.text import Text


def number(value: Decimal) -> Text:
    """Returns ``1.234,5`` / ``1,234.5``."""
    return Text(show(value), show(value, "en"))


def percent_in_words(value: Decimal) -> Text:
    """Returns ``93,75%`` / ``93.75%``."""
    return Text(f"{show(value)}%", f"{show(value, 'en')}%")


def points_in_words(value: Decimal) -> Text:
    """Returns ``0,5 điểm`` / ``0.5 points``."""
    return Text(f"{show(value)} điểm", f"{show(value, 'en')} point{'' if value == 1 else 's'}")


def shown_value(exact: Fraction, bounds: Iterable[Decimal], places: int = 2) -> Decimal:
    """Returns ``exact`` with ``places`` decimals, or as many more as keep it on its side of each bound.

    79.996 must not be shown as 80 when 80 is where the points change.
    """
    limits = [Fraction(bound) for bound in bounds]
    while True:
        rounded = round_half_up(exact, places)
        if all(_side(Fraction(rounded), limit) == _side(exact, limit) for limit in limits):
            return rounded
        places += 1


def join_texts(texts: Iterable[Text], between: str) -> Text:
    """Returns sentences one after the other."""
    all_texts = list(texts)
    return Text(
        between.join(text.vi for text in all_texts), between.join(text.en for text in all_texts)
    )


def _side(value: Fraction, limit: Fraction) -> int:
    return (value > limit) - (value < limit)


def gain_in_words(value: Decimal) -> Text:
    """Returns points that a part gives, ``0,5 điểm``, or takes away, ``trừ 0,5 điểm``."""
    points = points_in_words(abs(value))
    return Text(f"trừ {points.vi}", f"minus {points.en}") if value < 0 else points
