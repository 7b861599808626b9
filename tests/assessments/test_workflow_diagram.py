"""The diagram in the docs is made from the table, and no older than it."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from assessments.models import Status
from assessments.review.workflow import transitions
from assessments.review.workflow.diagram import page


def test_the_page_in_the_docs_is_up_to_date() -> None:
    call_command("workflow_diagram", check=True)


def test_a_change_of_the_table_makes_it_stale(monkeypatch: pytest.MonkeyPatch) -> None:
    row = transitions.TRANSITIONS["reopen"]
    other = replace(row, target=Status.DRAFTING)
    monkeypatch.setitem(transitions.TRANSITIONS, "reopen", other)
    with pytest.raises(CommandError, match="stale"):
        call_command("workflow_diagram", check=True)


def test_a_stale_page_is_written_anew(tmp_path: Path, settings: Any) -> None:
    settings.BASE_DIR = tmp_path
    (tmp_path / "docs").mkdir()
    with pytest.raises(CommandError, match="stale"):
        call_command("workflow_diagram", check=True)
    call_command("workflow_diagram")
    call_command("workflow_diagram", check=True)


def test_every_step_and_guard_is_told() -> None:
    told = page()
    for step in transitions.TRANSITIONS.values():
        for source in step.sources:
            line = f"    {Status(source).value} --> {Status(step.target).value}: {step.label.en}"
            assert line in told
        for guard in step.guards:
            assert guard.__doc__
            assert guard.__doc__.splitlines()[0] in told
