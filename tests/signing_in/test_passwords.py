"""Passwords: what a new one may not be, and that one word is one password however it is typed."""

import unicodedata
from typing import Any

import pytest
from django.contrib.auth import hashers
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from tests.factories import PASSWORD, body, make_unit
from tests.markup import markup
from tests.signing_in.people import is_in, member

pytestmark = pytest.mark.django_db


def refused(password: str) -> set[str]:
    try:
        validate_password(password)
    except ValidationError as error:
        return {one.code or "" for one in error.error_list}
    return set()


def test_a_whole_sentence_and_no_more() -> None:
    sentence = unicodedata.normalize("NFD", "trái thơm đỏ nằm trên bàn ")
    assert refused((sentence * 10)[:100]) == set()
    assert refused("ab1ẫ" * 32) == set()
    assert refused("ab1ẫ" * 32 + "x") == {"password_too_long"}


@pytest.mark.parametrize(
    "password",
    ["con mèo trèo cây cau", "mot-mat-khau-moi-2026", "Tr4i-th0m-tren-doi", "q7#Lp0!vZxK2"],
)
def test_a_good_password(password: str) -> None:
    assert refused(password) == set()


def test_twelve_characters_as_they_are_read() -> None:
    assert "password_too_short" in refused("trái thơm đỏ"[:11])
    assert refused("trái thơm đỏ") == set()
    # ẫ is one letter, though it may be typed as three characters.
    short = unicodedata.normalize("NFD", "ẫẫ ốố ựự ỗỗ")
    assert len(short) > 12
    assert "password_too_short" in refused(short)


@pytest.mark.parametrize(
    "password",
    ["qwertyuiop12", "password123456", "Pass-Word-123456", "1q2w3e4r5t6y", "ÍLoveYou!!!!2024"],
)
def test_what_everybody_uses(password: str) -> None:
    assert refused(password) & {"password_too_common", "password_of_known_words"}


@pytest.mark.parametrize(
    "password",
    [
        *(
            "parindex2026!",
            "cai-cach-2022",
            "Cải cách hành chính",
            "CAICACHHANHCHINH1",
            "chi so PAR Index",
        ),
        *("mat-khau-moi-2022", "thẩm định 2024", "quantri-quantri"),
    ],
)
def test_this_system_s_own_words(password: str) -> None:
    assert "password_of_known_words" in refused(password)


def test_names_of_units_and_bodies() -> None:
    unit, reviewing = make_unit(), body("BTC")
    unit.name_vi, reviewing.name_vi = "Tỉnh Quảng Ninh", "Bộ Tài chính"
    words = ("quang-ninh-2024", "Tỉnh Quảng Ninh 1", "bo tai chinh 2025")
    assert not any("password_of_known_words" in refused(word) for word in words[:1])
    unit.save()
    reviewing.save()
    assert all("password_of_known_words" in refused(word) for word in words)


def test_the_page_says_why() -> None:
    client = Client()
    client.force_login(member())
    new = "caicach-hanhchinh"
    data = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    page = markup(client.post(reverse("account_change_password"), data))
    assert "từ ai cũng đoán được" in page


TYPED = "mật khẩu của riêng tôi"


@pytest.mark.parametrize("kept", ["NFC", "NFD"])
@pytest.mark.parametrize("typed", ["NFC", "NFD"])
def test_a_password_is_the_same_however_its_accents_are_typed(kept: Any, typed: Any) -> None:
    person = member()
    person.set_password(unicodedata.normalize(kept, TYPED))
    person.save()
    client = Client()
    given = {"login": person.email, "password": unicodedata.normalize(typed, TYPED)}
    client.post(reverse("account_login"), given)
    assert is_in(client)


def test_one_that_was_kept_as_it_was_typed_goes_on_working() -> None:
    person = member()
    old = unicodedata.normalize("NFD", TYPED)
    person.password = hashers.make_password(old)
    person.save()
    assert person.check_password(old)
    assert not person.check_password(old + "x")


def test_short_ones_of_before_go_on_working() -> None:
    assert refused(PASSWORD)
    assert member().check_password(PASSWORD)


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_nobody_s_password_takes_as_much_work_as_somebody_s(
    monkeypatch: pytest.MonkeyPatch, form: Any
) -> None:
    person = member()
    hashed: list[str] = []
    hasher = type(hashers.get_hasher())
    encode = hasher.encode

    def counted(self: Any, password: str, salt: str, *more: Any) -> Any:
        hashed.append(password)
        return encode(self, password, salt, *more)

    monkeypatch.setattr(hasher, "encode", counted)
    counts = set()
    for email in (person.email, "nobody@parindex.example"):
        hashed.clear()
        given = {"login": email, "password": unicodedata.normalize(form, "sai mật khẩu rồi")}
        Client().post(reverse("account_login"), given)
        counts.add(len(hashed))
    assert len(counts) == 1
