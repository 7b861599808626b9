"""Faults of a criteria tree: random clean trees, each broken in one way."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from criteria.common.text import Text
from criteria.validation import NO_SOURCE, Fault, Node, validate_nodes

REVIEWED_SCALES = ["choice", "checklist", "bands", "linear", "percent", "points"]
KIND_AT = ["domain", "criterion", "subcriterion", "subcriterion", "subcriterion"]

Tree = tuple[list[Node], Decimal]


def scale_for(kind: str, most: Decimal) -> dict[str, object]:
    """A scale of ``kind`` that reaches exactly ``most`` points."""
    top = {"label": "Đạt", "points": f"{most:f}"}
    scales: dict[str, dict[str, object]] = {
        "choice": {"kind": kind, "options": [top, {"label": "Không đạt", "points": "0"}]},
        "checklist": {"kind": kind, "lines": [top, {"label": "Thêm", "points": "0"}]},
        "bands": {"kind": kind, "of": "ratio", "bands": [{"min": "80", "points": f"{most:f}"}]},
        "linear": {"kind": kind, "floor": "50"},
    }
    return scales.get(kind, {"kind": kind})


def leaf(code: str, kind: str, points: str, source: str = "reviewed") -> Node:
    most = Decimal(points)
    return Node(code, parent_of(code), kind, f"Mục {code}", most, source, scale_for("points", most))


def parent_of(code: str) -> str | None:
    return code.rpartition(".")[0] or None


@st.composite
def trees(draw: st.DrawFn) -> Tree:
    """A clean tree of up to 5 levels with any total, with leaves at any of them."""
    nodes: list[Node] = []

    def grow(code: str, level: int) -> Decimal:
        place = len(nodes)
        width = draw(st.integers(0, 3)) if level < 4 else 0
        if level == 0 and len(nodes) == 0:
            width = max(1, width)
        children = [grow(f"{code}.{number}", level + 1) for number in range(1, width + 1)]
        if children:
            most = sum(children, Decimal(0))
            node = Node(code, parent_of(code), KIND_AT[level], f"Mục {code}", most)
        else:
            most = Decimal(draw(st.integers(1, 50000))) / 10000
            source = draw(st.sampled_from(["reviewed", "survey"]))
            kinds = REVIEWED_SCALES if source == "reviewed" else ["percent", "points"]
            scale = scale_for(draw(st.sampled_from(kinds)), most)
            node = Node(code, parent_of(code), KIND_AT[level], f"Mục {code}", most, source, scale)
        nodes.insert(place, node)
        return most

    roots = [grow(str(number), 0) for number in range(1, draw(st.integers(1, 3)) + 1)]
    return nodes, sum(roots, Decimal(0))


def small_tree() -> Tree:
    """1 (1.1 (1.1.1, 1.1.2), 1.2) and 2, worth 10 points."""
    return [
        Node("1", None, "domain", "Chỉ đạo", Decimal(6)),
        Node("1.1", "1", "criterion", "Kế hoạch", Decimal(4)),
        leaf("1.1.1", "subcriterion", "1.5"),
        leaf("1.1.2", "subcriterion", "2.5"),
        leaf("1.2", "criterion", "2", "survey"),
        leaf("2", "domain", "4"),
    ], Decimal(10)


def changed(code: str, /, **values: object) -> Tree:
    nodes, total = small_tree()
    return [replace(n, **values) if n.code == code else n for n in nodes], total  # type: ignore[arg-type]


def said(faults: Sequence[Fault]) -> list[tuple[str, str]]:
    assert all(fault.text.en and fault.text.en != fault.text.vi for fault in faults)
    return [(fault.code, fault.text.vi) for fault in faults]


def item(code: str, vi: str) -> tuple[str, str]:
    return code, f"Mục “{code}”: {vi}"


@given(trees())
def test_clean_trees_have_no_faults(tree: Tree) -> None:
    nodes, total = tree
    assert validate_nodes(nodes, total) == []
    assert validate_nodes(nodes[::-1], total) == []


def test_five_levels_and_another_total_are_clean() -> None:
    codes = ["1", "1.1", "1.1.1", "1.1.1.1"]
    nodes = [
        Node(code, parent_of(code), kind, "Tên", Decimal("0.3"))
        for code, kind in zip(codes, KIND_AT, strict=False)
    ]
    leaves = [leaf(f"1.1.1.1.{number}", "subcriterion", "0.1") for number in (1, 2, 3)]
    assert validate_nodes([*nodes, *leaves], Decimal("0.3")) == []


def test_a_fault_names_its_item_in_both_languages() -> None:
    assert validate_nodes(*changed("2", title=" ")) == [
        Fault("2", Text("Mục “2”: tên để trống", "Item “2”: the title is empty"))
    ]


def test_children_that_do_not_add_up() -> None:
    nodes, total = changed("1.1.2", max_points=Decimal("2.4"))
    assert said(validate_nodes(nodes, total)) == [
        item("1.1", "các mục con cộng lại được 3,9 điểm, khác điểm tối đa 4")
    ]


def test_domains_that_do_not_add_up_to_the_total() -> None:
    nodes, _ = small_tree()
    assert said(validate_nodes(nodes, Decimal(100))) == [
        ("", "Các lĩnh vực cộng lại được 10 điểm, khác tổng điểm của bộ tiêu chí 100")
    ]


def test_no_nodes_at_all() -> None:
    assert said(validate_nodes([], Decimal(0))) == [("", "Bộ tiêu chí không có lĩnh vực nào")]


def test_a_code_used_twice() -> None:
    nodes, total = small_tree()
    nodes[3] = replace(nodes[3], code="1.1.1")
    assert said(validate_nodes(nodes, total)) == [item("1.1.1", "mã bị trùng 2 lần")]


@pytest.mark.parametrize("code", ["2a", "2.", "", "II", "٢", "2\n", "-2", " 2"])
def test_a_code_that_is_not_numbers(code: str) -> None:
    faults = said(validate_nodes(*changed("2", code=code)))
    assert (faults[0][0], faults[0][1].split(": ", 1)[1]) == (
        code,
        "mã phải gồm các số cách nhau bằng dấu chấm, ví dụ 1.2.3",
    )


@pytest.mark.parametrize("code", ["2.2", "1.2.3", "12", "1"])
def test_a_code_that_does_not_extend_its_parents(code: str) -> None:
    faults = said(validate_nodes(*changed("1.2", code=code)))
    assert item(code, "mã phải là mã của mục cha “1” thêm một số") in faults


def test_a_code_with_a_point_and_no_parent() -> None:
    assert said(validate_nodes(*changed("2", code="2.1"))) == [
        item("2.1", "mã có dấu chấm nhưng không có mục cha")
    ]


def test_a_parent_that_is_missing() -> None:
    nodes, _ = small_tree()
    orphan = leaf("3.1", "criterion", "1")
    assert said(validate_nodes([*nodes, orphan], Decimal(10))) == [
        item("3.1", "không có mục cha “3”; hãy sửa mã hoặc thêm mục “3”")
    ]


def test_a_circle_of_parents_is_told_once() -> None:
    nodes, _ = small_tree()
    ring = [
        Node("5.1", "5.2", "criterion", "A", Decimal(1)),
        Node("5.2", "5.1", "criterion", "B", Decimal(1)),
    ]
    faults = said(validate_nodes([*nodes, *ring], Decimal(10)))
    assert faults == [
        item("5.1", "mã phải là mã của mục cha “5.2” thêm một số"),
        item("5.2", "mã phải là mã của mục cha “5.1” thêm một số"),
        item("5.1", "các mục cha tạo thành vòng: “5.1” → “5.2” → “5.1”"),
    ]


def test_an_item_that_is_its_own_parent() -> None:
    faults = said(validate_nodes(*changed("1.2", parent_code="1.2")))
    assert item("1.2", "các mục cha tạo thành vòng: “1.2” → “1.2”") in faults


def test_an_item_below_a_circle_is_not_part_of_it() -> None:
    nodes = [
        Node("4.1", "4.1", "criterion", "A", Decimal(1)),
        leaf("4.1.1", "subcriterion", "1"),
    ]
    rings = [
        text for _, text in said(validate_nodes(nodes, Decimal(1))) if "tạo thành vòng" in text
    ]
    assert rings == ["Mục “4.1”: các mục cha tạo thành vòng: “4.1” → “4.1”"]


def test_a_leaf_without_scale() -> None:
    assert said(validate_nodes(*changed("2", scale=None))) == [item("2", "chưa có thang điểm")]


def test_a_leaf_without_source() -> None:
    assert said(validate_nodes(*changed("2", source=""))) == [item("2", NO_SOURCE.vi)]


def test_a_leaf_with_an_unknown_source() -> None:
    assert said(validate_nodes(*changed("2", source="guess"))) == [
        item("2", "không có nguồn điểm “guess”; các nguồn: reviewed, survey")
    ]


def test_a_parent_with_a_scale() -> None:
    assert said(validate_nodes(*changed("1.1", scale={"kind": "percent"}))) == [
        item("1.1", "có mục con nên không được có thang điểm")
    ]


def test_a_parent_with_a_source() -> None:
    assert said(validate_nodes(*changed("1.1", source="reviewed"))) == [
        item("1.1", "có mục con nên không được có nguồn điểm")
    ]


@pytest.mark.parametrize("kind", ["choice", "checklist", "bands", "linear"])
def test_a_survey_leaf_on_another_scale(kind: str) -> None:
    scale = scale_for(kind, Decimal(2))
    assert said(validate_nodes(*changed("1.2", scale=scale))) == [
        item(
            "1.2",
            f"điểm điều tra xã hội học cần thang percent hoặc points, không phải {kind}",
        )
    ]


def test_faults_of_a_scale_are_all_told() -> None:
    bands = [{"min": "abc", "points": "4"}, {"min": "80", "points": "5"}]
    scale = {"kind": "bands", "of": "ratio", "bands": bands}
    assert said(validate_nodes(*changed("2", scale=scale))) == [
        item(
            "2", 'thang điểm, mức 1: “min” phải là chuỗi số thập phân như "0.5", không phải “abc”'
        ),
        item("2", "thang điểm, mức 2: điểm 5 vượt điểm tối đa 4"),
    ]


def test_a_scale_that_cannot_reach_the_maximum() -> None:
    assert said(validate_nodes(*changed("2", scale=scale_for("choice", Decimal("3.5"))))) == [
        item("2", "thang điểm: cao nhất chỉ được 3,5 điểm, không đạt điểm tối đa 4")
    ]


@pytest.mark.parametrize(
    ("most", "fault"),
    [
        ("0", "điểm tối đa 0 phải lớn hơn 0"),
        ("-2", "điểm tối đa -2 phải lớn hơn 0"),
        ("2.00001", "điểm tối đa 2,00001 có quá 4 chữ số thập phân"),
        ("NaN", "điểm tối đa không phải là số"),
        ("sNaN", "điểm tối đa không phải là số"),
        ("Infinity", "điểm tối đa không phải là số"),
    ],
)
def test_an_impossible_maximum(most: str, fault: str) -> None:
    assert item("1.2", fault) in said(validate_nodes(*changed("1.2", max_points=Decimal(most))))


def test_trailing_zeros_are_no_decimals() -> None:
    assert validate_nodes(*changed("1.2", max_points=Decimal("2.000000"))) == []


def test_an_unknown_kind() -> None:
    assert said(validate_nodes(*changed("1.2", kind="chapter"))) == [
        item("1.2", "không có cấp “chapter”; các cấp: domain, criterion, subcriterion")
    ]


def test_a_domain_below_the_top() -> None:
    assert said(validate_nodes(*changed("1.2", kind="domain"))) == [
        item("1.2", "lĩnh vực phải ở cấp cao nhất")
    ]


def test_a_root_that_is_no_domain() -> None:
    assert said(validate_nodes(*changed("2", kind="criterion"))) == [
        item("2", "mục ở cấp cao nhất phải là lĩnh vực")
    ]


# Each breaks one leaf in a way that touches no other item, so the fault is the only one.
BREAKS: list[tuple[str, Callable[[Node], Node], str]] = [
    ("title", lambda node: replace(node, title=""), "tên để trống"),
    ("scale", lambda node: replace(node, scale=None), "chưa có thang điểm"),
    ("source", lambda node: replace(node, source=""), NO_SOURCE.vi),
    (
        "unknown source",
        lambda node: replace(node, source="x"),
        "không có nguồn điểm “x”; các nguồn: reviewed, survey",
    ),
    (
        "survey scale",
        lambda node: replace(node, source="survey", scale={"kind": "linear"}),
        "điểm điều tra xã hội học cần thang percent hoặc points, không phải linear",
    ),
    (
        "scale fault",
        lambda node: replace(node, scale={"kind": "percent", "top": "1"}),
        "thang điểm: không có mục “top”",
    ),
    (
        "kind",
        lambda node: replace(node, kind="x"),
        "không có cấp “x”; các cấp: domain, criterion, subcriterion",
    ),
]


def leaves_of(nodes: list[Node]) -> list[int]:
    return [place for place, node in enumerate(nodes) if node.scale is not None]


@pytest.mark.parametrize(("name", "broken", "fault"), BREAKS, ids=[name for name, _, _ in BREAKS])
@given(tree=trees(), data=st.data())
def test_one_break_anywhere_is_the_one_fault(
    name: str, broken: Callable[[Node], Node], fault: str, tree: Tree, data: st.DataObject
) -> None:
    nodes, total = tree
    place = data.draw(st.sampled_from(leaves_of(nodes)))
    nodes[place] = broken(nodes[place])
    assert said(validate_nodes(nodes, total)) == [item(nodes[place].code, fault)], name


@given(tree=trees(), extra=st.integers(1, 50000))
def test_a_wrong_total_anywhere_is_the_one_fault(tree: Tree, extra: int) -> None:
    nodes, total = tree
    [fault] = validate_nodes(nodes, total + Decimal(extra) / 10000)
    assert fault.code == ""
    assert "khác tổng điểm của bộ tiêu chí" in fault.text.vi


@given(tree=trees(), data=st.data())
def test_a_wrong_maximum_of_a_parent_breaks_its_own_sum_and_the_one_above(
    tree: Tree, data: st.DataObject
) -> None:
    nodes, total = tree
    parents = [place for place, node in enumerate(nodes) if node.scale is None]
    place = data.draw(st.sampled_from(parents))
    node = nodes[place]
    nodes[place] = replace(node, max_points=node.max_points + 1)
    faults = validate_nodes(nodes, total)
    assert {fault.code for fault in faults} == {node.code, node.parent_code or ""}
    assert all("cộng lại được" in fault.text.vi for fault in faults)
    assert len(faults) == 2


@given(tree=trees(), data=st.data())
def test_two_planted_faults_are_both_listed(tree: Tree, data: st.DataObject) -> None:
    nodes, total = tree
    leaves = leaves_of(nodes)
    places = data.draw(st.lists(st.sampled_from(leaves), min_size=1, max_size=2, unique=True))
    expected = []
    for place in places:
        _, broken, fault = data.draw(st.sampled_from(BREAKS))
        nodes[place] = broken(nodes[place])
        expected.append(item(nodes[place].code, fault))
    *found, last = said(validate_nodes(nodes, total + 1))
    assert sorted(found) == sorted(expected)
    assert last[0] == ""
    assert last[1].startswith("Các lĩnh vực cộng lại được")


def test_two_faults_of_one_item_are_both_listed() -> None:
    assert said(validate_nodes(*changed("2", title="", source="", scale=None))) == [
        item("2", "tên để trống"),
        item("2", NO_SOURCE.vi),
        item("2", "chưa có thang điểm"),
    ]
