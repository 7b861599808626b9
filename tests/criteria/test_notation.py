"""Scales in one cell: what is written reads back as the same scale, and faults name their part."""

import json
import re
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pytest
from django.conf import settings
from hypothesis import example, given
from hypothesis import strategies as st

from criteria.common.numbers import canonical
from criteria.common.text import Refused
from criteria.scales import KINDS, PARTS, parse_scale, read_scale
from criteria.scales.notation import read_cells, read_notation, write_cells, write_notation
from criteria.scales.notation.reading import LONGEST_CELL
from rankings.demo.entries import best_of_some

PAGE = Path(settings.BASE_DIR, "docs/notation.md").read_text()
EXAMPLES = [
    (cell.replace(r"\|", "|"), stored)
    for cell, stored in re.findall(r"^\| `([^`]+)` \|.*\| `(\{.*\})` \|$", PAGE, re.MULTILINE)
]
REFUSED = re.findall(
    r"^\| `([^`]+)` \| [^`|{]*(?:`[^`{]*`[^`|{]*)* \|$",
    PAGE.partition("## Không nhận")[2],
    re.MULTILINE,
)

NUMBERS = st.decimals(0, 100, places=4).map(canonical)
LABELS = (
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20)
    | st.sampled_from(
        [
            "≥80%",
            "<3",
            "Đạt = 1",
            'a"b',
            "x;y",
            "80%",
            "chọn nhiều: a",
            "=1+1",
            "n/a",
            "{a",
            ">",
            "<",
        ]
    )
).filter(lambda label: label.strip())


def labelled(key: str, kind: str) -> st.SearchStrategy[dict[str, Any]]:
    line = st.fixed_dictionaries({"label": LABELS, "points": NUMBERS})
    lines = st.lists(line, min_size=1, max_size=5, unique_by=lambda one: one["label"])
    return lines.map(lambda found: {"kind": kind, key: found})


def banded(of: str, bounds: st.SearchStrategy[Decimal]) -> st.SearchStrategy[dict[str, Any]]:
    def made(found: tuple[list[Decimal], list[Decimal]]) -> dict[str, Any]:
        least, points = (sorted(one, reverse=True) for one in found)
        pairs = zip(least, points, strict=False)
        bands = [{"min": canonical(a), "points": canonical(b)} for a, b in pairs]
        return {"kind": "bands", "of": of, "bands": bands}

    points = st.decimals(0, 100, places=4)
    one_list = st.lists(bounds, min_size=1, max_size=6, unique=True)
    return st.tuples(one_list, st.lists(points, min_size=6, max_size=6, unique=True)).map(made)


PLAIN = st.sampled_from([{"kind": "percent"}, {"kind": "points"}, {"kind": "linear"}])
LINEAR = NUMBERS.map(lambda floor: {"kind": "linear", "floor": floor})
TYPED = NUMBERS.map(lambda floor: {"kind": "linear", "of": "percent", "floor": floor})
BANDS = banded("ratio", st.decimals(0, 200, places=3)) | banded(
    "count", st.integers(0, 9999).map(Decimal)
)
SCALES = (
    labelled("options", "choice") | labelled("lines", "checklist") | BANDS | PLAIN | LINEAR | TYPED
)


def best_of(data: dict[str, Any]) -> Decimal:
    points = [
        Decimal(one["points"]) for key in ("options", "bands", "lines") for one in data.get(key, [])
    ]
    return (max(points) if points else Decimal(1)) or Decimal(1)


@given(SCALES, st.booleans(), st.sampled_from(["vi", "en"]))
@example({"kind": "bands", "of": "count", "bands": [{"min": "0", "points": "1"}]}, False, "vi")
def test_what_is_written_reads_back_as_the_same_scale(
    data: dict[str, Any], allow_na: bool, language: str
) -> None:
    try:
        scale = parse_scale(data | ({"allow_na": True} if allow_na else {}), best_of(data))
    except Refused:
        return  # two labels may be one after normalizing
    stored = scale.as_json()
    text = write_notation(stored, language)
    assert read_notation(text) == stored
    # The way out for what cannot be written is there for drafts with faults only.
    assert not text.startswith('{"kind"')


@pytest.mark.parametrize(("cell", "stored"), EXAMPLES)
def test_examples_of_the_page(cell: str, stored: str) -> None:
    assert read_notation(cell) == json.loads(stored)


@pytest.mark.parametrize("cell", REFUSED)
def test_what_the_page_says_is_refused(cell: str) -> None:
    with pytest.raises(Refused) as refused:
        read_notation(cell)
    assert all(cause.vi and cause.en and cause.vi != cause.en for cause in refused.value.causes)


@pytest.mark.parametrize(("cell", "stored"), EXAMPLES)
def test_examples_of_the_page_compute_and_are_written_back(cell: str, stored: str) -> None:
    data = json.loads(stored)
    # Of the maxima that fit some example, the first: a larger one cannot be reached, a smaller is exceeded.
    scales = (read_scale(data, Decimal(n) / 4)[0] for n in range(200, 0, -1))
    scale = next(scale for scale in scales if scale)
    outcome = best_of_some(scale, Random(1))
    assert 0 <= scale.score(outcome).points <= scale.max_points
    for language in ("vi", "en"):
        written = write_cells(scale.as_json(), language)
        assert not written.scale.startswith('{"')
        assert parse_scale(read_cells(written), scale.max_points) == scale


def test_the_page_has_an_example_of_every_kind_and_part() -> None:
    data = [json.loads(stored) for _, stored in EXAMPLES]
    assert {one["kind"] for one in data if "kind" in one} == set(KINDS)
    assert {part["part"] for one in data for part in one.get("parts", [])} == set(PARTS)
    assert (len(EXAMPLES), len(REFUSED)) == (44, 21)


@pytest.mark.parametrize("data", ["", " ; ;\n", "cho phép không áp dụng", "chọn nhiều:"])
def test_a_cell_without_points(data: str) -> None:
    with pytest.raises(Refused, match="không có mức điểm nào"):
        read_notation(data)


def test_every_fault_at_once_with_its_part() -> None:
    with pytest.raises(Refused) as refused:
        read_notation("Đạt = một; Tốt; Khá = 1.234; Kém = 0")
    assert [cause.vi.partition(":")[0] for cause in refused.value.causes] == [
        "phần 1 “Đạt = một”",
        "phần 2 “Tốt”",
        "phần 3 “Khá = 1.234”",
    ]


def test_a_band_that_leaves_a_gap() -> None:
    with pytest.raises(Refused, match=r"ngay trên nó \(100\)"):
        read_notation("≥100% = 1; từ 70% đến dưới 90% = 0,5")


@pytest.mark.parametrize(
    "cell",
    [
        "ĐẠT = 1;\n\nKhông đạt = 0;",
        "ĐẠT = 1\r\nKhông đạt = 0",
        "  ĐẠT\u00a0= 1; Không đạt =0  ",
        "chọn một: ĐẠT = 1 điểm; Không đạt = 0 điểm",
        '"ĐẠT" = 1; "Không đạt" = 0',
    ],
)
def test_spaces_lines_and_quotes_do_not_matter(cell: str) -> None:
    options = [{"label": "ĐẠT", "points": "1"}, {"label": "Không đạt", "points": "0"}]
    assert read_notation(cell) == {"kind": "choice", "options": options}


def test_signs_as_keyboards_have_them() -> None:
    assert read_notation(">=100% = 1; >= 80 % = 0,5") == read_notation("≥100% = 1; ≥80% = 0,5")
    assert read_notation("Tỉ lệ x điểm tối đa") == {"kind": "linear"}


def test_a_quote_never_closed_is_a_label_and_a_wrong_one_is_told() -> None:
    with pytest.raises(Refused, match="viết hai lần"):
        read_notation('"Đạt"ngay" = 1; Không = 0')


def test_json_is_read_and_a_faulty_draft_is_written_so() -> None:
    faulty = {"kind": "choice", "options": [{"label": "Đạt", "points": 1}], "of": "x"}
    text = write_notation(faulty)
    assert json.loads(text) == faulty
    assert read_notation(text) == faulty
    for text in ("{kind}", '{"kind":' * 4_000):
        with pytest.raises(Refused, match="JSON"):
            read_notation(text)


def test_a_cell_longer_than_a_workbook_has_is_refused_at_once() -> None:
    assert max(len(cell) for cell, _stored in EXAMPLES) < LONGEST_CELL
    for text in ("a;" * LONGEST_CELL, '{"parts":[' + "{}," * LONGEST_CELL + "{}]}"):
        with pytest.raises(Refused) as refused:
            read_notation(text)
        assert [cause.en for cause in refused.value.causes] == [
            "the cell is too long: at most 32767 characters"
        ]
