"""Places on a drawing: decimals written as SVG wants them, whatever the reader's language."""

from decimal import Decimal

from django.utils.translation import get_language

from criteria.common.numbers import round_half_up, show

WIDTH = 480
"""Units across a drawing; it is shown up to 40 rem wide and shrinks to a telephone's."""
LONGEST = 66
"""Letters of a label that fit across."""


def at(value: Decimal | int) -> str:
    """A place with one decimal and a point."""
    return str(round_half_up(Decimal(value), 1))


def percent(value: Decimal) -> str:
    """An index as the reader writes it."""
    return show(value, get_language() or "vi", places=2)


def short(label: str, most: int = LONGEST) -> str:
    return label if len(label) <= most else f"{label[: most - 1].rstrip()}…"
