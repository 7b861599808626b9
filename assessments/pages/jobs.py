"""The pages of a person's own long work: its progress, and the file that it left."""

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from assessments import permissions
from assessments.jobs.kinds import reasons_against_taking
from assessments.jobs.resuming import has_stopped, resume_job
from assessments.jobs.running import remove_job
from assessments.journal.kinds import EXPORT
from assessments.models import Job
from assessments.pages.common import (
    Visitor,
    access_log,
    act_once,
    acting,
    require_press,
    signed_in,
)
from assessments.pages.downloads import journal_file, send_stored_file
from assessments.rounds.disclaimers import marks_for


def _own(request: Visitor, job_id: int) -> Job:
    """Returns the person's own job; to this person anybody else's does not exist."""
    job = Job.objects.of(request.user).filter(pk=job_id).first()
    if job is None:
        access_log.warning("job refused to user %s: %s", request.user.pk, request.path)
        raise Http404
    return job


def _own_to_read(request: Visitor, job_id: int) -> Job:
    """Returns the person's own job, which its page and its file show; refuses a person who has lost the role for it."""
    own = _own(request, job_id)
    permissions.demand(reasons_against_taking(own))
    return own


@require_safe
@signed_in
def jobs(request: Visitor) -> HttpResponse:
    """Shows everything started by this person that is still stored."""
    context = {"jobs": Job.objects.of(request.user)[:200], "marks": marks_for(request.user)}
    return render(request, "assessments/jobs.html", context)


@require_safe
@signed_in
def job(request: Visitor, job_id: int) -> HttpResponse:
    """Shows the progress, polled by htmx or by reloading the page; at the end the file."""
    own = _own_to_read(request, job_id)
    context: dict[str, object] = {"job": own, "stopped": has_stopped(own)}
    if request.htmx:
        return render(request, "assessments/_job.html", context)
    context["marks"] = marks_for(request.user)
    return render(request, "assessments/job.html", context)


@require_safe
@journal_file(EXPORT)
@signed_in
def job_file(request: Visitor, job_id: int) -> HttpResponseBase:
    """Sends the file as an attachment."""
    own = _own_to_read(request, job_id)
    if not own.file:
        raise Http404
    return send_stored_file(own.file, own.file_name, own.content_type)


@require_press
@signed_in
def remove(request: Visitor, job_id: int) -> HttpResponse:
    """Removes the job with its file before its time."""

    def remove_own() -> None:
        _own(request, job_id)
        remove_job(actor=acting(request), job_id=job_id)

    act_once(request, remove_own)
    messages.success(request, _("Đã xóa."))
    return redirect("jobs")


@require_press
@signed_in
def resume(request: Visitor, job_id: int) -> HttpResponse:
    """Hands a job that makes no progress to a worker again."""
    _own(request, job_id)

    def send_again() -> None:
        resume_job(actor=acting(request), job_id=job_id)

    act_once(request, send_again)
    messages.success(request, _("Đã giao lại việc cho tiến trình nền."))
    return redirect("job", job_id)
