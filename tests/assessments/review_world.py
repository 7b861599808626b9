"""Sheets at every step of a review, everybody around them, and all that can be told of them."""

import datetime
from typing import Any, cast

from django.db import models
from django.utils import timezone

from assessments import acts
from assessments.models import (
    Assessment,
    Change,
    EvidenceLink,
    Remark,
    Role,
    Round,
    Score,
    Unit,
    User,
)
from tests.factories import (
    FULL,
    fill,
    flag,
    make_answered,
    make_disputed,
    make_explaining,
    make_person,
    make_reviewed,
    make_round,
    make_submitted,
    page,
    score_of,
    sheet_of,
)


def with_council(sheet: Assessment) -> Assessment:
    """A council has it on its agenda; everything but the minutes is there."""
    actor = page(make_person(Role.COORDINATOR))
    council = acts.open_council(
        actor=actor,
        round_id=sheet.round_id,
        title="Phiên họp",
        held_on=datetime.date(2026, 11, 24),
        members=[("Trần A", "")],
        score_ids=list(sheet.scores.filter(flag="disputed").values_list("pk", flat=True)),
    )
    presences = dict.fromkeys(council.members.values_list("pk", flat=True), "present")
    acts.record_attendance(actor=actor, council_id=council.pk, presences=presences)
    acts.send_to_council(actor=actor, council_id=council.pk)
    acts.decide_item(actor=actor, item_id=council.items.get().pk, reason="Đủ", accept=True)
    return sheet_of(sheet.round)


def finished(sheet: Assessment) -> Assessment:
    actor = page(make_person(Role.COORDINATOR))
    acts.finish_review(actor=actor, assessment_ids=[sheet.pk])
    return sheet_of(sheet.round)


class World:
    """Sheets at every step of a review and people in every role; made once, every run starts from it."""

    def __init__(self) -> None:
        draft = sheet_of(make_round())
        fill(draft, *list(FULL)[1:])
        sheets = (
            draft,
            make_submitted(),
            make_reviewed(None, "1.1", "2.1", survey=True),
            make_explaining("1.1", "2.2", survey=True),
            make_answered("1.2", "2.1", survey=True),
            make_disputed("1.1", "1.3", survey=True),
            with_council(make_disputed("2.1", survey=True)),
            finished(make_reviewed(None, "1.1", survey=True)),
        )
        flag(sheets[2], "1.1")
        Round.objects.filter(pk=sheets[4].round_id).update(explanations_allowed=2)
        self.sheets = [sheet.pk for sheet in sheets]
        self.start = timezone.now()
        self.people = {role: [make_person(role)] for role in (Role.INSPECTOR, Role.ADMIN)}
        self.coordinator = make_person(Role.COORDINATOR)
        self.reviewers = {code: make_person(Role.REVIEWER, at=code) for code in ("BNV", "VPCP")}
        self.of_unit: dict[int, list[User]] = {}
        for sheet in sheets:
            part = [score_of(sheet, "1.1").criterion]
            self.of_unit[sheet.unit_id] = [
                make_person(Role.LEADER, unit=sheet.unit),
                make_person(Role.OFFICER, unit=sheet.unit),
                make_person(Role.OFFICER, unit=sheet.unit, parts=part),
            ]
        self.torn = self._reviewer_of_their_own_unit(sheets[1].unit)
        self.codes = {sheet.unit_id: sheet.unit.code for sheet in sheets}
        self.reviewer_of_body = {
            reviewer.held[0].body_id: reviewer for reviewer in self.reviewers.values()
        }
        self.all = [
            make_person(),
            self.coordinator,
            self.torn,
            *self.reviewers.values(),
            *(person for people in self.people.values() for person in people),
            *(person for people in self.of_unit.values() for person in people),
        ]

    @staticmethod
    def _reviewer_of_their_own_unit(unit: Unit) -> User:
        person = make_person(Role.REVIEWER, at="BNV")
        person.memberships.create(role=Role.OFFICER, unit=unit)
        return User.objects.get(pk=person.pk)


def rows(model: type[models.Model]) -> list[dict[str, Any]]:
    return list(model._base_manager.order_by("pk").values())


class State:
    """Everything that a rule can be broken in, read in six queries."""

    def __init__(self) -> None:
        self.sheets = {row["id"]: row for row in rows(Assessment)}
        self.scores = {row["id"]: row for row in rows(Score)}
        self.rounds = {row["id"]: row for row in rows(Round)}
        self.lines = rows(Change)
        self.remarks = rows(Remark)
        self.links = rows(EvidenceLink)

    def same(self, other: "State") -> bool:
        return vars(self) == vars(other)

    def deadline(self, sheet: int) -> datetime.datetime:
        row = self.sheets[sheet]
        own = row["extended_to"]
        common = self.rounds[row["round_id"]]["submit_by"]
        return cast(datetime.datetime, max(common, own or common))

    def review_deadline(self, sheet: int) -> datetime.datetime:
        row = self.sheets[sheet]
        common = self.rounds[row["round_id"]]["review_by"]
        return cast(datetime.datetime, max(common, row["review_extended_to"] or common))
