"""The only place that writes the security journal: a line in the database, and the same as JSON for a collector."""

import functools
import logging
from collections.abc import Iterable
from typing import Any

from allauth.core import context as request_context
from django.db import transaction
from django.http import HttpRequest

from assessments.journal.kinds import EventKind
from assessments.models import Door, JournalLine, User
from criteria.common.addresses import client_address

lines = logging.getLogger("parindex.journal")
"""What stands here goes out as one JSON object a line (``JOURNAL_LINES`` in the settings), escaped."""
_DOORS = {"/api/": Door.API, "/admin/": Door.ADMIN}


def journal(kind: EventKind, person: User | None, /, *, account: str = "", **facts: Any) -> None:
    """Writes one line of the request that is being answered, or of a command: one INSERT, and no lock.

    ``account`` is what was typed where nobody has signed in.
    """
    line = journal_line(kind, person, account=account, **facts)
    line.save()
    _send(line)


def journal_all(made: Iterable[JournalLine]) -> None:
    """Writes many lines together."""
    made = list(made)
    JournalLine.objects.bulk_create(made, batch_size=1000)
    for line in made:
        _send(line)


def journal_line(
    kind: EventKind, person: User | None, /, *, account: str = "", **facts: Any
) -> JournalLine:
    """Returns one unsaved line, with address, door and place of the request that is being answered."""
    request: HttpRequest | None = request_context.request
    return JournalLine(
        kind=kind.name,
        person=person,
        account=(person.email if person else account)[:254],
        address=client_address(request)[:64] if request else "",
        door=_door_of(request),
        place=request.path[:200] if request else "",
        facts=facts,
    )


def requester() -> User | None:
    """Returns the person whose request is being answered; nobody for a command."""
    user = getattr(request_context.request, "user", None)
    return user if isinstance(user, User) else None


def _door_of(request: HttpRequest | None) -> str:
    if request is None:
        return Door.COMMAND
    return next((door for path, door in _DOORS.items() if request.path.startswith(path)), Door.PAGE)


def _send(line: JournalLine) -> None:
    """Hands the line to the log once it is certain: what was rolled back did not happen."""
    transaction.on_commit(functools.partial(lines.info, "%s", line.kind, extra=_as_json(line)))


def _as_json(line: JournalLine) -> dict[str, Any]:
    """Returns the line as the collector gets it."""
    return {
        "line": line.pk,
        "at": line.at.isoformat(),
        "kind": line.kind,
        "person": line.person_id,
        "account": line.account,
        "address": line.address,
        "door": line.door,
        "place": line.place,
        "facts": line.facts,
    }
