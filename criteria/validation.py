"""Finds everything that is wrong with a criteria tree, every fault at once; pure, no database."""

import dataclasses
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from criteria.around_faults import around_tree_faults, gate_faults
from criteria.common.numbers import as_typed, show
from criteria.common.text import Text
from criteria.models import SIGNS, CriteriaSet, Criterion
from criteria.scales import max_points_faults, read_scale

KINDS: Sequence[str] = Criterion.Kind.values
SOURCES: Sequence[str] = Criterion.Source.values
SURVEY_SCALES = ("percent", "points")

_CODE = re.compile(r"[0-9]+(\.[0-9]+)*")


@dataclass(frozen=True, slots=True)
class Node:
    """One row of a criteria set; ``source`` is "" and ``scale`` None on a parent."""

    code: str
    parent_code: str | None
    kind: str
    title: str
    max_points: Decimal
    source: str = ""
    scale: object | None = None
    counts: str = ""
    """How a branch counts, or one line for information: what the node itself says."""
    gate: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault. ``code`` is the node's, or "" for the set as a whole; ``text`` also names it.

    ``field`` is the node's field that is to blame, ``at`` the node's place among the nodes (from 0),
    where there is one; ``unnamed`` is the text without the name.
    """

    code: str
    text: Text
    field: str = dataclasses.field(default="", compare=False)
    at: int | None = dataclasses.field(default=None, compare=False)
    unnamed: Text | None = dataclasses.field(default=None, compare=False)


def validate_nodes(
    nodes: Sequence[Node], total: Decimal, rules: Mapping[str, object] | None = None
) -> list[Fault]:
    """Returns every fault of the tree worth ``total`` points, node by node, then those of the whole.

    ``rules`` are those that the set stores around its tree.
    """
    children: dict[str | None, list[Node]] = {}
    for node in nodes:
        children.setdefault(node.parent_code, []).append(node)
    codes = Counter(node.code for node in nodes)
    faults: list[Fault] = []
    for at, node in enumerate(nodes):
        under = children.get(node.code, [])
        faults += [
            _fault(node.code, text, field, at) for field, text in _node_faults(node, under, codes)
        ]
    last = {node.code: at for at, node in enumerate(nodes)}
    for code, times in codes.items():
        if times > 1:
            text = Text(f"mã bị trùng {times} lần", f"the code is used {times} times")
            faults.append(_fault(code, text, "code", last[code]))
    faults += _cycle_faults(nodes)
    faults += [
        _fault(nodes[at].code, text, "gate", at) for at, text in gate_faults(nodes, children)
    ]
    faults += [
        Fault("", text, "rules") for text in around_tree_faults(rules or {}, nodes, children)
    ]
    return [*faults, *_whole_faults(children.get(None, []), total)]


def node_of(row: Criterion) -> Node:
    """Returns a row of a set as it is judged; its parent must be loaded."""
    return Node(
        code=row.code,
        parent_code=row.parent.code if row.parent else None,
        kind=row.kind,
        title=row.title_vi,
        max_points=row.max_points,
        source=row.source,
        scale=row.scale,
        counts=row.own_counts,
        gate=row.gate,
    )


def validate_rows(criteria_set: CriteriaSet, rows: Sequence[Criterion]) -> list[Fault]:
    """Returns every fault of a set whose rows, with their parents, are loaded in their order."""
    strays = [
        Fault(
            row.code,
            Text(
                vi=f"Mục “{row.code}”: mục cha thuộc một bộ tiêu chí khác",
                en=f"Item “{row.code}”: its parent belongs to another set",
            ),
        )
        for row in rows
        if row.parent and row.parent.criteria_set_id != row.criteria_set_id
    ]
    nodes = [node_of(row) for row in rows]
    return [*validate_nodes(nodes, criteria_set.total_points, criteria_set.rules), *strays]


def _fault(code: str, text: Text, field: str = "", at: int | None = None) -> Fault:
    named = Text(f"Mục {as_typed(code)}: {text.vi}", f"Item {as_typed(code)}: {text.en}")
    return Fault(code, named, field, at, text)


def _node_faults(
    node: Node, under: list[Node], codes: Mapping[str, int]
) -> Iterator[tuple[str, Text]]:
    yield from _place_faults(node, codes)
    if not node.title.strip():
        yield "title", Text("tên để trống", "the title is empty")
    if node.counts == Criterion.Counts.INFO:
        yield from _information_faults(node, under)
    else:
        yield from _at_field("max_points", _lower_first(max_points_faults(node.max_points)))
    yield from _counts_faults(node)
    if under:
        yield from _parent_faults(node, under)
    else:
        yield from leaf_faults(node)


def _at_field(field: str, texts: Iterable[Text]) -> Iterator[tuple[str, Text]]:
    return ((field, text) for text in texts)


def _place_faults(node: Node, codes: Mapping[str, int]) -> Iterator[tuple[str, Text]]:
    if not _CODE.fullmatch(node.code):
        yield (
            "code",
            Text(
                "mã phải gồm các số cách nhau bằng dấu chấm, ví dụ 1.2.3",
                "the code must be numbers with points between them, such as 1.2.3",
            ),
        )
    if node.kind not in KINDS:
        known, typed = ", ".join(KINDS), as_typed(node.kind)
        yield (
            "kind",
            Text(
                f"không có cấp {typed}; các cấp: {known}",
                f"no kind {typed}; the kinds are {known}",
            ),
        )
    if node.parent_code is None:
        if node.kind in KINDS and node.kind != Criterion.Kind.DOMAIN:
            yield (
                "kind",
                Text("mục ở cấp cao nhất phải là lĩnh vực", "an item at the top must be a domain"),
            )
        if "." in node.code:
            yield (
                "code",
                Text(
                    "mã có dấu chấm nhưng không có mục cha",
                    "the code has a point but no parent is set",
                ),
            )
        return
    parent = as_typed(node.parent_code)
    if node.kind == Criterion.Kind.DOMAIN:
        yield "kind", Text("lĩnh vực phải ở cấp cao nhất", "a domain must be at the top")
    if node.parent_code not in codes:
        yield (
            "code",
            Text(
                f"không có mục cha {parent}; hãy sửa mã hoặc thêm mục {parent}",
                f"there is no parent {parent}; correct the code or add {parent}",
            ),
        )
    if node.code.rpartition(".")[0] != node.parent_code:
        yield (
            "code",
            Text(
                f"mã phải là mã của mục cha {parent} thêm một số",
                f"the code must be that of its parent {parent} with one number added",
            ),
        )


def _parent_faults(node: Node, under: list[Node]) -> Iterator[tuple[str, Text]]:
    if node.scale is not None:
        yield (
            "scale",
            Text("có mục con nên không được có thang điểm", "has children, so it takes no scale"),
        )
    if node.source:
        yield (
            "source",
            Text("có mục con nên không được có nguồn điểm", "has children, so it takes no source"),
        )
    points = [child.max_points for child in under]
    # NaN has its own fault, and a sum with it would say nothing.
    if all(value.is_finite() for value in [*points, node.max_points]):
        sum_of_children = sum(points, Decimal(0))
        if node.counts in SIGNS:
            yield from _cap_faults(node, points)
        elif sum_of_children != node.max_points:
            yield (
                "max_points",
                Text(
                    f"các mục con cộng lại được {show(sum_of_children)} điểm, "
                    f"khác điểm tối đa {show(node.max_points)}",
                    f"the children add up to {show(sum_of_children, 'en')} points, "
                    f"not the maximum of {show(node.max_points, 'en')}",
                ),
            )


NO_SOURCE = Text(
    "chưa có nguồn điểm; hãy chọn “Tự đánh giá, thẩm định” hoặc “Điều tra xã hội học”",
    "has no source; choose self-assessed and reviewed, or survey",
)


def leaf_faults(node: Node) -> Iterator[tuple[str, Text]]:
    """Yields what is wrong with a leaf's source and scale, each with the field to blame."""
    if node.counts == Criterion.Counts.INFO and not node.source and node.scale is None:
        return
    if not node.source:
        yield "source", NO_SOURCE
    elif node.source not in SOURCES:
        known, typed = ", ".join(SOURCES), as_typed(node.source)
        yield (
            "source",
            Text(
                f"không có nguồn điểm {typed}; các nguồn: {known}",
                f"no source {typed}; the sources are {known}",
            ),
        )
    if node.scale is None:
        yield "scale", Text("chưa có thang điểm", "has no scale")
        return
    scale, faults = read_scale(node.scale, node.max_points)
    yield from _at_field("scale", _lower_first(faults))
    kind = (scale.kind or " + ".join(part.name for part in scale.parts)) if scale else ""
    if (
        node.source == Criterion.Source.SURVEY
        and scale is not None
        and scale.kind not in SURVEY_SCALES
    ):
        yield (
            "scale",
            Text(
                f"điểm điều tra xã hội học cần thang percent hoặc points, không phải {kind}",
                f"survey points need the scale percent or points, not {kind}",
            ),
        )


def _information_faults(node: Node, under: list[Node]) -> Iterator[tuple[str, Text]]:
    if under:
        yield (
            "counts",
            Text(
                "có mục con nên không phải là dòng thông tin",
                "has children, so it is no line for information",
            ),
        )
    if node.max_points != 0:
        yield (
            "max_points",
            Text(
                "dòng thông tin không có điểm: để trống hoặc ghi 0",
                "a line for information has no points: leave it empty or write 0",
            ),
        )


def _counts_faults(node: Node) -> Iterator[tuple[str, Text]]:
    if node.counts and node.counts not in Criterion.Counts.values:
        typed = as_typed(node.counts)
        yield (
            "counts",
            Text(f"không có cách tính {typed}", f"no way to count is called {typed}"),
        )
    elif node.counts in SIGNS and node.parent_code is not None:
        yield (
            "counts",
            Text(
                "điểm cộng, điểm trừ ghi ở lĩnh vực, không ghi ở mục con",
                "bonus and penalty are said of a domain, not below it",
            ),
        )


def _cap_faults(node: Node, points: list[Decimal]) -> Iterator[tuple[str, Text]]:
    highest = node.counts in (Criterion.Counts.BONUS_HIGHEST, Criterion.Counts.PENALTY_HIGHEST)
    best = max(points) if highest else sum(points, Decimal(0))
    if best < node.max_points:
        yield (
            "max_points",
            Text(
                f"mức trần {show(node.max_points)} cao hơn số điểm có thể đạt {show(best)}",
                f"the cap of {show(node.max_points, 'en')} is above what can be reached, "
                f"{show(best, 'en')}",
            ),
        )


def _cycle_faults(nodes: Sequence[Node]) -> Iterator[Fault]:
    parents = {node.code: node.parent_code for node in nodes}
    settled: set[str] = set()
    for start in parents:
        path: list[str] = []
        at: str | None = start
        while at is not None and at in parents and at not in settled and at not in path:
            path.append(at)
            at = parents[at]
        if at in path:
            ring = " → ".join(as_typed(code) for code in [*path[path.index(at) :], at])
            text = Text(f"các mục cha tạo thành vòng: {ring}", f"parents form a circle: {ring}")
            yield _fault(at, text)
        settled.update(path)


def _whole_faults(roots: list[Node], total: Decimal) -> Iterator[Fault]:
    if not roots:
        yield Fault("", Text("Bộ tiêu chí không có lĩnh vực nào", "The set has no domain"))
    elif all(root.max_points.is_finite() for root in roots):
        inside = [root.max_points for root in roots if root.counts not in SIGNS]
        sum_of_domains = sum(inside, Decimal(0))
        if sum_of_domains != total:
            text = Text(
                f"Các lĩnh vực cộng lại được {show(sum_of_domains)} điểm, "
                f"khác tổng điểm của bộ tiêu chí {show(total)}",
                f"The domains add up to {show(sum_of_domains, 'en')} points, "
                f"not the set's total of {show(total, 'en')}",
            )
            yield Fault("", text)


def _lower_first(texts: list[Text]) -> Iterator[Text]:
    for text in texts:
        yield Text(text.vi[0].lower() + text.vi[1:], text.en[0].lower() + text.en[1:])
