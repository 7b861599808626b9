"""Numbers and labels of drawings: decimals written as SVG wants them, whatever the reader's language."""

from decimal import Decimal

from django.utils.translation import get_language

from criteria.common.numbers import show

WIDTH = 480
"""The width of a drawing in its own units; it is shown up to 40 rem wide and shrinks to a telephone's."""
LONGEST = 66
"""The number of a label's letters that fit across."""


def percent_label(value: Decimal) -> str:
    """Returns an index as the reader writes it."""
    return show(value, get_language() or "vi", places=2)


def short_label(label: str, most: int = LONGEST) -> str:
    return label if len(label) <= most else f"{label[: most - 1].rstrip()}…"
