"""Rankings and checks that have lost their worker, or the database, or whose clock was set back."""

import datetime
from collections.abc import Callable

import pytest
from django.db import InterfaceError, OperationalError
from django.test import Client, TestCase
from django.utils import timezone

from assessments.jobs.run_state import MOST_TRIES, RESUME_AFTER, STALLED_AFTER
from assessments.models import Role
from criteria.common.text import Refused
from rankings.acts import (
    has_stopped,
    resume_ranking,
    resume_stalled_checks,
    resume_stalled_rankings,
    start_ranking,
)
from rankings.computing import steps, verification
from rankings.computing.checking import run_check
from rankings.models import Ranking
from rankings.models.checks import Check
from rankings.tasks import check_ranking, compute
from tests.factories import make_person, page
from tests.markup import markup
from tests.rankings.worlds import computed, one_leaf, published

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
SECOND, HOUR = datetime.timedelta(seconds=1), datetime.timedelta(hours=1)
LOST = [RESUME_AFTER, STALLED_AFTER, HOUR, -HOUR]
"""Times without progress; the last is that of a clock which was set back an hour since."""


class Killed(BaseException):
    """What a worker's death is to its work."""


def running(silence: datetime.timedelta) -> Ranking:
    return Ranking.objects.create(
        round=one_leaf(["90", "80"]),
        started_by=make_person(Role.COORDINATOR),
        progressed_at=timezone.now() - silence,
    )


def failing(monkeypatch: pytest.MonkeyPatch, number: int, error: BaseException, times: int) -> None:
    """Lets a step fail so many times before it is done."""
    step, left = steps.STEPS[number], [error] * times

    def run(ranking: Ranking) -> None:
        if left:
            raise left.pop()
        step.run(ranking)

    changed = list(steps.STEPS)
    changed[number] = steps.ComputingStep(step.label, run)
    monkeypatch.setattr(steps, "STEPS", tuple(changed))


@pytest.mark.parametrize("silence", LOST)
def test_a_stopped_run_is_resumed(silence: datetime.timedelta) -> None:
    ranking = running(silence)
    assert has_stopped(ranking)
    with TestCase.captureOnCommitCallbacks(execute=True):
        resume_ranking(actor=page(ranking.started_by), ranking_id=ranking.pk)
    ranking.refresh_from_db()
    assert ranking.status == "draft"


@pytest.mark.parametrize("silence", LOST)
def test_a_stopped_run_gives_way_to_a_new_one(silence: datetime.timedelta) -> None:
    ranking = running(silence)
    assert computed(ranking.round).status == "draft"
    ranking.refresh_from_db()
    assert ranking.status == "failed"


@pytest.mark.parametrize("silence", [0 * SECOND, 50 * SECOND, -50 * SECOND])
def test_a_run_that_goes_on_is_left_alone(silence: datetime.timedelta) -> None:
    ranking = running(silence)
    actor = page(ranking.started_by)
    with pytest.raises(Refused, match="hơn một phút"):
        resume_ranking(actor=actor, ranking_id=ranking.pk)
    with pytest.raises(Refused, match="Hãy chờ tính xong"):
        start_ranking(actor=actor, round_id=ranking.round_id, basis="awarded")
    assert resume_stalled_rankings() == 0


@pytest.mark.parametrize("silence", LOST[1:])
def test_the_clock_goes_on_with_what_has_stalled(silence: datetime.timedelta) -> None:
    ranking = running(silence)
    with TestCase.captureOnCommitCallbacks(execute=True):
        assert resume_stalled_rankings() == 1
    ranking.refresh_from_db()
    assert ranking.status == "draft"


@pytest.mark.parametrize("number", [0, 2, 5])
@pytest.mark.parametrize("error", [OperationalError("terminating"), InterfaceError("closed")])
def test_a_database_that_went_away_is_waited_for(
    monkeypatch: pytest.MonkeyPatch, number: int, error: Exception
) -> None:
    ranking = running(0 * SECOND)
    failing(monkeypatch, number, error, times=2)
    compute.apply((ranking.pk,))
    ranking.refresh_from_db()
    assert (ranking.status, ranking.rows.count()) == ("draft", 2)


def test_a_step_that_kills_each_worker_has_failed_after_three(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ranking = running(0 * SECOND)
    failing(monkeypatch, 3, Killed(), times=MOST_TRIES + 1)
    for number in range(MOST_TRIES):
        with pytest.raises(Killed):
            steps.compute_ranking(ranking.pk, is_again=number > 0)
    steps.compute_ranking(ranking.pk, is_again=True)
    ranking.refresh_from_db()
    assert (ranking.status, ranking.rows.count()) == ("failed", 0)
    assert ranking.failure_text is not None
    assert ranking.failure_text.vi.startswith("Đã thực hiện 3 lần")


def test_deaths_in_several_steps_are_no_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    ranking = running(0 * SECOND)
    for number in (1, 2, 4):
        failing(monkeypatch, number, Killed(), times=2)
    deaths = 0
    while Ranking.objects.get(pk=ranking.pk).status == "computing":
        try:
            steps.compute_ranking(ranking.pk, is_again=deaths > 0)
        except Killed:
            deaths += 1
    ranking.refresh_from_db()
    assert (ranking.status, deaths) == ("draft", 6)


@pytest.fixture
def ranking() -> Ranking:
    return published(one_leaf(["90", "80"]))


def lost_check(ranking: Ranking, silence: datetime.timedelta) -> Check:
    return Check.objects.create(ranking=ranking, progressed_at=timezone.now() - silence)


@pytest.mark.parametrize("silence", LOST)
def test_a_stopped_check_says_so_and_can_be_begun_again(
    ranking: Ranking, silence: datetime.timedelta
) -> None:
    lost_check(ranking, silence)
    path = f"/rankings/{ranking.pk}/verify/"
    text = markup(Client().get(path))
    assert "không tiến triển từ một phút nay" in text
    assert "Tính lại và kiểm chứng</button>" in text
    with TestCase.captureOnCommitCallbacks(execute=True):
        Client().post(path)
    assert Check.objects.get().is_done


def test_a_check_that_ended_in_the_future_gives_way(ranking: Ranking) -> None:
    check = lost_check(ranking, -HOUR)
    Check.objects.update(state="done")
    check.refresh_from_db()
    assert not check.stands


@pytest.mark.parametrize("silence", LOST[1:])
def test_the_clock_begins_a_stalled_check_again(
    ranking: Ranking, silence: datetime.timedelta
) -> None:
    lost_check(ranking, silence)
    with TestCase.captureOnCommitCallbacks(execute=True):
        assert resume_stalled_checks() == 1
    assert Check.objects.get().is_done


def raising(errors: list[BaseException]) -> Callable[..., list[object]]:
    def verify(*_args: object) -> list[object]:
        if errors:
            raise errors.pop()
        return []

    return verify


@pytest.mark.parametrize("error", [OperationalError("terminating"), InterfaceError("closed")])
def test_a_check_waits_for_the_database(
    ranking: Ranking, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    lost_check(ranking, 0 * SECOND)
    monkeypatch.setattr(verification, "verify", raising([error, error]))
    check_ranking.apply((ranking.pk,))
    assert Check.objects.get().is_done


def test_a_check_that_kills_each_worker_has_failed_after_three(
    ranking: Ranking, monkeypatch: pytest.MonkeyPatch
) -> None:
    lost_check(ranking, 0 * SECOND)
    monkeypatch.setattr(verification, "verify", raising([Killed()] * (MOST_TRIES + 1)))
    for number in range(MOST_TRIES):
        with pytest.raises(Killed):
            run_check(ranking.pk, is_again=number > 0)
    run_check(ranking.pk, is_again=True)
    check = Check.objects.get()
    assert check.has_failed
    assert check.texts[0].vi.startswith("Đã thực hiện 3 lần")
