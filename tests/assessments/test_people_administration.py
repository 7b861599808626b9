"""Accounts and roles in the house's own administration: by its pages, and by the acts behind every door."""

from collections.abc import Callable
from typing import Any

import pytest
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from assessments import acts
from assessments.models import Change, JournalLine, Membership, Notice, Role, Unit, User
from assessments.people.directory import STATES, counts_by_state, people_found, state_of
from assessments.writing.actor import clock
from criteria.common.text import NotAllowed, Refused
from tests.factories import PASSWORD, body, make_person, make_unit, page, session_of

pytestmark = pytest.mark.django_db

LIST, ADD = reverse("people_list"), reverse("add_person")


@pytest.fixture
def admin() -> User:
    return make_person(Role.ADMIN)


@pytest.fixture
def client(admin: User) -> Client:
    client = Client()
    client.force_login(admin)
    return client


def press(client: Client, person: User, act: str, **data: Any) -> Any:
    return client.post(reverse("person", args=[person.pk]), {"act": act, **data})


def shown(client: Client, **asked: str) -> list[User]:
    return [person for person, *_state in client.get(LIST, asked).context["people"]]


def told(person: User) -> list[str]:
    return list(Notice.objects.filter(user=person).values_list("text_vi", flat=True))


def causes(answer: Any) -> str:
    assert answer.status_code == 422
    return " ".join(cause.vi for cause in answer.context["causes"])


# The list


def test_people_are_found_by_words_role_place_and_state(client: Client, admin: User) -> None:
    unit = make_unit("Bà Rịa - Vũng Tàu")
    officer = make_person(Role.OFFICER, unit=unit)
    reviewer = make_person(Role.REVIEWER, at="BNV")
    User.objects.filter(pk=officer.pk).update(full_name="Nguyễn Thị Đào", search="nguyen thi dao")

    assert shown(client, q="đào nguyen") == [officer]
    assert shown(client, role="reviewer") == [reviewer]
    assert shown(client, place="ba ria vung tau") == [officer]
    assert shown(client, place="co quan BNV") == [reviewer]
    assert shown(client, state="in-use") == [admin]
    assert set(shown(client, state="invited")) == {officer, reviewer}
    assert shown(client, q="nobody of this name") == []
    # A role and a place belong to one another: an officer there is no reviewer there.
    assert shown(client, role="reviewer", place="ba ria") == []


def test_each_account_is_in_one_state(admin: User) -> None:
    invited, never, in_use, locked = (make_person() for _ in range(4))
    for person in (never, in_use, locked):
        person.set_password(PASSWORD)
        person.save()
    User.objects.filter(pk=in_use.pk).update(last_login=timezone.now())
    User.objects.filter(pk=locked.pk).update(is_active=False, last_login=timezone.now())
    clock()
    people = people_found()

    assert [state_of(User.objects.get(pk=one.pk)) for one in (invited, never, in_use, locked)] == [
        *("invited", "never", "in-use", "locked")
    ]
    for name, (_label, condition) in STATES.items():
        found = people.filter(condition)
        assert {state_of(person) for person in found} == {name}
    # The account in whose name deadlines act is nobody's.
    assert sum(counts_by_state(people).values()) == people.count() == User.objects.count() - 1


@pytest.mark.parametrize("number", [3, 40])
def test_the_list_takes_the_same_queries_however_long(
    client: Client, number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    unit = make_unit()
    for _ in range(number):
        make_person(Role.OFFICER, unit=unit)
    client.get(LIST)
    # Session, person, rail; how many of each state, how many on the page, people and roles.
    with django_assert_num_queries(8):
        assert len(shown(client)) == number + 1


@pytest.mark.parametrize("role", [None, Role.OFFICER, Role.COORDINATOR, Role.INSPECTOR])
def test_only_administrators(role: Role | None) -> None:
    person = make_person(role, unit=make_unit())
    client = Client()
    client.force_login(person)
    for address in (LIST, ADD, reverse("person", args=[person.pk])):
        assert client.get(address).status_code == 403


# A new person


def test_an_account_with_its_role_and_an_invitation(client: Client, admin: User) -> None:
    unit = make_unit("Quảng Ninh")
    answer = client.post(
        ADD,
        {
            "email": "  New.Officer@ParIndex.example ",
            "full_name": " Cán bộ  mới ",
            "role": "officer",
            "unit": "quang ninh",
            "password1": PASSWORD,
        },
    )

    person = User.objects.get(email="new.officer@parindex.example")
    assert answer["Location"] == reverse("person", args=[person.pk])
    assert (person.full_name, person.has_usable_password()) == ("Cán bộ mới", False)
    assert person.units(Role.OFFICER) == {unit.pk}
    assert person.is_staff is False
    assert "tạo cho địa chỉ thư này" in told(person)[0]
    lines = Change.objects.filter(by=admin).values_list("act", "door", "after__account")
    assert set(lines) == {
        (act, "page", person.email) for act in ("add_person", "give_role", "invite_people")
    }
    assert JournalLine.objects.get(kind="role_given", person=admin).facts["at"] == "Quảng Ninh"


@pytest.mark.parametrize(
    ("changed", "cause"),
    [
        ({"email": "no address"}, "không phải là địa chỉ thư"),
        ({"email": "known@parindex.example"}, "Đã có tài khoản dùng địa chỉ"),
        ({"full_name": "  "}, "Hãy ghi họ và tên"),
        ({"full_name": "x" * 151}, "tối đa 150 ký tự"),
        ({"role": "officer"}, "cần một đơn vị"),
        ({"role": "reviewer"}, "cần một cơ quan thẩm định"),
        ({"role": "admin", "unit": "Quảng Ninh"}, "không thuộc đơn vị"),
        ({"role": "king"}, "Hãy chọn vai trò"),
        ({"role": "officer", "unit": "Nowhere"}, "Không có đơn vị nào khớp"),
        ({"unit": "Quảng Ninh"}, "Hãy chọn vai trò"),
    ],
)
def test_what_is_wrong_makes_nobody(client: Client, changed: dict[str, str], cause: str) -> None:
    make_unit("Quảng Ninh")
    make_person(email="known@parindex.example")
    before = User.objects.count(), Notice.objects.count(), Change.objects.count()
    answer = client.post(ADD, {"email": "moi@parindex.example", "full_name": "Mới"} | changed)

    assert cause in causes(answer)
    # What was typed is still there.
    assert answer.context["typed"]["email"] == (changed.get("email") or "moi@parindex.example")
    assert (User.objects.count(), Notice.objects.count(), Change.objects.count()) == before


def test_of_a_code_that_two_units_had_the_present_one_is_meant(client: Client) -> None:
    old = Unit.objects.create(
        level="province", code="15", name_vi="Yên Bái", in_force_to="2025-06-30"
    )
    new = Unit.objects.create(
        level="province", code="15", name_vi="Lào Cai", in_force_from="2025-07-01"
    )
    Unit.objects.create(level="province", code="91", name_vi="Lào Cai Hai")
    for typed, unit in (
        ("15", new),
        ("lao cai", new),
        ("Yên Bái", old),
        ("15 · Yên Bái (… – 30/06/2025)", old),
    ):
        person = make_person()
        assert press(client, person, "give", role="officer", unit=typed).status_code == 302
        assert Membership.objects.get(user=person).unit == unit
    assert "2 đơn vị khớp" in causes(press(client, person, "give", role="officer", unit="cai"))


def test_the_same_form_twice_is_one_person(client: Client) -> None:
    form = {"email": "moi@parindex.example", "full_name": "Mới", "once": "a-key"}
    first, second = client.post(ADD, form), client.post(ADD, form)
    assert first["Location"] == second["Location"]
    assert Change.objects.filter(act="invite_people").count() == 1


# Roles


@pytest.mark.parametrize(("role", "enters"), [("coordinator", True), ("inspector", False)])
def test_a_role_opens_the_admin_site_where_it_needs_it(
    client: Client, role: str, enters: bool
) -> None:
    person = make_person()
    press(client, person, "give", role=role)
    person = User.objects.get(pk=person.pk)
    assert (person.holds(role, owner=None), person.is_staff) == (True, enters)
    assert "Vai trò của tài khoản được thay đổi" in told(person)[0]
    press(client, person, "take", membership=person.memberships.get().pk)
    person = User.objects.get(pk=person.pk)
    assert (person.held, person.is_staff) == ([], False)
    assert Change.objects.get(act="take_role").before == {"role": role}
    assert JournalLine.objects.get(kind="role_ended").facts["person"] == person.email


def test_a_role_is_held_once(client: Client) -> None:
    person = make_person(Role.REVIEWER, at="BNV")
    answer = press(client, person, "give", role="reviewer", body=body("BNV").pk)
    assert "đã có vai trò đó" in causes(answer)
    assert Membership.objects.filter(user=person).count() == 1


def test_a_role_that_somebody_else_took_is_gone(client: Client) -> None:
    person, other = make_person(Role.INSPECTOR), make_person(Role.INSPECTOR)
    answer = press(client, person, "take", membership=other.memberships.get().pk)
    assert "đã được thu hồi" in causes(answer)
    assert other.memberships.exists()


LAST: dict[str, Callable[[Client, User], Any]] = {
    "taken": lambda client, last: press(client, last, "take", membership=last.memberships.get().pk),
    "locked": lambda client, last: press(client, last, "lock"),
}


@pytest.mark.parametrize("way", LAST)
def test_the_last_administrator_stays(way: str) -> None:
    last = make_person(Role.ADMIN)
    root = User.objects.create_superuser("root@parindex.example", None, full_name="Gốc")
    client = Client()
    client.force_login(root)
    assert "Phải còn ít nhất một quản trị viên" in causes(LAST[way](client, last))
    last.refresh_from_db()
    assert last.is_active
    assert last.memberships.exists()
    other = make_person(Role.ADMIN)
    assert LAST[way](client, last).status_code == 302
    assert other.memberships.exists()


# Details


def test_another_address_is_told_at_both(client: Client, mailoutbox: list[Any]) -> None:
    person = make_person(email="old@parindex.example")
    name = person.full_name
    form = {"email": "New@parindex.example", "full_name": "Tên khác"}
    seen = {"seen-email": "old@parindex.example", "seen-full_name": name}
    assert press(client, person, "change", **form, **seen).status_code == 302
    person = User.objects.get(pk=person.pk)
    assert (person.email, person.full_name) == ("new@parindex.example", "Tên khác")
    assert person.search == "new@parindex.example ten khac"
    line = Change.objects.get(act="change_person")
    assert line.before == {"account": "old@parindex.example", "full_name": name}
    moved = "đổi từ old@parindex.example thành new@parindex.example"
    assert [moved in text for text in told(person)].count(True) == 1


def test_with_another_address_an_account_begins_anew(client: Client, admin: User) -> None:
    """The former address was somebody else's: whoever had set a password there keeps no way in."""
    person = make_person(Role.INSPECTOR, email="nham@parindex.example")
    person.set_password(PASSWORD)
    person.save()
    theirs = Client()
    theirs.force_login(person)
    SocialAccount.objects.create(user=person, provider="directory", uid="x")
    acts.create_token(actor=page(person), name="a", scope="read", days=30)
    form = {"email": "dung@parindex.example", "full_name": person.full_name}
    seen = {"seen-email": person.email, "seen-full_name": person.full_name}
    press(client, person, "change", **form, **seen)
    person = User.objects.get(pk=person.pk)
    assert not person.has_usable_password()
    assert not SocialAccount.objects.exists()
    assert not person.auth_token_set.exists()
    assert theirs.get(reverse("jobs")).status_code == 302
    assert any("tạo cho địa chỉ" in text for text in told(person))

    # An administrator's own address shuts nobody out.
    own = {"email": "khac@parindex.example", "full_name": admin.full_name}
    seen = {"seen-email": admin.email, "seen-full_name": admin.full_name}
    press(client, admin, "change", **own, **seen)
    assert client.get(LIST).status_code == 200


def test_nobody_takes_the_clock_s_address_or_makes_themselves_superuser(client: Client) -> None:
    person = make_person()
    form = {"email": clock().user.email, "full_name": "Hệ thống", "is_superuser": "on"}
    seen = {"seen-email": person.email, "seen-full_name": person.full_name}
    assert "không phải là địa chỉ thư" in causes(press(client, person, "change", **form, **seen))
    press(client, person, "change", **(seen | form | {"email": person.email, "is_staff": "on"}))
    person = User.objects.get(pk=person.pk)
    assert (person.full_name, person.is_superuser, person.is_staff) == ("Hệ thống", False, False)


def test_a_change_over_a_colleague_s_is_refused_and_named(client: Client) -> None:
    person = make_person()
    form = {"email": person.email, "full_name": "Của tôi"}
    seen = {"seen-email": person.email, "seen-full_name": person.full_name}
    User.objects.filter(pk=person.pk).update(full_name="Của người khác")
    answer = press(client, person, "change", **form, **seen)
    assert "người khác vừa đổi thành Của người khác" in causes(answer)
    assert User.objects.get(pk=person.pk).full_name == "Của người khác"


# Signing in


def test_sessions_of_another_end_at_once(client: Client) -> None:
    person = make_person()
    theirs = Client()
    theirs.cookies[settings.SESSION_COOKIE_NAME] = session_of(person)
    assert theirs.get("/account/").status_code == 200
    press(client, person, "end")
    assert theirs.get("/account/").status_code == 302
    assert client.get(LIST).status_code == 200
    assert not UserSession.objects.filter(user=person).exists()
    assert "kết thúc mọi phiên" in told(person)[0]


def test_a_locked_account_signs_in_no_more_until_it_is_unlocked(client: Client) -> None:
    person = make_person()
    theirs = Client()
    theirs.cookies[settings.SESSION_COOKIE_NAME] = session_of(person)
    press(client, person, "lock")
    assert theirs.get("/account/").status_code == 302
    assert "Tài khoản đang khóa" in causes(press(client, person, "invite"))
    press(client, person, "unlock")
    assert User.objects.get(pk=person.pk).is_active
    assert theirs.get("/account/").status_code == 302
    acts_done = Change.objects.order_by("pk").values_list("act", flat=True)
    assert list(acts_done) == ["lock_account", "unlock_account"]


def test_an_invitation_is_sent_again(client: Client) -> None:
    person = make_person()
    for count in (1, 2):
        press(client, person, "invite")
        assert len(told(person)) == count


def test_nobody_locks_their_own_account(client: Client, admin: User) -> None:
    make_person(Role.ADMIN)
    assert "Không ai tự khóa" in causes(press(client, admin, "lock"))
    assert 'value="lock"' not in client.get(reverse("person", args=[admin.pk])).text


# Who reaches whom


ON_A_PERSON: dict[str, Callable[[User, User], Any]] = {
    "give": lambda by, one: acts.give_role(
        actor=page(by), person_id=one.pk, role="inspector", unit_id=None, body_id=None
    ),
    "take": lambda by, one: acts.take_role(actor=page(by), person_id=one.pk, membership_id=1),
    "change": lambda by, one: acts.change_person(
        actor=page(by), person_id=one.pk, wanted={"email": "x@y.vn", "full_name": "X"}, seen={}
    ),
    "lock": lambda by, one: acts.lock_account(actor=page(by), person_id=one.pk),
    "unlock": lambda by, one: acts.unlock_account(actor=page(by), person_id=one.pk),
    "end": lambda by, one: acts.end_sessions(actor=page(by), person_id=one.pk),
}


@pytest.mark.parametrize("act", ON_A_PERSON)
def test_only_administrators_and_a_superuser_s_by_a_superuser(act: str, admin: User) -> None:
    root = User.objects.create_superuser("root@parindex.example", None, full_name="Gốc")
    for by, person in ((make_person(Role.COORDINATOR), make_person()), (admin, root)):
        with pytest.raises(NotAllowed):
            ON_A_PERSON[act](by, person)
    assert not Change.objects.exists()


def test_only_administrators_add_people() -> None:
    with pytest.raises(NotAllowed):
        acts.add_person(actor=page(make_person(Role.COORDINATOR)), email="a@b.vn", full_name="A")
    with pytest.raises(Refused):
        acts.add_person(actor=page(make_person(Role.ADMIN)), email="", full_name="")


def test_the_page_of_a_superuser_offers_nothing(client: Client) -> None:
    root = User.objects.create_superuser("root@parindex.example", None, full_name="Gốc")
    answer = client.get(reverse("person", args=[root.pk]))
    assert "Chỉ quản trị viên hệ thống" in answer.text
    assert 'name="act"' not in answer.text


def test_the_account_of_the_clock_has_no_page(client: Client) -> None:
    assert client.get(reverse("person", args=[clock().user.pk])).status_code == 404


def test_what_was_done_is_said(client: Client) -> None:
    answer = press(client, make_person(), "invite")
    assert [str(one) for one in get_messages(answer.wsgi_request)] == [
        "Đã gửi thư mời đặt mật khẩu."
    ]
