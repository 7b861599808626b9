"""The work of each night: seals what is new, lets old journal lines and sessions go, checks the record, sends the chain's head."""

import logging
from collections.abc import Callable

from django.contrib.sessions.models import Session
from django.utils import timezone

from assessments.chain.checking import check_record
from assessments.chain.heads import send_head
from assessments.chain.sealing import let_go_of_journal, seal_record
from criteria.common.database.patience import patience

log = logging.getLogger(__name__)


def _faults() -> int:
    return len(check_record().faults)


def _let_go_of_sessions() -> int:
    """Deletes the sessions that are over: they name people and open nothing. Returns their number."""
    return Session.objects.filter(expire_date__lt=timezone.now()).delete()[0]


STEPS: tuple[tuple[str, Callable[[], int]], ...] = (
    ("lines sealed", seal_record),
    ("journal lines let go", let_go_of_journal),
    ("sessions let go", _let_go_of_sessions),
    ("faults of the record", _faults),
    ("heads sent", send_head),
)


def work_of_the_night() -> dict[str, int | None]:
    """Runs every step and returns its count; ``None`` for a step that failed, which stops none of the others."""
    counts: dict[str, int | None] = {}
    with patience():
        for name, step in STEPS:
            try:
                counts[name] = step()
            except Exception:
                log.exception("night: %s", name)
                counts[name] = None
    return counts
