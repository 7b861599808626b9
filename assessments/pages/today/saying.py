"""The parts of the first page, the same for every role."""

import datetime
from dataclasses import dataclass

from django.utils import timezone

from criteria.common.text import NO_TEXT, Text

_MOMENT = datetime.timedelta(microseconds=1)


@dataclass(frozen=True)
class NextAct:
    """The one act that the page proposes, with what it is about."""

    label: Text
    href: str
    beside: Text = NO_TEXT


@dataclass(frozen=True)
class ProgressLine:
    """A line of the table of progress: ``done`` of ``total``, ``part`` begun, and what is left in words."""

    code: str
    title: str
    href: str
    done: int
    part: int
    total: int
    shown: int
    left: Text = NO_TEXT
    is_late: bool = False


@dataclass(frozen=True)
class DayLine:
    """A date of the exercise; ``is_next`` for the one that comes first."""

    at: datetime.datetime
    label: Text
    is_next: bool = False

    @property
    def day(self) -> str:
        return deadline_day(self.at)


@dataclass(frozen=True)
class Today:
    """What a person's first page says of the round in which they have something to do."""

    sentence: Text
    act: NextAct | None = None
    heading: Text = NO_TEXT
    lines: tuple[ProgressLine, ...] = ()
    counts_figures: bool = False
    """True where a line's three parts are complete, begun and empty; else there are two, done and not."""


def deadline_day(moment: datetime.datetime) -> str:
    """Returns the day of a deadline; one at midnight is the end of the day before."""
    return timezone.localtime(moment - _MOMENT).strftime("%d/%m/%Y")


def left_until(moment: datetime.datetime) -> Text:
    """Returns the time left until a deadline in whole days, and on its last day in hours."""
    left = moment - timezone.now()
    if left <= datetime.timedelta():
        return Text(vi="đã hết hạn", en="time is up")
    if left.days:
        return Text(vi=f"còn {left.days} ngày", en=f"{english_count(left.days, 'day')} left")
    hours = max(left // datetime.timedelta(hours=1), 1)
    return Text(vi=f"còn {hours} giờ", en=f"{english_count(hours, 'hour')} left")


def english_count(number: int, noun: str, plural: str = "") -> str:
    """Returns a number with its English noun."""
    return f"{number} {noun if number == 1 else plural or f'{noun}s'}"


def dates_in_order(*dates: tuple[datetime.datetime | None, Text]) -> list[DayLine]:
    """Returns the dates in their order, the first that is still to come marked."""
    known = sorted(((at, label) for at, label in dates if at), key=lambda date: date[0])
    now = timezone.now()
    coming = next((at for at, _label in known if at > now), None)
    return [DayLine(at, _with_hour(at, label), at == coming) for at, label in known]


def _with_hour(at: datetime.datetime, label: Text) -> Text:
    """Returns the label with the time of day; the end of a day needs none."""
    local = timezone.localtime(at)
    if local.time() == datetime.time():
        return label
    return Text(vi=f"{label.vi}, {local:%H:%M}", en=f"{label.en}, {local:%H:%M}")


def as_list(parts: list[Text]) -> Text:
    """Returns the parts as one list in words: "a, b và c"."""
    if len(parts) < 2:
        return parts[0] if parts else NO_TEXT
    *first, last = parts
    return Text(
        vi=f"{', '.join(part.vi for part in first)} và {last.vi}",
        en=f"{', '.join(part.en for part in first)} and {last.en}",
    )
