"""Finds what is wrong with the gates of a tree and with the rules around it."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Protocol

from criteria.common.numbers import as_typed
from criteria.common.text import Text
from criteria.models import SIGNS
from criteria.scales import read_scale
from criteria.set_rules import SetRules, read_set_rules
from criteria.set_rules.rules import codes_named


class TreeNode(Protocol):
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
    def counts(self) -> str: ...
    @property
    def gate(self) -> str: ...


def gate_faults(
    nodes: Sequence[TreeNode], children: Mapping[str | None, Sequence[TreeNode]]
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


def rule_faults(
    stored: Mapping[str, object],
    nodes: Sequence[TreeNode],
    children: Mapping[str | None, Sequence[TreeNode]],
) -> Iterator[Text]:
    """Yields every fault of the rules that a set stores, with the tree that they speak of."""
    rules, faults = read_set_rules(stored)
    yield from faults
    if faults:
        return
    by_code = {node.code: node for node in nodes}
    for code, kind in codes_named(rules):
        node = by_code.get(code)
        is_leaf = node is not None and code not in children and node.scale is not None
        is_domain = node is not None and node.parent_code is None and node.counts not in SIGNS
        if not ((is_leaf and kind != "domain") or (is_domain and kind != "leaf")):
            yield _no_such(code, kind)
    yield from _label_faults(rules, by_code)


def _no_such(code: str, kind: str) -> Text:
    typed = as_typed(code)
    noun = {
        "domain": Text("lĩnh vực trong tổng điểm", "domain in the total"),
        "leaf": Text("tiêu chí được chấm điểm", "leaf that is scored"),
        "any": Text("lĩnh vực hoặc tiêu chí được chấm điểm", "domain, or leaf that is scored"),
    }[kind]
    return Text(
        f"Quy tắc của bộ tiêu chí: không có {noun.vi} nào mang mã {typed}",
        f"Rules of the set: no {noun.en} has the code {typed}",
    )


def _label_faults(rules: SetRules, by_code: Mapping[str, TreeNode]) -> Iterator[Text]:
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
