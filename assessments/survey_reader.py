"""Reading a survey file against a round: what each leaf of each sheet is given, and every fault."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from assessments.models import Assessment, Round
from assessments.survey_rows import (
    LEAF,
    PERCENT,
    UNIT,
    Codes,
    Faults,
    Headings,
    SurveyRow,
    code_faults,
    percent_entry,
)
from criteria.models import Criterion
from criteria.numbers import as_typed
from criteria.scales import Outcome, Scale, parse_scale
from criteria.text import Refused, Text

_NOT_IN_ROUND = Text(vi="không phải mã đơn vị của kỳ đánh giá này", en="is no unit of this round")
_NOT_IN_SET = Text(vi="không phải mã của bộ tiêu chí này", en="is no code of this criteria set")
_EMPTY = Text(
    vi="Tệp không có dòng số liệu nào dưới dòng tiêu đề.",
    en="The file has no rows under its headings.",
)


@dataclass(frozen=True, slots=True)
class Given:
    """What a row of the file gives a leaf."""

    row: int
    outcome: Outcome


class SurveyReader:
    """Two queries, however many rows; afterwards ``given`` is by the ids of sheet and leaf."""

    def __init__(self, round_: Round, headings: Headings) -> None:
        self.given: dict[tuple[int, int], Given] = {}
        self._faults = Faults()
        self._names = headings.names
        self._places: dict[tuple[int, int], int] = {}
        sheets = Assessment.objects.filter(round=round_)
        self._sheets = Codes(sheets.values_list("unit__code", "pk"))
        tree = Criterion.objects.filter(criteria_set=round_.criteria_set_id)
        self._leaves = Codes((criterion.code, criterion) for criterion in tree)
        self._scales: dict[int, Scale] = {}
        self._any_scale = parse_scale({"kind": "percent"}, Decimal(1))

    def fault(self, row: int, what: str, *texts: Text) -> None:
        """Note faults of a row in the column of units, leaves or percentages."""
        self._faults.add(row, self._names[what], *texts)

    def done(self) -> None:
        """Raise ``SurveyFaults`` if anything is wrong."""
        self._faults.done()

    def read(self, rows: Iterable[SurveyRow]) -> None:
        """Take in the rows, noting their faults. Raises ``Refused`` when there is none."""
        empty = True
        for row in rows:
            empty = False
            sheet, leaf = self._sheet(row), self._leaf(row)
            outcome = self._outcome(row, leaf)
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
            if outcome is not None:
                self.given[place] = Given(row.number, outcome)
        if empty:
            raise Refused(_EMPTY)

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

    def _outcome(self, row: SurveyRow, leaf: Criterion | None) -> Outcome | None:
        try:
            return self._scale(leaf).score(percent_entry(row.percent))
        except Refused as refused:
            self.fault(row.number, PERCENT, *refused.causes)
            return None

    def _scale(self, leaf: Criterion | None) -> Scale:
        """The leaf's scale; without a leaf, one that tells whether the percentage is one."""
        if leaf is None:
            return self._any_scale
        if leaf.pk not in self._scales:
            self._scales[leaf.pk] = parse_scale(leaf.scale, leaf.max_points)
        return self._scales[leaf.pk]
