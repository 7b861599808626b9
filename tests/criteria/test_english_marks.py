"""Labels, levels and explanations of a scale in English: stored beside the Vietnamese, written in cells, shown to readers."""

from decimal import Decimal
from typing import Any

import pytest

from criteria.common.text import Text
from criteria.scales import parse_scale, read_scale
from criteria.scales.notation import ScaleCells, read_cells, write_cells

MET = {
    "label": "Đạt",
    "label_en": "Met",
    "points": "2",
    "when": "ban hành đúng hạn",
    "when_en": "issued in time",
}
NOT_MET = {"label": "Không đạt", "label_en": "Not met", "points": "0"}
CHOICE: dict[str, Any] = {
    "parts": [{"part": "choice", "options": [MET, NOT_MET]}],
    "how": "Tính theo ngày ký.",
    "how_en": "Counted by the day of signing.",
}


def test_readers_get_their_language() -> None:
    scale = parse_scale(CHOICE, Decimal(2))

    assert scale.describe() == (
        Text(
            "Đạt: 2 điểm (đạt khi: ban hành đúng hạn)", "Met: 2 points (met when: issued in time)"
        ),
        Text("Không đạt: 0 điểm", "Not met: 0 points"),
        Text("Cách tính: Tính theo ngày ký.", "How: Counted by the day of signing."),
    )
    assert scale.score({"option": 0}).why == Text("“Đạt” → 2 điểm", "“Met” → 2 points")
    assert scale.option_labels == ("Đạt", "Không đạt")
    assert scale.as_json() == CHOICE


def test_a_set_without_english_stays_as_it_is() -> None:
    plain = {
        "parts": [
            {"part": "choice", "options": [{"label": "Có", "points": "1", "when": "kịp thời"}]}
        ],
        "how": "Tính cả năm",
    }
    scale = parse_scale(plain, Decimal(1))

    assert scale.as_json() == plain
    assert scale.describe()[0].en == "Có: 1 point (met when: kịp thời)"


CELLS = [
    ScaleCells(
        "Đạt | Met = 2; Không đạt | Not met = 0",
        how="Tính theo ngày ký. | Counted by the day of signing.",
        when="Đạt: ban hành đúng hạn | issued in time",
    ),
    ScaleCells('"Đạt; 100%" | "Met; 100%" = 1; "Khác" | "Other" = 0'),
    ScaleCells("chọn nhiều: Có kế hoạch | A plan = 0,5; Đúng hạn | In time = 0,25"),
    ScaleCells("Tốt | Good = [0–2 điểm]; Kém | Poor = 0"),
    ScaleCells('"Có" | "Yes" = 1', when="Có: có văn bản | there is a document"),
]


@pytest.mark.parametrize("cells", CELLS)
def test_cells_are_read_and_written(cells: ScaleCells) -> None:
    stored = read_cells(cells)

    for language in ("vi", "en"):
        written = write_cells(stored, language)
        assert not written.scale.startswith("{")
        assert read_cells(written) == stored
    if cells is CELLS[0]:
        assert stored == CHOICE
        assert write_cells(stored) == cells


def test_one_option_alone_leaves_the_rest_in_both_languages() -> None:
    stored: Any = read_cells(ScaleCells("Có | Yes = 1"))
    [part] = stored["parts"]

    assert part["options"][1] == {"label": "Còn lại", "label_en": "Otherwise", "points": "0"}


def test_a_label_with_a_bar_is_written_in_quotes() -> None:
    options = [{"label": "a | b", "points": "1"}, {"label": "c", "points": "0"}]
    stored = {"kind": "choice", "options": options}

    assert write_cells(stored).scale == '"a | b" = 1; c = 0'
    assert read_cells(write_cells(stored)) == stored


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"how": None, "how_en": "In words"}, "có “how_en” mà thiếu “how”"),
        ({"when": None}, "phương án 1: có “when_en” mà thiếu “when”"),
        ({"label_en": 7}, "phương án 1: “label_en” phải là chuỗi"),
    ],
)
def test_english_without_its_vietnamese_is_refused(change: dict[str, Any], fault: str) -> None:
    data: dict[str, Any] = {**CHOICE, "parts": [{"part": "choice", "options": [{**MET}, NOT_MET]}]}
    target = data if "how" in change else data["parts"][0]["options"][0]
    target |= change
    for key in [key for key, value in change.items() if value is None]:
        del target[key]
    _scale, faults = read_scale(data, Decimal(2))

    assert [one for one in faults if fault in one.vi], faults
