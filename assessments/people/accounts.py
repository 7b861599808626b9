"""What administrators do about another's account: they never set its password; they invite, change, lock and unlock it,
end its sessions, and take lost factors away.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.db import transaction
from django.db.models import F

from assessments import permissions
from assessments.messages.account_notices import invite, notify_of_account, notify_of_address
from assessments.models import User
from assessments.people.addresses import is_address, no_address
from assessments.people.roles import (
    demand_administrator,
    give_role,
    lock_administrators,
    locked_person,
    new_role,
)
from assessments.writing.actor import Actor
from assessments.writing.acts import Act
from assessments.writing.inputs import changed_meanwhile
from assessments.writing.record import record
from criteria.common.text import FieldFault, Refused, Text, readable

ADD_PERSON = Act("add_person", Text(vi="Thêm người dùng", en="Added a person"))
CHANGE_PERSON = Act(
    "change_person", Text(vi="Sửa thông tin người dùng", en="Changed a person's details")
)
LOCK_ACCOUNT = Act("lock_account", Text(vi="Khóa tài khoản", en="Locked an account"))
UNLOCK_ACCOUNT = Act("unlock_account", Text(vi="Mở khóa tài khoản", en="Unlocked an account"))
END_SESSIONS = Act(
    "end_sessions", Text(vi="Kết thúc mọi phiên của người khác", en="Ended somebody's sessions")
)
INVITE_PEOPLE = Act(
    "invite_people",
    Text(vi="Gửi thư mời đặt mật khẩu", en="Sent an invitation to set a password"),
)
REMOVE_FACTORS = Act(
    "remove_factors",
    Text(vi="Gỡ bước xác thực thứ hai của người khác", en="Removed somebody's second factors"),
)
LABELS = {
    "full_name": Text("Họ và tên", "Full name"),
    "email": Text("Thư điện tử", "Mail address"),
}
MOST = {"full_name": 150, "email": 254}
"""The number of characters that fit."""


@transaction.atomic
def add_person(
    *,
    actor: Actor,
    email: str,
    full_name: str,
    role: str = "",
    unit_id: int | None = None,
    body_id: int | None = None,
    owner_id: int | None = None,
) -> User:
    """Makes an account with its first role, and sends the mail that says how to set a password.

    With ``owner_id`` the role is one of the own rounds of that unit, and whoever has an account keeps it as it is.

    Raises ``Refused`` with every cause; nothing is made then, and nobody is written to.
    """
    faults: list[Text] = []
    place: dict[str, Any] = {
        "role": role,
        "unit_id": unit_id,
        "body_id": body_id,
        "owner_id": owner_id,
    }
    known = None
    if owner_id is not None:
        permissions.demand(permissions.reasons_against_administering(actor.user, owner_id))
        known = User.objects.filter(email=_tidy(email)).first()
    # Whether there is an account is told by the answer to no form: who has one is judged alike.
    values = _checked(known, {"email": email, "full_name": full_name}, faults)
    permissions.demand(permissions.reasons_against_administering(actor.user, owner_id), faults)
    if known:
        give_role(actor=actor, person_id=known.pk, **place)
        return known
    person = User.objects.create_user(values["email"], full_name=values["full_name"])
    facts = {"account": person.email, "full_name": person.full_name}
    record(actor, ADD_PERSON, after=facts, owner_id=owner_id)
    if role or unit_id or body_id or owner_id is not None:
        new_role(actor, person, **place)
    if owner_id is None:
        invite_people(actor=actor, people=[person])
    else:
        invite([person.pk])
    return person


@transaction.atomic
def change_person(
    *, actor: Actor, person_id: int, wanted: Mapping[str, str], seen: Mapping[str, str]
) -> User:
    """Changes a person's name and mail address, and tells of another address at both.

    With another address the account begins anew: whoever read the former one's mail keeps no session, token, password
    or join with a directory, and an invitation goes to the new one. Nobody shuts themselves out so.
    ``wanted`` and ``seen`` hold ``email`` and ``full_name``: the new ones, and those that the actor was shown.
    Raises ``Refused`` with every cause.
    """
    person = locked_person(actor, person_id)
    before = {"full_name": person.full_name, "account": person.email}
    faults = changed_meanwhile({name: getattr(person, name) for name in LABELS}, seen, _in_words)
    values = _checked(person, wanted, faults)
    permissions.demand([], faults)
    after = {"full_name": values["full_name"], "account": values["email"]}
    if after == before:
        return person
    person.full_name, person.email = values["full_name"], values["email"]
    person.save(update_fields=["full_name", "email", "search"])
    record(actor, CHANGE_PERSON, before=before, after=after)
    if before["account"] != after["account"]:
        notify_of_address(person.pk, before["account"], after["account"])
        if person != actor.user:
            _begin_anew(actor, person)
    return person


def _begin_anew(actor: Actor, person: User) -> None:
    SocialAccount.objects.filter(user=person).delete()
    person.auth_token_set.all().delete()
    person.set_unusable_password()
    person.save(update_fields=["password"])
    _end_sessions(person)
    invite_people(actor=actor, people=[person])


@transaction.atomic
def lock_account(*, actor: Actor, person_id: int) -> None:
    """Locks an account: nobody signs in with it, and its sessions and tokens end. Raises ``Refused``."""
    person = locked_person(actor, person_id)
    if person == actor.user:
        raise Refused(
            Text(vi="Không ai tự khóa tài khoản của mình.", en="Nobody locks their own account.")
        )
    if not person.is_active:
        return
    lock_administrators()
    person.is_active = False
    person.save(update_fields=["is_active"])
    demand_administrator()
    record(actor, LOCK_ACCOUNT, after={"account": person.email})


@transaction.atomic
def unlock_account(*, actor: Actor, person_id: int) -> None:
    """Opens a locked account again; what it had ended stays ended."""
    person = locked_person(actor, person_id)
    if person.is_active:
        return
    person.is_active = True
    person.save(update_fields=["is_active"])
    record(actor, UNLOCK_ACCOUNT, after={"account": person.email})


@transaction.atomic
def end_sessions(*, actor: Actor, person_id: int) -> None:
    """Ends every session of a person, who is told; they sign in again with their password."""
    person = locked_person(actor, person_id)
    _end_sessions(person)
    record(actor, END_SESSIONS, after={"account": person.email})
    what = Text(
        vi=f"Quản trị viên {actor.user} kết thúc mọi phiên đăng nhập của tài khoản",
        en=f"The administrator {actor.user} ended the account's sessions",
    )
    notify_of_account(person.pk, "sessions", what)


@transaction.atomic
def invite_people(*, actor: Actor, people: Sequence[User]) -> int:
    """Sends people the mail that says how to set a first password; returns how many are active."""
    _demand_reach(actor, people)
    invited = [person for person in people if person.is_active]
    invite([person.pk for person in invited])
    for person in invited:
        record(actor, INVITE_PEOPLE, after={"account": person.email})
    return len(invited)


@transaction.atomic
def remove_factors(*, actor: Actor, people: Sequence[User]) -> int:
    """Takes away the second factors of people who have lost theirs, with all their sessions.

    Returns how many people had one; each of them is told.
    """
    _demand_reach(actor, people)
    removed = 0
    for person in people:
        if not Authenticator.objects.filter(user=person).delete()[0]:
            continue
        removed += 1
        _end_sessions(person)
        record(actor, REMOVE_FACTORS, after={"account": person.email})
        what = Text(
            vi=f"Quản trị viên {actor.user} gỡ bước xác thực thứ hai của tài khoản",
            en=f"The administrator {actor.user} removed the account's second factors",
        )
        notify_of_account(person.pk, "factor", what)
    return removed


def _demand_reach(actor: Actor, people: Sequence[User]) -> None:
    permissions.demand(permissions.reasons_against_administering(actor.user))
    for person in people:
        permissions.demand(permissions.reasons_against_changing_account(actor.user, person))


def _end_sessions(person: User) -> None:
    User.objects.filter(pk=person.pk).update(session_epoch=F("session_epoch") + 1)
    UserSession.objects.filter(user=person).delete()


def _in_words(name: str, value: str) -> tuple[Text, Text]:
    return LABELS[name], Text(value, value)


def _tidy(email: str) -> str:
    """Returns a mail address as it is stored."""
    return readable(email, " ").strip().lower()


def _checked(person: User | None, values: Mapping[str, str], faults: list[Text]) -> dict[str, str]:
    """Returns address and name ready to store; adds what is wrong with them."""
    email = _tidy(values["email"])
    name = " ".join(readable(values["full_name"], " ").split())
    if not name:
        faults.append(
            FieldFault(vi="Hãy ghi họ và tên.", en="Give the full name.", field="full_name")
        )
    for key, text in (("full_name", name), ("email", email)):
        if len(text) > MOST[key]:
            faults.append(
                FieldFault(
                    vi=f"{LABELS[key].vi}: tối đa {MOST[key]} ký tự.",
                    en=f"{LABELS[key].en}: at most {MOST[key]} characters.",
                    field=key,
                )
            )
    if not is_address(email):
        faults.append(no_address(email))
    elif User.objects.filter(email=email).exclude(pk=person.pk if person else 0).exists():
        faults.append(
            FieldFault(
                vi=f"Đã có tài khoản dùng địa chỉ {email}.",
                en=f"There is an account with the address {email} already.",
                field="email",
            )
        )
    return {"email": email, "full_name": name}
