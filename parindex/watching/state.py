"""How the running system stands: what waits, what failed, what is left of its room; a dozen small queries."""

import datetime
import logging
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Count, Max, Min, QuerySet, Sum
from django.utils import timezone

from assessments.clock import last_tick
from assessments.jobs.run_state import stalled_runs
from assessments.journal.kinds import EVIDENCE_DOWNLOAD, EVIDENCE_READ, SIGN_IN_FAILURE, EventKind
from assessments.models import Evidence, Job, JournalLine, Notice
from assessments.sheets.evidence.examining import failed_scans, waiting_scans
from criteria.common.database.sizes import database_size
from criteria.common.files.storing import Room, whole_store
from parindex.celery import app
from rankings.models import Delivery, Ranking

log = logging.getLogger(__name__)
LATELY = datetime.timedelta(days=1)
AN_HOUR = datetime.timedelta(hours=1)
QUEUE = "celery"
"""The one queue of the workers, by Celery's own name."""


@dataclass(frozen=True)
class Waiting:
    """How many things of one kind wait, and for how many seconds the oldest has waited."""

    number: int
    seconds: int = 0


@dataclass(frozen=True)
class SystemState:
    """The system at one moment. Ages are seconds, sizes bytes; ``None`` is not known here."""

    tick: int | None
    """The time since the clock last ran."""
    queue: int | None
    """The tasks that no worker has taken yet; ``None`` where tasks run in the web process or Redis is away."""
    mails: Waiting
    mails_failed: int
    """Those of the last day, as are all that failed."""
    deliveries: Waiting
    deliveries_failed: int
    jobs: Waiting
    jobs_stalled: int
    jobs_failed: int
    rankings_computing: int
    rankings_stalled: int
    rankings_failed: int
    scans: Waiting | None
    """The documents that wait for the scanner; ``None`` where none are scanned."""
    scans_failed: int
    """Those that it could not scan; they are tried again once a day."""
    evidence_files: int
    evidence_bytes: int
    room: Room | None
    """The room of the store; ``None`` where it has no end, as on S3."""
    database_bytes: int
    sign_in_failures: int
    """Of the last hour, as are readings of evidence."""
    evidence_taken: int
    """The readings and downloads of whoever had most."""


def system_state() -> SystemState:
    """Reads the state; what cannot be asked at the moment is ``None``."""
    since = timezone.now() - LATELY
    mails, deliveries, jobs = Notice.objects.all(), Delivery.objects.all(), Job.objects.all()
    rankings = Ranking.objects.filter(status=Ranking.Status.COMPUTING)
    scans = waiting_scans()
    stored = Evidence.objects.exclude(file="").order_by().aggregate(bytes=Sum("size"))
    return SystemState(
        tick=_seconds_since(last_tick()),
        queue=_queue(),
        mails=_waiting(mails.filter(mail__in=(Notice.Mail.WAITING, Notice.Mail.SENDING)), "at"),
        mails_failed=mails.filter(mail=Notice.Mail.FAILED, at__gte=since).count(),
        deliveries=_waiting(deliveries.filter(state=Delivery.State.WAITING), "due_at"),
        deliveries_failed=deliveries.filter(state=Delivery.State.FAILED, due_at__gte=since).count(),
        jobs=_waiting(jobs.filter(state__in=Job.OPEN), "created_at"),
        jobs_stalled=jobs.filter(stalled_runs(), state__in=Job.OPEN).count(),
        jobs_failed=jobs.filter(state=Job.State.FAILED, ended_at__gte=since).count(),
        rankings_computing=rankings.count(),
        rankings_stalled=rankings.filter(stalled_runs()).count(),
        rankings_failed=Ranking.objects.filter(
            status=Ranking.Status.FAILED, progressed_at__gte=since
        ).count(),
        scans=None if scans is None else _waiting(scans, "uploaded_at"),
        scans_failed=failed_scans(),
        evidence_files=Evidence.objects.exclude(file="").count(),
        evidence_bytes=stored["bytes"] or 0,
        room=whole_store().room(),
        database_bytes=database_size(),
        sign_in_failures=_lately(SIGN_IN_FAILURE).count(),
        evidence_taken=_most_by_one(EVIDENCE_READ, EVIDENCE_DOWNLOAD),
    )


def _lately(*kinds: EventKind) -> "QuerySet[JournalLine]":
    names = [kind.name for kind in kinds]
    lines: QuerySet[JournalLine] = JournalLine.objects.filter(
        at__gte=timezone.now() - AN_HOUR, kind__in=names
    )
    return lines.order_by()


def _most_by_one(*kinds: EventKind) -> int:
    people = _lately(*kinds).values("person").annotate(number=Count("pk"))
    return people.aggregate(most=Max("number"))["most"] or 0


def _waiting(rows: "QuerySet[Any]", since: str) -> Waiting:
    oldest: datetime.datetime | None = rows.order_by().aggregate(oldest=Min(since))["oldest"]
    return Waiting(rows.count(), max(0, _seconds_since(oldest) or 0))


def _seconds_since(moment: datetime.datetime | None) -> int | None:
    return None if moment is None else int((timezone.now() - moment).total_seconds())


def _queue() -> int | None:
    if not settings.REDIS_URL:
        return None
    try:
        with app.connection_for_read() as broker:
            channel: Any = broker.default_channel
            return int(channel.client.llen(QUEUE))
    except Exception:
        # Whatever the broker's library raises: the other numbers are still good.
        log.warning("The queue does not answer", exc_info=True)
        return None
