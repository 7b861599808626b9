"""Occasions for a notice, each told once, and the nearness of a deadline."""

import datetime
from dataclasses import dataclass, field

from django.db.models import Q

from criteria.common.text import Text, in_english

DAYS = (1, 3, 7)


@dataclass
class Occasion:
    """A notice to be sent, with the unit, the reviewing bodies or the coordinators that it concerns."""

    key: str
    text: Text
    path: str
    unit: int | None = None
    bodies: set[int] = field(default_factory=set)
    owner: int | None = None
    """Whose round it is: bodies and coordinators act there for that owner alone."""
    to_coordinators: bool = False


def days_before(deadline: datetime.datetime, now: datetime.datetime) -> int | None:
    """Returns the reminder that is due: 1, 3 or 7 days before the deadline; ``None`` earlier, and once it is past."""
    if now >= deadline:
        return None
    return next((n for n in DAYS if deadline - now <= datetime.timedelta(days=n)), None)


def ending(now: datetime.datetime, *fields: str) -> Q:
    """Returns the condition that a deadline in one of ``fields`` may be near."""
    horizon = now + datetime.timedelta(days=max(DAYS))
    condition = Q()
    for name in fields:
        condition |= Q(**{f"{name}__gt": now, f"{name}__lte": horizon})
    return condition


def time_left(deadline: datetime.datetime, now: datetime.datetime) -> Text:
    """Returns the time left in days and hours; an hour that has begun counts."""
    days, hours = divmod(-(-(deadline - now) // datetime.timedelta(hours=1)), 24)
    vi = [f"{days} ngày"] * bool(days) + [f"{hours} giờ"] * bool(hours)
    en = [in_english(days, "day")] * bool(days) + [in_english(hours, "hour")] * bool(hours)
    return Text(vi=f"Còn {' '.join(vi)}", en=f"{' '.join(en)} left")


def counted_list(*numbers: tuple[int, Text]) -> Text:
    """Returns in one line the numbers that are not 0, each with its noun."""
    some = [(number, noun) for number, noun in numbers if number]
    return Text(
        vi=", ".join(f"{number} {noun.vi}" for number, noun in some),
        en=", ".join(f"{number} {noun.en}" for number, noun in some),
    )
