"""Computes a ranking, step by step."""

import logging
from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from assessments.jobs.run_state import DATABASE_AWAY, GIVEN_UP, MOST_TRIES, fault_text
from criteria.common.text import Text
from rankings import rules
from rankings.computing import digest, totals
from rankings.computing.around import around_of
from rankings.computing.wiping import wipe
from rankings.models import Ranking

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class ComputingStep:
    """One step of a computation, as its readers see it."""

    label: Text
    run: Callable[[Ranking], None]


STEPS = (
    ComputingStep(Text(vi="Chốt điểm từng tiêu chí", en="Keep each leaf"), totals.keep_leaves),
    ComputingStep(Text(vi="Cộng điểm từng lĩnh vực", en="Sum each domain"), totals.sum_domains),
    ComputingStep(Text(vi="Tính chỉ số từng đơn vị", en="Index each unit"), totals.sum_units),
    ComputingStep(Text(vi="Xếp hạng", en="Rank"), totals.rank_units),
    ComputingStep(Text(vi="Tính chỉ số trung bình", en="Average"), totals.average),
    ComputingStep(Text(vi="Tính mã kiểm chứng", en="Compute the digest"), digest.digest_units),
)


def compute_ranking(ranking_id: int, *, is_again: bool = False) -> None:
    """Takes a ranking through its remaining steps, each in a transaction of its own.

    It is safe to run twice, even at the same time: a step and its count are committed together. Where
    the ranking is not being computed (any more), nothing happens. A fault leaves it failed, with
    its cause and without rows; so does a step that has lost ``MOST_TRIES`` workers. ``is_again`` tells
    that the last worker was lost. It raises only when the database itself is away.
    """
    try:
        if is_again:
            computing = Ranking.objects.filter(pk=ranking_id, status=Ranking.Status.COMPUTING)
            computing.update(tries=F("tries") + 1)
        while _advance(ranking_id):
            pass
    except DATABASE_AWAY:
        raise
    except Exception as error:
        logger.exception("Ranking %s failed", ranking_id)
        fail(ranking_id, fault_text(error))


@transaction.atomic
def _advance(ranking_id: int) -> bool:
    """Makes the next step; returns whether there may be another."""
    ranking = _being_computed(ranking_id)
    if ranking is None:
        return False
    if ranking.tries >= MOST_TRIES:
        fail(ranking_id, GIVEN_UP)
        return False
    # What is hashed last is of the form that this release writes, whichever began the run.
    ranking.form = digest.FORM
    STEPS[ranking.step].run(ranking)
    ranking.step, ranking.tries = ranking.step + 1, 0
    ranking.progressed_at = timezone.now()
    finished = ranking.step == len(STEPS)
    if finished:
        ranking.rules = rules.as_kept(ranking.basis, around_of(ranking).words)
        ranking.parts = digest.parts_of(ranking)
        ranking.digest = digest.ranking_digest(ranking, ranking.parts)
        ranking.computed_at = ranking.progressed_at
        ranking.status = Ranking.Status.DRAFT
    ranking.save()
    return not finished


def _being_computed(ranking_id: int) -> Ranking | None:
    return (
        Ranking.objects.select_for_update(of=("self",))
        .select_related("round__criteria_set")
        .filter(pk=ranking_id, status=Ranking.Status.COMPUTING)
        .first()
    )


@transaction.atomic
def fail(ranking_id: int, cause: Text) -> None:
    """Marks a ranking that is being computed as failed, and removes its rows."""
    ranking = _being_computed(ranking_id)
    if ranking is None:
        return
    wipe(ranking)
    ranking.status = Ranking.Status.FAILED
    ranking.failure = {"vi": cause.vi, "en": cause.en}
    ranking.save()
