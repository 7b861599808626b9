"""Random acts on a whole round and within a unit, and the rules by which they are judged.

The acts on one sheet stand with the machine that draws them (``test_review_properties``).
"""

import datetime
import io
from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from assessments.models import Council, Role, Score, User
from tests.assessments.review_world import State, World

DAY = datetime.timedelta(days=1)
Given = dict[str, Any] | None


class RoundActs:
    """Arguments for acts that concern more than one leaf's two sides."""

    world: World
    state: State
    now: datetime.datetime
    _text: Callable[[st.DataObject], str]

    def _round_of(self, sheet: int) -> dict[str, Any]:
        return self.state.rounds[self.state.sheets[sheet]["round_id"]]

    def _whole_leaf(self, data: st.DataObject, sheet: int, score: Score, code: str) -> Given:
        number = data.draw(st.sampled_from([1, 1, 1, 2]), "number")
        return {
            "round_id": self._round_of(sheet)["id"],
            "leaf": score.criterion,
            "number_shown": number,
        }

    def _other_body(self, data: st.DataObject, sheet: int, score: Score, code: str) -> Given:
        bodies = [reviewer.held[0].body_id for reviewer in self.world.reviewers.values()]
        return {
            "round_id": self._round_of(sheet)["id"],
            "codes": [code],
            "body_id": data.draw(st.sampled_from([*bodies, None]), "body"),
            "reason": self._text(data),
        }

    def _parts(self, data: st.DataObject, sheet: int, score: Score, code: str) -> Given:
        officer = self.world.of_unit[self.state.sheets[sheet]["unit_id"]][2]
        given = data.draw(st.sampled_from([None, [code], ["1"], []]), "parts")
        return {
            "assessment_id": sheet,
            "membership_id": officer.memberships.values_list("pk", flat=True).get(),
            "codes": given,
        }

    def _given_back(self, data: st.DataObject, sheet: int, score: Score, code: str) -> Given:
        return {"score_id": score.pk, "note": self._text(data)}

    def _survey(self, data: st.DataObject, sheet: int, score: Score, code: str) -> Given:
        unit = self.world.codes[self.state.sheets[sheet]["unit_id"]]
        percent = data.draw(st.sampled_from(["50", "87,5", "101"]), "percent")
        rows = f"mã đơn vị;mã tiêu chí;tỷ lệ (%)\n{unit};3.1;{percent}\n"
        return {
            "round_id": self._round_of(sheet)["id"],
            "name": "Kết quả.csv",
            "stream": io.BytesIO(rows.encode()),
            "dry_run": False,
        }

    def _rules(self, data: st.DataObject, sheet: int, score: Score, code: str) -> Given:
        now = self._round_of(sheet)
        name = data.draw(st.sampled_from(["explanations_allowed", "submit_by", "review_by"]))
        if name == "explanations_allowed":
            wanted: Any = data.draw(st.integers(0, 3), "explanations")
        else:
            # Before, or after, the present one; at times in the past.
            wanted = now[name] + data.draw(st.sampled_from([-20, -1, 1, 20]), "days") * DAY
        seen = data.draw(st.sampled_from([now[name]] * 4 + [None]), "seen")
        return {
            "round_id": now["id"],
            "wanted": {name: wanted},
            "seen": {name: seen},
            "reason": self._text(data),
        }

    # What must hold where such an act was not refused

    def _judge_rounds(self, name: str, who: User, before: State, after: State) -> None:
        for pk, old in before.rounds.items():
            if old == after.rounds[pk]:
                continue
            assert name == "change_round"
            assert any(m.role == Role.COORDINATOR for m in who.held)
            line = after.lines[-1]
            assert (line["act"], line["round_id"]) == ("change_round", pk)
            for moved in ("submit_by", "review_by"):
                if old[moved] != after.rounds[pk][moved]:
                    assert after.rounds[pk][moved] > self.now

    def _judge_other(
        self, name: str, who: User, sheet: dict[str, Any], changed: set[str], code: str
    ) -> bool:
        """Whether the act is one of these; then it has changed nothing but what it is for."""
        roles = {m.role for m in who.held}
        match name:
            case "reassign_body":
                assert changed == {"reviewing_body_id"}
                assert Role.COORDINATOR in roles
                assert sheet["status"] != "final"
            case "return_leaf":
                assert changed == {"returned_note"}
                assert any(
                    m.unit_id == sheet["unit_id"] and m.role == Role.LEADER for m in who.held
                )
                assert sheet["status"] == "drafting"
            case "import_survey":
                assert changed <= {
                    *("awarded_input", "awarded_points", "awarded_na", "awarded_note"),
                    *("version", "changed_at", "changed_by_id"),
                }
                assert code == "3.1"
                assert Role.COORDINATOR in roles
                assert sheet["status"] != "final"
            case _:
                return False
        return True


class CouncilActs:
    """Arguments for a council's acts: on the newest of the sheet's round."""

    state: State
    now: datetime.datetime
    _text: Callable[[st.DataObject], str]
    _entry: Callable[[st.DataObject, str], dict[str, Any]]

    def _council(self, data: st.DataObject, sheet: int, *_at: Any) -> dict[str, Any] | None:
        scores = Score.objects.filter(assessment=sheet, flag="disputed").values_list(
            "pk", flat=True
        )
        return {
            "round_id": self.state.sheets[sheet]["round_id"],
            "title": "Phiên họp",
            "held_on": datetime.date(2026, 11, 24),
            "members": [("Trần A", ""), ("Lê B", "")],
            "score_ids": list(scores),
        }

    def _open_council(self, sheet: int) -> Council | None:
        held = Council.objects.filter(round=self.state.sheets[sheet]["round_id"])
        return held.order_by("-pk").first()

    def _of_council(self, data: st.DataObject, sheet: int, *_at: Any) -> dict[str, Any] | None:
        council = self._open_council(sheet)
        return {"council_id": council.pk} if council else None

    def _present(self, data: st.DataObject, sheet: int, *_at: Any) -> dict[str, Any] | None:
        council = self._open_council(sheet)
        if council is None:
            return None
        how = data.draw(st.sampled_from(["present", "written", "present", "absent"]))
        return {
            "council_id": council.pk,
            "presences": {member.pk: how for member in council.members.all()},
        }

    def _item(self, data: st.DataObject, sheet: int, *_at: Any) -> dict[str, Any] | None:
        council = self._open_council(sheet)
        items = list(council.items.select_related("score__criterion")) if council else []
        if not items:
            return None
        item = data.draw(st.sampled_from(items), "item")
        seen = data.draw(st.sampled_from([item.decided_at] * 5 + [self.now]), "seen")
        entry = self._entry(data, item.score.criterion.code)
        more: dict[str, Any] = data.draw(st.sampled_from([{"accept": True}, {"entry": entry}, {}]))
        return {"item_id": item.pk, "reason": self._text(data), "seen": seen, **more}

    def _removed(self, data: st.DataObject, *at: Any) -> dict[str, Any] | None:
        given = self._item(data, *at)
        return {"item_id": given["item_id"]} if given else None

    def _minutes(self, data: st.DataObject, *at: Any) -> dict[str, Any] | None:
        given = self._of_council(data, *at)
        return given and {**given, "minutes_number": "1", "minutes": self._text(data)}
