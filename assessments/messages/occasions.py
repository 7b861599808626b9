"""An occasion to tell somebody of something, once; and how near a deadline is."""

import datetime
from dataclasses import dataclass, field

from django.db.models import Q

from criteria.common.text import Text

DAYS = (1, 3, 7)


@dataclass
class Occasion:
    """Whom it concerns, by unit or by reviewing body, and what is said."""

    key: str
    text: Text
    path: str
    unit: int | None = None
    bodies: set[int] = field(default_factory=set)
    to_coordinators: bool = False


def days_before(deadline: datetime.datetime, now: datetime.datetime) -> int | None:
    """The reminder that is due: 1, 3 or 7 days before; none earlier, and none once it is past."""
    if now >= deadline:
        return None
    return next((n for n in DAYS if deadline - now <= datetime.timedelta(days=n)), None)


def ending(now: datetime.datetime, *fields: str) -> Q:
    """A deadline in one of ``fields`` may be near."""
    horizon = now + datetime.timedelta(days=max(DAYS))
    near = Q()
    for name in fields:
        near |= Q(**{f"{name}__gt": now, f"{name}__lte": horizon})
    return near


def time_left(deadline: datetime.datetime, now: datetime.datetime) -> Text:
    """How long it still is, in days and hours; an hour that has begun counts."""
    days, hours = divmod(-(-(deadline - now) // datetime.timedelta(hours=1)), 24)
    vi = [f"{days} ngày"] * bool(days) + [f"{hours} giờ"] * bool(hours)
    en = [_many(days, "day")] * bool(days) + [_many(hours, "hour")] * bool(hours)
    return Text(vi=f"Còn {' '.join(vi)}", en=f"{' '.join(en)} left")


def _many(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"


def counted_list(*numbers: tuple[int, Text]) -> Text:
    """What there is some of, in one line."""
    some = [(number, what) for number, what in numbers if number]
    return Text(
        vi=", ".join(f"{number} {what.vi}" for number, what in some),
        en=", ".join(f"{number} {what.en}" for number, what in some),
    )
