"""The second step of signing in: setting it up, showing it, and who has to have it."""

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse

from assessments.models import JournalLine, Notice, Role, Token
from tests.factories import make_person
from tests.markup import markup
from tests.signing_in.people import (
    ELSEWHERE,
    SECRET,
    code_of,
    forget_used_codes,
    give_code,
    give_password,
    is_in,
    member,
    set_up,
    with_factor,
    wrong_code,
)

# The library tells of factors once they are committed.
pytestmark = pytest.mark.django_db(transaction=True)

TOO_OFTEN = "Đăng nhập sai quá nhiều lần"


def test_an_application_is_set_up_and_asked_for_from_then_on() -> None:
    person = member()
    client = give_password(person)
    assert is_in(client)
    assert len(set_up(client)) == 10
    assert is_in(client)
    forget_used_codes()
    again = give_password(person)
    assert not is_in(again)


def test_the_password_alone_opens_nothing_and_a_code_does() -> None:
    client = give_password(with_factor())
    assert not is_in(client)
    assert "Mã không đúng" in markup(give_code(client, wrong_code()))
    assert not is_in(client)
    assert give_code(client).status_code == 302
    assert is_in(client)


def test_a_code_is_taken_once() -> None:
    person, code = with_factor(), code_of()
    assert give_code(give_password(person), code).status_code == 302
    again = give_password(person)
    assert "đã được dùng" in markup(give_code(again, code))
    assert not is_in(again)


def test_a_recovery_code_is_taken_once_and_told() -> None:
    person = member()
    code = set_up(give_password(person))[0]
    client = give_password(person)
    give_code(client, code)
    assert is_in(client)
    assert Notice.objects.filter(text_vi__contains="còn 9 mã").count() == 1
    again = give_password(person)
    give_code(again, code)
    assert not is_in(again)


def test_recovery_codes_are_shown_once() -> None:
    client = give_password(member())
    codes = set_up(client)
    page = markup(client.get(reverse("mfa_view_recovery_codes")))
    assert "Còn 10 mã" in page
    assert not any(code in page for code in codes)


def test_secrets_lie_sealed_in_the_database(settings: Any) -> None:
    factor = Authenticator.objects.get(user=with_factor())
    assert SECRET not in str(factor.data)
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "x" * 50
    assert factor.wrap().validate_code(code_of())


def test_wrong_codes_shut_out_strangers_and_never_the_owner_s_browser() -> None:
    person = with_factor()
    own = give_password(person)
    give_code(own)
    own.post(reverse("account_logout"))
    stranger = give_password(person, at=ELSEWHERE)
    for _ in range(6):
        answer = give_code(stranger, wrong_code())
    assert TOO_OFTEN in markup(answer)
    elsewhere = give_password(person, at="192.0.2.99")
    forget_used_codes()
    assert TOO_OFTEN in markup(give_code(elsewhere))
    give_password(person, own)
    assert give_code(own).status_code == 302
    assert is_in(own)


def test_the_owner_learns_that_somebody_knows_the_password() -> None:
    person = with_factor()
    client = give_password(person, at=ELSEWHERE)
    for _ in range(5):
        give_code(client, wrong_code())
    assert not Notice.objects.filter(key__startswith="wrong-codes").exists()
    for _ in range(2):
        give_code(client, wrong_code())
    notice = Notice.objects.get(key__startswith="wrong-codes")
    assert notice.user == person
    assert ELSEWHERE in notice.text_vi
    assert ELSEWHERE in notice.text_en


def test_an_owner_s_own_browser_does_not_guess_without_end() -> None:
    person = with_factor()
    own = give_password(person)
    give_code(own)
    own.post(reverse("account_logout"))
    give_password(person, own)
    for _ in range(5):
        give_code(own, wrong_code())
    forget_used_codes()
    assert TOO_OFTEN in markup(give_code(own))


def test_a_factor_is_removed_only_by_who_confirms_to_be_the_owner() -> None:
    person = with_factor()
    client = Client()
    client.force_login(person)
    answer: Any = client.post(reverse("mfa_deactivate_totp"), follow=True)
    assert "Xác nhận lại" in markup(answer)
    assert Authenticator.objects.filter(user=person).exists()


def test_changes_of_factors_are_told() -> None:
    person = member()
    client = give_password(person)
    set_up(client)
    client.post(reverse("mfa_generate_recovery_codes"))
    client.post(reverse("mfa_deactivate_totp"))
    told = list(Notice.objects.filter(user=person).order_by("at").values_list("text_vi", flat=True))
    assert [text.partition(" lúc ")[0] for text in told] == [
        "Tài khoản có thêm bước xác thực thứ hai (ứng dụng tạo mã)",
        "Mã dự phòng của tài khoản được tạo lại, mã cũ hết hiệu lực",
        "Bước xác thực thứ hai của tài khoản bị gỡ (ứng dụng tạo mã)",
    ]
    assert not Authenticator.objects.filter(user=person).exists()


def test_the_journal_hears_of_factors_too() -> None:
    person = member()
    client = give_password(person)
    set_up(client)
    again = give_password(person)
    give_code(again, wrong_code())
    forget_used_codes()
    client.post(reverse("mfa_generate_recovery_codes"))
    client.post(reverse("mfa_deactivate_totp"))
    lines = JournalLine.objects.filter(kind__startswith="factor_").order_by("pk")
    assert {line.person for line in lines} == {person}
    assert [(line.kind, line.facts["factor"]) for line in lines] == [
        ("factor_added", "totp"),
        ("factor_added", "recovery_codes"),
        ("factor_failure", "totp"),
        ("factor_codes", "recovery_codes"),
        ("factor_ended", "totp"),
        ("factor_ended", "recovery_codes"),
    ]


ASKED = ["admin", "coordinator"]


@pytest.mark.parametrize("role", [Role.ADMIN, Role.COORDINATOR])
def test_who_needs_a_factor_sets_it_up_before_anything_else(settings: Any, role: Role) -> None:
    settings.SECOND_FACTOR_FOR = ASKED
    person = member(role)
    client = give_password(person)
    for path in ("/rounds/", "/account/", "/admin/", "/"):
        answer = client.get(path)
        assert (answer.status_code, answer.get("Location")) == (302, reverse("mfa_index")), path
    assert client.get("/rounds/", headers={"HX-Request": "true"})["HX-Redirect"] == reverse(
        "mfa_index"
    )
    refused: Any = client.get("/api/v1/rounds/")
    assert (refused.status_code, refused.json()["code"]) == (403, "second_factor")
    assert "cần bước xác thực thứ hai" in markup(client.get(reverse("mfa_index")))
    set_up(client)
    assert client.get("/rounds/").status_code == 200
    assert "Hãy thiết lập" not in markup(client.get(reverse("mfa_index")))


def test_nothing_is_changed_before_the_factor_is_there(settings: Any) -> None:
    settings.SECOND_FACTOR_FOR = ASKED
    person = member(Role.COORDINATOR)
    client = give_password(person)
    client.post("/account/", {"name": "x", "scope": "read", "days": "30"})
    assert not Token.objects.exists()
    set_up(client)
    client.post("/account/", {"name": "x", "scope": "read", "days": "30"})
    assert Token.objects.exists()


def test_others_need_none(settings: Any) -> None:
    settings.SECOND_FACTOR_FOR = ASKED
    client = give_password(member(Role.INSPECTOR))
    assert client.get("/rounds/").status_code == 200
    settings.SECOND_FACTOR_FOR = ["inspector"]
    assert client.get("/rounds/").status_code == 302


def test_who_has_shown_a_factor_is_asked_nothing_more(settings: Any) -> None:
    settings.SECOND_FACTOR_FOR = ASKED
    client = give_password(with_factor(Role.ADMIN))
    give_code(client)
    assert client.get("/rounds/").status_code == 200


def test_removing_the_last_factor_leads_back_to_setting_one_up(settings: Any) -> None:
    settings.SECOND_FACTOR_FOR = ASKED
    client = give_password(member(Role.ADMIN))
    set_up(client)
    client.post(reverse("mfa_deactivate_totp"))
    assert client.get("/rounds/")["Location"] == reverse("mfa_index")


def test_a_token_of_the_api_goes_on_working(settings: Any) -> None:
    settings.SECOND_FACTOR_FOR = ASKED
    _, token = Token.objects.create(make_person(Role.COORDINATOR))
    answer = Client().get("/api/v1/rounds/", headers={"Authorization": f"Token {token}"})
    assert answer.status_code == 200


def test_embedded_asks_nobody_and_with_a_database_both_roles() -> None:
    import os
    import subprocess
    import sys

    say = "from parindex import account_settings as s; print(','.join(s.SECOND_FACTOR_FOR))"
    base = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "SECOND_FACTOR_FOR")}
    for env, asked in (
        ({}, ""),
        ({"DATABASE_URL": "postgres://x/y"}, "admin,coordinator"),
        ({"DATABASE_URL": "postgres://x/y", "SECOND_FACTOR_FOR": "leader"}, "leader"),
    ):
        done = subprocess.run(
            [sys.executable, "-c", say], env=base | env, capture_output=True, text=True, check=True
        )
        assert done.stdout.strip() == asked
