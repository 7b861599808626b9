"""Moments inside sentences."""

import datetime

from criteria.common.moments import vietnam_time
from criteria.common.text import Text


def test_it_is_tomorrow_in_vietnam_first() -> None:
    assert vietnam_time(datetime.datetime(2023, 1, 15, 17, tzinfo=datetime.UTC)) == Text(
        vi="00:00:00 ngày 16/01/2023", en="00:00:00 on 16/01/2023"
    )
