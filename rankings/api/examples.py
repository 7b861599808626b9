"""An example of each answer in the schema, made from the schema itself and so never out of date."""

from typing import Any

SAMPLES: dict[str, Any] = {
    "code": "1.2.3",
    "count": 63,
    "next": "https://par-index.example/api/v1/rankings/?page=2",
    "previous": None,
    "criteria_set": "province-2022",
    "decision_number": "158/QĐ-BNV",
    "digest": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "domain": "1",
    "group": "B",
    "index": "81.33",
    "leaf": "1.2.3",
    "legal_basis": "876/QĐ-BNV",
    "level": "province",
    "lost": "0.2500",
    "maximum": "84.0000",
    "claimed_points": "70.0000",
    "awarded_points": "68.3200",
    "name": "Cần Thơ",
    "name_en": "Can Tho",
    "note": "Theo tài liệu kiểm chứng.",
    "points": "68.3200",
    "rank": 1,
    "reason": "",
    "region": "Đồng bằng sông Cửu Long",
    "reviewing_body": "BNV",
    "title": "Cải cách thể chế",
    "title_en": "Institutional reform",
    "total_points": "100.0000",
    "year": 2022,
    "failure": None,
    "input": {"numerator": "75", "denominator": "80"},
    "scale": {"kind": "linear", "floor": "50"},
    "children": [],
    "vi": "Không có trang này.",
    "en": "There is no such page.",
}
"""By the name of a field."""
BY_KIND = {"integer": 1, "boolean": True, "string": "", "number": 1}
BY_FORMAT = {"date": "2023-04-19", "date-time": "2023-04-19T09:00:00+07:00"}


def add_examples(result: dict[str, Any], **_kwargs: Any) -> dict[str, Any]:
    """A hook of drf-spectacular: one example for each answer in JSON."""
    schemas = result["components"]["schemas"]
    for operations in result["paths"].values():
        for operation in operations.values():
            for answer in operation["responses"].values():
                content = answer.get("content", {}).get("application/json")
                if content and "schema" in content:
                    value = _example(content["schema"], schemas, "")
                    content.setdefault("examples", {})["one"] = {"value": value}
    return result


def _example(schema: dict[str, Any], schemas: dict[str, Any], name: str) -> Any:
    for word in ("anyOf", "oneOf", "allOf"):
        if word in schema:
            return _example(schema[word][0], schemas, name)
    if "$ref" in schema:
        found = schemas[schema["$ref"].rpartition("/")[2]]
        return SAMPLES[name] if _fits(name, found) else _example(found, schemas, name)
    if "properties" in schema:
        return {key: _example(below, schemas, key) for key, below in schema["properties"].items()}
    if _fits(name, schema):
        return SAMPLES[name]
    if "enum" in schema:
        return schema["enum"][0]
    if schema.get("type") == "array":
        return [_example(schema["items"], schemas, "")]
    kind = schema.get("type", "object")
    kind = kind[0] if isinstance(kind, list) else kind
    return BY_FORMAT.get(schema.get("format", ""), BY_KIND.get(kind, {}))


TYPES = {str: "string", int: "integer", list: "array", dict: "object", type(None): "null"}


def _fits(name: str, schema: dict[str, Any]) -> bool:
    """Whether the sample of that name is of the schema's type, and one of its values."""
    if name not in SAMPLES or "properties" in schema or "$ref" in schema:
        return False
    kinds = schema.get("type", [])
    kinds = [kinds] if isinstance(kinds, str) else kinds
    value = SAMPLES[name]
    return TYPES[type(value)] in kinds and value in schema.get("enum", [value])
