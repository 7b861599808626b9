"""Reads a survey file against a round: the points that each leaf of each sheet gets, and every fault."""

import datetime
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from functools import partial
from typing import IO, TypeVar

from django.utils import timezone

from assessments.models import Assessment, Round
from assessments.survey.columns import (
    DAY,
    LEAF,
    NO_FIGURE,
    PERCENT,
    POINTS,
    RESPONDENTS,
    UNIT,
    Meanings,
    day,
    figure,
    respondents,
)
from criteria.common.files.cells import Cell
from criteria.common.numbers import as_typed, canonical, round_half_up, show
from criteria.common.tables.codes import Codes
from criteria.common.tables.grid import Grid
from criteria.common.text import Refused, Text
from criteria.models import Criterion
from criteria.scales import Outcome, Scale, parse_scale

T = TypeVar("T")
Progress = Callable[[int], None]
"""A function called now and then with the number of rows read."""

NOTHING = "\\N"
"""The text of NULL in a staged line, as COPY reads it."""
_ANY_POINTS = _ALL = Decimal(100)
_DISAGREE = Text(
    vi="tỷ lệ và điểm của dòng này không khớp; hãy chỉ để lại một trong hai",
    en="percentage and points of this row disagree; keep one of them",
)
_NOT_IN_ROUND = Text(
    vi="không phải mã đơn vị của kỳ đánh giá này; tệp mẫu có đủ các mã",
    en="is no unit of this round; the template has all the codes",
)
_NOT_IN_SET = Text(
    vi="không phải mã của bộ tiêu chí này; tệp mẫu có đủ các mã",
    en="is no code of this criteria set; the template has all the codes",
)
_EMPTY = Text(
    vi="Tệp không có dòng số liệu nào dưới dòng tiêu đề.",
    en="The file has no rows under its headings.",
)


_FIGURES = (PERCENT, POINTS, RESPONDENTS, DAY)


@dataclass(frozen=True, slots=True)
class StagedPoints:
    """The ``points`` that a row gives a leaf, and the part of its staged line that carries them."""

    points: Decimal
    staged: str


class _Figures:
    """The percentages and points of the leaves with one maximum and one kind of scale."""

    def __init__(self, max_points: Decimal, kind: str) -> None:
        self._percents: Scale = parse_scale({"kind": "percent"}, max_points)
        self._points: Scale = parse_scale({"kind": "points"}, max_points)
        self._kind = kind
        self.by_percent = Meanings(self._of_percent)
        self.by_points = Meanings(self._of_points)

    def _of_percent(self, cell: Cell) -> StagedPoints:
        outcome = self._percents.score({"percent": figure(cell, _ALL, percent=True)})
        percent = Decimal(str(outcome.entry["percent"]))
        if self._kind == "points":
            outcome = replace(outcome, entry={"points": canonical(outcome.points)})
        return _staged(percent, outcome, f"{show(percent)}%")

    def _of_points(self, cell: Cell) -> StagedPoints:
        """Returns the points as they are typed; a leaf scored by percentage gets the percentage that makes them."""
        outcome = self._points.score({"points": figure(cell, self._points.max_points)})
        share = Fraction(outcome.points) * 100 / Fraction(self._points.max_points)
        percent = round_half_up(share, 6)
        shown = f"{show(outcome.points)} điểm"
        if self._kind == "percent":
            outcome = self._percents.score({"percent": percent})
        return _staged(percent, outcome, shown)


def _staged(percent: Decimal, outcome: Outcome, shown: str) -> StagedPoints:
    figures = (
        int(percent.scaleb(6)),
        int(outcome.points.scaleb(4)),
        json.dumps(outcome.entry),
        canonical(outcome.points),
        shown,
    )
    return StagedPoints(outcome.points, "\t".join(map(str, figures)))


@dataclass(frozen=True, slots=True)
class _Leaf:
    pk: int
    place: int
    """Its number in the set, from 0."""
    figures: _Figures


class SurveyReader:
    """Reads the rows with two queries, however many they are; writes the good ones to ``staged``, a line for each."""

    def __init__(self, round_: Round, grid: Grid, staged: IO[str]) -> None:
        self.grid = grid
        self.rows = 0
        self.blank: list[int] = []
        """The numbers of rows left without any figure, as most of a template for all units are."""
        self.respondents: int | None = None
        self.days: list[datetime.date] = []
        """The first and the last day; empty where no row has one."""
        self._staged = staged
        sheets = Assessment.objects.filter(round=round_)
        codes = Codes(sheets.values_list("unit__code", "pk"))
        self._sheets = Meanings(partial(_by_code, codes, _NOT_IN_ROUND))
        tree = list(Criterion.objects.filter(criteria_set=round_.criteria_set_id))
        self._tree = Codes((criterion.code, place) for place, criterion in enumerate(tree))
        self._criteria = tree
        self._figures: dict[tuple[Decimal, str], _Figures] = {}
        self._leaves = Meanings(self._leaf)
        self._counts = Meanings(respondents)
        self._days = Meanings(partial(day, today=timezone.localdate()))
        # Sheet and leaf make one number as the key: that takes a third of the memory of pairs.
        self._rows: dict[int, int] = {}

    def read(self, progress: Progress | None = None) -> None:
        """Reads the rows, noting their faults. Raises ``Refused`` when there are none."""
        rows = 0
        fault = self.grid.fault
        for number, cells in self.grid.rows():
            rows += 1
            if progress and number % 1000 == 0:
                progress(number)
            sheet, unit_faults = self._sheets[cells[UNIT]]
            leaf, leaf_faults = self._leaves[cells[LEAF]]
            if unit_faults or leaf_faults:
                fault(number, UNIT, *unit_faults)
                fault(number, LEAF, *leaf_faults)
            elif _is_blank(cells):
                self.blank.append(number)
                continue
            row_points = self._row_points(number, cells, leaf)
            answers, count_faults = self._counts[cells.get(RESPONDENTS, "")]
            survey_day, day_faults = self._days[cells.get(DAY, "")]
            if count_faults or day_faults:
                fault(number, RESPONDENTS, *count_faults)
                fault(number, DAY, *day_faults)
            if sheet is None or leaf is None:
                continue
            earlier = self._rows.setdefault(sheet * len(self._criteria) + leaf.place, number)
            if earlier != number:
                fault(number, LEAF, _twice(earlier))
            elif row_points is not None:
                self._stage(number, sheet, leaf.pk, row_points, answers, survey_day)
        self._demand_figures(rows)

    def _demand_figures(self, rows: int) -> None:
        """Raises ``Refused`` without any row, and notes a fault in each row where all are without figures."""
        if not rows:
            raise Refused(_EMPTY)
        if len(self.blank) == rows:
            for number in self.blank:
                self.grid.fault(number, PERCENT if self.grid.has(PERCENT) else POINTS, NO_FIGURE)

    def _stage(
        self,
        row: int,
        sheet: int,
        leaf: int,
        row_points: StagedPoints,
        answers: int | None,
        survey_day: datetime.date | None,
    ) -> None:
        self.rows += 1
        if answers is not None:
            self.respondents = (self.respondents or 0) + answers
        if survey_day is not None:
            days = self.days
            if not days:
                self.days = [survey_day, survey_day]
            elif not days[0] <= survey_day <= days[1]:
                self.days = [min(survey_day, days[0]), max(survey_day, days[1])]
        answers_text = NOTHING if answers is None else answers
        self._staged.write(
            f"{row}\t{sheet}\t{leaf}\t{row_points.staged}\t{answers_text}\t{survey_day or NOTHING}\n"
        )

    def _leaf(self, cell: Cell) -> _Leaf:
        place = _by_code(self._tree, _NOT_IN_SET, cell)
        criterion = self._criteria[place]
        if not criterion.is_survey:
            typed = as_typed(criterion.code)
            raise Refused(
                Text(
                    vi=f"{typed} không lấy điểm từ điều tra xã hội học; hãy bỏ dòng này",
                    en=f"{typed} does not take its points from the survey; leave this row out",
                )
            )
        kind = str(criterion.scale["kind"]) if criterion.scale else ""
        return _Leaf(criterion.pk, place, self._figures_of(criterion.max_points, kind))

    def _row_points(
        self, row: int, cells: dict[str, Cell], leaf: _Leaf | None
    ) -> StagedPoints | None:
        """Returns a row's points, from its percentage or its points; where it has both, they must agree."""
        # Without a leaf it still checks that the cell is a number.
        figures = leaf.figures if leaf else self._figures_of(_ANY_POINTS, "")
        percent, points = cells.get(PERCENT, ""), cells.get(POINTS, "")
        by_percent = by_points = None
        if points == "" or percent != "":
            by_percent, faults = figures.by_percent[percent]
            if faults:
                self.grid.fault(row, PERCENT, *faults)
        if points != "":
            by_points, faults = figures.by_points[points]
            if faults:
                self.grid.fault(row, POINTS, *faults)
        if by_percent and by_points and by_percent.points != by_points.points:
            self.grid.fault(row, POINTS, _DISAGREE)
        return by_percent or by_points

    def _figures_of(self, max_points: Decimal, kind: str) -> _Figures:
        key = (max_points, kind)
        if key not in self._figures:
            self._figures[key] = _Figures(max_points, kind)
        return self._figures[key]


def _is_blank(cells: dict[str, Cell]) -> bool:
    return all(cells.get(key, "") == "" for key in _FIGURES)


def _by_code(codes: Codes[T], unknown: Text, cell: Cell) -> T:
    return codes.one(cell, unknown)


def _twice(earlier: int) -> Text:
    return Text(
        vi=f"đơn vị và tiêu chí này đã có ở dòng {earlier}; hãy chỉ để lại một dòng",
        en=f"this unit and leaf stand in row {earlier} already; keep one of them",
    )
