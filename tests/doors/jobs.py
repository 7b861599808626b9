"""A person's own long work: for everybody else it does not exist."""

from collections.abc import Callable

from assessments.models import Job
from tests.doors.base import SIGNED_IN, Door, World, fixed, to


def _url(rest: str) -> Callable[[World], str]:
    def url(world: World) -> str:
        job, _made = Job.objects.get_or_create(
            owner=world.people["officer"],
            kind="test",
            key="0" * 64,
            defaults={"title_vi": "Việc", "title_en": "Work", "state": "done", "door": "page"},
        )
        if not job.file:
            # Any stored file will do: what is asked is who gets it.
            Job.objects.filter(pk=job.pk).update(
                file=world.file.file.name,
                file_name="a.zip",
                content_type="application/zip",
                size=world.file.size,
            )
        return f"/jobs/{job.pk}/{rest}"

    return url


OWN = to(404, officer=200)
DOORS = (
    Door("GET", "jobs/", SIGNED_IN, fixed("/jobs/")),
    Door("GET", "jobs/<int:job_id>/", OWN, _url("")),
    Door("GET", "jobs/<int:job_id>/file/", OWN, _url("file/")),
    Door("POST", "jobs/<int:job_id>/remove/", to(404, officer=302), _url("remove/")),
    # It is done: there is nothing to send again.
    Door("POST", "jobs/<int:job_id>/resume/", to(404, officer=422), _url("resume/")),
)
