"""The path of a sheet, and the sheet's present place on it."""

import datetime
from dataclasses import dataclass

from django.db.models import Max

from assessments.models import Assessment, Change
from assessments.review.workflow.steps import Station
from assessments.review.workflow.transitions import FIRST_STATION, TRANSITIONS
from criteria.common.text import Text


@dataclass(frozen=True)
class Mark:
    """A station as the page shows it; ``at`` is the moment at which the sheet came there last."""

    label: Text
    kind: str
    """``done``, ``now``, ``ahead``, or ``maybe`` for one that not every sheet comes to."""
    at: datetime.datetime | None


def stations() -> list[Station]:
    """Returns the path's stations in the order of the workflow's table."""
    reached = (row.station for row in TRANSITIONS.values() if row.station)
    return list(dict.fromkeys([FIRST_STATION, *reached]))


def path_of(assessment: Assessment) -> list[Mark]:
    """Returns the stations with the sheet's place among them, in one query."""
    station_of = {row.name: row.station for row in TRANSITIONS.values() if row.station}
    reached_at: dict[Station | None, datetime.datetime] = {}
    acts = Change.objects.filter(assessment=assessment, score=None, act__in=station_of)
    for act, at in acts.order_by().values_list("act").annotate(Max("at")):
        station = station_of[act]
        reached_at[station] = max(at, reached_at.get(station, at))
    path = stations()
    # Two stations share a state: a sheet in review that was explained is at the later one.
    places = [place for place, option in enumerate(path) if option.status == assessment.status]
    here = places[-1] if assessment.explanations else places[0]
    marks = []
    for place, station in enumerate(path):
        when = reached_at.get(station)
        kind = "done" if place < here else "now" if place == here else "ahead"
        if station.is_rare and kind != "now" and (kind == "ahead" or when is None):
            kind = "maybe"
        marks.append(Mark(station.label, kind, when if place <= here else None))
    return marks
