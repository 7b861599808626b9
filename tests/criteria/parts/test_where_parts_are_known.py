"""A part is known by its own modules alone: whoever adds one touches its part and its notation, and no list of them."""

import ast
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from criteria.scales.parts import PARTS

ROOMS = ("criteria", "assessments", "rankings")
OWN = ("criteria/scales/parts/", "criteria/scales/notation/")
FROZEN = "criteria/scales/six_kinds.py"
"""The six kinds of JSON that published sets are frozen with; no new part comes to it."""
DEMO = "rankings/demo/entries.py"
"""The demo's entries, likelier ones for the parts of the sets of 2022; those of any other part are taken by chance."""


def sources() -> Iterator[tuple[str, ast.Module]]:
    for room in ROOMS:
        for path in sorted((settings.BASE_DIR / room).rglob("*.py")):
            name = str(path.relative_to(settings.BASE_DIR))
            if "/migrations/" not in name:
                yield name, ast.parse(path.read_text(encoding="utf-8"))


def parts_imported(tree: ast.Module) -> set[str]:
    """The modules of single parts that a module imports, by their names."""
    found = set()
    for node in ast.walk(tree):
        names: list[str] = []
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        for name in names:
            room, _dot, last = name.rpartition(".")
            if last in PARTS and room.endswith(("scales.parts", "scales.notation")):
                found.add(last)
    return found


def test_nobody_outside_the_parts_knows_one_by_its_class() -> None:
    known = {name for name, tree in sources() if parts_imported(tree) and not name.startswith(OWN)}
    assert known == {FROZEN, DEMO}


def test_parts_do_not_know_each_other() -> None:
    strays = [
        (name, sorted(others))
        for name, tree in sources()
        if name.startswith(OWN[0])
        and (others := parts_imported(tree) - {Path(name).stem})
        and Path(name).stem in PARTS
    ]
    assert strays == []


def test_a_part_has_at_most_three_files_of_code_of_its_own() -> None:
    files = [name for name, _tree in sources()]
    for part in PARTS:
        own = [name for name in files if Path(name).stem == part and name.startswith(OWN)]
        assert 1 <= len(own) <= 3, own
