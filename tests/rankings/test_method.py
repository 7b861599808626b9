"""The page of the method says how each set in force counts, from the set itself and in both languages."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from criteria.scales import JSON, parse_scale
from rankings.reads.set_in_words import not_applicable_words, zero_words
from tests.markup import markup
from tests.rankings.worlds import Sheet, graded, make_tree, published

pytestmark = pytest.mark.django_db
SHARE: dict[str, JSON] = {
    "figures": [{"key": "done", "label": "Đã làm"}, {"key": "all", "label": "Tất cả"}],
    "parts": [
        {"part": "line", "of": {"ratio": ["done", "all"]}, "through": [["0", "0"], ["100", "100%"]]}
    ],
    "zero": "full",
    "na": "leaves",
}


def page(language: str = "vi") -> str:
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    return markup(client.get("/method/"))


def test_before_the_first_result_it_has_the_examples_alone() -> None:
    text = page()
    assert "95,23%" in text
    assert "Khi không phát sinh" not in text


def test_it_says_what_the_set_in_force_says() -> None:
    rules = {
        "ties": ["1.1"],
        "blocks": ["phường", "xã"],
        "classes": [{"name": "Tốt", "min": "75"}, {"name": "Khá"}],
    }
    tree = make_tree({"1.1": "10", "2.1": "10"}, rules=rules)
    published(graded(tree, [Sheet({"1.1": "9", "2.1": "9"}, name="Phường Một", kinds="phường")]))
    text = page()
    for said in (
        "2 tiêu chí chấm điểm; điểm mỗi tiêu chí giữ 4 chữ số thập phân",
        "Bằng chỉ số thì xét lần lượt điểm, chỉ số của 1.1",
        "Xếp hạng riêng từng khối: phường, xã",
        "Tốt",
        "Phiếu chưa gửi không tính là 0",
    ):
        assert said in text, said
    assert "không chia khối" not in text
    english = page("en")
    for said in (
        "kept to 4 decimals, rounded half up",
        "Equal indices are parted by 1.1 in turn",
        "Ranked within each block",
        "A sheet that was not sent is not 0",
    ):
        assert said in english, said


def test_it_is_asked_for_once() -> None:
    published(graded(make_tree({"1.1": "10"}), [Sheet({"1.1": "9"}, name="Hà Giang")]))
    with CaptureQueriesContext(connection) as queries:
        first = page()
    assert len(queries) == 3
    with CaptureQueriesContext(connection) as queries:
        assert page() == first
    assert len(queries) == 1
    assert "Mọi đơn vị xếp chung một bảng, không chia khối." in first


def test_missing_values_are_told_by_how_many_leaves_take_them_so() -> None:
    scale = parse_scale(SHARE, Decimal(10))
    plain = parse_scale({"kind": "points"}, Decimal(10))
    strict = replace(scale, zero="refused", na="")
    assert not_applicable_words([plain, strict]).vi == (
        "Không tiêu chí nào được khai là không áp dụng, trừ khi không phát sinh."
    )
    exempt = replace(scale, na="full")
    assert not_applicable_words([scale, scale, exempt, plain]).vi == (
        "2 tiêu chí có thể không áp dụng: điểm tối đa không tính vào mẫu số của chỉ số. "
        "1 tiêu chí tính đủ điểm cho đơn vị không thuộc diện chấm."
    )
    assert zero_words([scale, strict, strict]).vi == (
        "2 tiêu chí: không nhận số liệu; 1 tiêu chí: tính đủ điểm."
    )
