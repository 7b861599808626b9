"""Scales of one part for the tests of parts, and what they are asked."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import strategies as st

from criteria.common.numbers import canonical
from criteria.common.text import Refused
from criteria.scales import Outcome, Scale, parse_scale

DONE = {
    "key": "done",
    "label": "Số hồ sơ đúng hạn",
    "unit": "hồ sơ đúng hạn",
    "type": "whole",
}
ALL = {
    "key": "all",
    "label": "Số hồ sơ đã giải quyết",
    "unit": "hồ sơ đã giải quyết",
    "type": "whole",
}
WHOLE = st.integers(0, 10**9)
ABOVE_ZERO = st.integers(1, 10**9)
POINTS = st.integers(0, 20_000).map(lambda units: Decimal(units) / 10_000)


def scale_of(
    part: dict[str, Any],
    most: object,
    *figures: dict[str, Any],
    unit_kinds: tuple[str, ...] = (),
    **edges: Any,
) -> Scale:
    data: dict[str, Any] = {"figures": [*figures], "parts": [part], **edges}
    if not figures:
        del data["figures"]
    return parse_scale(data, Decimal(str(most)), unit_kinds)


def faults_of(
    part: dict[str, Any], most: object, *figures: dict[str, Any], **edges: Any
) -> list[str]:
    with pytest.raises(Refused) as refused:
        scale_of(part, most, *figures, **edges)
    assert all(cause.en and cause.vi != cause.en for cause in refused.value.causes)
    return [cause.vi for cause in refused.value.causes]


def refusals(scale: Scale, **entry: object) -> list[str]:
    with pytest.raises(Refused) as refused:
        scale.score(entry)
    assert all(cause.en and cause.vi != cause.en for cause in refused.value.causes)
    return [cause.vi for cause in refused.value.causes]


def assert_exact(outcome: Outcome, exact: Fraction, most: object) -> None:
    """The points are the fraction that a slow count gives, kept within 0 and the maximum, halves up."""
    within = max(Fraction(0), min(exact, Fraction(str(most))))
    steps = Fraction(outcome.points) * 10_000
    assert steps.denominator == 1
    assert Fraction(-1, 2) < steps - within * 10_000 <= Fraction(1, 2)
    assert 0 <= outcome.points <= Decimal(str(most))
    assert outcome.points.as_tuple().exponent == -4


def lines(scale: Scale) -> list[str]:
    return [line.vi for line in scale.describe()]


def text(value: Decimal) -> str:
    return canonical(value)
