"""What administrators may do about others' accounts, and from where; what the people concerned are told."""

from ipaddress import ip_network
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.test import Client
from django.urls import reverse

from assessments.acts import import_people, invite_people, remove_factors
from assessments.messages.mails import send_mails
from assessments.models import Change, Membership, Notice, Role, User
from assessments.writing.actor import Actor
from criteria.common.text import NotAllowed
from tests.assessments.rosters import take
from tests.factories import PASSWORD, make_person
from tests.factories import page as by_page
from tests.signing_in.people import (
    forget_used_codes,
    give_code,
    give_password,
    is_in,
    member,
    with_factor,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin() -> Client:
    client = Client()
    client.force_login(make_person(Role.ADMIN))
    return client


def press(admin: Client, person: User, act: str, **data: Any) -> Any:
    return admin.post(reverse("person", args=[person.pk]), {"act": act, **data})


def told(person: User) -> list[str]:
    return list(Notice.objects.filter(user=person).order_by("at").values_list("text_vi", flat=True))


NEW = {"email": "moi@parindex.example", "full_name": "Người Mới"}


def test_a_new_person_gets_a_mail_that_leads_to_a_password_of_their_own(
    admin: Client, django_capture_on_commit_callbacks: Any
) -> None:
    assert b'name="password' not in admin.get(reverse("add_person")).content
    chosen = {"password": PASSWORD, "password1": PASSWORD, "password2": PASSWORD}
    admin.post(reverse("add_person"), NEW | chosen)
    person = User.objects.get(email=NEW["email"])
    assert not person.has_usable_password()
    assert send_mails() == 1
    (message,) = mail.outbox
    assert message.to == [NEW["email"]]
    assert reverse("account_reset_password") in str(message.body)
    assert Change.objects.get(act="invite_people").after == {"account": NEW["email"]}


def test_an_invitation_is_sent_again(admin: Client) -> None:
    person = make_person()
    for count in (1, 2):
        press(admin, person, "invite")
        assert len(told(person)) == count


def test_people_of_an_import_are_invited_and_others_told_of_their_roles() -> None:
    known = make_person()
    head = ["Thư điện tử", "Họ và tên", "Vai trò", "Mã đơn vị"]
    rows = [
        [NEW["email"], "Người Mới", "inspector", ""],
        [known.email, known.full_name, "inspector", ""],
    ]
    take(import_people, [head, *rows], dry_run=True)
    assert not Notice.objects.exists()
    take(import_people, [head, *rows])
    assert ["tạo cho địa chỉ" in text for text in told(User.objects.get(email=NEW["email"]))] == [
        True
    ]
    assert ["Vai trò của tài khoản được thay đổi" in text for text in told(known)] == [True]


def test_nobody_sets_another_s_password(admin: Client) -> None:
    person = member()
    assert b'name="password' not in admin.get(reverse("person", args=[person.pk])).content
    chosen = {"password": "mot-mat-khau-moi-2026", "password1": "mot-mat-khau-moi-2026"}
    change(admin, person, **chosen)
    person.refresh_from_db()
    assert person.check_password(PASSWORD)


def test_lost_factors_are_taken_away_told_and_recorded(admin: Client) -> None:
    person, other = with_factor(), with_factor()
    client = give_password(person)
    give_code(client)
    assert is_in(client)
    press(admin, person, "factors")
    assert not Authenticator.objects.filter(user=person).exists()
    assert Authenticator.objects.filter(user=other).exists()
    assert not is_in(client)
    assert any("gỡ bước xác thực thứ hai" in text for text in told(person))
    assert Change.objects.get(act="remove_factors").after == {"account": person.email}
    assert is_in(give_password(person))


def test_who_has_none_is_not_signed_out(admin: Client) -> None:
    person = member()
    client = give_password(person)
    press(admin, person, "factors")
    assert is_in(client)
    assert not Change.objects.filter(act="remove_factors").exists()


@pytest.mark.parametrize("act", [invite_people, remove_factors])
def test_only_administrators_and_a_superuser_s_by_a_superuser(act: Any) -> None:
    root = User.objects.create_superuser("root@parindex.example", None, full_name="Gốc")
    person, admin = make_person(), make_person(Role.ADMIN)
    with pytest.raises(NotAllowed):
        act(actor=by_page(make_person(Role.COORDINATOR)), people=[person])
    with pytest.raises(NotAllowed):
        act(actor=by_page(admin), people=[person, root])
    act(actor=Actor(admin, by_page(admin).door), people=[person])


def change(admin: Client, person: User, **changed: str) -> None:
    data = {"email": person.email, "full_name": person.full_name}
    seen = {f"seen-{name}": value for name, value in data.items()}
    assert press(admin, person, "change", **(seen | data | changed)).status_code == 302


def test_another_address_is_told_at_both(
    admin: Client, django_capture_on_commit_callbacks: Any
) -> None:
    person = member()
    old = person.email
    with django_capture_on_commit_callbacks(execute=True):
        change(admin, person, email="khac@parindex.example")
    assert [message.to for message in mail.outbox] == [[old]]
    assert old in told(person)[0]
    send_mails()
    assert mail.outbox[-1].to == ["khac@parindex.example"]


def test_another_name_is_no_news(admin: Client) -> None:
    person = member()
    change(admin, person, full_name="Tên khác")
    assert told(person) == []


def test_roles_given_and_taken_are_told(admin: Client) -> None:
    person = member()
    press(admin, person, "give", role="inspector")
    assert len(told(person)) == 1
    press(admin, person, "take", membership=Membership.objects.get(user=person).pk)
    assert len(told(person)) == 2
    assert all("Vai trò của tài khoản được thay đổi" in text for text in told(person))


def test_a_new_password_is_told_with_the_address_it_came_from() -> None:
    person = member()
    client = give_password(person)
    new = "mot-mat-khau-moi-2026"
    wrong = {"oldpassword": "wrong", "password1": new, "password2": new}
    client.post(reverse("account_change_password"), wrong)
    assert told(person) == []
    client.post(reverse("account_change_password"), wrong | {"oldpassword": PASSWORD})
    (text,) = told(person)
    assert text.startswith("Mật khẩu của tài khoản được đổi lúc ")
    assert "203.0.113.10" in text or "127.0.0.1" in text


def test_a_new_browser_is_told_once_and_never_the_first() -> None:
    person = member()
    first = give_password(person)
    assert told(person) == []
    first.post(reverse("account_logout"))
    give_password(person, first)
    assert told(person) == []
    second = give_password(person)
    assert len(told(person)) == 1
    assert "trình duyệt mới" in told(person)[0]
    give_password(person, second)
    assert len(told(person)) == 1


def test_a_new_browser_is_told_after_the_second_step_too() -> None:
    person = with_factor()
    give_code(give_password(person))
    forget_used_codes()
    assert told(person) == []
    second = give_password(person)
    assert told(person) == []
    give_code(second)
    assert ["trình duyệt mới" in text for text in told(person)] == [True]


OFFICE = [ip_network("10.1.0.0/16"), ip_network("2001:db8::/32")]


@pytest.mark.parametrize(
    ("address", "status"),
    [
        *(("10.1.200.3", 200), ("::ffff:10.1.2.3", 200), ("2001:db8::7", 200)),
        *(("10.2.0.1", 403), ("2001:db9::7", 403), ("unknown", 403)),
    ],
)
def test_the_admin_site_opens_from_allowed_networks_only(
    admin: Client, settings: Any, address: str, status: int
) -> None:
    settings.ADMIN_NETWORKS = OFFICE
    answer: Any = admin.get("/admin/", REMOTE_ADDR=address)
    assert answer.status_code == status
    assert (
        admin.post("/admin/criteria/reviewingbody/add/", REMOTE_ADDR=address).status_code == status
    )
    for own in ("people_list", "unit_list", "round_list", "imports"):
        assert admin.get(reverse(own), REMOTE_ADDR=address).status_code == status
    assert admin.get("/rounds/", REMOTE_ADDR=address).status_code == 200


def test_by_default_it_opens_from_everywhere(admin: Client) -> None:
    assert admin.get("/admin/", REMOTE_ADDR="198.51.100.1").status_code == 200


def test_behind_a_proxy_the_real_address_counts(
    admin: Client, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.ADMIN_NETWORKS = OFFICE
    monkeypatch.setattr("rest_framework.throttling.api_settings.NUM_PROXIES", 1, raising=False)
    for sent, status in (("10.1.0.9", 200), ("10.1.0.9, 198.51.100.1", 403)):
        answer = admin.get("/admin/", REMOTE_ADDR="10.1.0.1", headers={"X-Forwarded-For": sent})
        assert answer.status_code == status
