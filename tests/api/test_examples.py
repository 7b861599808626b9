"""The schema's examples: one for each answer and form, that its schema takes and that adds up."""

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.db.models import QuerySet
from drf_spectacular.generators import SchemaGenerator

from assessments.models import Unit
from criteria.models import CriteriaSet
from rankings.api.csv import CsvRenderer
from rankings.api.examples import PROOF
from rankings.api.samples import DIGEST
from rankings.computing.proof import proof
from rankings.rules import group_of, index_of
from tests.rankings.test_stranger_verifies import stranger
from tests.rankings.worlds import Sheet, computed, graded, make_tree

GENERATOR: Any = SchemaGenerator
SCHEMA: dict[str, Any] = GENERATOR().get_schema(request=None, public=True)


def answers() -> Iterator[tuple[str, str, str, dict[str, Any]]]:
    """Each answer that has a body: its address, status, form, and what the schema says of it."""
    for path, operations in SCHEMA["paths"].items():
        for operation in operations.values():
            for status, answer in operation["responses"].items():
                for form, said in answer.get("content", {}).items():
                    yield path, status, form, said


def test_every_answer_has_an_example_that_its_schema_takes() -> None:
    # Late: it reads the grammar of every kind of address, and each process collects this file.
    from jsonschema import Draft202012Validator

    found = list(answers())
    assert {form for _path, _status, form, _said in found} == {
        *("application/json", "text/csv", "application/x-ndjson"),
    }
    for path, status, form, said in found:
        (example,) = said["examples"].values()
        whole = said["schema"] | {"components": SCHEMA["components"]}
        Draft202012Validator(whole).validate(example["value"])
        assert example["value"], (path, status, form)


def parts(value: Any) -> Iterator[dict[str, Any]]:
    """Every object in an example, however deep."""
    if isinstance(value, list):
        for one in value:
            yield from parts(one)
    if isinstance(value, dict):
        yield value
        yield from parts(list(value.values()))


def test_the_numbers_of_an_example_fit_one_another() -> None:
    seen = set()
    for _path, _status, form, said in answers():
        if form != "application/json":
            continue
        for one in parts(said["examples"]["one"]["value"]):
            if {"points", "maximum", "index"} <= set(one):
                index = index_of(Decimal(one["points"]), Decimal(one["maximum"]))
                assert index is not None
                assert one["index"] == f"{index:.2f}"
                seen.add("index")
                assert one.get("group", group_of(index)) == group_of(index)
            if "lost" in one:
                assert Decimal(one["lost"]) == Decimal(one["maximum"]) - Decimal(one["points"])
                seen.add("lost")
            if "current" in one:
                assert one["code"] == "precondition_failed"
                seen.add("conflict")
    assert seen == {"index", "lost", "conflict"}


@pytest.mark.parametrize(
    ("status", "code"), [(401, "not_authenticated"), (404, "not_found"), (429, "throttled")]
)
def test_an_error_s_example_is_that_error(status: int, code: str) -> None:
    found = [
        said["examples"]["one"]["value"]["code"]
        for _path, at, _form, said in answers()
        if at == str(status)
    ]
    assert set(found) == {code}


def test_a_table_s_example_is_that_of_json_as_a_table() -> None:
    said = SCHEMA["paths"]["/api/v1/rankings/"]["get"]["responses"]["200"]["content"]
    table = CsvRenderer().render(said["application/json"]["examples"]["one"]["value"])
    assert said["text/csv"]["examples"]["one"]["value"] == table.decode("utf-8-sig")
    assert "domains.1.index" in table.decode()


@pytest.mark.django_db
def test_the_proof_s_example_is_one_that_a_stranger_can_verify() -> None:
    """When the form of a proof changes, these lines are the example anew, with its digest beside."""
    points = {"1.1": "8.25", "1.2": "0.5", "2.1": "59.57"}
    sheet = Sheet(points, points | {"1.2": "1"}, name="Cần Thơ", region="Đồng bằng sông Cửu Long")
    tree = make_tree({"1.1": "8.5", "1.2": "1", "2.1": "74.5"})
    QuerySet(CriteriaSet).filter(pk=tree.pk).update(code="province-2022")
    round_ = graded(tree, [sheet])
    Unit.objects.update(code="92")
    lines = "".join(proof(computed(round_, "final")))
    example = PROOF.read_text(encoding="utf-8")
    shapes = [[set(json.loads(line)) for line in text.splitlines()] for text in (example, lines)]
    assert shapes[0] == shapes[1], lines
    assert stranger.verify(example.splitlines(), DIGEST) == [], lines
