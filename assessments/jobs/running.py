"""The acts on long work: start it, run it, remove it. ``assessments.jobs.kinds`` says how to use them."""

import hashlib
import json
import logging
import uuid
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone

from assessments import permissions
from assessments.jobs.handing_over import hand_over
from assessments.jobs.kinds import (
    KEPT,
    KINDS,
    Superseded,
    Work,
    discard_job_file,
    job_file,
    work_of,
)
from assessments.jobs.run_state import (
    DATABASE_AWAY,
    GIVEN_UP,
    MOST_TRIES,
    fault_text,
    is_alive,
)
from assessments.models import Assessment, Job, Round, User
from assessments.writing.actor import Actor
from assessments.writing.acts import Act
from assessments.writing.record import record
from criteria.common.files.storing import discard
from criteria.common.text import Refused, Text

START_JOB = Act("start_job", Text(vi="Bắt đầu việc chạy lâu", en="Started long work"))

logger = logging.getLogger(__name__)


def start_job(
    *,
    actor: Actor,
    kind: str,
    parameters: dict[str, Any],
    on: Assessment | Round,
    about: str = "",
) -> Job:
    """Starts long work on a sheet or a round; a worker does it, or this process where there is no worker.

    ``about`` ends the title ("Tài liệu kiểm chứng: Quảng Ninh"). A person who asks again while the same
    work is under way gets that job; one that has been silent for a minute gives way. What a file was
    stored as makes no other work of it. The returned job has failed, with the cause, when no worker could
    be reached. This act asks for no permission: its callers must.
    """
    # Where no clock runs beside the pages, expired jobs are removed now.
    remove_expired_jobs(owner=actor.user)
    title = KINDS[kind].title
    rest = f": {about}" if about else ""
    told = {name: value for name, value in parameters.items() if name != "upload"}
    identity = json.dumps([kind, told], sort_keys=True, ensure_ascii=False)
    key = hashlib.sha256(identity.encode()).hexdigest()
    with transaction.atomic():
        # Locks the person's own row: two presses of one button meet here.
        User.objects.select_for_update(no_key=True).get(pk=actor.user.pk)
        same_work = Job.objects.select_for_update(of=("self",)).filter(owner=actor.user, key=key)
        for other in same_work.filter(state__in=Job.OPEN):
            if not is_alive(other.progressed_at):
                if other.state == Job.State.RUNNING:
                    _end(other, Job.State.FAILED, [STOPPED])
                    continue
                # It may still be in the queue; a second message does no harm.
                send_job(other.pk)
            return other
        job = Job.objects.create(
            owner=actor.user,
            door=actor.door,
            kind=kind,
            parameters=parameters,
            key=key,
            title_vi=title.vi + rest,
            title_en=title.en + rest,
        )
        record(actor, START_JOB, on=on, after={"job": job.pk, "kind": kind, **parameters})
        send_job(job.pk)
    job.refresh_from_db()
    return job


def send_job(job_id: int) -> None:
    """Hands a job to a worker once it is committed; a job whose queue does not answer has failed."""
    hand_over("assessments.run_job", job_id, on_failure=give_up_job)


@transaction.atomic
def give_up_job(job_id: int, reason: Text) -> None:
    """Ends a job that is not over yet as failed."""
    job = Job.objects.select_for_update(of=("self",)).filter(pk=job_id).first()
    if job and job.is_open:
        _end(job, Job.State.FAILED, [reason])


def run_job(job_id: int, message: uuid.UUID | None = None) -> bool:
    """Does the work of a job; returns False where another run is still alive, and nothing was done.

    It is safe to run twice: a run that is alive is left alone, one that has lost its worker is begun
    anew, and of two at once only the later may write. A ``message`` that comes again has lost its worker
    or the database, so its run is begun anew at once. After ``MOST_TRIES`` the job has failed. An error is
    stored as the job's; it raises only when the database itself is away.
    """
    job = _claimed(job_id, message or uuid.uuid4())
    if job is None:
        return True
    if job.run is None:
        return False
    work = work_of(job)
    try:
        _finish(work, *_done(job, work))
    except BaseException:
        discard(job_file(work.made))
        raise
    return True


def _done(job: Job, work: Work) -> tuple[str, list[Text]]:
    """Does the work; returns the job's state and what its owner reads. Raises when the database is away."""
    try:
        KINDS[job.kind].do(work)
    except DATABASE_AWAY:
        raise
    except Superseded:
        logger.warning("Job %s has been taken over or removed", job.pk)
    except Refused as refused:
        return Job.State.FAILED, list(refused.causes)
    except Exception as error:
        logger.exception("Job %s failed", job.pk)
        return Job.State.FAILED, [fault_text(error)]
    else:
        return Job.State.DONE, work.texts
    return Job.State.FAILED, []


@transaction.atomic
def _claimed(job_id: int, run: uuid.UUID) -> Job | None:
    """Returns the job, begun by this run; without ``run`` where another run is alive; ``None`` where the job is over."""
    job = (
        Job.objects.select_for_update(of=("self",))
        .select_related("owner")
        .filter(pk=job_id, state__in=Job.OPEN)
        .first()
    )
    if job is None:
        return None
    if job.state == Job.State.RUNNING and job.run != run and is_alive(job.progressed_at):
        job.run = None
        return job
    if job.tries >= MOST_TRIES:
        logger.error("Job %s has lost %s workers and is given up", job_id, job.tries)
        _end(job, Job.State.FAILED, [GIVEN_UP])
        return None
    job.state, job.run = Job.State.RUNNING, run
    job.tries += 1
    job.done = job.total = 0
    job.progressed_at = timezone.now()
    job.save()
    return job


@transaction.atomic
def _finish(work: Work, state: str, texts: list[Text]) -> None:
    job = (
        Job.objects.select_for_update(of=("self",))
        .filter(pk=work.job_id, run=work.run, state=Job.State.RUNNING)
        .first()
    )
    done = state == Job.State.DONE
    if job is None or not (done or work.of_failure):
        discard(job_file(work.made))
    if job is None:
        return
    if done:
        job.done = job.total = max(job.total, 1)
    if done or work.of_failure:
        for name, value in work.to_store.items():
            setattr(job, name, value)
    _end(job, state, texts)


def _end(job: Job, state: str, texts: list[Text]) -> None:
    job.state = state
    job.messages = [{"vi": text.vi, "en": text.en} for text in texts]
    job.ended_at = timezone.now()
    job.expires_at = job.ended_at + KEPT
    job.save()


@transaction.atomic
def remove_job(*, actor: Actor, job_id: int) -> None:
    """Removes a job with its file, for its owner; a run that works on it stops. Raises ``NotAllowed``."""
    job = Job.objects.select_for_update(of=("self",)).get(pk=job_id)
    permissions.demand([] if job.owner_id == actor.user.pk else [NOT_YOURS])
    _remove(job)


def remove_expired_jobs(owner: User | None = None) -> int:
    """Removes the expired jobs of everybody or of one person, files included; returns their number."""
    removed = 0
    expired = Job.objects.filter(expires_at__lte=timezone.now())
    if owner:
        expired = expired.filter(owner=owner)
    for job_id in expired.values_list("pk", flat=True):
        with transaction.atomic():
            job = Job.objects.select_for_update(of=("self",)).filter(pk=job_id).first()
            if job:
                _remove(job)
                removed += 1
    return removed


def _remove(job: Job) -> None:
    names = {job.file.name or "", job.parameters.get("upload", "")} - {""}
    job.delete()
    # Files go only once the row is gone for good: a row without its file would be a broken promise.
    for name in names:
        transaction.on_commit(partial(discard_job_file, name))


NOT_YOURS = Text(vi="Việc này của người khác.", en="This belongs to somebody else.")
STOPPED = Text(
    vi="Dừng giữa chừng; đã được thay bằng lần chạy mới.",
    en="Stopped half way; a new run has taken its place.",
)
