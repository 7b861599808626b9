"""Takes the demo's rounds through the real acts; only figures are written in bulk."""

import csv
import datetime
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils import timezone

from assessments.acts import (
    award_points,
    finish_review,
    import_survey,
    open_round,
    return_assessment,
    set_references,
    submit_assessment,
)
from assessments.models import Assessment, Role, Round, Unit
from assessments.rounds.references import GivenValue
from criteria.models import CriteriaSet
from rankings.demo.accounts import Cast
from rankings.demo.book import DemoBook
from rankings.demo.explanations import Talk
from rankings.demo.plans import DemoLeaf, PlannedLeaf, demo_leaves, plan, rng_for, with_references
from rankings.demo.proofs import attach
from rankings.demo.states import EXPLAINED, State

WORST, BEST = 560, 975
"""The range of the units' quality, in per mille."""
QUANG_NINH_SHARE = 600
"""The share of its practice sheet that the demo officer's unit has filled, in per mille."""
RETURN_REASON = "Phiếu thiếu tài liệu kiểm chứng ở nhiều tiêu chí; đề nghị bổ sung rồi gửi lại."


@dataclass(frozen=True)
class Times:
    """A round's dates, and the days on which its figures say that they were written."""

    opens_at: datetime.datetime
    submit_by: datetime.datetime
    review_by: datetime.datetime
    claimed: tuple[datetime.datetime, datetime.datetime]
    awarded: tuple[datetime.datetime, datetime.datetime]


@dataclass(frozen=True)
class Script:
    """The description of a round, and how far each of its units comes, by unit code."""

    name: str
    criteria_set: CriteriaSet
    units: Sequence[Unit]
    title_vi: str
    title_en: str
    times: Times
    states: dict[str, State]
    references: Mapping[str, Mapping[str, Decimal]] = field(default_factory=dict)
    """The reference values of each unit that has some, by unit code and key."""
    references_source: str = ""
    year_before: str = ""
    """The name of the round of the year after, whose units these are, most of them a little less good."""
    at_work: bool = False
    """True for an open round: reviewers find at least a document on every sheet that was sent."""
    in_full: bool = True
    """True for evidence, and a line in the record for each figure; a year long past goes without."""

    def quality(self, unit_code: str) -> int:
        if not self.year_before:
            return quality_of(self.name, unit_code)
        rng = rng_for(self.name, unit_code, "year before")
        return min(BEST, quality_of(self.year_before, unit_code) - rng.randrange(-20, 60))


def quality_of(name: str, unit_code: str) -> int:
    rng = rng_for(name, unit_code, "quality")
    # It takes the better of two: good units are more common than bad ones.
    return max(rng.randrange(WORST, BEST) for _ in range(2))


class Play:
    """One round, act by act."""

    def __init__(self, cast: Cast, script: Script) -> None:
        self.cast, self.script = cast, script
        self.round = open_round(
            actor=cast.actor(Role.COORDINATOR),
            criteria_set=script.criteria_set,
            units=script.units,
            title_vi=script.title_vi,
            title_en=script.title_en,
            opens_at=script.times.opens_at,
            submit_by=script.times.submit_by,
            review_by=script.times.review_by,
            is_demo=True,
        )
        self.book = DemoBook(self.round, recorded=script.in_full)
        self._give_references()
        leaves = demo_leaves(script.criteria_set)
        self.plans: dict[int, list[PlannedLeaf]] = {
            sheet.pk: plan(
                with_references(leaves, script.references.get(sheet.unit.code, {})),
                script.name,
                sheet.unit.code,
                script.quality(sheet.unit.code),
            )
            for sheet in self.book.sheets.values()
        }

    def _give_references(self) -> None:
        by_code = {sheet.unit.code: sheet.unit_id for sheet in self.book.sheets.values()}
        values = [
            GivenValue(key, by_code[code], value, self.script.references_source)
            for code, own in self.script.references.items()
            for key, value in own.items()
        ]
        if values:
            coordinator = self.cast.actor(Role.COORDINATOR)
            set_references(actor=coordinator, round_id=self.round.pk, values=values)

    def run(self) -> Round:
        self.claim()
        if self.script.in_full:
            self.prove()
        self.submit()
        self.survey()
        self.review()
        self.explain()
        return self.round

    def state(self, sheet: Assessment) -> State:
        return self.script.states[sheet.unit.code]

    def sheets(self, *states: State) -> list[Assessment]:
        return [sheet for sheet in self.book.sheets.values() if self.state(sheet) in states]

    def _moment(
        self, days: tuple[datetime.datetime, datetime.datetime], *names: object
    ) -> datetime.datetime:
        seconds = int((days[1] - days[0]).total_seconds())
        rng = rng_for(self.script.name, "moment", *names)
        return days[0] + datetime.timedelta(seconds=rng.randrange(seconds))

    def claim(self) -> None:
        for sheet in self.book.sheets.values():
            for planned in self._filled(sheet):
                actor = self.cast.officer(sheet, planned.leaf)
                moment = self._moment(
                    self.script.times.claimed, sheet.unit.code, planned.leaf.criterion.code
                )
                self.book.claim(sheet, planned, actor, moment)
        self.book.write()

    def _filled(self, sheet: Assessment) -> list[PlannedLeaf]:
        """Returns the leaves that the unit has filled: from the top of the sheet down, with gaps."""
        own = [planned for planned in self.plans[sheet.pk] if planned.claim]
        state = self.state(sheet)
        if state is State.EMPTY:
            return []
        if state.is_complete:
            return own
        rng = rng_for(self.script.name, sheet.unit.code, "progress")
        share = rng.randrange(60, 960)
        if sheet.unit.code == "22":
            share = QUANG_NINH_SHARE
        order = sorted(
            range(len(own)), key=lambda at: 1000 * at // len(own) + rng.randrange(-250, 250)
        )
        chosen = set(order[: len(own) * share // 1000])
        return [planned for at, planned in enumerate(own) if at in chosen]

    def prove(self) -> None:
        for sheet in self.book.sheets.values():
            filled = [planned.leaf for planned in self._filled(sheet)]
            attach(self.cast, self.book, sheet, self._proved(sheet, filled))

    def _proved(self, sheet: Assessment, filled: list[DemoLeaf]) -> list[DemoLeaf]:
        """Returns the leaves with a document: many, a few, or at least one on a sheet of an open round."""
        if sheet.unit.code in ("22", "BYT"):
            return filled[:12]
        if not self.state(sheet).is_complete:
            return []
        rng = rng_for(self.script.name, sheet.unit.code, "proved")
        if rng.randrange(3) == 0:
            return filled[:4]
        return rng.sample(filled, 1 + rng.randrange(2)) if self.script.at_work else []

    def submit(self) -> None:
        returned = self.sheets(State.RETURNED)
        sent = self.sheets(State.SUBMITTED, State.IN_REVIEW, State.FINAL, *EXPLAINED)
        for sheet in [*sent, *returned]:
            submit_assessment(actor=self.cast.leader(sheet), assessment_id=sheet.pk)
        for sheet in returned:
            return_assessment(
                actor=self.cast.actor(Role.COORDINATOR),
                assessment_id=sheet.pk,
                reason=RETURN_REASON,
            )

    def survey(self) -> None:
        """Imports the survey's file, for the units whose review will be finished."""
        file = io.StringIO(newline="")
        table = csv.writer(file)
        table.writerow(("Mã đơn vị", "Mã tiêu chí", "Tỷ lệ (%)"))
        for sheet in self.sheets(State.FINAL, State.DECIDED):
            for planned in self.plans[sheet.pk]:
                if planned.claim is None:
                    code = planned.leaf.criterion.code
                    table.writerow((sheet.unit.code, code, planned.survey_percent))
        import_survey(
            actor=self.cast.actor(Role.COORDINATOR),
            round_id=self.round.pk,
            name="Kết quả điều tra xã hội học (minh họa).csv",
            stream=io.BytesIO(file.getvalue().encode()),
            dry_run=False,
        )

    def review(self) -> None:
        reviewed = self.sheets(State.IN_REVIEW, State.FINAL, *EXPLAINED)
        first = {sheet.pk: self._first_award(sheet) for sheet in reviewed}
        self.book.read()
        for sheet in reviewed:
            for planned in self._reviewed(sheet):
                if planned.leaf.criterion.pk == first[sheet.pk]:
                    continue
                moment = self._moment(
                    self.script.times.awarded, sheet.unit.code, planned.leaf.criterion.code
                )
                self.book.award(sheet, planned, self.cast.reviewer(planned.leaf.criterion), moment)
        self.book.write()
        final = [sheet.pk for sheet in self.sheets(State.FINAL)]
        finish_review(actor=self.cast.actor(Role.COORDINATOR), assessment_ids=final)

    def explain(self) -> None:
        """Plays what follows the first review: questions, explanations, replies, the council."""
        talk = Talk(self.cast, self.round, self.plans, until=evening(14))
        talk.run(self.sheets(*EXPLAINED), self.state)

    def _first_award(self, sheet: Assessment) -> int:
        """The first award starts the sheet's review; answers the leaf's id."""
        planned = next(planned for planned in self.plans[sheet.pk] if planned.claim)
        award_points(
            actor=self.cast.reviewer(planned.leaf.criterion),
            score_id=self.book.score(sheet, planned.leaf).pk,
            version=self.book.score(sheet, planned.leaf).version,
            accept=not planned.reason,
            entry=planned.award.entry,
            reason=planned.reason,
        )
        return planned.leaf.criterion.pk

    def _reviewed(self, sheet: Assessment) -> list[PlannedLeaf]:
        own = [planned for planned in self.plans[sheet.pk] if planned.claim]
        if self.state(sheet) is not State.IN_REVIEW:
            return own
        # Bodies work by themselves: one's reviewers may be done before another's have begun.
        rng = rng_for(self.script.name, sheet.unit.code, "reviewed")
        share_of = {body: rng.randrange(1001) for body in sorted({_body(p.leaf) for p in own})}
        return [planned for planned in own if rng.randrange(1000) < share_of[_body(planned.leaf)]]


def _body(leaf: DemoLeaf) -> str:
    body = leaf.criterion.reviewing_body
    return body.code if body else ""


def evening(days: int) -> datetime.datetime:
    """Returns 17:00 in Vietnam, so many days from today."""
    local = timezone.localtime() + datetime.timedelta(days=days)
    return local.replace(hour=17, minute=0, second=0, microsecond=0)
