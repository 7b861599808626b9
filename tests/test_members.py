"""Lists that are written by hand miss none of their members: each beside what finds them."""

import ast
import importlib
import inspect
import pkgutil
import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest
from django.apps import apps

from assessments.documents.fill import SHIPPED
from assessments.documents.make_templates import TEMPLATES
from assessments.jobs.kinds import KINDS as JOB_KINDS
from assessments.models import Flag, Status
from assessments.models.states import STATE_WORDS
from assessments.pages.documents import KINDS as DOCUMENT_KINDS
from assessments.review import duties
from assessments.sheets.todo import SHOWN
from criteria import scales, set_comparison, validation
from criteria.common.files import file_kinds
from criteria.common.text import Text
from criteria.models import Criterion
from rankings.models import Ranking, frozen
from tests.factories import make_person
from tests.house.code import PATHS, ROOT, tree

TREES = [tree(path) for path in PATHS]
PAGES = "\n".join(path.read_text() for path in sorted((ROOT / "templates").rglob("*.html")))


def scale_parts() -> set[str]:
    """Of every class in the folder that is a part of scales, in whatever folder below it."""
    for module in pkgutil.walk_packages(scales.__path__, "criteria.scales."):
        importlib.import_module(module.name)

    def below(part: Any) -> Iterator[Any]:
        for one in part.__subclasses__():
            yield one
            yield from below(one)

    return {one.name for one in below(scales.Part) if not inspect.isabstract(one)}


def job_kinds() -> set[str]:
    """What ``@kind("…")`` stands before, in any module."""
    return {
        ast.literal_eval(decorator.args[0])
        for tree in TREES
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
        for decorator in node.decorator_list
        if isinstance(decorator, ast.Call) and getattr(decorator.func, "id", "") == "kind"
    }


def values_of(module: object, of: type) -> set[object]:
    """The values of a class that a module names."""
    return {value for value in vars(module).values() if isinstance(value, of)}


def linked(address: str) -> set[str]:
    """The kinds of file that pages link to at an address."""
    return set(re.findall(rf"url ['\"]{address}['\"]\s+[\w.]+\s+['\"](\w+)['\"]", PAGES))


def filled_in() -> set[str]:
    """The documents that some page or some work makes."""
    return {
        str(call.args[0].value)
        for tree in TREES
        for call in ast.walk(tree)
        if isinstance(call, ast.Call)
        and getattr(call.func, "id", getattr(call.func, "attr", "")) in ("fill", "send_document")
        and call.args
        and isinstance(call.args[0], ast.Constant)
    }


def frozen_models() -> set[str]:
    models = apps.get_app_config("rankings").get_models()
    return {
        str(model._meta.model_name)
        for model in models
        if isinstance(model._default_manager.all(), frozen.PublishedRankingGuard)
    }


LISTS: dict[str, tuple[Callable[[], object], Callable[[], object]]] = {
    "parts of scales": (lambda: set(scales.PARTS), scale_parts),
    "kinds of long work": (lambda: set(JOB_KINDS), job_kinds),
    "kinds of files": (
        lambda: set(file_kinds.KINDS),
        lambda: values_of(file_kinds, file_kinds.Kind),
    ),
    "kinds of criteria": (lambda: list(validation.KINDS), lambda: Criterion.Kind.values),
    "sources of points": (lambda: list(validation.SOURCES), lambda: Criterion.Source.values),
    "differences of two sets": (
        lambda: set(set_comparison.KINDS),
        lambda: values_of(set_comparison, Text),
    ),
    "documents": (lambda: set(TEMPLATES), lambda: {one.stem for one in SHIPPED.glob("*.docx")}),
    "documents that are made": (lambda: set(TEMPLATES), filled_in),
    "frozen models": (lambda: set(frozen.PATHS), frozen_models),
    "flags that are filtered by": (
        lambda: {flag for _label, flag in SHOWN.values() if flag},
        lambda: set(Flag) - {Flag.NONE},
    ),
} | {
    f"kinds of {name}": (lambda: set(DOCUMENT_KINDS), partial(linked, name))
    for name in ("report", "explanation_request", "council_minutes", "decision")
}


@pytest.mark.parametrize("name", LISTS)
def test_a_list_has_all_its_members(name: str) -> None:
    listed, found = LISTS[name]
    assert found(), "nothing found: the look-out itself is broken"
    assert listed() == found()


def test_every_kind_of_long_work_that_is_asked_for_is_declared() -> None:
    given = {
        keyword.value.value
        for tree in TREES
        for call in ast.walk(tree)
        if isinstance(call, ast.Call)
        and getattr(call.func, "id", getattr(call.func, "attr", "")) in ("start_job", "filter")
        for keyword in call.keywords
        if keyword.arg == "kind" and isinstance(keyword.value, ast.Constant)
    }
    shown = set(re.findall(r"job\.kind == ['\"](\w+)['\"]", PAGES))
    assert given
    assert shown
    assert given | shown <= set(JOB_KINDS)


def test_what_belongs_to_a_ranking_is_frozen_with_it() -> None:
    """What is about it goes on when it is published: its check, messages, the plans made of it, pictures drawn of it."""
    models = apps.get_app_config("rankings").get_models()
    of_rankings = {
        str(model._meta.model_name)
        for model in models
        for field in model._meta.concrete_fields
        if field.related_model and str(field.related_model._meta.model_name) in frozen.PATHS
    }
    assert of_rankings - set(frozen.PATHS) == {
        *("check", "delivery", "improvementplan"),
        *("card", "cardwork"),
    }
    assert str(Ranking._meta.model_name) in frozen.PATHS


@pytest.mark.django_db
def test_every_duty_has_its_name() -> None:
    person = make_person()
    assert set(duties.LABELS) == {*duties.of_coordinators(), *duties.of_reviewer(person)}


def test_every_state_has_its_words() -> None:
    assert STATE_WORDS.keys() == set(Status)
    awarded = {state for state, words in STATE_WORDS.items() if words.no_awards is None}
    assert awarded == set(Status.REVIEWING)
    claimed = {state for state, words in STATE_WORDS.items() if words.no_claims is None}
    assert claimed == {Status.DRAFTING}
    for state in set(Status) - {Status.DRAFTING, *Status.REVIEWING}:
        assert STATE_WORDS[state].to_the_unit
        assert STATE_WORDS[state].to_others
