"""Outgoing messages, a row each: claimed, sent, tried again after a while, and given up in the end."""

import datetime
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

log = logging.getLogger(__name__)
Row = TypeVar("Row", bound=models.Model)

WAITING, SENDING, SENT, FAILED = "waiting", "sending", "sent", "failed"
"""The states of a message; every model of messages uses these names."""
LOST_AFTER = datetime.timedelta(hours=1)
"""The time after which a message that is being sent counts as lost."""
_LENGTH = 200
"""The length of the narrowest column for an outcome, in characters."""
LOST = "Interrupted: not known whether it was sent, and so not sent again."


class NotSent(Exception):
    """Raised with the reason why a message did not go out, or was not accepted."""


@dataclass(frozen=True)
class Outbox(Generic[Row]):
    """The messages of one model, the names of its columns, and the patience of their sender.

    A row is claimed before it is sent, by one process alone. Should that process die on the way,
    the message is lost with ``at_most_once``; without it, the message is sent again when its next try
    is due.
    """

    rows: models.QuerySet[Row]
    """All messages, in the order in which they go out."""
    state: str
    tries: str
    due_at: str
    """The column of the moment before which the message waits; empty: it goes at once. Of a finished row, the moment of its end."""
    outcome: str
    """The column of the last try's result."""
    minutes_between: tuple[int, ...]
    """The minutes to wait after each failed try; after one more try the message is given up."""
    at_most_once: bool = False

    def send_due(self, send: Callable[[Row], str], *, most: int, one_server: bool = False) -> int:
        """Sends the waiting messages that are due; returns how many were accepted.

        ``send`` returns the outcome to store, or raises ``NotSent``. Where all messages go by
        ``one_server``, the first failure ends the round: that server is away or busy, and every further
        message would lose a try too.
        """
        now, taken = timezone.now(), 0
        if self.at_most_once:
            self._give_up_lost(now)
        for _ in range(most):
            row = self._claim(now)
            if row is None:
                break
            state = self._try(row, send)
            taken += state == SENT
            if one_server and state == WAITING:
                break
        return taken

    def _give_up_lost(self, now: datetime.datetime) -> None:
        lost = self.rows.filter(**{self.state: SENDING, f"{self.due_at}__lte": now})
        lost.update(**{self.state: FAILED, self.outcome: LOST})

    def _claim(self, now: datetime.datetime) -> Row | None:
        """Claims the first message that is due for this process; one at a time, so that no more can be lost."""
        due = Q(**{self.due_at: None}) | Q(**{f"{self.due_at}__lte": now})
        waiting = self.rows.filter(due, **{self.state: WAITING})
        with transaction.atomic():
            row = waiting.select_for_update(skip_locked=True, of=("self",)).first()
            if row is None:
                return None
            tries = self._tries_of(row) + 1
            wait = LOST_AFTER if self.at_most_once else self._wait_after(tries)
            state = SENDING if self.at_most_once else WAITING
            values = {self.state: state, self.tries: tries, self.due_at: timezone.now() + wait}
            for name, value in values.items():
                setattr(row, name, value)
            row.save(update_fields=list(values))
        return row

    def _try(self, row: Row, send: Callable[[Row], str]) -> str:
        """Sends one message and stores the result, unless somebody ended the message meanwhile."""
        tries, wait = self._tries_of(row), datetime.timedelta()
        try:
            state, outcome = SENT, send(row)
        except NotSent as error:
            outcome = str(error)
            log.warning("%s %s was not sent (try %s): %s", row._meta.label, row.pk, tries, outcome)
            state = FAILED if tries > len(self.minutes_between) else WAITING
            wait = self._wait_after(tries)
        values: dict[str, Any] = {
            self.state: state,
            self.due_at: timezone.now() + wait,
            self.outcome: outcome.replace("\x00", "")[:_LENGTH],
        }
        claimed = {self.state: getattr(row, self.state)}
        is_stored = self.rows.filter(pk=row.pk, **claimed).update(**values)
        return state if is_stored else FAILED

    def _tries_of(self, row: Row) -> int:
        return int(getattr(row, self.tries))

    def _wait_after(self, tries: int) -> datetime.timedelta:
        last = len(self.minutes_between)
        return datetime.timedelta(minutes=self.minutes_between[min(tries, last) - 1])
