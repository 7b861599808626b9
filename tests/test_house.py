"""What the house's rules forbid is seen, and is not there."""

from pathlib import Path

import pytest

from tests.house import states
from tests.house.code import PATHS, ROOT

KNOWN = states.choices()


def test_every_class_of_choices_is_found() -> None:
    words = {one.word for one in KNOWN}
    assert words >= {"status", "state", "flag", "role", "source", "phase", "stage", "mail"}
    assert {len(one.values) > 1 for one in KNOWN} == {True}


def test_no_module_spells_a_state_or_a_role_itself() -> None:
    assert [place for path in PATHS for place in states.literals(path, KNOWN)] == []


def test_no_template_spells_a_state_or_a_role_itself() -> None:
    templates = sorted((ROOT / "templates").rglob("*.html"))
    assert [place for path in templates for place in states.template_literals(path, KNOWN)] == []


FORBIDDEN = """
sheets.filter(status="final")
sheets.filter(assessment__status__in=("submitted", "in_review"))
sheets.filter(**{"status": "final"})
sheets.filter(**{f"{path}status": "final"})
if sheet.status == "final" or "raised" in score.flag:
    sheet.status = "final"
if row["status"] != "final": pass
user.holds("inspector"), user.units("officer", Role.LEADER)
ROLES: tuple[str, ...] = ("officer", "leader")
def act(status: str = "final", *, old_status: str | None = "drafting") -> None: ...
state = data.get("status", "final")
match score.flag:
    case "raised" | "answered": pass
sql = "SELECT id FROM leaf WHERE leaf.source <> 'survey' AND a.status IN ('final')"
label = "final" if sheet.is_over else "submitted"
sheet.status = "final" if over else "submitted"
"""
ALLOWED = """
sheets.filter(status=Status.FINAL, title="final")
if answer.kind == "bands" or "final" in names: pass
filters = {"raised": Flag.RAISED}
record(before={"status": "final"})
flag = data.get("flag", "")
"""


@pytest.fixture
def module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(states, "path_name", lambda path: path.name)
    return tmp_path / "act.py"


def test_every_way_of_spelling_one_is_seen(module: Path) -> None:
    module.write_text(FORBIDDEN)
    lines = {int(place.split(":")[1]) for place in states.literals(module, KNOWN)}
    every = range(2, len(FORBIDDEN.splitlines()) + 1)
    # The branch of a match stands below it; a text that only looks like a state is none.
    assert sorted(set(every) - lines) == [13, 16]


def test_what_is_no_state_is_left_alone(module: Path) -> None:
    module.write_text(ALLOWED)
    assert states.literals(module, KNOWN) == []


def test_templates_are_read_too(module: Path) -> None:
    module.write_text(
        """{% if sheet.status == "final" %}\n{% elif 'officer' == x %}\n{{ a.role != 'officer' }}"""
    )
    lines = [place.split(":")[1] for place in states.template_literals(module, KNOWN)]
    assert lines == ["1", "3"]
