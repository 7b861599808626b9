"""A worker dies in the middle of a ranking: the old one stays in force, the new one goes on."""

import datetime
import sys
import time

import psycopg2
import pytest
from django.conf import settings
from django.test import TestCase
from django.utils import timezone

from assessments.models import Role
from criteria.common.text import Refused
from rankings.acts import STEPS, resume_ranking
from rankings.computing.verification import verify
from rankings.models import Ranking
from rankings.tasks import compute
from tests.eager import run_tasks_here
from tests.factories import make_person, page
from tests.processes import Process
from tests.rankings import oracle
from tests.rankings.worlds import one_leaf, published

QUEUE = "to-be-killed"
WAIT_SECONDS = 90


def test_a_killed_worker_leaves_the_old_ranking_and_a_run_to_continue(
    installed_env: dict[str, str], transactional_db: None
) -> None:
    round_ = one_leaf(["90", "80", "80"])
    old = published(round_)
    new = Ranking.objects.create(round=round_, started_by=make_person(Role.COORDINATOR))
    command = [sys.executable, "-m", "celery", "-A", "parindex", "worker", "-P", "solo"]
    command += ["-Q", QUEUE, "--without-mingle", "--without-gossip", "--without-heartbeat"]
    with psycopg2.connect(installed_env["DATABASE_URL"]) as holder:
        # The worker comes as far as the means, and waits there for this lock.
        holder.cursor().execute("LOCK TABLE rankings_rankingmean IN ACCESS EXCLUSIVE MODE")
        worker = Process("worker", command, log=settings.VAR_DIR / "killed.log", env=installed_env)
        try:
            run_tasks_here(False)
            compute.apply_async((new.pk,), queue=QUEUE)
            deadline = time.monotonic() + WAIT_SECONDS
            while new.step < 4:
                worker.must_run()
                assert time.monotonic() < deadline, worker.written()
                time.sleep(0.1)
                new.refresh_from_db()
        finally:
            run_tasks_here(True)
            worker.popen.kill()
            worker.popen.wait()
    holder.close()

    new.refresh_from_db()
    assert (new.status, new.step) == ("computing", 4)
    assert Ranking.objects.in_force().get() == old
    assert verify(Ranking.objects.select_related("round__criteria_set").get(pk=old.pk)) == []

    long_ago = timezone.now() - datetime.timedelta(minutes=2)
    Ranking.objects.filter(pk=new.pk).update(progressed_at=long_ago)
    with TestCase.captureOnCommitCallbacks(execute=True):
        resume_ranking(actor=page(make_person(Role.COORDINATOR)), ranking_id=new.pk)
    new.refresh_from_db()
    assert (new.status, new.step) == ("draft", len(STEPS))
    assert oracle.kept(new) == oracle.results(round_)
    assert oracle.kept_means(new) == oracle.means(round_)
    assert Ranking.objects.in_force().get() == old


@pytest.mark.django_db
def test_a_run_that_makes_progress_is_not_continued() -> None:
    new = Ranking.objects.create(round=one_leaf(["90"]), started_by=make_person(Role.COORDINATOR))
    with pytest.raises(Refused, match="đã dừng hơn một phút"):
        resume_ranking(actor=page(make_person(Role.COORDINATOR)), ranking_id=new.pk)
