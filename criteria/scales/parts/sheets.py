"""Comparisons as a spreadsheet makes them: a tolerance keeps binary fractions from tipping a bound."""

from decimal import Decimal
from fractions import Fraction

_PLACES = 13
"""Finer than two figures of up to 9 digits come to a bound of 4 decimals, coarser than what binary fractions blur."""


def at_least(measured: str, bound: Decimal | Fraction) -> str:
    """Returns the formula for a measure that reaches a bound."""
    return f"{_steady(measured)}>={plain_number(bound)}"


def at_most(measured: str, bound: Decimal | Fraction) -> str:
    """Returns the formula for a measure that does not pass a bound."""
    return f"{_steady(measured)}<={plain_number(bound)}"


def _steady(measured: str) -> str:
    """Returns a measure without the blur of counting; a cell alone has none."""
    counted = any(sign in measured for sign in "+-*/(")
    return f"ROUND({measured},{_PLACES})" if counted else measured


def plain_number(value: Decimal | Fraction) -> str:
    """Returns a number as formulas write it: all its digits, or a quotient where they never end."""
    if isinstance(value, Fraction):
        if value.denominator == 1:
            return str(value.numerator)
        decimal = Decimal(value.numerator) / Decimal(value.denominator)
        if Fraction(decimal) != value:
            return f"({value.numerator}/{value.denominator})"
        value = decimal
    return f"{value.normalize():f}" if value else "0"
