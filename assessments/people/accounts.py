"""What administrators do about another's account: they never set its password; they invite, and take lost factors away."""

from collections.abc import Sequence

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.db.models import F

from assessments import permissions
from assessments.messages.account_notices import invite, notify_of_account
from assessments.models import User
from assessments.writing.actor import Actor
from assessments.writing.acts import Act
from assessments.writing.record import record
from criteria.common.text import NotAllowed, Text

INVITE_PEOPLE = Act(
    "invite_people",
    Text(vi="Gửi thư mời đặt mật khẩu", en="Sent an invitation to set a password"),
)
REMOVE_FACTORS = Act(
    "remove_factors",
    Text(vi="Gỡ bước xác thực thứ hai của người khác", en="Removed somebody's second factors"),
)
OUT_OF_REACH = Text(
    vi="Chỉ quản trị viên hệ thống thay đổi được tài khoản này.",
    en="Only a superuser may change this account.",
)


def _demand_reach(actor: Actor, people: Sequence[User]) -> None:
    permissions.demand(permissions.reasons_against_administering(actor.user))
    if any(person.is_superuser for person in people) and not actor.user.is_superuser:
        raise NotAllowed(OUT_OF_REACH)


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
        User.objects.filter(pk=person.pk).update(session_epoch=F("session_epoch") + 1)
        record(actor, REMOVE_FACTORS, after={"account": person.email})
        what = Text(
            vi=f"Quản trị viên {actor.user} gỡ bước xác thực thứ hai của tài khoản",
            en=f"The administrator {actor.user} removed the account's second factors",
        )
        notify_of_account(person.pk, "factor", what)
    return removed
