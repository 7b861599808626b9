"""The file of ``make bench``: a part measured alone leaves the others' figures."""

import json
from pathlib import Path
from typing import Any

from tests.bench.report import Line, keep


def kept(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text())
    return found


def test_a_part_measured_alone_leaves_the_others(tmp_path: Path) -> None:
    path = tmp_path / "var" / "bench.json"
    keep(
        {"saves": [Line("S", "a", 1, "s")], "list": [Line("L", "b", 2, "/s")]},
        ["one"],
        {"list": 2},
        path,
    )
    keep({"saves": [Line("S", "a", 3, "s", at_most=2)]}, ["two"], {}, path)
    found = kept(path)
    assert [(row["part"], row["what"], row["value"]) for row in found["lines"]] == [
        ("list", "b", 2),
        ("saves", "a", 3),
    ]
    assert [row["about"] for row in found["lines"]] == [["one"], ["two"]]
    assert [row["kept"] for row in found["lines"]] == [None, False]
    assert (found["list"], found["about"]) == (2, ["two"])
