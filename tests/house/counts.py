"""What can be counted of the house's rules, each beside its limit."""

import ast
import re
from collections import defaultdict
from dataclasses import dataclass

from tests.house.code import PATHS, ROOT, arrows, circles, path_name, tree
from tests.house.states import state_literals

LONGEST_MODULE = 400
LONGEST_TEMPLATE_LINE = 120
LONGEST_SCRIPT = 120
FAULTS = {"Exception", "APIException", "Refused"}
COMMON_NAMES = {"Command", "Meta", "ready", "urlpatterns"}
"""Names that Django itself asks for."""


@dataclass(frozen=True)
class Count:
    """Something counted, with the places where it stands."""

    what: str
    places: list[str]
    at_most: int

    @property
    def is_kept(self) -> bool:
        return len(self.places) <= self.at_most


def long_template_lines() -> list[str]:
    return [
        f"{path_name(path)}:{number}"
        for path in sorted((ROOT / "templates").rglob("*.html"))
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if len(line) > LONGEST_TEMPLATE_LINE
    ]


def long_modules() -> list[str]:
    return [path_name(path) for path in PATHS if path.read_text().count("\n") > LONGEST_MODULE]


def long_scripts() -> list[str]:
    scripts = sorted((ROOT / "static").rglob("*.js"))
    return [path_name(path) for path in scripts if path.read_text().count("\n") > LONGEST_SCRIPT]


def shared_names() -> list[str]:
    """Public classes and functions of one name in several files, doors of the same kind aside."""
    places: dict[str, list[str]] = defaultdict(list)
    for path in PATHS:
        for node in tree(path).body:
            if isinstance(node, ast.ClassDef | ast.FunctionDef) and not node.name.startswith("_"):
                places[node.name].append(path_name(path))
    return [
        f"{name}: {', '.join(where)}"
        for name, where in sorted(places.items())
        if len(where) > 1 and name not in COMMON_NAMES
    ]


PREPOSITIONS = {
    "above",
    "after",
    "at",
    "before",
    "below",
    "beside",
    "between",
    "by",
    "for",
    "from",
    "in",
    "into",
    "of",
    "on",
    "over",
    "to",
    "under",
    "with",
    "within",
}
PARTICIPLES = {
    "begun",
    "bought",
    "brought",
    "built",
    "chosen",
    "done",
    "drawn",
    "found",
    "given",
    "gone",
    "held",
    "hidden",
    "kept",
    "known",
    "laid",
    "left",
    "lost",
    "made",
    "met",
    "named",
    "seen",
    "sent",
    "set",
    "shown",
    "taken",
    "told",
    "written",
}
"""The irregular ones; the others end with ``ed``."""


def bare_names() -> list[str]:
    """Public classes and functions called by a bare participle or preposition; faults are called Refused."""
    found = []
    for path in PATHS:
        for node in tree(path).body:
            if not isinstance(node, ast.ClassDef | ast.FunctionDef) or node.name.startswith("_"):
                continue
            word = node.name.lower()
            is_fault = isinstance(node, ast.ClassDef) and any(
                getattr(base, "id", "") in FAULTS for base in node.bases
            )
            is_bare = word in PREPOSITIONS | PARTICIPLES or re.fullmatch("[a-z]{3,}ed", word)
            if is_bare and not is_fault:
                found.append(f"{path_name(path)}:{node.lineno}: {node.name}")
    return found


def counts() -> list[Count]:
    return [
        Count("template lines over 120 characters", long_template_lines(), 0),
        Count("modules over 400 lines", long_modules(), 0),
        Count("scripts over 120 lines", long_scripts(), 0),
        Count("circles of modules", [" ".join(sorted(one)) for one in circles(arrows())], 0),
        Count("states and roles spelled outside their home", state_literals(), 0),
        Count("public names that are a bare participle", bare_names(), 0),
        Count("public names in more than one file", shared_names(), 24),
    ]


def report() -> int:
    """Prints every count; answers 1 where a limit is passed, and says where."""
    found = counts()
    for count in found:
        print(f"{count.what:<45}{len(count.places):>5}   at most {count.at_most}")
        if not count.is_kept:
            print("\n".join(f"    {place}" for place in count.places[:40]))
    return 0 if all(count.is_kept for count in found) else 1
