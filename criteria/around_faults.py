"""Finds what is wrong with the gates of a tree and with the rules around it."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Protocol

from criteria.common.numbers import as_typed
from criteria.common.text import Text
from criteria.models import SIGNS, Criterion
from criteria.scales import read_scale
from criteria.set_rules import TODAY, SetRules, read_set_rules
from criteria.set_rules.rules import codes_named


class JudgedNode(Protocol):
    """A row of a set, as far as its rules need to know one."""

    @property
    def code(self) -> str: ...
    @property
    def parent_code(self) -> str | None: ...
    @property
    def max_points(self) -> Decimal: ...
    @property
    def scale(self) -> object | None: ...
    @property
    def source(self) -> str: ...
    @property
    def counts(self) -> str: ...
    @property
    def gate(self) -> str: ...


def gate_faults(
    nodes: Sequence[JudgedNode], children: Mapping[str | None, Sequence[JudgedNode]]
) -> Iterator[tuple[int, Text]]:
    """Yields the place and the fault of every gate that is none: both must be leaves, and no gate has a gate."""
    leaves = {node.code: node for node in nodes if node.code not in children and node.scale}
    for at, node in enumerate(nodes):
        if not node.gate:
            continue
        gate = leaves.get(node.gate)
        typed = as_typed(node.gate)
        if node.code not in leaves:
            yield (
                at,
                Text(
                    "chỉ mục được chấm điểm mới có điều kiện",
                    "only a leaf that is scored has a condition",
                ),
            )
        elif gate is None or node.gate == node.code:
            yield (
                at,
                Text(
                    f"điều kiện {typed} không phải là mã của một tiêu chí khác được chấm điểm",
                    f"the condition {typed} is not the code of another leaf that is scored",
                ),
            )
        elif gate.gate:
            yield (
                at,
                Text(
                    f"điều kiện {typed} lại có điều kiện; hãy ghi thẳng mã cuối cùng",
                    f"the condition {typed} has a condition itself; name the last one",
                ),
            )


def around_tree_faults(
    stored: Mapping[str, object],
    nodes: Sequence[JudgedNode],
    children: Mapping[str | None, Sequence[JudgedNode]],
) -> Iterator[Text]:
    """Yields every fault of the rules that a set stores, with the tree that they speak of."""
    rules, faults = read_set_rules(stored)
    yield from faults
    if faults:
        return
    by_code = {node.code: node for node in nodes}
    for code, wanted in codes_named(rules):
        node = by_code.get(code)
        is_leaf = node is not None and code not in children and node.scale is not None
        is_domain = node is not None and node.parent_code is None and node.counts not in SIGNS
        if not ((is_leaf and wanted != "domain") or (is_domain and wanted != "leaf")):
            yield _no_such(code, wanted)
    yield from _label_faults(rules, by_code)
    yield from _rounding_faults(rules, nodes)


def _rounding_faults(rules: SetRules, nodes: Sequence[JudgedNode]) -> Iterator[Text]:
    if rules.places == TODAY.places:
        return
    for node in nodes:
        if node.scale is None or node.source == Criterion.Source.SURVEY:
            continue
        scale, _faults = read_scale(node.scale, node.max_points)
        if scale and scale.places != rules.places:
            yield Text(
                f"Mục {as_typed(node.code)}: thang điểm chưa làm tròn {rules.places} chữ số như bộ tiêu chí quy định",
                f"Item {as_typed(node.code)}: its points are not rounded to {rules.places} decimals, as the set asks",
            )


def _no_such(code: str, wanted: str) -> Text:
    typed = as_typed(code)
    noun = {
        "domain": Text("lĩnh vực trong tổng điểm", "domain in the total"),
        "leaf": Text("tiêu chí được chấm điểm", "leaf that is scored"),
        "any": Text("lĩnh vực hoặc tiêu chí được chấm điểm", "domain, or leaf that is scored"),
    }[wanted]
    return Text(
        f"Quy tắc của bộ tiêu chí: không có {noun.vi} nào mang mã {typed}",
        f"Rules of the set: no {noun.en} has the code {typed}",
    )


def _label_faults(rules: SetRules, by_code: Mapping[str, JudgedNode]) -> Iterator[Text]:
    for condition in rules.conditions:
        node = by_code.get(condition.code)
        if not condition.is_about_option or node is None or node.scale is None:
            continue
        scale, _faults = read_scale(node.scale, node.max_points)
        known = scale.option_labels if scale else ()
        for label in condition.labels:
            if label not in known:
                typed = as_typed(label)
                yield Text(
                    f"Quy tắc của bộ tiêu chí: tiêu chí {node.code} không có phương án {typed}",
                    f"Rules of the set: criterion {node.code} has no option {typed}",
                )
