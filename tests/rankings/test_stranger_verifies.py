"""``docs/verify_ranking.py`` on the public JSON: agrees, and misses no changed digit."""

import importlib.util
import json
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rankings.computing import proof
from rankings.models import Ranking
from tests.rankings.test_verify_ranking import MAXIMA, SHEETS
from tests.rankings.worlds import computed, graded, make_tree, published
from tests.remembered import remembered

pytestmark = pytest.mark.django_db

SCRIPT = Path(__file__).parents[2] / "docs" / "verify_ranking.py"


def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("verify_ranking", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


stranger = script()


def lines(ranking: Ranking, query: str = "") -> list[str]:
    answer = Client().get(f"/api/v1/rankings/{ranking.pk}/proof/{query}")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/x-ndjson"
    return b"".join(answer).decode().splitlines()


@pytest.fixture
@remembered
def ranking() -> Ranking:
    return published(graded(make_tree(MAXIMA, survey=["3"]), SHEETS))


def test_it_agrees_with_the_digest(ranking: Ranking) -> None:
    found = lines(ranking)
    assert len(found) == 1 + len(SHEETS)
    assert stranger.verify(found, ranking.digest) == []


def test_it_runs_alone(ranking: Ranking, tmp_path: Path) -> None:
    file = tmp_path / "proof.jsonl"
    file.write_text("\n".join(lines(ranking)))
    command = [sys.executable, "-I", str(SCRIPT), str(file)]
    done = subprocess.run([*command, ranking.digest], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "Everything agrees with the digest.\n")
    done = subprocess.run([*command, "0" * 64], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "digest as published" in done.stdout


def test_one_unit_is_verified_alone(ranking: Ranking) -> None:
    code = ranking.rows.get(name="Kon Tum").code
    found = lines(ranking, f"?unit={code}")
    assert len(found) == 2
    assert stranger.verify(found, ranking.digest) == []
    other = found[1].replace('"Kon Tum"', '"Kon Tom"')
    assert stranger.verify([found[0], other]) != []


def test_an_unknown_unit_has_no_proof(ranking: Ranking) -> None:
    assert Client().get(f"/api/v1/rankings/{ranking.pk}/proof/?unit=none").status_code == 404


def test_a_draft_is_for_nobody() -> None:
    draft = computed(graded(make_tree(MAXIMA), SHEETS))
    assert Client().get(f"/api/v1/rankings/{draft.pk}/proof/").status_code == 404


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_one_changed_digit_anywhere_fails_and_is_placed(
    shared: tuple[str, str], data: st.DataObject
) -> None:
    text, _digest = shared
    place = data.draw(st.sampled_from([match.start() for match in re.finditer("[0-9]", text)]))
    digit = data.draw(st.sampled_from("0123456789").filter(lambda one: one != text[place]))
    changed = text[:place] + digit + text[place + 1 :]
    number = text.count("\n", 0, place)
    try:
        faults = stranger.verify(changed.split("\n"))
    except ValueError as error:
        # No longer JSON, or another form: it says which line.
        faults = [str(error)]
        place_said = f"line {number + 1}"
    else:
        # The code itself may be what has changed.
        code = json.loads(changed.split("\n")[number]).get("code")
        place_said = f"unit {code} " if code else ""
    assert [fault for fault in faults if place_said in fault]


@pytest.fixture
def shared(ranking: Ranking) -> tuple[str, str]:
    return "\n".join(lines(ranking)), ranking.digest


def test_what_is_read_at_a_time_does_not_grow(monkeypatch: pytest.MonkeyPatch) -> None:
    ranking = computed(graded(make_tree(MAXIMA), SHEETS * 3))
    ranking = Ranking.objects.select_related("round__criteria_set").get(pk=ranking.pk)
    monkeypatch.setattr(proof, "CHUNK", 4)
    with CaptureQueriesContext(connection) as queries:
        assert stranger.verify(proof.proof(ranking)) == []
    assert len(queries) == 3 + 3 * 3
