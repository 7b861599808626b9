"""Clients of strangers: one generated from the schema, and those that docs/api.md shows."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command
from pytest_django.live_server_helper import LiveServer

from tests.rankings.worlds import Sheet, graded, make_tree, published

pytestmark = pytest.mark.django_db(transaction=True)

DOCS = Path("docs/api.md").read_text(encoding="utf-8")
SERVER = "http://127.0.0.1:8000"
LISTS = """
import sys
from client.api.rankings import rankings_list
from client.client import Client
from client.models import RankingRow, RankingsListLevel

answer = rankings_list.sync(
    client=Client(sys.argv[1]), level=RankingsListLevel.PROVINCE, year=2022
)
for row in answer.results:
    assert isinstance(row, RankingRow)
    print(row.rank, row.unit.name, row.index)
"""


@pytest.fixture
def server(live_server: LiveServer) -> str:
    tree = make_tree({"1.1": "10"})
    sheets = [Sheet({"1.1": "9.256"}, name="Cần Thơ"), Sheet({"1.1": "5"}, name="Kon Tum")]
    published(graded(tree, sheets))
    return str(live_server.url)


def run(command: list[str], at: Path) -> str:
    done = subprocess.run(
        command,
        cwd=at,
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
        env={"PYTHONUTF8": "1"},
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_a_generated_client_lists_a_ranking(server: str, tmp_path: Path) -> None:
    schema, settings = tmp_path / "schema.json", tmp_path / "settings.yml"
    call_command("spectacular", "--format", "openapi-json", "--file", str(schema))
    settings.write_text("post_hooks: []\n")
    generate = ["generate", "--path", str(schema), "--output-path", "client", "--meta", "none"]
    program = [sys.executable, "-m", "openapi_python_client", *generate]
    run([*program, "--config", str(settings)], tmp_path)
    listed = run([sys.executable, "-c", LISTS, server], tmp_path)
    assert listed.splitlines() == ["1 Cần Thơ 92.56", "2 Kon Tum 50.00"]


def block(language: str, with_text: str) -> str:
    """The one block of the docs in a language that holds a text."""
    blocks = re.findall(rf"```{language}\n(.*?)```", DOCS, re.DOTALL)
    (found,) = [one for one in blocks if with_text in one]
    return str(found)


def test_the_client_in_twenty_lines_of_python(server: str, tmp_path: Path) -> None:
    code = block("python", "If-None-Match")
    assert len(code.splitlines()) <= 20
    said = run([sys.executable, "-c", code.replace(SERVER, server)], tmp_path)
    assert said.splitlines() == ["1 Cần Thơ 92.56", "2 Kon Tum 50.00", "unchanged"]


def test_the_client_in_curl(server: str, tmp_path: Path) -> None:
    script = block("sh", "If-None-Match").replace(SERVER, server)
    said = run(["bash", "-euc", script], tmp_path)
    rows, table, status = said.partition("\ufeff")[0], said.partition("\ufeff")[2], said[-3:]
    assert [row["index"] for row in json.loads(rows)["results"]] == ["92.56", "50.00"]
    assert table.startswith("rank,unit.id,")
    assert status == "304"
