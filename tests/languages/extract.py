"""Messages as templates and code hold them, without GNU gettext."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation.template import templatize

CALLS = {
    "gettext": ("one",),
    "gettext_lazy": ("one",),
    "gettext_noop": ("one",),
    "ngettext": ("one", "many"),
    "ngettext_lazy": ("one", "many"),
    "pgettext": ("context", "one"),
    "pgettext_lazy": ("context", "one"),
    "npgettext": ("context", "one", "many"),
    "npgettext_lazy": ("context", "one", "many"),
}
"""The roles of the leading arguments of Django's functions."""

_STRING = r"u?'(?:[^'\\]|\\.)*'|u?\"(?:[^\"\\]|\\.)*\""
_IN_TEMPLATE = re.compile(rf"\b(n?p?gettext|_)\(((?:\s*(?:{_STRING})\s*,?)+)(?:\s*count)?\s*\)")


@dataclass(frozen=True, order=True)
class Message:
    """What the catalogue knows a message by, and its plural."""

    one: str
    context: str = ""
    many: str = ""

    @property
    def key(self) -> tuple[str, str]:
        return self.one, self.context


def message(function: str, arguments: Iterable[str]) -> Message:
    """The message of a call of one of Django's functions with these leading arguments."""
    return Message(**dict(zip(CALLS[function], arguments, strict=False)))


def of_template(source: str) -> Iterator[Message]:
    """Every message of a template: translate, blocktranslate and ``_("…")`` in other tags."""
    # Django turns the tags into calls; all other text it blots out.
    for name, arguments in _IN_TEMPLATE.findall(templatize(source)):
        yield message("gettext" if name == "_" else name, ast.literal_eval(f"[{arguments}]"))


def _literal(node: ast.expr) -> str | None:
    """The text of a literal, in one piece or joined by ``+``; None for anything else."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        left, right = _literal(node.left), _literal(node.right)
        return None if left is None or right is None else left + right
    return None


def of_python(source: str) -> Iterator[Message | None]:
    """Every message of a module, by whatever name it imports Django's functions.

    None stands for one that is not a literal: no catalogue could know it.
    """
    tree = ast.parse(source)
    names = {
        alias.asname or alias.name: alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for alias in node.names
        if alias.name in CALLS
    }
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
            continue
        if function := names.get(node.func.id):
            given = [_literal(argument) for argument in node.args[: len(CALLS[function])]]
            known = [text for text in given if text is not None]
            yield message(function, known) if len(known) == len(given) else None


def of_files(paths: Iterable[Path], base: Path) -> dict[Message, set[str]]:
    """The messages of templates (.html, .txt) and modules (.py), each with the files it is in."""
    found: dict[Message, set[str]] = defaultdict(set)
    for path in paths:
        source = path.read_text(encoding="utf-8")
        for one in of_python(source) if path.suffix == ".py" else of_template(source):
            if one is not None:
                found[one].add(path.relative_to(base).as_posix())
    return found
