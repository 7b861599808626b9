"""The rules of a set as they are written in the rows above an annex, and read back."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from criteria.common.numbers import as_typed, parse, show
from criteria.common.text import Refused, Text
from criteria.set_rules.rules import (
    ANY_DOMAIN,
    TODAY,
    Condition,
    SetRules,
    UnitClass,
    read_set_rules,
    set_rules_of,
)

_NUMBER = r"([0-9][0-9.,]*)"
_CODE = r"([0-9]+(?:\.[0-9]+)*)"
_CONDITIONS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Condition]], ...] = (
    (
        re.compile(r"không (?:có )?tiêu chí nào (?:bị )?0 điểm", re.IGNORECASE),
        lambda _match: Condition("no_zero"),
    ),
    (
        re.compile(rf"không kể điểm cộng(?:, điểm trừ)? từ {_NUMBER} ?%", re.IGNORECASE),
        lambda match: Condition("inside", least=_number(match[1])),
    ),
    (
        re.compile(rf"(?:mọi|các|tất cả) lĩnh vực từ {_NUMBER} ?%", re.IGNORECASE),
        lambda match: Condition("domain", ANY_DOMAIN, _number(match[1])),
    ),
    (
        re.compile(rf"lĩnh vực {_CODE} từ {_NUMBER} ?%", re.IGNORECASE),
        lambda match: Condition("domain", match[1], _number(match[2])),
    ),
    (
        re.compile(rf"(?:tiêu chí )?{_CODE} từ {_NUMBER}(?: điểm)?", re.IGNORECASE),
        lambda match: Condition("leaf", match[1], _number(match[2])),
    ),
    (
        re.compile(rf"(?:tiêu chí )?{_CODE} không là (.+)", re.IGNORECASE),
        lambda match: Condition("is_not", match[1], labels=_labels(match[2])),
    ),
    (
        re.compile(rf"(?:tiêu chí )?{_CODE} là (.+)", re.IGNORECASE),
        lambda match: Condition("is", match[1], labels=_labels(match[2])),
    ),
)
_BOUND = re.compile(rf"từ {_NUMBER} ?%(?: \((.+)\))?(?: đến dưới .+)?", re.IGNORECASE)
_OTHERS = re.compile(r"còn lại|mọi đơn vị|dưới [0-9][0-9.,]* ?%", re.IGNORECASE)
_BLOCK = re.compile(rf"(.+?): {_NUMBER} ?%?")


def _number(text: str) -> Decimal:
    return parse(text)


def _labels(text: str) -> tuple[str, ...]:
    quoted = re.findall(r"[“\"]([^”\"]+)[”\"]", text)
    return tuple(quoted) or tuple(part.strip() for part in text.split(" hoặc "))


def read_classes(text: str) -> tuple[UnitClass, ...]:
    """Returns the classes of a cell, one a line: ``A: từ 90%; không tiêu chí nào 0 điểm``. Raises ``Refused``."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return tuple(_unit_class(line) for line in lines) or TODAY.classes


def _unit_class(line: str) -> UnitClass:
    name, colon, rule = line.partition(":")
    first, *conditions = _clauses(rule)
    if not colon or not name.strip():
        raise _unread(line)
    bound = _BOUND.fullmatch(first)
    if bound is None and not _OTHERS.fullmatch(first):
        conditions = [first, *conditions]
    by_block: list[tuple[str, Decimal]] = []
    for part in (bound[2] or "").split(";") if bound else ():
        if part.strip():
            match = _BLOCK.fullmatch(part.strip())
            if match is None:
                raise _unread(part)
            by_block.append((match[1].strip(), _number(match[2])))
    least = _number(bound[1]) if bound else Decimal(0)
    return UnitClass(
        name.strip(), least, tuple(sorted(by_block)), tuple(map(_condition, conditions))
    )


def _clauses(rule: str) -> list[str]:
    """Returns the parts between semicolons, those in brackets and quotes aside."""
    parts = re.findall(r"(?:\([^)]*\)|“[^”]*”|\"[^\"]*\"|[^;])+", rule)
    return [part.strip() for part in parts] or [""]


def _condition(text: str) -> Condition:
    for pattern, make in _CONDITIONS:
        if match := pattern.fullmatch(text):
            return make(match)
    raise _unread(text)


def _unread(text: str) -> Refused:
    typed = as_typed(text, 60)
    return Refused(
        Text(
            vi=f"không hiểu {typed}; mỗi dòng một loại, ví dụ “A: từ 90%; không tiêu chí nào 0 điểm”",
            en=f"{typed} is not understood; write a class a line, as the notation's page shows",
        )
    )


def write_classes(classes: tuple[UnitClass, ...]) -> str:
    """Returns the cell that reads back as the same classes."""
    lines = []
    for one in classes:
        bound = _bound(one)
        said = [*([bound] if bound else []), *map(_say, one.conditions)]
        lines.append(f"{one.name}: {'; '.join(said)}")
    return "\n".join(lines)


def _bound(one: UnitClass) -> str:
    if one.is_by_conditions:
        return ""
    if not one.least and not one.by_block:
        return "còn lại"
    others = "; ".join(f"{block}: {show(least)}%" for block, least in one.by_block)
    return f"từ {show(one.least)}%{f' ({others})' if others else ''}"


def _say(one: Condition) -> str:
    labels = " hoặc ".join(f"“{label}”" for label in one.labels)
    return {
        "no_zero": "không tiêu chí nào 0 điểm",
        "inside": f"không kể điểm cộng từ {show(one.least)}%",
        "domain": f"mọi lĩnh vực từ {show(one.least)}%"
        if one.code == ANY_DOMAIN
        else f"lĩnh vực {one.code} từ {show(one.least)}%",
        "leaf": f"tiêu chí {one.code} từ {show(one.least)} điểm",
        "is": f"tiêu chí {one.code} là {labels}",
        "is_not": f"tiêu chí {one.code} không là {labels}",
    }[one.about]


def _condition_lines(text: str) -> tuple[Condition, ...]:
    return tuple(_condition(line.strip()) for line in text.splitlines() if line.strip())


def _names(text: str) -> list[str]:
    return [part.strip() for part in re.split(r"[;\n]", text) if part.strip()]


SHARED = "đồng hạng"
"""What the row of ties says where nothing parts equal indices."""


def rule_cells(stored: Mapping[str, Any] | None) -> dict[str, str]:
    """Returns the cells of the rows above an annex, by their keys; an empty one says what the sets of 2022 say."""
    rules = set_rules_of(stored)
    return {
        "rules_classes": "" if rules.classes == TODAY.classes else write_classes(rules.classes),
        "rules_lowers": "\n".join(map(_say, rules.lowers)),
        "rules_ties": "; ".join(rules.ties),
        "rules_blocks": "; ".join(rules.blocks),
        "rules_places": "" if rules.places == TODAY.places else str(rules.places),
        "rules_capped": "Có" if rules.capped else "",
    }


def rule_cell_as_written(key: str, text: str) -> str:
    """Returns what a cell says in its one spelling. Raises ``Refused``."""
    stored = read_rule_cell(key, text)
    if "classes" in stored:
        return write_classes(read_classes(text))
    return rule_cells(stored)[key]


def read_rule_cell(key: str, text: str) -> dict[str, Any]:
    """Returns the part of a set's rules that one cell says, as it is stored. Raises ``Refused``."""
    name = key.removeprefix("rules_")
    rules: SetRules = TODAY
    match name:
        case "classes":
            rules = replace(TODAY, classes=read_classes(text))
        case "lowers":
            rules = replace(TODAY, lowers=_condition_lines(text))
        case "ties":
            said = [] if text.strip().lower() == SHARED else _names(text)
            rules = replace(TODAY, ties=tuple(said))
        case "blocks":
            rules = replace(TODAY, blocks=tuple(_names(text)))
        case "places":
            if text.strip() not in ("", "2", "4"):
                raise Refused(Text("chỉ làm tròn 2 hoặc 4 chữ số", "points have 2 or 4 decimals"))
            rules = replace(TODAY, places=int(text.strip() or TODAY.places))
        case "capped":
            if text.strip().lower() not in ("", "có", "không"):
                raise Refused(Text("ghi Có hoặc Không", "write yes or no, in Vietnamese"))
            rules = replace(TODAY, capped=text.strip().lower() == "có")
    stored = rules.as_json()
    # Blocks and classes are judged together, once the whole file is read.
    alone = {key: value for key, value in stored.items() if key != "classes"}
    _rules, faults = read_set_rules(alone)
    if faults:
        raise Refused(*faults)
    return stored
