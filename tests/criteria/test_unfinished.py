"""Figures still being typed are told from wrong ones."""

from decimal import Decimal
from typing import Any

import pytest

from criteria.scales import missing_figures, parse_scale

BANDS = {"kind": "bands", "of": "ratio", "bands": [{"min": "80", "points": "2"}]}
COUNT = {"kind": "bands", "of": "count", "bands": [{"min": "3", "points": "2"}]}
LINEAR = {"kind": "linear", "floor": "50"}


@pytest.mark.parametrize("scale", [BANDS, LINEAR])
@pytest.mark.parametrize(
    ("entry", "missing"),
    [
        ({"numerator": "75", "denominator": ""}, ["Chưa nhập mẫu số"]),
        ({"numerator": "1.234,5"}, ["Chưa nhập mẫu số"]),
        ({"numerator": " ", "denominator": "80"}, ["Chưa nhập tử số"]),
        ({"numerator": "75", "denominator": "80"}, []),
        ({"numerator": "", "denominator": ""}, []),
        ({}, []),
        # Wrong whatever comes next.
        ({"numerator": "ba", "denominator": ""}, []),
        ({"numerator": "-1", "denominator": ""}, []),
        ({"numerator": "", "denominator": "0"}, []),
        ({"numerator": "75", "other": "1"}, []),
    ],
)
def test_a_pair(scale: dict[str, Any], entry: dict[str, str], missing: list[str]) -> None:
    assert [text.vi for text in missing_figures(parse_scale(scale, Decimal(2)), entry)] == missing


@pytest.mark.parametrize("entry", [{"count": ""}, {"count": "3"}, {"count": "ba"}, {}])
def test_a_single_figure_is_never_half_there(entry: dict[str, str]) -> None:
    assert missing_figures(parse_scale(COUNT, Decimal(2)), entry) == ()
