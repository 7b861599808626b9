"""Acts find themselves: each that the record keeps has its name in both languages, each is listed."""

import ast
import functools
import inspect
from collections.abc import Iterator

import pytest
from django.test import Client

from assessments import acts
from assessments.models import Role
from assessments.review.workflow.transitions import STEP_FORMS, TRANSITIONS
from assessments.writing.acts import Act, act_label, declared_acts
from assessments.writing.record import record
from criteria.common.text import Text
from rankings import acts as rankings_acts
from tests.factories import make_person, page
from tests.house import code

RECORD = "assessments/writing/record.py"


@functools.cache
def trees() -> dict[str, ast.Module]:
    """Every module by its file; read when a test asks, since each process collects this file."""
    return {code.path_name(path): code.tree(path) for path in code.PATHS}


def calls(tree: ast.AST, *names: str) -> Iterator[ast.Call]:
    """Every call of a function or method of one of these names."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if name in names:
                yield node


def strings(node: ast.AST) -> set[str]:
    parts = ast.walk(node)
    return {
        part.value
        for part in parts
        if isinstance(part, ast.Constant) and isinstance(part.value, str)
    }


def writers(tree: ast.Module) -> set[str]:
    """The functions of the module that take an act for the record: the record's own, and those around them."""
    imported = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "assessments.writing.record"
        for alias in node.names
        if alias.name in {"record", "change"}
    }
    around = {
        node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
        and any(
            ast.unparse(arg.annotation or ast.Constant(None)) == "Act" for arg in node.args.args
        )
    }
    return imported | around


def bare(tree: ast.Module) -> list[int]:
    """The lines where a writer is given a string in the place of an act."""
    return [
        call.lineno
        for call in calls(tree, *writers(tree))
        for given in (*call.args[1:], *(one.value for one in call.keywords if one.arg == "act"))
        if ast.unparse(given).startswith(("'", "f'"))
        or (isinstance(given, ast.IfExp) and strings(given))
    ]


def declared_in(tree: ast.Module) -> list[str]:
    """The names of the acts that a module declares."""
    return [ast.literal_eval(call.args[0]) for call in calls(tree, "Act")]


def test_every_act_that_is_declared_anywhere_is_in_the_register() -> None:
    written = [name for tree in trees().values() for name in declared_in(tree)]
    assert len(written) > 50
    assert sorted(written) == sorted(act.name for act in declared_acts())


@pytest.mark.parametrize("act", declared_acts(), ids=lambda act: act.name)
def test_each_has_its_name_in_both_languages(act: Act) -> None:
    assert act_label(act.name) == act.label
    assert act.label.vi.strip()
    assert act.label.en.strip()
    assert act.name not in (act.label.vi, act.label.en)


def test_nothing_is_recorded_under_a_bare_string() -> None:
    writing = [name for name, tree in trees().items() if writers(tree)]
    assert len(writing) > 20
    assert [(name, line) for name in writing for line in bare(trees()[name])] == []


FORBIDDEN = """
from assessments.writing.record import change, record as keep

def act(actor, score):
    keep(actor, "x", on=score)
    change(actor, act="x")
    keep(actor, "x" if score else X)
    keep(actor, X, on=score, reason="x")
    elsewhere(actor, "x")
"""


def test_every_way_of_passing_one_is_seen() -> None:
    assert bare(ast.parse(FORBIDDEN)) == [5, 6, 7]


def test_the_record_has_no_other_writer() -> None:
    found = {name for name, tree in trees().items() if list(calls(tree, "Change"))}
    assert found == {RECORD}
    sql = {
        name
        for name, tree in trees().items()
        if any("INSERT INTO assessments_change" in one for one in strings(tree))
    }
    # Thousands of lines in one statement, with the name of ``IMPORT_SURVEY``.
    assert sql == {"assessments/survey/staging.py"}


def test_an_act_that_lines_are_searched_by_is_declared() -> None:
    known = {act.name for act in declared_acts()}
    for name, tree in trees().items():
        for call in calls(tree, "filter", "exclude", "get"):
            for keyword in call.keywords:
                if keyword.arg == "act" and isinstance(keyword.value, ast.Constant):
                    assert keyword.value.value in known, name


def test_a_step_that_is_made_by_name_is_in_the_table() -> None:
    made = [
        name
        for tree in trees().values()
        for call in calls(tree, "move", "reasons_against_step")
        for given in call.args[2:3]
        for name in strings(given)
    ]
    assert len(made) > 10
    assert set(made) <= set(TRANSITIONS)


def test_an_act_is_declared_once() -> None:
    with pytest.raises(ValueError, match="twice"):
        Act("save_claim", Text(vi="Khác", en="Other"))


def functions_with_an_actor(app: str) -> set[str]:
    return {
        node.name
        for name, tree in trees().items()
        for node in tree.body
        if name.startswith(f"{app}/")
        and isinstance(node, ast.FunctionDef)
        and any(arg.arg == "actor" for arg in node.args.kwonlyargs)
    }


def test_the_lists_of_acts_are_complete() -> None:
    """They are imported at start, so every process knows every name of the record."""
    assert functions_with_an_actor("assessments") - set(acts.__all__) == set()
    assert functions_with_an_actor("rankings") - set(rankings_acts.__all__) == set()


@pytest.mark.parametrize("name", STEP_FORMS)
def test_each_form_of_a_step_asks_for_what_its_act_takes(name: str) -> None:
    form = STEP_FORMS[name]
    taken = inspect.signature(getattr(acts, form.act)).parameters
    assert set(taken) == {"actor", "assessment_id", *form.fields}
    due = {name for name, one in taken.items() if one.default is inspect.Parameter.empty}
    assert due - {"actor", "assessment_id"} <= set(form.needed) <= set(form.fields)
    counts = "int" in str(inspect.signature(getattr(acts, form.act)).return_annotation)
    assert counts is (form.left_out is not None)


@pytest.mark.django_db
def test_acts_on_rankings_have_their_names_on_a_person_s_page(client: Client) -> None:
    person = make_person(Role.COORDINATOR)
    names = ("resume_ranking", "take_back_ranking", "register_webhook", "import_people")
    for act in declared_acts():
        if act.name in names:
            record(page(person), act)
    client.force_login(person)
    html = client.get(f"/people/{person.pk}/acts/").content.decode()
    assert not [name for name in names if name in html]
    assert "Rút xếp hạng chờ công bố" in html
