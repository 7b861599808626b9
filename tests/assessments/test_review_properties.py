"""Whoever tries whatever whenever: what the design promises of a sheet holds after every act.

The rules are written out here once more, from the field and not from the code: who may change
what, in which state, until which second. A refused act changes nothing at all.
"""

import datetime
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from assessments import acts
from assessments.models import CouncilItem, EvidenceLink, Role, Score, Snapshot, User
from assessments.review import stages
from criteria.common.text import Refused
from tests.assessments.review_acts import CouncilActs, RoundActs
from tests.assessments.review_world import State, World
from tests.factories import FULL, NOTHING, page

pytestmark = pytest.mark.django_db


SECOND = datetime.timedelta(seconds=1)
DAY = datetime.timedelta(days=1)
CODES = (*FULL, "3.1")

EDGES = {
    ("drafting", "submitted"),
    ("submitted", "in_review"),
    ("submitted", "drafting"),
    ("submitted", "final"),
    ("in_review", "explaining"),
    ("in_review", "council"),
    ("in_review", "drafting"),
    ("in_review", "final"),
    ("explaining", "in_review"),
    ("council", "in_review"),
    ("final", "in_review"),
}
CLAIMED = ("claimed_input", "claimed_points", "claimed_na", "claimed_note")
AWARDED = ("awarded_input", "awarded_points", "awarded_na", "awarded_note")
OPEN = ("raised", "answered", "disputed")
TURNS: dict[str, tuple[str, ...]] = {
    "drafting": (
        *("submit_assessment", "withdraw_evidence", "add_link", "extend_deadline", "save_claim"),
        *("save_claim", "return_leaf", "assign_parts", "change_round"),
    ),
    "submitted": ("accept_domain", "award_points", "return_assessment", "accept_leaf"),
    "in_review": (
        *("request_explanation", "settle_flag", "dispute_flag", "send_to_council", "open_council"),
        *("raise_flag", "withdraw_flag", "finish_review", "award_points", "accept_domain"),
        *("return_assessment", "extend_review", "accept_leaf", "import_survey"),
        *("reassign_body", "change_round"),
    ),
    "explaining": (
        *("explain", "send_explanations", "close_explanation", "withdraw_evidence", "add_link"),
        "extend_deadline",
    ),
    "council": (
        *("close_council", "decide_item", "decide_item", "record_attendance"),
        *("remove_council_item", "leave_council"),
    ),
    "final": ("reopen_assessment",),
}
"""What a sheet's state is waiting for."""
FLAGS = {
    "explain": ("raised", "answered"),
    "raise_flag": ("", "settled"),
    "withdraw_flag": ("raised",),
    "settle_flag": ("answered", "disputed"),
    "dispute_flag": ("answered",),
}


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


class Review(CouncilActs, RoundActs, RuleBasedStateMachine):
    """Random acts by random people at random times on a world's sheets."""

    world: World
    codes: dict[int, str]
    patch: pytest.MonkeyPatch

    def __init__(self) -> None:
        super().__init__()
        self.undo = undone()
        self.undo.__enter__()
        self.now = self.world.start
        self.patch.setattr(timezone, "now", lambda: self.now)
        self.state = State()

    def teardown(self) -> None:
        self.undo.__exit__(None, None, None)
        self._forget_parts()

    def _forget_parts(self) -> None:
        """As the next request would: what is assigned is read anew."""
        for people in self.world.of_unit.values():
            people[2].__dict__.pop("held", None)

    # What can be tried

    @rule(data=st.data())
    def something_happens(self, data: st.DataObject) -> None:
        """Mostly what the sheet's state is waiting for, by whose turn it is; now and then anything."""
        sheet = data.draw(st.sampled_from(self.world.sheets), "sheet")
        match data.draw(st.sampled_from(["turn"] * 7 + ["anybody", "anything", "time"])):
            case "turn":
                self._act(data, sheet, TURNS[self.state.sheets[sheet]["status"]], None)
            case "anybody":
                who = data.draw(st.sampled_from(self.world.all), "who")
                self._act(data, sheet, TURNS[self.state.sheets[sheet]["status"]], who)
            case "anything":
                self._act(data, sheet, tuple(self.acts), None)
            case _:
                self._time_passes(data, sheet)

    def _time_passes(self, data: st.DataObject, sheet: int) -> None:
        """Mostly to just before, or right at, some deadline."""
        row = self.state.sheets[sheet]
        ends = [row["explain_by"], self.state.deadline(sheet), self.state.review_deadline(sheet)]
        moments = [end + by for end in ends if end for by in (-SECOND, 0 * SECOND)]
        moments.append(self.now + DAY)
        later = [moment for moment in moments if moment > self.now]
        # The nearest: a run should not skip to the end of everything at once.
        self.now = data.draw(st.sampled_from(sorted(later)[:2]), "now")

    def _act(
        self, data: st.DataObject, sheet: int, names: tuple[str, ...], who: User | None
    ) -> None:
        name = data.draw(st.sampled_from(names), "act")
        code = data.draw(st.sampled_from(self._leaves(sheet, name)), "leaf")
        score = Score.objects.get(assessment=sheet, criterion__code=code)
        kind, arguments = self.acts[name]
        if who is None:
            unit = self.state.sheets[sheet]["unit_id"]
            turn = {"unit": self.world.of_unit[unit][0], "coordinator": self.world.coordinator}
            turn["reviewer"] = self.world.reviewer_of_body[score.reviewing_body_id]
            who = turn[kind]
        given = arguments(self, data, sheet, score, code)
        if given is None:
            return
        act: Callable[..., Any] = getattr(acts, name)
        try:
            with transaction.atomic():
                act(actor=page(who), **given)
        except Refused:
            assert self.state.same(State()), f"{name} was refused and changed something"
        else:
            before, self.state = self.state, State()
            if name == "assign_parts":
                self._forget_parts()
            self._judge(name, who, before, self.state)

    def _leaves(self, sheet: int, act: str) -> list[str]:
        """The leaves that an act is meant for, or all where there are none."""
        flags = FLAGS.get(act)
        found = [
            self.codes[score["criterion_id"]]
            for score in self.state.scores.values()
            if score["assessment_id"] == sheet and (flags is None or score["flag"] in flags)
        ]
        return sorted(found) or list(CODES)

    def _on_leaf(
        self, data: st.DataObject, sheet: int, score: Score, code: str, **more: Any
    ) -> dict[str, Any]:
        stale = data.draw(st.sampled_from([0] * 9 + [1]), "stale")
        return {"score_id": score.pk, "version": score.version - stale, **more}

    def _text(self, data: st.DataObject) -> str:
        return data.draw(st.sampled_from(["Có văn bản"] * 5 + [""]), "text")

    def _until(self, data: st.DataObject) -> datetime.datetime:
        return self.now + data.draw(st.sampled_from([3, 40, 95, 0])) * DAY

    def _entry(self, data: st.DataObject, code: str) -> dict[str, Any]:
        return data.draw(st.sampled_from([FULL, NOTHING])).get(code, {"percent": "50"})

    def _claim(self, data: st.DataObject, *at: Any) -> dict[str, Any]:
        na = data.draw(st.booleans()) and at[2] == "2.2"
        entry = None if na else self._entry(data, at[2])
        return self._on_leaf(data, *at, entry=entry, not_applicable=na, note=self._text(data))

    def _award(self, data: st.DataObject, *at: Any) -> dict[str, Any]:
        accept = data.draw(st.booleans())
        more = {"accept": True} if accept else {"entry": self._entry(data, at[2])}
        return self._on_leaf(data, *at, reason=self._text(data), **more)

    def _settle(self, data: st.DataObject, *at: Any) -> dict[str, Any]:
        given = self._award(data, *at)
        given["reply"] = given.pop("reason")
        if data.draw(st.booleans(), "keep"):
            given.pop("accept", None), given.pop("entry", None)
        return given

    def _remark(self, word: str) -> Callable[..., dict[str, Any]]:
        def given(data: st.DataObject, *at: Any) -> dict[str, Any]:
            return {**self._on_leaf(data, *at), word: self._text(data)}

        return given

    def _domain(self, _data: st.DataObject, sheet: int, score: Score, code: str) -> dict[str, Any]:
        return {"assessment_id": sheet, "domain": score.criterion.domain}

    def _link(self, data: st.DataObject, sheet: int, score: Score, code: str) -> dict[str, Any]:
        url = f"https://example.vn/{data.draw(st.integers(0, 3))}"
        return {"score_id": score.pk, "url": url, "title": "Văn bản"}

    def _withdraw(
        self, data: st.DataObject, sheet: int, score: Score, code: str
    ) -> dict[str, Any] | None:
        link = EvidenceLink.objects.filter(score__assessment=sheet).order_by("-pk").first()
        return {"link_id": link.pk, "reason": self._text(data)} if link else None

    def _timed(self, data: st.DataObject, sheet: int, *_at: Any) -> dict[str, Any]:
        return {"assessment_id": sheet, "until": self._until(data)}

    def _reasoned(self, data: st.DataObject, *at: Any) -> dict[str, Any]:
        return {**self._timed(data, *at), "reason": self._text(data)}

    def _returned(self, data: st.DataObject, *at: Any) -> dict[str, Any]:
        given = self._reasoned(data, *at)
        return given if data.draw(st.booleans()) else {**given, "until": None}

    def _sheet(self, _data: st.DataObject, sheet: int, *_at: Any) -> dict[str, Any]:
        return {"assessment_id": sheet}

    def _sheet_with_reason(self, data: st.DataObject, sheet: int, *_at: Any) -> dict[str, Any]:
        return {"assessment_id": sheet, "reason": self._text(data)}

    def _sheets(self, _data: st.DataObject, sheet: int, *_at: Any) -> dict[str, Any]:
        return {"assessment_ids": [sheet]}

    acts: dict[str, tuple[str, Callable[..., dict[str, Any] | None]]] = {
        "save_claim": ("unit", _claim),
        "add_link": ("unit", _link),
        "withdraw_evidence": ("unit", _withdraw),
        "submit_assessment": ("unit", _sheet),
        "assign_parts": ("unit", RoundActs._parts),
        "return_leaf": ("unit", RoundActs._given_back),
        "explain": ("unit", lambda self, *at: self._remark("text")(*at)),
        "send_explanations": ("unit", _sheet),
        "award_points": ("reviewer", _award),
        "accept_domain": ("reviewer", _domain),
        "accept_leaf": ("reviewer", RoundActs._whole_leaf),
        "raise_flag": ("reviewer", lambda self, *at: self._remark("question")(*at)),
        "withdraw_flag": ("reviewer", lambda self, *at: self._remark("reason")(*at)),
        "settle_flag": ("reviewer", _settle),
        "dispute_flag": ("reviewer", lambda self, *at: self._remark("reply")(*at)),
        "close_explanation": ("reviewer", _sheet),
        "request_explanation": ("coordinator", _timed),
        "extend_deadline": ("coordinator", _reasoned),
        "extend_review": ("coordinator", _reasoned),
        "return_assessment": ("coordinator", _returned),
        "finish_review": ("coordinator", _sheets),
        "reopen_assessment": ("coordinator", _reasoned),
        "change_round": ("coordinator", RoundActs._rules),
        "reassign_body": ("coordinator", RoundActs._other_body),
        "import_survey": ("coordinator", RoundActs._survey),
        "leave_council": ("coordinator", _sheet_with_reason),
        "open_council": ("coordinator", CouncilActs._council),
        "send_to_council": ("coordinator", CouncilActs._of_council),
        "record_attendance": ("coordinator", CouncilActs._present),
        "decide_item": ("coordinator", CouncilActs._item),
        "remove_council_item": ("coordinator", CouncilActs._removed),
        "close_council": ("coordinator", CouncilActs._minutes),
    }

    # What must hold of an act that was not refused

    def _judge(self, name: str, who: User, before: State, after: State) -> None:
        assert after.lines[: len(before.lines)] == before.lines
        assert after.remarks[: len(before.remarks)] == before.remarks
        new = after.lines[len(before.lines) :]
        assert all(line["by_id"] == who.pk and line["at"] == self.now for line in new)
        self._judge_rounds(name, who, before, after)
        for pk, old in before.sheets.items():
            self._judge_sheet(old, after.sheets[pk], new)
        for pk, old in before.scores.items():
            if old != after.scores[pk]:
                self._judge_score(name, who, before, old, after.scores[pk], new)
        self._judge_links(who, before, after)

    def _judge_sheet(self, old: dict[str, Any], now: dict[str, Any], new: list[Any]) -> None:
        if old["status"] == now["status"]:
            return
        assert any(
            (line["assessment_id"] == old["id"] and line["before"] == {"status": old["status"]})
            or line["after"] == {"status": now["status"]}
            for line in new
        )
        steps = [
            (line["before"]["status"], line["after"]["status"])
            for line in new
            if line["assessment_id"] == old["id"] and "status" in (line["before"] or {})
        ]
        assert set(steps) <= EDGES
        assert (steps[0][0], steps[-1][1]) == (old["status"], now["status"])

    def _judge_score(
        self,
        name: str,
        who: User,
        before: State,
        old: dict[str, Any],
        now: dict[str, Any],
        new: list[Any],
    ) -> None:
        sheet = before.sheets[old["assessment_id"]]
        code, roles = self.codes[old["criterion_id"]], {m.role for m in who.held}
        mine = any(m.unit_id == sheet["unit_id"] for m in who.held)
        changed = {field for field in old if old[field] != now[field]}
        other = self._judge_other(name, who, sheet, changed, code)
        if name == "reassign_body":
            return  # one line for the round, and nothing of the score's own
        assert any(line["score_id"] == old["id"] for line in new)
        if name == "return_leaf":
            return  # no conflict for what the officer is typing meanwhile
        # Every change counts, and says who, when, from and to.
        assert now["version"] > old["version"]
        assert (now["changed_by_id"], now["changed_at"]) == (who.pk, self.now)
        if other:
            return

        def differs(fields: tuple[str, ...]) -> bool:
            return any(old[field] != now[field] for field in fields)

        if name == "save_claim" or differs(CLAIMED):
            assert name == "save_claim"
            assert sheet["status"] == "drafting"
            assert mine
            assert self.now < before.deadline(sheet["id"])
            parts = [m.parts for m in who.held if m.unit_id == sheet["unit_id"]]
            assert any(
                not some or any(f"{code}.".startswith(f"{part.code}.") for part in some)
                for some in parts
            )
            assert code != "3.1"
            return
        if name in ("explain", "send_explanations", "close_explanation"):
            assert sheet["status"] == "explaining"
            assert old["flag"] in ("raised", "answered")
            assert not differs(AWARDED)
            assert (self.now < sheet["explain_by"]) == (name != "close_explanation")
            assert mine == (name != "close_explanation")
        elif name == "return_assessment":
            assert Role.COORDINATOR in roles
            assert (now["flag"], differs(AWARDED)) == ("", False)
        else:
            # The reviewers' side: in review only, by the leaf's own body or by the council.
            assert self.now < before.review_deadline(sheet["id"])
            if name == "close_council":
                assert (sheet["status"], old["flag"], now["flag"]) == (
                    "council",
                    "disputed",
                    "settled",
                )
                assert Role.COORDINATOR in roles
            else:
                assert sheet["status"] in ("submitted", "in_review")
                assert any(m.body_id == old["reviewing_body_id"] for m in who.held)
                assert not mine
                assert code != "3.1"

    def _judge_links(self, who: User, before: State, after: State) -> None:
        known = {link["id"]: link for link in before.links}
        for link in after.links:
            if link == known.get(link["id"]):
                continue
            sheet = before.sheets[before.scores[link["score_id"]]["assessment_id"]]
            assert any(m.unit_id == sheet["unit_id"] for m in who.held)
            if sheet["status"] == "explaining":
                assert before.scores[link["score_id"]]["flag"] in ("raised", "answered")
                assert self.now < sheet["explain_by"]
            else:
                assert sheet["status"] == "drafting"
                assert self.now < before.deadline(sheet["id"])
        assert {link["id"] for link in after.links} >= known.keys()

    # What must hold of the world at any time

    @invariant()
    def sheets_are_what_their_state_says(self) -> None:
        for pk, sheet in self.state.sheets.items():
            scores = [s for s in self.state.scores.values() if s["assessment_id"] == pk]
            flags = {score["flag"] for score in scores}
            allowed = self.state.rounds[sheet["round_id"]]["explanations_allowed"]
            assert sheet["explanations"] <= allowed
            match sheet["status"]:
                case "drafting":
                    assert flags == {""}
                case "final":
                    assert not flags & set(OPEN)
                    assert all(s["awarded_points"] is not None or s["awarded_na"] for s in scores)
                case "council":
                    assert "disputed" in flags
                    assert not flags & {"raised", "answered"}
                case "explaining":
                    assert sheet["explain_by"]

    @invariant()
    def points_stay_within_the_leaf(self) -> None:
        for score in self.state.scores.values():
            for side in ("claimed", "awarded"):
                points = score[f"{side}_points"]
                assert points is None or 0 <= points <= score["max_points"]
            if score["flag"] in OPEN:
                assert score["awarded_points"] is not None or score["awarded_na"]
            if (score["awarded_points"], score["awarded_na"]) not in (
                (None, False),
                (score["claimed_points"], score["claimed_na"]),
            ):
                assert score["awarded_note"] or not (
                    score["awarded_points"] or score["claimed_points"]
                )

    @invariant()
    def an_answer_has_its_question(self) -> None:
        said: dict[int, list[str]] = {}
        for remark in self.state.remarks:
            said.setdefault(remark["score_id"], []).append(remark["kind"])
        for pk, score in self.state.scores.items():
            if score["flag"] in OPEN:
                assert "question" in said[pk]
            if score["flag"] in ("answered", "disputed"):
                assert "explanation" in said[pk]

    @invariant()
    def an_agenda_holds_disputes_alone(self) -> None:
        items = CouncilItem.objects.filter(council__closed_at=None)
        assert set(items.values_list("score__flag", flat=True)) <= {"disputed"}

    @invariant()
    def stages_are_kept_as_they_were(self) -> None:
        newest: dict[int, Snapshot] = {}
        for snapshot in Snapshot.objects.order_by("pk"):
            assert snapshot.sha256 == stages.digest(snapshot.leaves)
            if snapshot.stage == "final":
                newest[snapshot.assessment_id] = snapshot
        for pk, sheet in self.state.sheets.items():
            if sheet["status"] == "final":
                kept = newest[pk].leaves
                for score in self.state.scores.values():
                    if score["assessment_id"] == pk:
                        side = kept[self.codes[score["criterion_id"]]]["awarded"]
                        assert side["input"] == score["awarded_input"]
                        assert side["note"] == score["awarded_note"]


def test_no_sequence_of_acts_breaks_a_promise(monkeypatch: pytest.MonkeyPatch) -> None:
    Review.world, Review.patch = World(), monkeypatch
    Review.codes = dict(Score.objects.values_list("criterion_id", "criterion__code"))
    run_state_machine_as_test(
        Review,
        settings=settings(
            max_examples=10,
            stateful_step_count=25,
            # Shrinking replays hundreds of runs: a failure is told as it was found.
            phases=(Phase.explicit, Phase.reuse, Phase.generate),
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
