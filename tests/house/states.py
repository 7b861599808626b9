"""Where the code spells a state or a role anew, outside the class that names it.

Every ``TextChoices`` of the apps counts, found by itself. The lower-cased name of such a class is the
word by which code asks for it: ``status=``, ``one.flag ==``, ``roles = (…)``.
"""

import ast
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias, TypeGuard

from tests.house.code import PATHS, ROOT, path_name, tree

ASKED_OF_A_PERSON = {"holds", "units"}
"""Methods whose plain arguments are roles."""


@dataclass(frozen=True)
class Choices:
    """A class of choices: where it stands, the word that asks for it, and its values."""

    home: Path
    word: str
    values: frozenset[str]


def _is_choices(node: ast.AST) -> bool:
    return isinstance(node, ast.ClassDef) and any(
        getattr(base, "attr", getattr(base, "id", "")) == "TextChoices" for base in node.bases
    )


def _values(node: ast.ClassDef) -> Iterator[str]:
    for line in node.body:
        match line:
            case ast.Assign(value=ast.Tuple(elts=[ast.Constant(value=str(value)), *_])):
                yield value


def choices(paths: tuple[Path, ...] = PATHS) -> list[Choices]:
    """Every class of choices in ``paths``."""
    return [
        Choices(path, node.name.lower(), frozenset(_values(node)))
        for path in paths
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ClassDef) and _is_choices(node)
    ]


def _words(name: str) -> set[str]:
    """What a name may ask for: ``old_status`` for a status, ``roles`` for roles."""
    last = name.lower().strip("_").rpartition("_")[2]
    return {last, last.removesuffix("s"), last.removesuffix("es")}


def _asked(node: ast.AST) -> set[str]:
    match node:
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return _words(name)
        case ast.Call(func=ast.Attribute(attr="get"), args=[ast.Constant(value=str(name)), *_]):
            return _words(name)
        case ast.Call(func=what):
            return _asked(what)
        case ast.Subscript(slice=ast.Constant(value=str(name))):
            return _words(name)
    return set()


def _looked_up(key: str) -> set[str]:
    """What a filter asks for: ``assessment__status__in`` for a status."""
    return {word for part in key.split("__") for word in _words(part)}


Pairs: TypeAlias = Iterator[tuple[set[str], ast.AST]]
"""Expressions, each with the words of what is asked for where it stands."""


def _given(module: ast.Module) -> Pairs:
    """Yields what stands in a call: behind a keyword, for a person's role, as a default."""
    for node in ast.walk(module):
        match node:
            case ast.keyword(arg=str(key), value=value):
                yield _looked_up(key), value
            case ast.keyword(arg=None, value=ast.Dict(keys=keys, values=values)):
                for place, value in zip(keys, values, strict=True):
                    texts = [str(text.value) for text in ast.walk(place or node) if _is_text(text)]
                    yield {word for text in texts for word in _looked_up(text)}, value
            case ast.Call(func=ast.Attribute(attr=name), args=given) if name in ASKED_OF_A_PERSON:
                yield from (({"role"}, one) for one in given)
            case ast.arguments():
                yield from _defaults(node)


def _compared(module: ast.Module) -> Pairs:
    """Yields what is compared to something, or becomes its value."""
    for node in ast.walk(module):
        match node:
            case ast.Compare(left=left, comparators=others):
                words = {word for one in (left, *others) for word in _asked(one)}
                yield from ((words, one) for one in (left, *others))
            case ast.Call(func=ast.Attribute(attr="get"), args=[_, ast.Constant(value=str(text))]):
                if text:  # what an address does not say is no state
                    yield _asked(node), node.args[1]
            case ast.Assign(targets=targets, value=value):
                yield {word for target in targets for word in _asked(target)}, value
            case ast.AnnAssign(target=target, value=ast.expr() as value):
                yield _asked(target), value
            case ast.Match(subject=subject, cases=cases):
                for case in cases:
                    for one in ast.walk(case.pattern):
                        yield _asked(subject), one


def _defaults(node: ast.arguments) -> Pairs:
    plain = [*node.posonlyargs, *node.args]
    given = [*zip(plain[len(plain) - len(node.defaults) :], node.defaults, strict=True)]
    for argument, value in [*given, *zip(node.kwonlyargs, node.kw_defaults, strict=True)]:
        if value is not None:
            yield _words(argument.arg), value


def _is_text(node: ast.AST) -> TypeGuard[ast.Constant]:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _texts(node: ast.AST) -> Iterator[ast.Constant]:
    """Yields the texts that an expression is made of: alone, in a collection, or one of two."""
    match node:
        case ast.Constant(value=str()):
            yield node
        case ast.MatchValue(value=value):
            yield from _texts(value)
        case ast.Tuple(elts=parts) | ast.List(elts=parts) | ast.Set(elts=parts):
            yield from (part for part in parts if _is_text(part))
        case ast.IfExp(body=one, orelse=other):
            yield from _texts(one)
            yield from _texts(other)


def _by_word(known: Iterable[Choices]) -> dict[str, set[str]]:
    values: dict[str, set[str]] = defaultdict(set)
    for one in known:
        values[one.word] |= one.values
    return values


def _in_sql(module: ast.Module) -> Iterator[tuple[str, str, int]]:
    for node in ast.walk(module):
        match node:
            case ast.Constant(value=str(text)):
                for found in re.finditer(r"(\w+) *(?:=|<>|!=|IN *\() *'(\w*)'", text):
                    yield found[1], found[2], node.lineno


def literals(path: Path, known: list[Choices]) -> list[str]:
    """Returns the values of ``known`` that a module spells itself: ``path:line: status 'final'``."""
    values = _by_word(one for one in known if one.home != path)
    for word, own in _by_word(one for one in known if one.home == path).items():
        values[word] -= own
    asked = [
        (word, text.value, text.lineno)
        for words, value in (*_given(tree(path)), *_compared(tree(path)))
        for text in _texts(value)
        for word in words
    ]
    found = {
        (line, word, value)
        for word, value, line in [*asked, *_in_sql(tree(path))]
        if value in values[word]
    }
    return [f"{path_name(path)}:{line}: {word} {value!r}" for line, word, value in sorted(found)]


_IN_TEMPLATE = re.compile(r"""([\w.]+) *(?:==|!=|\bin\b) *(["'])([^"']*)\2""")


def template_literals(path: Path, known: list[Choices]) -> list[str]:
    """Returns the values of ``known`` to which a template compares something."""
    values = _by_word(known)
    return [
        f"{path_name(path)}:{number}: {asked} {value!r}"
        for number, line in enumerate(path.read_text().splitlines(), 1)
        for asked, _quote, value in _IN_TEMPLATE.findall(line)
        if value in values[asked.rpartition(".")[2]]
    ]


def state_literals() -> list[str]:
    """Returns every state and role that a module or a template spells itself."""
    known = choices()
    templates = sorted((ROOT / "templates").rglob("*.html"))
    return [
        *(place for path in PATHS for place in literals(path, known)),
        *(place for path in templates for place in template_literals(path, known)),
    ]
