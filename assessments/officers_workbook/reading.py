from decimal import Decimal

from criteria.numbers import DECIMALS, round_half_up


def exact(value: int | float) -> Decimal:
    """A number as a spreadsheet shows it: 15 digits, and of these at most 6 decimals.

    A negative one stays negative, however small.
    """
    number = Decimal(value) if isinstance(value, int) else Decimal(f"{value:.15g}")
    rounded = round_half_up(number, DECIMALS)
    return min(rounded, Decimal("-0.000001")) if number < 0 else rounded
