"""A person's own keys to the API."""

import datetime

from django.db import transaction

from assessments.journal.kinds import TOKEN_ENDED, TOKEN_MADE
from assessments.journal.writing import journal
from assessments.models import Token
from assessments.writing.actor import Actor
from criteria.common.text import FieldFault, Refused, readable

DAYS = (30, 90, 180, 365)
"""The lifetimes of a token to choose from, in days."""
NAME_LIMIT = 100


@transaction.atomic
def create_token(*, actor: Actor, name: str, scope: str, days: int) -> str:
    """Creates a token and returns its text, which is stored nowhere. Raises ``Refused`` with every cause."""
    faults = []
    name = readable(name, " ").strip()
    if len(name) > NAME_LIMIT:
        faults.append(
            FieldFault(
                vi=f"Mục “Dùng cho” dài tối đa {NAME_LIMIT} ký tự.",
                en=f"“Used for” holds at most {NAME_LIMIT} characters.",
                field="name",
            )
        )
    if scope not in Token.Scope.values:
        faults.append(
            FieldFault(vi="Hãy chọn phạm vi của mã.", en="Choose the token's scope.", field="scope")
        )
    if days not in DAYS:
        known = ", ".join(map(str, DAYS))
        faults.append(
            FieldFault(
                vi=f"Thời hạn phải là một trong: {known} ngày.",
                en=f"The lifetime must be one of: {known} days.",
                field="days",
            )
        )
    if faults:
        raise Refused(*faults)
    expiry = datetime.timedelta(days=days)
    token, text = Token.objects.create(actor.user, expiry=expiry, name=name, scope=scope)
    journal(TOKEN_MADE, actor.user, token=token.token_key, name=name, scope=scope, days=days)
    return str(text)


@transaction.atomic
def revoke_token(*, actor: Actor, digest: str) -> bool:
    """Ends one of the person's own tokens; returns whether there was one."""
    token = Token.objects.filter(user=actor.user, digest=digest).first()
    if token is None:
        return False
    token.delete()
    journal(TOKEN_ENDED, actor.user, token=token.token_key, name=token.name)
    return True
