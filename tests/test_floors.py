"""The house stands on its floors: imports go down only, and one place alone moves a sheet's status."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.code import FLOORS, MODULES, PATHS, ROOT, arrows, circles, imports, path_name, tree
from tests.house.rooms import DOCS, PAGES, ROOMS, WHO_SHOWS_PAGES, room_of, written


def imported(path: Path) -> set[str]:
    """The first part of everything that a file imports, late imports included."""
    return {one.module.split(".")[0] for one in imports(path)}


def test_there_is_something_to_look_at() -> None:
    assert len(PATHS) > 60
    assert "assessments" in imported(ROOT / "rankings/computing/starting.py")
    assert "criteria" in imported(ROOT / "assessments/review/workflow/transitions.py")


def test_imports_go_down_only() -> None:
    up = {}
    for path in PATHS:
        floor = FLOORS.index(path.relative_to(ROOT).parts[0])
        above = set(FLOORS[floor + 1 :]) | {"tests"}
        up[path_name(path)] = above & imported(path)
    assert {name for name, found in up.items() if found} == set()


NAMED = {f"{floor}.{room.name}": room for floor, rooms in ROOMS.items() for room in rooms}


def looks_too_far(path: Path) -> Iterator[str]:
    """Yields each import of a file that its room's row in the table does not allow."""
    own = room_of(path)
    floor = own.split(".")[0]
    for one in imports(path):
        if one.module not in MODULES:
            continue
        other = room_of(MODULES[one.module])
        if other == PAGES and floor != "assessments":
            allowed = own in WHO_SHOWS_PAGES
        elif own in NAMED and other != own and other.startswith(f"{floor}."):
            allowed = other.removeprefix(f"{floor}.") in NAMED[own].looks_into
        else:
            allowed = not other.startswith(f"{floor}.") or other in NAMED or own not in NAMED
        if not allowed:
            yield f"{path_name(path)}:{one.line} looks into {other}"


def test_a_room_looks_only_into_those_of_its_table() -> None:
    assert [fault for path in PATHS for fault in looks_too_far(path)] == []


@pytest.mark.parametrize("name", NAMED)
def test_a_room_of_the_table_stands_and_needs_what_it_may_look_into(name: str) -> None:
    inside = [path for path in PATHS if room_of(path) == name]
    assert inside, "no such room"
    seen = {
        room_of(MODULES[one.module])
        for path in inside
        for one in imports(path)
        if one.module in MODULES
    }
    floor = name.split(".", maxsplit=1)[0]
    assert {f"{floor}.{other}" for other in NAMED[name].looks_into} <= seen


def test_rooms_stand_in_no_circle() -> None:
    graph = {
        name: {f"{name.split('.')[0]}.{other}" for other in room.looks_into}
        for name, room in NAMED.items()
    }
    assert circles(graph) == []


def test_modules_import_each_other_in_no_circle() -> None:
    assert circles(arrows()) == []


def test_circles_are_seen() -> None:
    graph = {"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}, "e": set()}
    assert circles(graph) == [{"a", "b", "c"}]


def test_the_developers_page_shows_the_rooms() -> None:
    """``python -m tests.house map`` brings it up to date."""
    text = DOCS.read_text()
    assert text == written(text)


def test_there_are_three_apps_and_the_project() -> None:
    apps = {path.parent.name for path in ROOT.glob("*/apps.py")}
    assert apps == {"criteria", "assessments", "rankings"}


def test_scales_are_pure_arithmetic() -> None:
    for path in (ROOT / "criteria/scales").rglob("*.py"):
        assert not {"django", "assessments"} & imported(path), path_name(path)


def targets(node: ast.AST) -> list[ast.expr]:
    if isinstance(node, ast.Assign):
        return node.targets
    return [node.target] if isinstance(node, ast.AugAssign | ast.AnnAssign) else []


def by_assignment(node: ast.AST) -> Iterator[ast.expr]:
    for target in targets(node):
        for part in ast.walk(target):
            match part:
                case ast.Attribute(value=what, attr="status", ctx=ast.Store()):
                    yield what


def by_call(node: ast.AST) -> Iterator[ast.expr]:
    if not isinstance(node, ast.Call):
        return
    name = getattr(node.func, "attr", getattr(node.func, "id", ""))
    words = [arg.value for arg in node.args if isinstance(arg, ast.Constant)]
    if name == "setattr" and "status" in words:
        yield node.args[0]
    if name == "bulk_update" and any(
        isinstance(part, ast.Constant) and part.value == "status" for part in ast.walk(node)
    ):
        yield node.func
    if name in {"update", "create", "Assessment", "update_or_create"}:
        yield from (node.func for keyword in node.keywords if keyword.arg == "status")


def writes_of_status(path: Path) -> Iterator[tuple[str, int]]:
    """Every place that sets ``.status`` of something, or passes ``status=`` to a mass write."""
    for node in ast.walk(tree(path)):
        for what in (*by_assignment(node), *by_call(node)):
            yield ast.unparse(what), what.lineno


OTHERS = {
    # A set and a ranking have a status of their own.
    "criteria/actions/publishing.py": {"locked"},
    "criteria/signals.py": {"instance"},
    "rankings/computing/steps.py": {"ranking"},
    "rankings/publishing/publication.py": {"ranking"},
    "rankings/models/ranking.py": {"super(PublishedRankingGuard, self.scheduled()).update"},
}
"""By file: whose status it sets, where that is no sheet's."""


def test_only_the_workflow_moves_a_sheet() -> None:
    many = "Assessment.objects.filter(pk__in=[sheet.pk for sheet in started]).update"
    writes = {}
    for path in PATHS:
        found = {what for what, _line in writes_of_status(path)}
        writes[path_name(path)] = found - OTHERS.get(path_name(path), set())
    assert {name: found for name, found in writes.items() if found} == {
        "assessments/review/workflow/moving.py": {"assessment", many}
    }


FORBIDDEN = """
def act(assessment, sheets):
    assessment.status = "final"
    setattr(assessment, "status", "final")
    sheets.update(status="final")
    Assessment.objects.create(status="final")
    one, other.status = 1, "final"
    counts[other.status] = 1
    Assessment.objects.bulk_update(sheets, ["status"])
"""


def test_every_way_of_moving_it_is_seen(tmp_path: Path) -> None:
    file = tmp_path / "act.py"
    file.write_text(FORBIDDEN)
    assert sorted(line for _what, line in writes_of_status(file)) == [3, 4, 5, 6, 7, 9]


def test_no_binary_floating_point() -> None:
    found = []
    for path in PATHS:
        for node in ast.walk(tree(path)):
            called = isinstance(node, ast.Call) and getattr(node.func, "id", "") == "float"
            literal = isinstance(node, ast.Constant) and isinstance(node.value, float)
            if called or literal:
                found.append(f"{path_name(path)}:{node.lineno}")  # type: ignore[attr-defined]
    assert found == []
