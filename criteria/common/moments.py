"""Moments inside sentences, by Vietnam's clock."""

import datetime

from django.utils import timezone

from criteria.common.text import Text


def vietnam_time(moment: datetime.datetime) -> Text:
    """Returns the moment in Vietnam's time zone, day before month in both languages."""
    time, date = timezone.localtime(moment).strftime("%H:%M:%S %d/%m/%Y").split()
    return Text(vi=f"{time} ngày {date}", en=f"{time} on {date}")


def typed_day(typed: str) -> datetime.date | None:
    """Returns the day that somebody typed, as ``31/12/2026`` or as programs write it; ``None`` where it is none."""
    typed = typed.strip()
    if not typed.isascii():
        return None
    for form in ("%d/%m/%Y", "%Y-%m-%d"):
        try:
            return datetime.datetime.strptime(typed, form).replace(tzinfo=datetime.UTC).date()
        except ValueError:
            continue
    return None
