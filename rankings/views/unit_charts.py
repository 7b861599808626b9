"""The charts of a unit's page, from what the page has read."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from criteria.common.drawing import Drawing
from criteria.common.text import Text
from criteria.templatetags.par import say, title
from rankings import charts
from rankings.charts.ranks import RankTrack, draw_ranks
from rankings.charts.rows import PercentAxis, StripRow, draw_strip_row, scale_over
from rankings.reads.over_years import Year
from rankings.reads.unit import DomainLine, UnitResult
from rankings.story.of_charts import (
    RankFacts,
    ReviewFacts,
    indices_in_words,
    ranks_in_words,
    review_in_words,
)


@dataclass(frozen=True)
class DomainRow:
    """A domain's row in a table: its numbers and its places on the line."""

    line: DomainLine
    strip: StripRow


@dataclass(frozen=True)
class RowChart:
    """A table whose rows are drawn on one scale."""

    scale: PercentAxis
    rows: Sequence[DomainRow]


def domain_strips(result: UnitResult) -> RowChart:
    """Returns each domain with all units on a line, the mean, and the unit itself."""
    lines = result.domains
    values = [line.lowest for line in lines if line.lowest is not None]
    scale = scale_over([*values, *(line.index for line in lines if line.index is not None)])
    return RowChart(
        scale,
        [
            DomainRow(
                line,
                draw_strip_row(
                    scale,
                    line.indices,
                    own=line.index,
                    mean=line.mean,
                    ends=(line.lowest, line.best)
                    if line.lowest is not None and line.best is not None
                    else None,
                ),
            )
            for line in lines
        ],
    )


def review_rows(result: UnitResult) -> RowChart | None:
    """Returns claimed beside awarded in each domain of which something was claimed; ``None`` for none."""
    lines = [line for line in result.domains if line.claimable]
    if not lines:
        return None
    shares = [(line, line.claimed_share, line.awarded_share) for line in lines]
    scale = scale_over([share for _line, *both in shares for share in both if share is not None])
    return RowChart(
        scale,
        [
            DomainRow(line, draw_strip_row(scale, [], own=claimed, mean=awarded))
            for line, claimed, awarded in shares
        ],
    )


def review_sentence(result: UnitResult) -> Text:
    return review_in_words(
        [
            ReviewFacts(
                Text(line.domain.title_vi, line.domain.title_en or line.domain.title_vi),
                line.claimed,
                line.awarded,
            )
            for line in result.domains
            if line.claimable
        ]
    )


def rank_sentence(years: Sequence[Year]) -> Text:
    return ranks_in_words(
        [
            RankFacts(one.year, one.row.rank, one.units)
            for one in years
            if one.itself and one.row.rank
        ]
    )


def index_sentence(years: Sequence[Year]) -> Text:
    return indices_in_words(
        [(one.year, one.row.index) for one in years if one.itself and one.row.index is not None]
    )


def rank_chart(years: Sequence[Year]) -> Drawing | None:
    """Returns the ranks of the unit and of those it was formed from; ``None`` where there are not two."""
    tracks: dict[int, RankTrack] = {}
    for year in sorted(years, key=lambda other: (not other.itself, -other.year)):
        if year.row.rank and not year.later:
            name = track_name(year)
            track = tracks.setdefault(year.track, RankTrack(name, year.itself))
            track.ranks[year.year] = year.row.rank
    most = max((year.units for year in years if year.row.rank), default=1)
    label = _("Thứ hạng qua các năm")
    said = say(rank_sentence(years))
    return draw_ranks(f"{label}. {said}" if said else label, list(tracks.values()), most)


def index_chart(years: Sequence[Year]) -> charts.Lines | None:
    """Returns the indices, the unit's own line first; a unit that went on under another id has one line."""
    tracks: dict[int, charts.Track] = {}
    for year in sorted(years, key=lambda other: (not other.itself, -other.year)):
        if year.row.index is not None:
            track = tracks.setdefault(year.track, charts.Track(track_name(year), {}))
            track.values[year.year] = year.row.index
    if sum(len(track.values) for track in tracks.values()) < 2:
        return None
    return charts.draw_lines("years", _("Chỉ số qua các năm (%)"), list(tracks.values()))


def track_name(year: Year) -> str:
    """Returns the unit's name, with its last day where another line has the same."""
    if year.until is None:
        return title(year.name)
    return _("%(name)s (đến %(day)s)") % {
        "name": title(year.name),
        "day": f"{year.until:%d/%m/%Y}",
    }
