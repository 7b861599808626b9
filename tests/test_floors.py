"""The house stands on its floors: imports go down only, and one place alone moves a sheet's status."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FLOORS = ("criteria", "assessments", "rankings", "parindex")
PATHS = [
    path
    for floor in FLOORS
    for path in sorted((ROOT / floor).rglob("*.py"))
    if "migrations" not in path.parts
]


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(), str(path))


def imported(path: Path) -> Iterator[str]:
    """The first part of everything that a file imports, late imports included."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{named(path)}: imports are written in full"
            yield (node.module or "").split(".")[0]


def test_there_is_something_to_look_at() -> None:
    assert len(PATHS) > 60
    assert "assessments" in set(imported(ROOT / "rankings/computing/starting.py"))
    assert "criteria" in set(imported(ROOT / "assessments/review/workflow/transitions.py"))


@pytest.mark.parametrize("path", PATHS, ids=named)
def test_imports_go_down_only(path: Path) -> None:
    floor = FLOORS.index(path.relative_to(ROOT).parts[0])
    above = set(FLOORS[floor + 1 :]) | {"tests"}
    assert not above & set(imported(path))


def test_there_are_three_apps_and_the_project() -> None:
    apps = {path.parent.name for path in ROOT.glob("*/apps.py")}
    assert apps == {"criteria", "assessments", "rankings"}


def test_scales_are_pure_arithmetic() -> None:
    for path in (ROOT / "criteria/scales").rglob("*.py"):
        assert not {"django", "assessments"} & set(imported(path)), named(path)


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
    "rankings/models/__init__.py": {"super(FrozenQuerySet, self.scheduled()).update"},
}
"""By file: whose status it sets, where that is no sheet's."""


@pytest.mark.parametrize("path", PATHS, ids=named)
def test_only_the_workflow_moves_a_sheet(path: Path) -> None:
    found = {what for what, _line in writes_of_status(path)} - OTHERS.get(named(path), set())
    many = "Assessment.objects.filter(pk__in=[one.pk for one in started]).update"
    workflow = named(path) == "assessments/review/workflow/moving.py"
    assert found == ({"assessment", many} if workflow else set())


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


@pytest.mark.parametrize("path", PATHS, ids=named)
def test_no_binary_floating_point(path: Path) -> None:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id != "float", f"line {node.lineno}"
        if isinstance(node, ast.Constant) and isinstance(node.value, float):
            pytest.fail(f"{named(path)}:{node.lineno} writes {node.value}")
