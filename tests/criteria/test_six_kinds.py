"""The six kinds of scales give for ever what they gave when the first sets were published.

``six_kinds.json`` was written by the code of that time: random scales and entries, with their points, their
sentences, their spelling and their faults. What is published refers to it, so it is never made anew.
"""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from criteria.common.text import Refused, Text
from criteria.scales import read_scale

WRITTEN = json.loads(Path(__file__).with_name("six_kinds.json").read_text())


def both(text: Text) -> list[str]:
    return [text.vi, text.en]


def with_decimals(value: Any) -> Any:
    if isinstance(value, dict):
        if set(value) == {"$d"}:
            return Decimal(value["$d"])
        return {key: with_decimals(one) for key, one in value.items()}
    return value


def outcome_of(scale: Any, entry: Any) -> list[Any]:
    try:
        outcome = scale.score(with_decimals(entry))
    except Refused as refused:
        return [both(cause) for cause in refused.causes]
    return [str(outcome.points), outcome.entry, both(outcome.why)]


def test_there_are_enough() -> None:
    kinds = [data["kind"] for data, *_ in WRITTEN if isinstance(data.get("kind"), str)]
    assert len(WRITTEN) == 150
    assert min(kinds.count(kind) for kind in set(kinds) if kinds.count(kind) > 2) > 10


@pytest.mark.parametrize("number", range(len(WRITTEN)))
def test_a_stored_scale_is_what_it_was(number: int) -> None:
    data, most, entries, then = WRITTEN[number]
    scale, faults = read_scale(with_decimals(data), Decimal(most))
    assert [both(fault) for fault in faults] == then.get("faults", [])
    if scale is None:
        return
    fields = [
        [one.name, one.type, both(one.label), None if one.most is None else str(one.most)]
        for one in scale.fields
    ]
    now = {
        "json": scale.as_json(),
        "lines": [both(line) for line in scale.describe()],
        "fields": fields,
        "kind": scale.kind,
        "na": scale.allow_na,
        "out": [outcome_of(scale, entry) for entry in entries],
    }
    assert now == then
