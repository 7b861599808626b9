"""Messages to the outside, a row each: claimed, sent, tried again after a while, given up."""

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
"""The states of a message, by these names in every model that keeps one."""
LOST_AFTER = datetime.timedelta(hours=1)
_LENGTH = 200
"""What the narrowest column of an outcome holds."""
LOST = "Interrupted: not known whether it was sent, and so not sent again."


class NotSent(Exception):
    """Why a message did not go out, or was not taken."""


@dataclass(frozen=True)
class Outbox(Generic[Row]):
    """The messages of one model, the names of its columns, and how patient their sender is.

    A row is claimed before it is sent, by one process alone. Should that process die on the way,
    the message is lost with ``at_most_once``; without, it is sent again when its next try is due.
    """

    rows: models.QuerySet[Row]
    """All of them, in the order in which they go out."""
    state: str
    tries: str
    due_at: str
    """Not before; empty: at once. Of a row that is over: when that was."""
    outcome: str
    """What came of the last try."""
    minutes_between: tuple[int, ...]
    """How long to wait after each failed try; after one more the message is given up."""
    at_most_once: bool = False

    def send_due(self, send: Callable[[Row], str], *, most: int, one_server: bool = False) -> int:
        """Sends the messages that wait and are due; returns how many were taken.

        ``send`` returns the outcome to keep, or raises ``NotSent``. Where all go by
        ``one_server``, the first that fails ends the round: that server is away or busy, and
        asking for each of the others would cost them a try too.
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
        """Returns the first message that is due, ours alone from here on; one at a time, so that no more is lost."""
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
        """Sends one and keeps what became of it, unless somebody ended it meanwhile."""
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
        kept = self.rows.filter(pk=row.pk, **claimed).update(**values)
        return state if kept else FAILED

    def _tries_of(self, row: Row) -> int:
        return int(getattr(row, self.tries))

    def _wait_after(self, tries: int) -> datetime.timedelta:
        last = len(self.minutes_between)
        return datetime.timedelta(minutes=self.minutes_between[min(tries, last) - 1])
