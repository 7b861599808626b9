"""The act that takes in a plan's lines from its table: a preview first, then all of it or nothing."""

from dataclasses import dataclass, field
from typing import IO

from django.db import transaction

from assessments import permissions
from assessments.models import User
from assessments.writing.actor import Actor
from criteria.common.numbers import as_typed
from criteria.common.tables.grid import Grid
from criteria.common.tables.line import GridLine
from criteria.common.tables.preview import Preview, PreviewLine, differing
from criteria.common.text import Refused, Text
from criteria.scales import Outcome
from rankings.models import ImprovementPlan
from rankings.plans.reading import PlanLine, PlanReading, read_plan
from rankings.plans.saving import (
    MOST_REMEDIES,
    TOO_MANY,
    GivenRemedy,
    faults_of_remedy,
    is_same_line,
    judged_target,
    people_of,
    reasons_it_is_fixed,
    tidy_remedies,
    write_line,
)
from rankings.plans.table import entry_in, plan_columns, value_key

TITLE = Text("Kế hoạch cải thiện Chỉ số", "Improvement plan")
_TARGET, _REMEDIES = Text("Chỉ tiêu", "Target"), Text("Giải pháp", "Remedies")


@dataclass
class WantedLine:
    """What the rows of a file ask for on one leaf."""

    line: PlanLine
    first: GridLine
    aimed: GridLine | None = None
    """The row that has the figures of the target."""
    entry: dict[str, object] = field(default_factory=dict)
    remedies: list[GivenRemedy] = field(default_factory=list)
    target: Outcome | None = None


@transaction.atomic
def import_plan(
    *, actor: Actor, plan_id: int, stream: IO[bytes], dry_run: bool, expected: str = ""
) -> Preview:
    """Changes the lines that a table names, as it says; lines that it lacks stay.

    ``expected`` is the digest of the preview that was agreed to. Raises ``TableFaults`` with every fault by row and
    column, and ``Refused`` for a person who may not, an approved plan, a file that cannot be read, and data that
    changed since the preview.
    """
    plans = ImprovementPlan.objects.select_related(
        "row__ranking__round__criteria_set", "row__assessment__unit", "row__assessment__round"
    )
    plan = plans.select_for_update(of=("self",)).get(pk=plan_id)
    permissions.demand(
        permissions.reasons_against_planning(actor.user, plan.unit_id) or reasons_it_is_fixed(plan)
    )
    reading = read_plan(plan)
    people = people_of(plan.unit_id)
    grid = Grid(stream, plan_columns(reading), least=2)
    wanted = _Reader(grid, reading, people).wanted()
    grid.done()
    changed = [one for one in wanted if not _is_same(one)]
    entries = tuple(_preview_line(one, people) for one in changed)
    preview = Preview(TITLE, entries, len(wanted) - len(changed))
    preview.confirm(expected)
    if not dry_run:
        for one in changed:
            write_line(actor, one.line.leaf, one.line.remedies, one.target, one.remedies, people)
    return preview


class _Reader:
    def __init__(self, grid: Grid, reading: PlanReading, people: dict[int, User]) -> None:
        self._grid, self._people = grid, people
        self._lines = {line.criterion.code: line for line in reading.lines}
        self._ids = {person.email: pk for pk, person in people.items()}

    def wanted(self) -> list[WantedLine]:
        found: dict[str, WantedLine] = {}
        for number, cells in self._grid.rows():
            self._take(GridLine(self._grid, number, cells), found)
        for one in found.values():
            self._judge(one)
        return list(found.values())

    def _take(self, row: GridLine, found: dict[str, WantedLine]) -> None:
        code = row.text("code", needed=True)
        line = self._lines.get(code)
        if line is None:
            if code:
                row.fault(
                    "code",
                    Text(
                        f"kế hoạch không có tiêu chí {as_typed(code)}",
                        f"the plan has no criterion {as_typed(code)}",
                    ),
                )
            return
        one = found.setdefault(code, WantedLine(line, row))
        remedy = self._remedy(row)
        if not remedy.is_blank:
            one.remedies.append(remedy)
            row.fault("remedy", *faults_of_remedy(remedy, self._people))
        entry = entry_in(row, line.scale)
        if all(value == "" for value in entry.values()):
            return
        if one.aimed is None:
            one.aimed, one.entry = row, entry
        elif entry != one.entry:
            row.fault(
                value_key(1),
                Text(
                    "khác chỉ tiêu của cùng tiêu chí ở dòng trên",
                    "differs from the target of the same criterion in a row above",
                ),
            )

    def _remedy(self, row: GridLine) -> GivenRemedy:
        email = row.text("person").strip().lower()
        if email and email not in self._ids:
            row.fault(
                "person",
                Text(
                    f"{as_typed(email, 60)} không phải cán bộ, lãnh đạo của đơn vị",
                    f"{as_typed(email, 60)} is no officer or leader of the unit",
                ),
            )
        due = row.day("due") if row.has("due") else None
        remedies = tidy_remedies(
            [GivenRemedy(row.text("remedy"), self._ids.get(email), row.text("body"), due)]
        )
        return remedies[0] if remedies else GivenRemedy("")

    def _judge(self, one: WantedLine) -> None:
        if len(one.remedies) > MOST_REMEDIES:
            one.first.fault("remedy", TOO_MANY)
        row, keys = one.aimed, range(1, len(one.line.scale.fields) + 1)
        if row is None or any(self._grid.blamed(row.number, value_key(at)) for at in keys):
            return
        try:
            one.target = judged_target(one.line.leaf, one.line.scale, one.entry)
        except Refused as refused:
            row.fault(value_key(1), *refused.causes)


def _is_same(one: WantedLine) -> bool:
    return is_same_line(one.line.leaf, one.line.remedies, one.target, one.remedies)


def _preview_line(one: WantedLine, people: dict[int, User]) -> PreviewLine:
    line = one.line
    was = "; ".join(remedy.in_words for remedy in line.remedies)
    then = "; ".join(_words(remedy, people) for remedy in one.remedies)
    details = differing(
        [
            (
                _TARGET,
                line.working.vi if line.working else "",
                one.target.why.vi if one.target else "–",
            ),
            (_REMEDIES, was, then or "–"),
        ]
    )
    return PreviewLine(
        "change" if line.leaf.target_input or was else "add",
        one.first.number,
        f"{line.criterion.code} {line.criterion.title_vi}",
        details,
    )


def _words(one: GivenRemedy, people: dict[int, User]) -> str:
    person = people.get(one.person_id or 0)
    parts = (one.text, person, one.body, f"{one.due:%d/%m/%Y}" if one.due else "")
    return " · ".join(str(part) for part in parts if part)
