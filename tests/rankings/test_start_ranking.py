"""Starting a computation."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.test import TestCase
from django.utils import timezone
from kombu.exceptions import OperationalError

from assessments.jobs.run_state import STALLED_AFTER
from assessments.models import Change, Role
from criteria.common.moments import vietnam_time
from criteria.common.text import NotAllowed, Refused
from rankings.acts import start_ranking
from rankings.models import Ranking
from rankings.tasks import compute
from tests.factories import make_person, make_unit, page
from tests.rankings.worlds import computed, one_leaf

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


def running(minutes_ago: float = 0) -> Ranking:
    """A run of a round that made its last step some minutes ago."""
    return Ranking.objects.create(
        round=one_leaf(["90"]),
        basis="awarded",
        step=1,
        started_by=make_person(Role.COORDINATOR, email="first@parindex.example"),
        progressed_at=timezone.now() - datetime.timedelta(minutes=minutes_ago),
    )


def test_a_coordinator_starts_and_the_task_computes() -> None:
    round_ = one_leaf(["90", "80"])
    coordinator = make_person(Role.COORDINATOR)
    with TestCase.captureOnCommitCallbacks() as callbacks:
        ranking = start_ranking(actor=page(coordinator), round_id=round_.pk, basis="awarded")
    assert (ranking.status, ranking.step, ranking.started_by) == ("computing", 0, coordinator)
    assert len(callbacks) == 1
    callbacks[0]()
    ranking.refresh_from_db()
    assert ranking.status == Ranking.Status.DRAFT
    assert ranking.rows.count() == 2


def test_the_start_is_on_record() -> None:
    ranking = computed(one_leaf(["90"]), "claimed")
    change = Change.objects.get(round=ranking.round, act="start_ranking")
    assert (change.by, change.door) == (ranking.started_by, "page")
    assert change.after == {"ranking": ranking.pk, "basis": "claimed"}


@pytest.mark.parametrize(
    "role", [None, Role.OFFICER, Role.LEADER, Role.REVIEWER, Role.INSPECTOR, Role.ADMIN]
)
def test_nobody_but_a_coordinator_starts(role: str | None) -> None:
    round_ = one_leaf(["90"])
    unit = make_unit() if role in (Role.OFFICER, Role.LEADER) else None
    with pytest.raises(NotAllowed, match="điều phối viên"):
        start_ranking(actor=page(make_person(role, unit=unit)), round_id=round_.pk, basis="awarded")
    assert not Ranking.objects.exists()


def test_an_unknown_basis_is_refused() -> None:
    round_ = one_leaf(["90"])
    with pytest.raises(Refused, match="Cơ sở"):
        start_ranking(
            actor=page(make_person(Role.COORDINATOR)), round_id=round_.pk, basis="guessed"
        )


def test_a_second_presser_is_told_who_runs_since_when() -> None:
    other = running()
    with pytest.raises(Refused) as refused:
        start_ranking(
            actor=page(make_person(Role.COORDINATOR)), round_id=other.round_id, basis="awarded"
        )
    [cause] = refused.value.causes
    started = vietnam_time(other.started_at)
    assert cause.vi.startswith(f"{other.started_by} đang tính xếp hạng của kỳ này từ {started.vi}")
    assert started.en in cause.en
    assert Ranking.objects.count() == 1


def test_a_run_of_another_round_does_not_stand_in_the_way() -> None:
    running()
    assert computed(one_leaf(["90"])).status == Ranking.Status.DRAFT


def test_a_stalled_run_is_taken_over() -> None:
    stalled = running(minutes_ago=STALLED_AFTER.total_seconds() / 60)
    ranking = computed(stalled.round)
    stalled.refresh_from_db()
    assert stalled.status == Ranking.Status.FAILED
    assert stalled.failure_text is not None
    assert "bước 2/6" in stalled.failure_text.vi
    assert ranking.status == Ranking.Status.DRAFT


def test_a_stalled_run_that_wakes_up_does_nothing() -> None:
    stalled = running(minutes_ago=11)
    computed(stalled.round)
    compute.apply((stalled.pk,), throw=True)
    stalled.refresh_from_db()
    assert (stalled.status, stalled.step) == ("failed", 1)
    assert not stalled.rows.exists()


def test_the_database_itself_holds_one_run_at_a_time() -> None:
    other = running()
    with pytest.raises(IntegrityError), transaction.atomic():
        Ranking.objects.create(
            round=other.round, basis="claimed", started_by=make_person(Role.COORDINATOR)
        )


def test_without_a_queue_the_ranking_is_failed_and_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def away(*args: object, **kwargs: object) -> None:
        raise OperationalError("no broker")

    monkeypatch.setattr(compute, "apply_async", away)
    round_ = one_leaf(["90"])
    ranking = computed(round_)
    assert ranking.status == Ranking.Status.FAILED
    assert ranking.failure_text is not None
    assert "hàng đợi không trả lời" in ranking.failure_text.vi
    assert not ranking.rows.exists()
    monkeypatch.undo()
    assert computed(round_).status == Ranking.Status.DRAFT
