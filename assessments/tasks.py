"""The tasks of the workers for sheets and their people."""

import uuid
from typing import Any

from celery import shared_task

from assessments.clock import tick
from assessments.jobs.run_state import UNTIL_IT_IS_BACK
from assessments.jobs.running import remove_expired_jobs, run_job
from assessments.nightly import work_of_the_night
from assessments.stored_files import remove_left_over
from criteria.common.database.patience import patience


@shared_task(
    bind=True,
    name="assessments.run_job",
    ignore_result=True,
    soft_time_limit=50
    * 60,  # less than the hour after which Redis hands the message to another worker
    **UNTIL_IT_IS_BACK,
)
@patience()
def run(self: Any, job_id: int) -> None:
    """Does a job's work; a message that comes while another run is alive is of no use any more."""
    run_job(job_id, uuid.UUID(self.request.id))


@shared_task(name="assessments.remove_expired_jobs", ignore_result=True)
def remove_expired() -> None:
    """Removes the files that have been stored long enough, and those that dead processes have left."""
    remove_expired_jobs()
    remove_left_over()


@shared_task(name="assessments.clock", ignore_result=True)
def on_the_clock() -> None:
    """Closes what is over, reminds of deadlines, sends waiting mails; running it twice does no harm."""
    tick()


@shared_task(name="assessments.nightly", ignore_result=True)
def nightly() -> None:
    """Seals and checks the record, lets old journal lines go, sends the chain's head; running it twice does no harm."""
    work_of_the_night()
