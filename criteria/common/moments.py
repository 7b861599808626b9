"""Moments inside sentences, by Vietnam's clock."""

import datetime

from django.utils import timezone

from criteria.common.text import Text


def vietnam_time(moment: datetime.datetime) -> Text:
    """Returns the moment in Vietnam's time zone, day before month in both languages."""
    time, date = timezone.localtime(moment).strftime("%H:%M:%S %d/%m/%Y").split()
    return Text(vi=f"{time} ngày {date}", en=f"{time} on {date}")
