"""Long work in a real worker."""

import time

from assessments.documents.all_reports import start_reports
from assessments.models import Job, Role
from tests.factories import make_person, make_submitted, page
from tests.processes import Process


def ended(job: Job, seconds: int = 60) -> Job:
    deadline = time.monotonic() + seconds
    while job.is_open and time.monotonic() < deadline:
        time.sleep(0.2)
        job.refresh_from_db()
    return job


def test_a_worker_does_it_while_nobody_watches(worker: Process) -> None:
    sheet = make_submitted()
    coordinator = page(make_person(Role.COORDINATOR))
    job = start_reports(actor=coordinator, round_id=sheet.round_id, pdf=False)
    assert job.state == Job.State.WAITING
    job = ended(job)
    assert (job.state, job.messages) == ("done", [{"vi": "Có 1 báo cáo.", "en": "1 reports."}])
    with job.file.open() as file:
        assert file.read(2) == b"PK"
