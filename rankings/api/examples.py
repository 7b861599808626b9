"""An example of each answer in the schema, made from the schema itself and so never out of date."""

import functools
from pathlib import Path
from typing import Any

from rankings.api.csv import CsvRenderer
from rankings.api.samples import ANYWHERE, OF, PROBLEMS

JSON, CSV, LINES = "application/json", "text/csv", "application/x-ndjson"
PROOF = Path(__file__).with_name("proof_example.jsonl")
"""Of the same unit in a ranking of three leaves; tests/api/test_examples.py says how it comes about."""


def add_examples(result: dict[str, Any], **_kwargs: Any) -> dict[str, Any]:
    """A hook of drf-spectacular: an example for each answer in each of its forms."""
    make = functools.partial(_example, schemas=result["components"]["schemas"])
    for operations in result["paths"].values():
        for operation in operations.values():
            for status, answer in operation["responses"].items():
                _add(answer.get("content", {}), status, make)
    return result


def _add(content: dict[str, Any], status: str, make: Any) -> None:
    if JSON in content and "schema" in content[JSON]:
        value = make(content[JSON]["schema"], told=PROBLEMS.get(int(status), {}))
        _put(content[JSON], value)
        if CSV in content:
            _put(content[CSV], CsvRenderer().render(value).decode("utf-8-sig"))
    if LINES in content:
        _put(content[LINES], PROOF.read_text(encoding="utf-8"))


def _put(form: dict[str, Any], value: Any) -> None:
    form.setdefault("examples", {})["one"] = {"value": value}


def _example(schema: dict[str, Any], schemas: dict[str, Any], told: dict[str, Any]) -> Any:
    """``told`` is what this answer says in particular; a field without a sample is a ``KeyError``."""
    for word in ("anyOf", "oneOf", "allOf"):
        if word in schema:
            return _example(schema[word][0], schemas, told)
    if schema.get("type") == "array":
        return [_example(schema["items"], schemas, {})]
    name = schema["$ref"].rpartition("/")[2]
    known = ANYWHERE | OF.get(name, {}) | told
    return {
        field: known[field] if field in known else _example(below, schemas, {})
        for field, below in schemas[name]["properties"].items()
    }
