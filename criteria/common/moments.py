"""Moments inside sentences, by Vietnam's clock."""

import datetime
import re

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


_TIME = re.compile(r"([0-9]{1,2}):([0-9]{2})(?::[0-9]{2})?")


def typed_moment(typed: str) -> datetime.datetime | None:
    """Returns the moment typed by Vietnam's clock, as ``17:00 31/12/2026`` or as programs write it; ``None`` for none."""
    typed = typed.strip()
    if not typed.isascii():
        return None
    try:
        # A day without a time is no moment: read as midnight, a deadline would lose its day.
        moment = datetime.datetime.fromisoformat(typed if ":" in typed else "")
        return timezone.make_aware(moment) if moment.tzinfo is None else moment
    except (ValueError, OverflowError):
        pass
    day = typed_day(_TIME.sub("", typed, count=1))
    if day is None or not (clock := _TIME.search(typed)):
        return None
    try:
        time = datetime.time(int(clock[1]), int(clock[2]))
        return timezone.make_aware(datetime.datetime.combine(day, time))
    except (ValueError, OverflowError):
        return None


def moment_in_input(moment: datetime.datetime) -> str:
    """Returns a moment as a field shows it and ``typed_moment`` reads it back, to the minute."""
    return f"{timezone.localtime(moment):%H:%M %d/%m/%Y}"
