"""The code of the apps as files, modules and imports."""

import ast
import functools
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
FLOORS = ("criteria", "assessments", "rankings", "parindex")
PATHS = tuple(
    path
    for floor in FLOORS
    for path in sorted((ROOT / floor).rglob("*.py"))
    if "migrations" not in path.parts
)


def path_name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@functools.cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(), str(path))


def module_of(path: Path) -> str:
    """The dotted name of a file; of a package's face the package's own."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module_of(path): path for path in PATHS}


@dataclass(frozen=True)
class Import:
    """A module that a file takes names from, and the line where it does."""

    module: str
    line: int


def imports(path: Path) -> Iterator[Import]:
    """Yields everything that a file imports, late imports and those for the checker included."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (Import(alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path_name(path)}: imports are written in full"
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                yield Import(whole if whole in MODULES else node.module or "", node.lineno)


def arrows() -> dict[str, set[str]]:
    """Each module with those of our own that it imports."""
    return {
        module: {one.module for one in imports(path) if one.module in MODULES} - {module}
        for module, path in MODULES.items()
    }


def circles(graph: dict[str, set[str]]) -> list[set[str]]:
    """The groups of nodes that reach each other; none in a house without circles."""

    def reached(start: str) -> set[str]:
        seen: set[str] = set()
        waiting = [start]
        while waiting:
            for node in graph.get(waiting.pop(), set()) - seen:
                seen.add(node)
                waiting.append(node)
        return seen

    reach = {node: reached(node) for node in graph}
    found: list[set[str]] = []
    for node in graph:
        group = {other for other in reach[node] if node in reach.get(other, set())}
        if group and group not in found:
            found.append(group)
    return found
