"""Long work: started once, done once, seen and taken by its owner alone, gone after its time."""

import datetime
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError, OperationalError, transaction
from django.test import Client, TestCase
from django.urls import reverse
from django.utils import timezone
from kombu.exceptions import OperationalError as QueueAway

from assessments.jobs import kinds as job_kinds
from assessments.jobs.kinds import KEPT, Superseded, Work
from assessments.jobs.run_state import STALLED_AFTER
from assessments.jobs.running import remove_expired_jobs, remove_job, run_job, start_job
from assessments.models import Change, Job, Round, User
from assessments.tasks import remove_expired, run
from criteria.common.text import NotAllowed, Refused, Text
from tests.factories import make_person, make_round, page
from tests.markup import markup

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
NAME = "Báo cáo.txt"


@pytest.fixture(autouse=True)
def store(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture(autouse=True)
def kinds(monkeypatch: pytest.MonkeyPatch) -> dict[str, job_kinds.Kind]:
    """A table of kinds of the test's own, with one that writes a file."""
    table: dict[str, job_kinds.Kind] = {}
    monkeypatch.setattr(job_kinds, "KINDS", table)
    monkeypatch.setattr("assessments.jobs.running.KINDS", table)
    job_kinds.kind("report", Text(vi="Báo cáo", en="Report"))(write)
    return table


def write(work: Work) -> None:
    work.step(1, 2)
    with work.file(NAME, "text/plain") as stream:
        stream.write(work.parameters.get("text", "xong").encode())
    work.say(Text(vi="Có 1 trang.", en="1 page."))


@pytest.fixture
def owner() -> User:
    return make_person()


@pytest.fixture
def round_() -> Round:
    return make_round()


def start(owner: User, round_: Round, *, do: bool = True, **parameters: Any) -> Job:
    with TestCase.captureOnCommitCallbacks(execute=do):
        job = start_job(
            actor=page(owner), kind="report", parameters=parameters, on=round_, about="Huế"
        )
    job.refresh_from_db()
    return job


def stored(store: Path) -> list[Path]:
    return [path for path in store.rglob("*") if path.is_file()]


def test_it_leaves_a_file_and_a_sentence(owner: User, round_: Round) -> None:
    job = start(owner, round_)
    assert (job.state, job.title_vi, job.title_en) == ("done", "Báo cáo: Huế", "Report: Huế")
    assert (job.done, job.total, job.size) == (2, 2, 4)
    assert (job.file_name, job.content_type) == (NAME, "text/plain")
    assert job.texts == [Text(vi="Có 1 trang.", en="1 page.")]
    assert job.ended_at
    assert job.expires_at == job.ended_at + KEPT
    with job.file.open() as stream:
        assert stream.read() == b"xong"


def test_every_page_leads_to_ones_own_files(client: Client, owner: User) -> None:
    client.force_login(owner)
    header = markup(client.get(reverse("rounds"))).partition("<main")[0]
    assert f'href="{reverse("jobs")}"' in header


def test_the_start_is_on_record_with_its_door(owner: User, round_: Round) -> None:
    job = start(owner, round_, unit=7)
    line = Change.objects.get(act="start_job")
    assert (line.by, line.door, line.round) == (owner, "page", round_)
    assert line.after == {"job": job.pk, "kind": "report", "unit": 7}


def test_acts_done_in_it_are_a_tasks(
    owner: User, round_: Round, kinds: dict[str, job_kinds.Kind]
) -> None:
    seen = []
    job_kinds.kind("report", Text("Báo cáo", "Report"))(lambda work: seen.append(work.actor))
    start(owner, round_)
    assert [(actor.user, actor.door) for actor in seen] == [(owner, "task")]


def test_the_same_work_is_not_started_twice(owner: User, round_: Round) -> None:
    first = start(owner, round_, do=False, unit=7)
    assert start(owner, round_, do=False, unit=7) == first
    assert start(owner, round_, do=False, unit=8) != first
    assert start(make_person(), round_, do=False, unit=7) != first


def test_the_database_itself_holds_one_at_a_time(owner: User, round_: Round) -> None:
    first = start(owner, round_, do=False)
    with pytest.raises(IntegrityError), transaction.atomic():
        Job.objects.create(owner=owner, kind="report", key=first.key, door="page")


def test_once_done_it_may_be_started_again(owner: User, round_: Round) -> None:
    assert start(owner, round_) != start(owner, round_)


def test_a_stalled_one_gives_way(owner: User, round_: Round) -> None:
    first = start(owner, round_, do=False)
    Job.objects.update(state="running", progressed_at=timezone.now() - STALLED_AFTER)
    second = start(owner, round_)
    first.refresh_from_db()
    assert (first.state, second.state) == ("failed", "done")
    assert "Dừng giữa chừng" in first.texts[0].vi


def test_a_second_delivery_changes_nothing(owner: User, round_: Round, store: Path) -> None:
    job = start(owner, round_)
    run.apply((job.pk,), throw=True)
    again = Job.objects.get(pk=job.pk)
    assert (again.file.name, again.ended_at) == (job.file.name, job.ended_at)
    assert len(stored(store)) == 1


def test_a_delivery_while_another_run_is_alive_waits(owner: User, round_: Round) -> None:
    job = start(owner, round_, do=False)
    Job.objects.update(state="running", run=uuid.uuid4(), progressed_at=timezone.now())
    assert run_job(job.pk) is False
    job.refresh_from_db()
    assert job.state == "running"


def test_a_run_whose_worker_was_lost_is_begun_anew(owner: User, round_: Round) -> None:
    job = start(owner, round_, do=False)
    lost = timezone.now() - STALLED_AFTER
    Job.objects.update(state="running", run=uuid.uuid4(), progressed_at=lost)
    assert run_job(job.pk) is True
    job.refresh_from_db()
    assert job.state == "done"


def test_a_run_that_was_taken_over_stops_and_leaves_nothing(
    owner: User, round_: Round, kinds: dict[str, job_kinds.Kind], store: Path
) -> None:
    def overtaken(work: Work) -> None:
        with work.file(NAME, "text/plain") as stream:
            stream.write(b"old")
        Job.objects.update(run=uuid.uuid4())
        work.step(1, 1)
        pytest.fail("went on")

    job_kinds.kind("report", Text("Báo cáo", "Report"))(overtaken)
    job = start(owner, round_)
    assert (job.state, job.file.name) == ("running", "")
    assert stored(store) == []


def test_steps_are_told_at_most_twice_a_second(
    owner: User, round_: Round, django_assert_num_queries: Any
) -> None:
    job = start(owner, round_, do=False)
    Job.objects.update(state="running", run=uuid.uuid4())
    work = job_kinds.work_of(Job.objects.select_related("owner").get(pk=job.pk))
    with django_assert_num_queries(2):
        for number in range(1001):
            work.step(number, 1000)


def test_a_removed_one_stops(owner: User, round_: Round) -> None:
    job = start(owner, round_, do=False)
    Job.objects.update(state="running", run=uuid.uuid4())
    work = job_kinds.work_of(Job.objects.select_related("owner").get(pk=job.pk))
    remove_job(actor=page(owner), job_id=job.pk)
    with pytest.raises(Superseded):
        work.step(1, 2)


def test_a_refusal_is_shown_with_every_cause(owner: User, round_: Round, store: Path) -> None:
    causes = [Text("Sai dòng 1", "Row 1 is wrong"), Text("Sai dòng 2", "Row 2 is wrong")]

    def refuse(work: Work) -> None:
        write(work)
        raise Refused(*causes)

    job_kinds.kind("report", Text("Báo cáo", "Report"))(refuse)
    job = start(owner, round_)
    assert (job.state, job.texts, job.file.name) == ("failed", causes, "")
    assert stored(store) == []


def test_a_fault_is_named(owner: User, round_: Round) -> None:
    def fail(work: Work) -> None:
        raise ZeroDivisionError("chia cho 0")

    job_kinds.kind("report", Text("Báo cáo", "Report"))(fail)
    job = start(owner, round_)
    assert job.state == "failed"
    assert "ZeroDivisionError: chia cho 0" in job.texts[0].vi


def test_a_fault_tells_no_place_on_the_server(owner: User, round_: Round, store: Path) -> None:
    def fail(work: Work) -> None:
        (store / "01" / "lost").read_bytes()

    job_kinds.kind("report", Text("Báo cáo", "Report"))(fail)
    job = start(owner, round_)
    assert "FileNotFoundError: [Errno 2] No such file or directory" in job.texts[0].vi
    assert str(store) not in str(job.texts)


def test_a_database_that_is_away_is_tried_again(owner: User, round_: Round) -> None:
    def away(work: Work) -> None:
        raise OperationalError("connection lost")

    job_kinds.kind("report", Text("Báo cáo", "Report"))(away)
    job = start(owner, round_, do=False)
    with pytest.raises(OperationalError):
        run_job(job.pk)
    job.refresh_from_db()
    assert job.state == "running"


def test_without_a_queue_nothing_is_done_and_it_says_so(
    owner: User, round_: Round, monkeypatch: pytest.MonkeyPatch, store: Path
) -> None:
    def away(*args: Any, **kwargs: Any) -> None:
        raise QueueAway("Connection refused")

    monkeypatch.setattr(run, "apply_async", away)
    job = start(owner, round_)
    assert job.state == "failed"
    assert "hàng đợi không trả lời" in job.texts[0].vi
    assert stored(store) == []


def test_what_is_over_goes_with_its_file(owner: User, round_: Round, store: Path) -> None:
    job, kept = start(owner, round_), start(owner, round_)
    Job.objects.filter(pk=job.pk).update(expires_at=timezone.now())
    with TestCase.captureOnCommitCallbacks(execute=True):
        remove_expired.apply(throw=True)
    assert list(Job.objects.all()) == [kept]
    assert stored(store) == [Path(default_storage.path(str(kept.file.name)))]


def test_starting_anew_removes_ones_own_that_are_over(owner: User, round_: Round) -> None:
    mine, other = start(owner, round_), start(make_person(), round_)
    Job.objects.update(expires_at=timezone.now())
    start(owner, round_)
    assert not Job.objects.filter(pk=mine.pk).exists()
    assert Job.objects.filter(pk=other.pk).exists()
    assert remove_expired_jobs() == 1


def test_the_clock_knows_it() -> None:
    from parindex.celery import app

    due = {entry["task"] for entry in app.conf.beat_schedule.values()}
    assert "assessments.remove_expired_jobs" in due
    assert "assessments.run_job" in app.tasks


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_its_owner_takes_the_file(owner: User, round_: Round) -> None:
    job = start(owner, round_)
    response: Any = signed_in(owner).get(f"/jobs/{job.pk}/file/")
    assert b"".join(response.streaming_content) == b"xong"
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''B%C3%A1o")
    assert response["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("rest", ["", "file/"])
def test_after_its_time_it_is_not_there(owner: User, round_: Round, rest: str) -> None:
    job = start(owner, round_)
    past = timezone.now() - datetime.timedelta(seconds=1)
    Job.objects.filter(pk=job.pk).update(expires_at=past)
    assert signed_in(owner).get(f"/jobs/{job.pk}/{rest}").status_code == 404


def test_a_page_polls_while_it_runs_and_stops_after(owner: User, round_: Round) -> None:
    job, client = start(owner, round_, do=False), signed_in(owner)
    Job.objects.update(state="running", done=3, total=9)
    page_: Any = markup(client.get(f"/jobs/{job.pk}/"))
    assert "3/9" in page_
    assert "hx-get" in page_
    Job.objects.update(state="done")
    part: Any = markup(client.get(f"/jobs/{job.pk}/", headers={"HX-Request": "true"}))
    assert "<html" not in part
    assert "hx-get" not in part


def test_my_files_are_mine(owner: User, round_: Round, django_assert_max_num_queries: Any) -> None:
    mine = [start(owner, round_) for _ in range(3)]
    other = start(make_person(), round_)
    client = signed_in(owner)
    with django_assert_max_num_queries(4):
        text = markup(client.get("/jobs/"))
    assert all(f"/jobs/{job.pk}/file/" in text for job in mine)
    assert f"/jobs/{other.pk}/" not in text


def test_removing_takes_the_file_along(owner: User, round_: Round, store: Path) -> None:
    job = start(owner, round_)
    with TestCase.captureOnCommitCallbacks(execute=True):
        assert signed_in(owner).post(f"/jobs/{job.pk}/remove/").status_code == 302
    assert not Job.objects.exists()
    assert stored(store) == []


def test_nobody_removes_anothers(owner: User, round_: Round) -> None:
    job = start(owner, round_)
    with pytest.raises(NotAllowed, match="của người khác"):
        remove_job(actor=page(make_person()), job_id=job.pk)


def test_a_lost_role_closes_page_and_file_alike(
    client: Client, owner: User, round_: Round, kinds: dict[str, job_kinds.Kind]
) -> None:
    lost = Text(vi="Việc này dành cho điều phối viên.", en="This is for a coordinator.")
    allowed = [True]
    rule: job_kinds.Rule = lambda user, parameters: (  # noqa: E731  # a rule of one line
        [] if allowed[0] and user == owner and parameters == {"unit": 7} else [lost]
    )
    job_kinds.kind("report", Text(vi="Báo cáo", en="Report"), rule=rule)(write)
    job = start(owner, round_, unit=7)
    client.force_login(owner)
    pages = [reverse(name, args=[job.pk]) for name in ("job", "job_file")]
    for url in pages:
        answer: Any = client.get(url)
        assert answer.status_code == 200
        for close in answer._resource_closers:
            close()

    allowed[0] = False
    for url in pages:
        response = client.get(url)
        assert response.status_code == 403
        assert lost.vi in markup(response)
    # It is still the person's own to remove.
    assert client.post(reverse("remove_job", args=[job.pk])).status_code == 302
    assert not Job.objects.exists()


def test_a_shared_file_stays_while_a_job_has_it(
    owner: User, round_: Round, store: Path, kinds: dict[str, job_kinds.Kind]
) -> None:
    first = start(owner, round_)
    job_kinds.kind("report", Text(vi="Báo cáo", en="Report"))(lambda work: work.share(first))
    other = make_person()
    second = start(other, round_, again=1)
    assert second.file.name == first.file.name
    assert (second.file_name, second.size) == (first.file_name, first.size)
    for owner_, job in ((owner, first), (other, second)):
        assert len(stored(store)) == 1
        with TestCase.captureOnCommitCallbacks(execute=True):
            remove_job(actor=page(owner_), job_id=job.pk)
    assert stored(store) == []


def test_a_failed_run_never_removes_what_it_shares(
    owner: User, round_: Round, store: Path, kinds: dict[str, job_kinds.Kind]
) -> None:
    first = start(owner, round_)

    def fail(work: Work) -> None:
        work.share(first)
        raise Refused(Text(vi="Không được.", en="No."))

    job_kinds.kind("report", Text(vi="Báo cáo", en="Report"))(fail)
    assert start(owner, round_, again=1).state == Job.State.FAILED
    with first.file.open() as stream:
        assert stream.read() == b"xong"
