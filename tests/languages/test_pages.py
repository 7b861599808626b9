"""Our pages speak one language through and through: Vietnamese unless English was chosen."""

import datetime
import io
import re
from typing import Any

import pytest
from django.contrib import admin
from django.urls import reverse

from assessments.acts import add_link, award_points, extend_deadline
from assessments.models import Assessment, Role, Round, User
from rankings.acts import make_plan
from rankings.models import Ranking
from tests import messages
from tests.factories import (
    fill,
    make_person,
    make_round,
    make_submitted,
    make_unit,
    page,
    score_of,
    set_clock,
    sheet_of,
)
from tests.languages.words import client_of, english, strip_accents_from_data, words
from tests.rankings.worlds import Sheet, computed, graded, make_tree, published

pytestmark = pytest.mark.django_db
ADMIN = {"criteria", "assessments", "rankings", "account"}


class World:
    """A round with a sheet in each state, two rankings, and a person in each role."""

    def __init__(self) -> None:
        units = [make_unit() for _ in range(3)]
        self.round: Round = make_round(units=units)
        self.draft: Assessment = sheet_of(self.round, units[0])
        self.officer = fill(self.draft, "1.1", "1.3")
        proved = score_of(self.draft, "1.2")
        add_link(
            actor=page(self.officer),
            score_id=proved.pk,
            url="https://example.org/",
            title="Kế hoạch",
        )
        self.leader = make_person(Role.LEADER, unit=units[0])
        self.submitted = make_submitted(self.round, units[1])
        self.reviewer = make_person(Role.REVIEWER)
        score = score_of(self.submitted, "1.1")
        award_points(
            actor=page(self.reviewer),
            score_id=score.pk,
            version=score.version,
            entry={"option": 1},
            reason="Chưa đủ căn cứ",
        )
        self.coordinator = make_person(Role.COORDINATOR)
        self.admin = make_person(Role.ADMIN)
        tree = make_tree({"1.1": "10", "1.2": "10", "2.1": "5"}, survey=["2.1"])
        points = {"1.1": "9", "1.2": "7.5", "2.1": "4"}
        sheets = [Sheet(points), Sheet(points, ranked=False), Sheet(status="drafting")]
        graded_round = graded(tree, sheets)
        self.published: Ranking = published(graded_round)
        self.planner = make_person(Role.LEADER, unit=self.published.rows.get(rank=1).unit)
        self.plan = make_plan(actor=page(self.planner), row_id=self.published.rows.get(rank=1).pk)
        self.computed: Ranking = computed(graded_round)
        strip_accents_from_data()

    def addresses(self) -> list[tuple[User | None, str]]:
        row = self.published.rows.filter(rank=1).get()
        rounds = self.published.round_id
        sheets = [
            (person, reverse("sheet", args=[sheet.pk]))
            for sheet, people in (
                (self.draft, (self.officer, self.leader, self.coordinator)),
                (self.submitted, (self.reviewer, self.coordinator)),
            )
            for person in people
        ]
        leaves = [
            (person, reverse("leaf", args=[sheet.pk, code]))
            for sheet, person in (
                (self.draft, self.officer),
                (self.submitted, self.reviewer),
            )
            for code in ("1.1", "1.2", "1.3", "2.1", "2.2", "2.3", "3.1")
        ]
        return [
            (None, reverse("home")),
            (None, reverse("ranking", args=[self.published.pk])),
            (None, reverse("ranking", args=[self.published.pk]) + "?q=nothing"),
            (None, reverse("result", args=[self.published.pk, row.pk])),
            (None, reverse("overview", args=[self.published.pk])),
            (None, reverse("years", args=[self.published.pk])),
            (None, reverse("compare", args=[self.published.pk]) + f"?u={row.code}"),
            (None, reverse("method")),
            (self.officer, reverse("sheet_evidence", args=[self.draft.pk])),
            (self.officer, reverse("what_it_takes", args=[self.draft.pk]) + "?leaf=1.1&leaf=1.3"),
            (self.coordinator, reverse("what_it_takes", args=[self.submitted.pk])),
            (self.planner, reverse("plans")),
            (self.planner, reverse("plan", args=[self.plan.pk])),
            (self.planner, reverse("plan_leaf", args=[self.plan.pk, "1.2"])),
            (self.planner, reverse("plan_import", args=[self.plan.pk])),
            (self.coordinator, reverse("ranking", args=[self.computed.pk])),
            (self.coordinator, reverse("round_rankings", args=[rounds])),
            (self.coordinator, reverse("ranking_progress", args=[self.computed.pk])),
            (self.coordinator, reverse("round", args=[self.round.pk])),
            (self.reviewer, reverse("leaves", args=[self.round.pk])),
            (self.reviewer, reverse("by_leaf", args=[self.round.pk, "1.1"])),
            (self.coordinator, reverse("survey", args=[self.round.pk])),
            *((who, reverse("rounds")) for who in (self.officer, self.reviewer, make_person())),
            *((who, reverse("account")) for who in (self.officer, self.coordinator, make_person())),
            (self.officer, reverse("own_journal")),
            *((make_person(Role.ADMIN), reverse(name)) for name in ("journal", "record_chain")),
            *sheets,
            *leaves,
            (self.leader, reverse("check", args=[self.draft.pk])),
            *((self.admin, address) for address in self.addresses_of_administration()),
            *((self.coordinator, address) for address in self.addresses_of_sets()),
            *((self.coordinator, reverse(name)) for name in ("open_round", "imports")),
            (
                self.coordinator,
                f"{reverse('open_round')}?criteria_set={self.round.criteria_set_id}",
            ),
            (self.coordinator, reverse("round_settings", args=[self.round.pk])),
        ]

    def addresses_of_administration(self) -> list[str]:
        return [
            reverse("people_list"),
            reverse("people_list") + "?q=nothing&state=locked",
            reverse("add_person"),
            *(reverse("person", args=[one.pk]) for one in (self.officer, self.reviewer)),
            reverse("unit_list"),
            reverse("unit_list") + f"?round={self.round.pk}&show=lacking",
            reverse("add_unit"),
            reverse("unit", args=[self.draft.unit_id]),
            reverse("round_list"),
            reverse("round_settings", args=[self.round.pk]),
            reverse("imports"),
            reverse("import_file", args=["people"]),
        ]

    def addresses_of_sets(self) -> list[str]:
        one = self.round.criteria_set_id
        leaves = ("1.1", "1.2", "1.3", "2.1", "2.2", "2.3", "3.1")
        return [
            reverse("sets"),
            reverse("set", args=[one]),
            reverse("publish_set", args=[one]),
            *(reverse("set_leaf", args=[one, code]) for code in leaves),
        ]


def test_pages_in_english() -> None:
    world = World()
    for user, address in world.addresses():
        english(client_of(user).get(address))


def test_pages_in_vietnamese_are_without_english() -> None:
    """No sentence of the English catalogue, whatever the browser asks for."""
    world = World()
    said = {
        text
        for entry in messages.read("en")
        for text in (entry.msgstr, *entry.msgstr_plural.values())
        if " " in text and text != entry.msgid
    }
    for user, address in world.addresses():
        response = client_of(user, "vi").get(address)
        assert response.status_code == 200
        assert said & set(words(response)) == set()
        assert '<html lang="vi">' in response.content.decode() or "progress" in address


def test_acts_and_refusals_in_english() -> None:
    world = World()
    draft, submitted = world.draft, world.submitted
    officer, leader = client_of(world.officer), client_of(world.leader)
    coordinator = client_of(world.coordinator)
    score = score_of(draft, "1.3")
    claim = reverse("claim", args=[score.pk])
    good = {"version": score.version, "numerator": "75", "denominator": "80", "note": "ok"}
    htmx: Any = {"HTTP_HX_REQUEST": "true"}
    english(officer.post(claim, good, **htmx))
    stale = good | {"note": "another"}
    english(officer.post(claim, stale, **htmx), 409)
    english(officer.post(claim, stale), 409)
    bad = good | {"version": score.version + 1, "numerator": "abc", "denominator": ""}
    english(officer.post(claim, bad, **htmx), 422)
    english(officer.post(claim, bad), 422)
    english(officer.post(reverse("preview_claim", args=[score.pk]), good, **htmx))
    english(officer.post(reverse("add_evidence", args=[score.pk]), {}, **htmx), 422)
    english(leader.post(reverse("step", args=[draft.pk, "submit"])), 403)
    english(coordinator.post(reverse("step", args=[submitted.pk, "finish"])), 403)
    for content in (b"unit;leaf;percent\nX;9.9;abc\n", b"unit;leaf;percent\n", b"\0"):
        file = io.BytesIO(content)
        file.name = "survey.csv"
        english(coordinator.post(reverse("survey", args=[world.round.pk]), {"file": file}), 422)
    english(coordinator.post(reverse("survey", args=[world.round.pk]), {}), 422)
    until = (draft.deadline + datetime.timedelta(days=2)).date().isoformat()
    extend = reverse("step", args=[draft.pk, "extend"])
    english(coordinator.post(extend, {"until": until, "reason": ""}), 422)
    english(coordinator.post(extend, {"until": until, "reason": "storm"}, follow=True))
    publish = reverse("publish_ranking", args=[world.computed.pk])
    decision = {"decision_number": "7/QD", "decision_date": "2023-04-19", "reason": "correction"}
    english(coordinator.post(publish, {"reason": ""}), 422)
    for step in ({}, {"edit": "1"}, {"confirm": "1"}):
        english(coordinator.post(publish, decision | step, follow=True))
    english(officer.post(publish), 403)
    giveback = reverse("step", args=[submitted.pk, "return"])
    english(coordinator.post(giveback, {"reason": "incomplete"}, follow=True))
    english(officer.get("/no-such-page/"), 404)
    english(client_of(make_person()).get(reverse("sheet", args=[draft.pk])), 403)


def test_closed_and_extended_sheets_in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World()
    late = world.draft.deadline + datetime.timedelta(hours=1)
    set_clock(monkeypatch, late)
    address = reverse("sheet", args=[world.draft.pk])
    assert any("deadline" in text for text in english(client_of(world.officer).get(address)))
    extend_deadline(
        actor=page(world.coordinator),
        assessment_id=world.draft.pk,
        until=late + datetime.timedelta(days=1),
        reason="storm",
    )
    english(client_of(world.officer).get(address))
    set_clock(monkeypatch, world.round.opens_at - datetime.timedelta(days=1))
    english(client_of(world.officer).get(address))
    set_clock(monkeypatch, world.round.review_by + datetime.timedelta(days=1))
    english(client_of(world.reviewer).get(reverse("leaf", args=[world.submitted.pk, "1.1"])))


def test_numbers_plurals_and_the_document_language_follow_the_reader() -> None:
    world = World()
    sheet = reverse("sheet", args=[world.submitted.pk])
    reviewer = client_of(world.reviewer)
    assert "Accept my 2 leaves not reviewed yet" in english(reviewer.get(sheet))
    score = score_of(world.submitted, "1.2")
    award_points(actor=page(world.reviewer), score_id=score.pk, version=score.version, accept=True)
    assert "Accept my 1 leaf not reviewed yet" in english(reviewer.get(sheet))
    response = client_of(None).get(reverse("ranking", args=[world.published.pk]))
    assert "82.50" in english(response)
    assert '<html lang="en">' in response.content.decode()
    assert "82,50" in words(client_of(None, "vi").get(response.request["PATH_INFO"]))


def test_the_reader_chooses_and_goes_back() -> None:
    client = client_of(None, "vi")
    for language, offered in (("en", "Tiếng Việt"), ("vi", "English")):
        client.post(reverse("set_language"), {"language": language, "next": "/"})
        shown = client.get("/").content.decode()
        assert f'<html lang="{language}">' in shown
        assert re.search(rf'<button[^>]* lang="\w+">{offered}</button>', shown)


def test_administration_in_english() -> None:
    client = client_of(make_person(Role.ADMIN))
    World()
    seen = 0
    for model in admin.site._registry:
        if model._meta.app_label not in ADMIN:
            continue
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        english(client.get(reverse(f"{name}_changelist")))
        seen += 1
        row = model._base_manager.first()
        if row:
            english(client.get(reverse(f"{name}_change", args=[row.pk])))
        answer = client.get(reverse(f"{name}_add"))
        if answer.status_code != 403:
            english(answer)
    assert seen > 5
