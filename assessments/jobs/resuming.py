"""Sends jobs that have gone silent to a worker again: by their owner's button, and by the clock."""

import datetime

from django.db import transaction
from django.utils import timezone

from assessments import permissions
from assessments.jobs.handing_over import hand_over_again
from assessments.jobs.run_state import RESUME_AFTER, is_alive, stalled_runs
from assessments.jobs.running import NOT_YOURS, give_up_job, send_job
from assessments.models import Job
from assessments.writing.actor import Actor
from criteria.common.text import Refused, Text

LOST_AFTER = datetime.timedelta(days=1)
"""The time after which a job that no worker has taken fails, so that its owner knows and its upload expires."""


def has_stopped(job: Job) -> bool:
    """Returns whether a job makes no progress, so that it may be handed to a worker again."""
    return job.is_open and not is_alive(job.progressed_at)


@transaction.atomic
def resume_job(*, actor: Actor, job_id: int) -> None:
    """Hands the person's own job to a worker again, who begins it anew unless another one works on it.

    Raises ``NotAllowed`` or, where the job is over or makes progress, ``Refused``.
    """
    job = Job.objects.select_for_update(of=("self",)).get(pk=job_id)
    permissions.demand([] if job.owner_id == actor.user.pk else [NOT_YOURS])
    if not has_stopped(job):
        raise Refused(STILL_GOING)
    send_job(job_id)


def resume_stalled_jobs() -> int:
    """Hands every job that has stalled to a worker again, and fails those that no worker took for a day; returns
    their number.
    """
    jobs = (
        Job.objects.filter(stalled_runs(), state__in=Job.OPEN)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    long_ago = timezone.now() - LOST_AFTER
    lost = list(jobs.filter(created_at__lte=long_ago))
    for job_id in lost:
        give_up_job(job_id, NO_WORKER)
    return len(lost) + hand_over_again("assessments.run_job", jobs)


_SECONDS = int(RESUME_AFTER.total_seconds())
STILL_GOING = Text(
    vi=f"Chỉ chạy lại được việc chưa xong và không tiến triển quá {_SECONDS} giây.",
    en=f"Only work that is not over and has made no progress for {_SECONDS} seconds can be sent again.",
)
NO_WORKER = Text(
    vi="Sau một ngày vẫn không có tiến trình nền nào làm xong việc này. Không có gì thay đổi. Hãy báo quản trị viên "
    "rồi yêu cầu lại.",
    en="No worker has done this within a day. Nothing has changed. Tell an administrator, then ask for it again.",
)
