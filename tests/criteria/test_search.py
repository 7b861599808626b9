"""The words of a search: a name is found however it is spelt."""

import unicodedata

import pytest

from criteria.common.search import search_words
from criteria.common.text import fold


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        *(
            (typed, "Bà Rịa - Vũng Tàu")
            for typed in (
                "Bà Rịa-Vũng Tàu",
                "Bà Rịa – Vũng Tàu",
                "Bà Rịa — Vũng Tàu",
                "bà rịa\u2011vũng tàu",
                "BÀ RỊA VŨNG TÀU",
                "tỉnh Bà Rịa, Vũng Tàu",
                "\u200bBà Rịa\u00a0Vũng Tàu\u202c",
                "Bà Rịa - Vũng Tàu",
                "Bà Rịa/Vũng Tàu",
                "Bà Rịa\u2212Vũng Tàu",
                "UBND tỉnh Bà Rịa－Vũng Tàu",
                unicodedata.normalize("NFD", "Bà Rịa – Vũng Tàu"),
            )
        ),
        *(
            (typed, "TP. Hồ Chí Minh")
            for typed in (
                "Thành phố Hồ Chí Minh",
                "TP HCM",
                "TP.HCM",
                "TPHCM",
                "tp. hcm",
                "UBND Thành phố Hồ Chí Minh",
                "hcmc",
                "TP",
                "T.P. Hồ Chí Minh",
                "Tp Hồ-Chí-Minh",
                "TP. HCM",
                "thành-phố Hồ Chí Minh",
                "Ủy ban nhân dân TP HCM",
                "Uỷ ban nhân dân thành phố Hồ Chí Minh",
            )
        ),
        ("tỉnh Quảng Ninh", "Quảng Ninh"),
        ("Ủy ban nhân dân tỉnh Quảng Ninh", "Quảng Ninh"),
        ("Thừa Thiên - Huế", "Thừa Thiên Huế"),
        ("Thừa Thiên–Huế", "Thừa Thiên Huế"),
        ("thành phố Huế", "TP. Huế"),
        ("TP.Đà Nẵng", "TP. Đà Nẵng"),
        ("Tp.Cần Thơ", "Cần Thơ"),
        ("Bộ Lao động – Thương binh và Xã hội", "Bộ Lao động - Thương binh và Xã hội"),
        ("Bộ Nông nghiệp & Môi trường", "Bộ Nông nghiệp và Môi trường"),
        ("876/QĐ–BNV", "Quyết định 876/QĐ-BNV"),
        ("1.2.3", "1.2.3 Hồ sơ đúng hạn"),
        ("an@par.example", "Nguyễn An an@par.example"),
        ("Tỉnh", "Số văn bản của tỉnh"),
    ],
)
def test_a_name_is_found_however_it_is_spelt(typed: str, name: str) -> None:
    assert all(word in fold(name) for word in search_words(typed))


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("tỉnh Quảng Ninh", "Quảng Nam"),
        ("Thành phố Huế", "TP. Hồ Chí Minh"),
        ("1.2.3", "1.2 Hồ sơ 3"),
        ("%", "Hà Nội"),
        ("–", "Hà Nội"),
    ],
)
def test_another_name_is_not(typed: str, name: str) -> None:
    assert not all(word in fold(name) for word in search_words(typed))
