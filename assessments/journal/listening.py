"""Writes into the journal what Django and allauth tell by signals: signing in and out, passwords, roles."""

from functools import partial
from typing import Any

from allauth.account.signals import password_changed, password_reset, password_set
from allauth.mfa import signals as factor_signals
from allauth.mfa.models import Authenticator
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db.models.signals import post_delete, post_save, pre_save

from assessments.journal import kinds
from assessments.journal.writing import journal, requester
from assessments.models import Membership, User


def listen() -> None:
    """Connects everything; called once, when the program starts."""
    user_logged_in.connect(_signed_in)
    user_logged_out.connect(_signed_out)
    user_login_failed.connect(_failed)
    for signal in (password_changed, password_reset, password_set):
        signal.connect(_changed_password)
    for kind, factor_signal in (
        (kinds.FACTOR_ADDED, factor_signals.authenticator_added),
        (kinds.FACTOR_ENDED, factor_signals.authenticator_removed),
        (kinds.FACTOR_USED, factor_signals.authenticator_used),
        (kinds.FACTOR_FAILURE, factor_signals.authentication_failed),
        (kinds.FACTOR_CODES, factor_signals.authenticator_reset),
    ):
        factor_signal.connect(partial(_about_factor, kind), weak=False)
    pre_save.connect(_role_before, sender=Membership)
    post_save.connect(_role_saved, sender=Membership)
    post_delete.connect(_role_ended, sender=Membership)


def _signed_in(user: User, **_kwargs: Any) -> None:
    journal(kinds.SIGN_IN, user)


def _signed_out(user: Any, **_kwargs: Any) -> None:
    if isinstance(user, User):
        journal(kinds.SIGN_OUT, user)


def _failed(credentials: dict[str, Any], **_kwargs: Any) -> None:
    typed = str(credentials.get("email") or credentials.get("username") or "")
    # The owner of the account, if it is one's, reads of it among the own lines.
    owner = User.objects.filter(email=typed.strip().lower()).first()
    journal(kinds.SIGN_IN_FAILURE, owner, account=typed)


def _changed_password(user: User, **_kwargs: Any) -> None:
    journal(kinds.PASSWORD_CHANGE, user)


def _about_factor(
    kind: kinds.EventKind, /, *, user: User, authenticator: Authenticator, **_kwargs: Any
) -> None:
    journal(kind, user, factor=authenticator.type)


def role_facts(membership: Membership, prefix: str = "") -> dict[str, str]:
    """Returns a role with its place as the journal keeps them."""
    place = membership.unit or membership.body
    facts = {f"{prefix}role": membership.role}
    return facts | ({f"{prefix}at": str(place)} if place else {})


def _role_before(instance: Membership, raw: bool, **_kwargs: Any) -> None:
    if instance.pk and not raw:
        before = Membership.objects.select_related("unit", "body").filter(pk=instance.pk).first()
        instance.__dict__["_facts_before"] = role_facts(before, "former_") if before else {}


def _role_saved(instance: Membership, created: bool, raw: bool, **_kwargs: Any) -> None:
    if raw:
        return  # A fixture may bring the person later.
    person, facts = instance.user.email, role_facts(instance)
    before: dict[str, str] = instance.__dict__.pop("_facts_before", {})
    if created:
        journal(kinds.ROLE_GIVEN, requester(), person=person, **facts)
    elif before != role_facts(instance, "former_"):
        journal(kinds.ROLE_CHANGED, requester(), person=person, **before, **facts)


def _role_ended(instance: Membership, **_kwargs: Any) -> None:
    journal(kinds.ROLE_ENDED, requester(), person=instance.user.email, **role_facts(instance))
