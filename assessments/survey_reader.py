"""Reading a survey file against a round: what each leaf of each sheet is given, and every fault."""

import datetime
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import IO, TypeVar

from assessments.models import Assessment, Round
from assessments.survey_rows import (
    DAY,
    LEAF,
    PERCENT,
    POINTS,
    RESPONDENTS,
    UNIT,
    Codes,
    Faults,
    Headings,
    SurveyRow,
    code_faults,
    day,
    figure,
    respondents,
)
from criteria.files.cells import Cell
from criteria.models import Criterion
from criteria.numbers import as_typed, canonical, round_half_up
from criteria.scales import Outcome, Scale, parse_scale
from criteria.text import Refused, Text

T = TypeVar("T")
Progress = Callable[[int], None]
"""Is told now and then how many rows have been read."""

NOTHING = "\\N"
"""What stands for NULL in a staged line, as COPY reads it."""
_ANY_POINTS = Decimal(100)
_DISAGREE = Text(
    vi="tỷ lệ và điểm của dòng này không khớp; hãy chỉ để lại một trong hai",
    en="percentage and points of this row disagree; keep one of them",
)
_NOT_IN_ROUND = Text(vi="không phải mã đơn vị của kỳ đánh giá này", en="is no unit of this round")
_NOT_IN_SET = Text(vi="không phải mã của bộ tiêu chí này", en="is no code of this criteria set")
_EMPTY = Text(
    vi="Tệp không có dòng số liệu nào dưới dòng tiêu đề.",
    en="The file has no rows under its headings.",
)


@dataclass(frozen=True, slots=True)
class Given:
    """What a row of the file gives a leaf; ``percent`` has 6 places."""

    percent: Decimal
    outcome: Outcome


class SurveyReader:
    """Two queries, however many rows; what is right is written to ``staged``, a line a row."""

    def __init__(self, round_: Round, headings: Headings, staged: IO[str]) -> None:
        self.rows = 0
        self.respondents: int | None = None
        self.days: list[datetime.date] = []
        """The first and the last, or none."""
        self._staged = staged
        self._faults = Faults()
        self._names = headings.names
        self._places: dict[tuple[int, int], int] = {}
        sheets = Assessment.objects.filter(round=round_)
        self._sheets = Codes(sheets.values_list("unit__code", "pk"))
        tree = Criterion.objects.filter(criteria_set=round_.criteria_set_id)
        self._leaves = Codes((criterion.code, criterion) for criterion in tree)
        self._scales: dict[int | None, tuple[Scale, Scale]] = {}

    def fault(self, row: int, what: str, *texts: Text) -> None:
        """Note faults of a row in the column of units, leaves or percentages."""
        self._faults.add(row, self._names.get(what, what), *texts)

    def done(self) -> None:
        """Raise ``SurveyFaults`` if anything is wrong."""
        self._faults.done()

    def read(self, rows: Iterable[SurveyRow], progress: Progress | None = None) -> None:
        """Take in the rows, noting their faults. Raises ``Refused`` when there is none."""
        empty = True
        for row in rows:
            empty = False
            if progress and row.number % 1000 == 0:
                progress(row.number)
            sheet, leaf = self._sheet(row), self._leaf(row)
            given = self._given(row, leaf)
            count, on = (
                self._extra(row, RESPONDENTS, respondents, row.respondents),
                self._extra(row, DAY, day, row.day),
            )
            if sheet is None or leaf is None:
                continue
            place = (sheet, leaf.pk)
            if earlier := self._places.get(place):
                twice = Text(
                    vi=f"đơn vị và tiêu chí này đã có ở dòng {earlier}",
                    en=f"this unit and leaf stand in row {earlier} already",
                )
                self.fault(row.number, LEAF, twice)
                continue
            self._places[place] = row.number
            if given is not None:
                self._stage(row.number, sheet, leaf.pk, given, count, on)
        if empty:
            raise Refused(_EMPTY)

    def _stage(
        self,
        row: int,
        sheet: int,
        leaf: int,
        given: Given,
        count: int | None,
        on: datetime.date | None,
    ) -> None:
        self.rows += 1
        if count is not None:
            self.respondents = (self.respondents or 0) + count
        if on is not None:
            self.days = [min(*self.days, on), max(*self.days, on)] if self.days else [on, on]
        points = given.outcome.points
        line = (
            row,
            sheet,
            leaf,
            int(given.percent.scaleb(6)),
            int(points.scaleb(4)),
            json.dumps(given.outcome.entry),
            canonical(points),
            NOTHING if count is None else count,
            on or NOTHING,
        )
        self._staged.write("\t".join(map(str, line)) + "\n")

    def _sheet(self, row: SurveyRow) -> int | None:
        found = self._sheets.find(row.unit)
        faults = code_faults(row.unit, len(found), _NOT_IN_ROUND)
        self.fault(row.number, UNIT, *faults)
        return None if faults else found[0]

    def _leaf(self, row: SurveyRow) -> Criterion | None:
        found = self._leaves.find(row.leaf)
        faults = code_faults(row.leaf, len(found), _NOT_IN_SET)
        if not faults and not found[0].is_survey:
            typed = as_typed(found[0].code)
            faults = [
                Text(
                    vi=f"{typed} không lấy điểm từ điều tra xã hội học",
                    en=f"{typed} does not take its points from the survey",
                )
            ]
        self.fault(row.number, LEAF, *faults)
        return None if faults else found[0]

    def _extra(
        self, row: SurveyRow, what: str, read: Callable[[Cell], T | None], cell: Cell
    ) -> T | None:
        try:
            return read(cell)
        except Refused as refused:
            self.fault(row.number, what, *refused.causes)
            return None

    def _given(self, row: SurveyRow, leaf: Criterion | None) -> Given | None:
        """From the percentage or the points; where a row has both, they must agree."""
        by_percent = by_points = None
        if row.points == "" or row.percent != "":
            by_percent = self._extra(
                row, PERCENT, lambda cell: self._of_percent(cell, leaf), row.percent
            )
        if row.points != "":
            by_points = self._extra(
                row, POINTS, lambda cell: self._of_points(cell, leaf), row.points
            )
        if by_percent and by_points and by_percent.outcome.points != by_points.outcome.points:
            self.fault(row.number, POINTS, _DISAGREE)
        return by_percent or by_points

    def _of_percent(self, cell: Cell, leaf: Criterion | None) -> Given:
        percents, _ = self._scale(leaf)
        outcome = percents.score({"percent": figure(cell)})
        percent = Decimal(str(outcome.entry["percent"]))
        if leaf and leaf.scale and leaf.scale["kind"] == "points":
            outcome = replace(outcome, entry={"points": canonical(outcome.points)})
        return Given(percent, outcome)

    def _of_points(self, cell: Cell, leaf: Criterion | None) -> Given:
        """Points as they stand; a leaf scored by percentage is given the one that makes them."""
        percents, points = self._scale(leaf)
        outcome = points.score({"points": figure(cell)})
        share = Fraction(outcome.points) * 100 / Fraction(points.max_points)
        percent = round_half_up(share, 6)
        if leaf and leaf.scale and leaf.scale["kind"] == "percent":
            outcome = percents.score({"percent": percent})
        return Given(percent, outcome)

    def _scale(self, leaf: Criterion | None) -> tuple[Scale, Scale]:
        """By percentage and by points; without a leaf, what tells whether the cell is a number."""
        key = leaf.pk if leaf else None
        if key not in self._scales:
            most = leaf.max_points if leaf else _ANY_POINTS
            self._scales[key] = (
                parse_scale({"kind": "percent"}, most),
                parse_scale({"kind": "points"}, most),
            )
        return self._scales[key]
