"""Computes a ranking again from its leaves, for anyone who may see it."""

import logging
from functools import partial

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from assessments.jobs.handing_over import hand_over, hand_over_again
from assessments.jobs.run_state import DATABASE_AWAY, GIVEN_UP, MOST_TRIES, stalled_runs
from criteria.common.text import Text
from rankings.computing import verification
from rankings.models import Ranking
from rankings.models.checks import Check

logger = logging.getLogger(__name__)


def start_check(*, ranking_id: int) -> Check:
    """Begins a check, unless one is under way or has just ended; returns it as it stands then.

    A ranking of at most ``verification.AT_ONCE`` units is checked here and now, a larger one by a
    worker. Nothing of the ranking changes, and nobody is recorded: a stranger may ask. No permission
    is needed, since the caller has already shown the ranking.
    """
    with transaction.atomic():
        # The lock puts people who press at the same time in a row.
        ranking = Ranking.objects.select_for_update(no_key=True, of=("self",)).get(pk=ranking_id)
        check = Check.objects.filter(ranking=ranking).first()
        if check is not None and check.stands:
            return check
        check = check or Check(ranking=ranking)
        check.state, check.step, check.messages, check.tries = Check.State.RUNNING, 0, [], 0
        check.progressed_at = timezone.now()
        check.save()
        small = ranking.rows.count() <= verification.AT_ONCE
        if small:
            transaction.on_commit(partial(run_check, ranking_id))
        else:
            hand_over("rankings.check", ranking_id, on_failure=_fail)
    check.refresh_from_db()
    return check


def resume_stalled_checks() -> int:
    """Hands every check that has stalled to a worker again, for the clock; returns their number."""
    checks = Check.objects.filter(stalled_runs(), state=Check.State.RUNNING).order_by("pk")
    checks.update(tries=F("tries") + 1)
    return hand_over_again("rankings.check", checks.values_list("ranking", flat=True))


def run_check(ranking_id: int, *, is_again: bool = False) -> None:
    """Makes the check that has begun; it is safe to run twice. Raises only when the database is away.

    A check that has lost ``MOST_TRIES`` workers has failed; ``is_again`` tells that the last one was lost.
    """
    if is_again:
        _running(ranking_id).update(tries=F("tries") + 1)
    if _running(ranking_id).filter(tries__gte=MOST_TRIES).exists():
        _fail(ranking_id, GIVEN_UP)
        return
    ranking = Ranking.objects.select_related("round__criteria_set").get(pk=ranking_id)

    def report(step: int) -> None:
        _running(ranking_id).update(step=step, progressed_at=timezone.now())

    try:
        faults = verification.verify(ranking, report)
    except DATABASE_AWAY:
        raise
    except Exception:
        logger.exception("Ranking %s could not be verified", ranking_id)
        _fail(ranking_id, BROKEN)
    else:
        _end(ranking_id, Check.State.DONE, faults)


def _fail(ranking_id: int, reason: Text) -> None:
    _end(ranking_id, Check.State.FAILED, [reason])


def _running(ranking_id: int) -> "QuerySet[Check]":
    return Check.objects.filter(ranking=ranking_id, state=Check.State.RUNNING)


def _end(ranking_id: int, state: str, texts: list[Text]) -> None:
    messages = [{"vi": text.vi, "en": text.en} for text in texts]
    _running(ranking_id).update(state=state, messages=messages, progressed_at=timezone.now())


BROKEN = Text(
    vi="Lỗi khi tính lại. Hãy thử lại hoặc báo quản trị viên.",
    en="A fault while computing again. Try again or tell an administrator.",
)
