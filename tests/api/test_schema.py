"""The schema is what the API does: schemathesis tries it, with good and with bad data."""

import datetime
import functools
import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client
from django.utils import timezone
from drf_spectacular.generators import SchemaGenerator
from hypothesis import HealthCheck, Phase, settings

from assessments.models import Assessment, Role, Status
from criteria.common.text import without_unseen
from parindex.wsgi import application
from rankings.api.base import ReadOnly
from rankings.models import Ranking
from tests.api.conftest import token_of
from tests.factories import make_person, make_set
from tests.rankings.worlds import NA, Sheet, computed, graded, make_tree, published
from tests.remembered import remembered

pytestmark = pytest.mark.django_db

SHEETS = [
    Sheet({"1.1": "5", "1.2": NA, "2.1": "7"}, claimed={"1.1": "6", "1.2": NA}),
    Sheet({"1.1": "10", "2.1": "0"}, region=""),
    Sheet({"1.1": NA, "1.2": NA, "2.1": NA}, ranked=False),
    Sheet(status=Status.DRAFTING),
]


@dataclass(frozen=True)
class World:
    ranking: Ranking
    headers: dict[str, str]
    """Of a coordinator."""


@remembered
def make_world() -> World:
    """Something behind every address."""
    make_set(publish=False)
    make_set()
    round_ = graded(make_tree({"1.1": "10", "1.2": "3", "2.1": "10.5"}, survey=["2.1"]), SHEETS)
    computed(round_, "claimed")
    token = token_of(make_person(Role.COORDINATOR))
    return World(published(round_), {**PLAIN, "Authorization": token})


@pytest.fixture
def world(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """The world, and no limit on asking."""
    for throttle in ReadOnly.throttle_classes:
        monkeypatch.setattr(throttle, "THROTTLE_RATES", {"anon": None, "user": None})
    found = make_world()
    # A request's end would close the connection, and with it the test's transaction.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield found
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


GENERATOR: Any = SchemaGenerator
RAW: dict[str, Any] = GENERATOR().get_schema(request=None, public=True)
OPERATIONS = [
    f"{method.upper()} {path}" for path, operations in RAW["paths"].items() for method in operations
]
PLAIN = {"Accept-Encoding": "identity"}  # the transport does not unpack

# The same examples at every run: a change is judged by what it changed. To search for more, with
# other ones each time: SCHEMA_EXAMPLES=200, and --hypothesis-seed to come back to a find.
SEARCH = os.environ.get("SCHEMA_EXAMPLES")
few = settings(
    max_examples=int(SEARCH or 20),
    derandomize=SEARCH is None,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@functools.cache
def schema() -> Any:
    """The schema as schemathesis reads it. Late: the library alone takes a second of each process."""
    from schemathesis.openapi import from_dict

    # Not from_wsgi, which would ask for it.
    found = from_dict(RAW)
    found.app = application
    return found


def try_all(operation: str, check: Callable[[Any], None]) -> None:
    """Checks every case that schemathesis has for an operation.

    They are made here. Its own plugin makes those of all operations while tests are collected: in
    each process, and for whoever runs another test.
    """
    from schemathesis.generation.feedback import FeedbackSources
    from schemathesis.pytest._test_builder import build_operation_test

    method, _, path = operation.partition(" ")
    cases = schema().clone(test_function=check)
    build_operation_test(
        config=cases.config,
        operation=cases[path][method],
        test_func=few(check),
        given_kwargs={},
        feedback=FeedbackSources(),
    )()


def call_and_judge(case: Any, headers: dict[str, str]) -> None:
    """Sends a case and holds the answer against the schema.

    What nobody sees is taken out of every text before it is read, which no schema can say: a parameter of nothing else
    is an empty one, and refused as such.
    """
    texts = [value for value in (case.query or {}).values() if isinstance(value, str)]
    if any(value and not without_unseen(value) for value in texts):
        assert case.call(headers=headers).status_code in (400, 401, 403, 404)
    else:
        case.call_and_validate(headers=headers)


def test_every_operation_is_tried() -> None:
    assert [operation.ok().label for operation in schema().get_all_operations()] == OPERATIONS


@pytest.mark.parametrize("operation", OPERATIONS)
def test_the_schema_holds_with_a_token(world: World, operation: str) -> None:
    def check(case: Any) -> None:
        call_and_judge(case, world.headers)

    try_all(operation, check)


@pytest.mark.parametrize("operation", OPERATIONS)
def test_the_schema_holds_without_one(world: World, operation: str) -> None:
    def check(case: Any) -> None:
        call_and_judge(case, PLAIN)

    try_all(operation, check)


@pytest.mark.parametrize("thing", ["rankings", "rounds", "criteria-sets", "units", "assessments"])
def test_the_schema_holds_for_things_that_are_there(world: World, thing: str) -> None:
    round_ = world.ranking.round
    sheets = Assessment.objects.filter(round=round_).order_by("pk")
    things: dict[str, tuple[str, list[Any]]] = {
        "rankings": ("id", list(Ranking.objects.values_list("pk", flat=True))),
        "rounds": ("id", [round_.pk]),
        "criteria-sets": ("code", [round_.criteria_set.code]),
        "units": ("id", [sheet.unit_id for sheet in sheets]),
        "assessments": ("id", [sheet.pk for sheet in sheets]),
    }
    name, values = things[thing]
    operation = schema()[f"/api/v1/{thing}/{{{name}}}/"]["GET"]
    for value in values:
        answer = operation.Case(path_parameters={name: value}).call_and_validate(
            headers=world.headers
        )
        assert answer.status_code == 200


def test_the_schema_holds_for_the_rows_of_a_draft(world: World) -> None:
    draft = Ranking.objects.exclude(pk=world.ranking.pk).get()
    operation = schema()["/api/v1/rankings/{ranking_id}/rows/"]["GET"]
    answer = operation.Case(path_parameters={"ranking_id": draft.pk}).call_and_validate(
        headers=world.headers
    )
    assert [row["published_at"] for row in answer.json()["results"]] == [None] * len(SHEETS)


@pytest.mark.parametrize(
    ("tag", "body", "status"),
    [
        ('"0"', {"input": {"points": "1"}, "note": "Đủ"}, 200),
        ('"9"', {"input": {"points": "1"}}, 412),
        ('"0"', {"input": {"points": "10.5"}}, 422),
        ('"0"', {"input": {"points": "2"}, "not_applicable": True}, 400),
        ("*", {"note": "Đủ"}, 428),
    ],
)
def test_the_schema_holds_for_a_claim(world: World, tag: str, body: Any, status: int) -> None:
    sheet = Assessment.objects.get(round=world.ranking.round, status=Status.DRAFTING)
    sheet.extended_to = timezone.now() + datetime.timedelta(days=1)
    sheet.save()
    path = {"assessment": sheet.pk, "code": "1.1"}
    headers = {**PLAIN, "Authorization": token_of(make_person(Role.OFFICER, unit=sheet.unit))}
    one = "/api/v1/assessments/{assessment}/scores/{code}/"
    case = schema()[one]["PATCH"].Case(path_parameters=path, body=body)
    assert case.call_and_validate(headers=headers | {"If-Match": tag}).status_code == status
    for place in (one, "/api/v1/assessments/{assessment}/scores/"):
        read = schema()[place]["GET"].Case(path_parameters=path)
        assert read.call_and_validate(headers=headers).status_code == 200


def test_the_schema_is_valid_openapi_3_1() -> None:
    # Late, as schemathesis: it reads the grammar of every kind of address.
    from drf_spectacular.validation import validate_schema

    answer = Client().get("/api/v1/schema/")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/json")
    found = answer.json()
    assert found == schema().raw_schema
    assert found["openapi"].startswith("3.1")
    assert "nullable" not in json.dumps(found)
    validate_schema(found)  # type: ignore[no-untyped-call]


def test_the_schema_is_made_without_a_warning() -> None:
    out = StringIO()
    call_command(
        "spectacular", "--validate", "--fail-on-warn", "--format", "openapi-json", stdout=out
    )
    assert json.loads(out.getvalue())["info"]["title"] == "PAR Index API"


@pytest.mark.parametrize("region", ["", "%10", "%E2%80%8B"])
def test_a_name_of_which_nobody_sees_anything_is_an_empty_one(world: World, region: str) -> None:
    assert Client().get(f"/api/v1/units/?region={region}").status_code == 400
