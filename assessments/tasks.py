"""The tasks of the workers for sheets and their people."""

from typing import Any

from celery import shared_task
from django.db import OperationalError

from assessments.clock import tick
from assessments.jobs.run_state import STALLED_AFTER
from assessments.jobs.running import remove_expired_jobs, run_job
from assessments.stored_files import remove_left_over


@shared_task(
    bind=True,
    name="assessments.run_job",
    ignore_result=True,
    autoretry_for=(OperationalError,),
    max_retries=10,
    soft_time_limit=50
    * 60,  # less than the hour after which Redis hands the message to another worker
)
def run(self: Any, job_id: int) -> None:
    """Does a job's work; a message that comes again waits until the first run is over or lost."""
    if not run_job(job_id) and not self.request.is_eager:
        raise self.retry(countdown=STALLED_AFTER.total_seconds())


@shared_task(name="assessments.remove_expired_jobs", ignore_result=True)
def remove_expired() -> None:
    """Removes the files that have been stored long enough, and those that dead processes have left."""
    remove_expired_jobs()
    remove_left_over()


@shared_task(name="assessments.clock", ignore_result=True)
def on_the_clock() -> None:
    """Closes what is over, reminds of deadlines, sends waiting mails; running it twice does no harm."""
    tick()
