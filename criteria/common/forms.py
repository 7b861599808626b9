"""Whole numbers read from forms and addresses: ids, versions, counts, years."""

import re
from typing import TypeVar

from django.http import QueryDict

from criteria.common.numbers import as_typed
from criteria.common.text import Refused, Text

LARGEST = 2**63 - 1
"""The largest key that the database can hold."""
_DIGITS = re.compile("[0-9]{1,19}")
Other = TypeVar("Other")


def read_whole(text: str, *, least: int = 0, most: int = LARGEST) -> int | None:
    """Returns the number, if ``text`` is one from ``least`` to ``most`` in ASCII digits, otherwise ``None``.

    ``str.isdigit`` would not do: it accepts other digits, and texts of thousands of digits, which ``int`` refuses.
    """
    number = int(text) if _DIGITS.fullmatch(text) else None
    return number if number is not None and least <= number <= most else None


def whole_number(data: QueryDict, name: str) -> int:
    """Returns the field's whole number. Raises ``Refused``, which names the field."""
    return _demanded(data.get(name, ""), name)


def whole_numbers(data: QueryDict, name: str) -> list[int]:
    """Returns every whole number of a field that may be given many times. Raises ``Refused``."""
    return [_demanded(typed, name) for typed in data.getlist(name)]


def whole_number_or(data: QueryDict, name: str, otherwise: Other) -> int | Other:
    """Returns the field's whole number, or ``otherwise`` for a caller with a better answer to a wrong one."""
    number = read_whole(data.get(name, ""))
    return otherwise if number is None else number


def _demanded(typed: str, name: str) -> int:
    number = read_whole(typed)
    if number is None:
        raise Refused(
            Text(
                vi=f"{name}: {as_typed(typed)} không phải là số nguyên.",
                en=f"{name}: {as_typed(typed)} is not a whole number.",
            )
        )
    return number
