"""Adds an example of each answer to the schema, made from the schema itself and so never out of date."""

import functools
from pathlib import Path
from typing import Any

from rankings.api.csv import CsvRenderer
from rankings.api.samples import ANYWHERE, OF, PROBLEMS

JSON, CSV, LINES = "application/json", "text/csv", "application/x-ndjson"
PROOF = Path(__file__).with_name("proof_example.jsonl")
"""A proof of the same unit in a ranking of three leaves; tests/api/test_examples.py says how it is made."""


def add_examples(result: dict[str, Any], **_kwargs: Any) -> dict[str, Any]:
    """Adds an example for each answer in each of its forms; a hook of drf-spectacular."""
    make = functools.partial(_example, schemas=result["components"]["schemas"])
    for operations in result["paths"].values():
        for operation in operations.values():
            for status, answer in operation["responses"].items():
                _add(answer.get("content", {}), status, make)
    return result


def _add(content: dict[str, Any], status: str, make: Any) -> None:
    if JSON in content and "schema" in content[JSON]:
        value = make(content[JSON]["schema"], particular=PROBLEMS.get(int(status), {}))
        _put(content[JSON], value)
        if CSV in content:
            _put(content[CSV], CsvRenderer().render(value).decode("utf-8-sig"))
    if LINES in content:
        _put(content[LINES], PROOF.read_text(encoding="utf-8"))


def _put(form: dict[str, Any], value: Any) -> None:
    form.setdefault("examples", {})["one"] = {"value": value}


def _example(schema: dict[str, Any], schemas: dict[str, Any], particular: dict[str, Any]) -> Any:
    """Returns an example of ``schema``. ``particular`` are the values of this very answer.

    Raises ``KeyError`` for a field without a sample.
    """
    for word in ("anyOf", "oneOf", "allOf"):
        if word in schema:
            return _example(schema[word][0], schemas, particular)
    if schema.get("type") == "array":
        return [_example(schema["items"], schemas, {})]
    name = schema["$ref"].rpartition("/")[2]
    known = ANYWHERE | OF.get(name, {}) | particular
    return {
        field: known[field] if field in known else _example(below, schemas, {})
        for field, below in schemas[name]["properties"].items()
    }
