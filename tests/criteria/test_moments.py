"""Moments inside sentences."""

import datetime

import pytest

from criteria.common.moments import moment_in_input, typed_moment, vietnam_time
from criteria.common.text import Text


def test_it_is_tomorrow_in_vietnam_first() -> None:
    assert vietnam_time(datetime.datetime(2023, 1, 15, 17, tzinfo=datetime.UTC)) == Text(
        vi="00:00:00 ngày 16/01/2023", en="00:00:00 on 16/01/2023"
    )


@pytest.mark.parametrize(
    "typed", ["17:00 31/12/2026", "31/12/2026 17:00", "2026-12-31T17:00", "2026-12-31T10:00+00:00"]
)
def test_a_moment_is_read_by_vietnam_s_clock(typed: str) -> None:
    moment = typed_moment(typed)
    assert moment == datetime.datetime(2026, 12, 31, 10, tzinfo=datetime.UTC)
    assert moment_in_input(moment) == "17:00 31/12/2026"


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "mai",
        "31/12/2026 lúc 5",
        "25:00 31/12/2026",
        "17:00",
        "2026-12-31",
        "20261231",
        "17:00 31/02/2026",
        "１7:00 31/12/2026",
    ],
)
def test_what_is_no_moment(typed: str) -> None:
    assert typed_moment(typed) is None
