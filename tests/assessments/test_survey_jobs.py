"""A large survey file: checked and imported in the background, its faults left as a file."""

import csv
import io
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.test import Client, TestCase
from django.urls import reverse
from django.utils import timezone

from assessments.jobs.kinds import KINDS, work_of
from assessments.jobs.running import remove_expired_jobs
from assessments.models import Change, Job, Role, Round, SurveyImport, User
from assessments.pages import survey as views
from assessments.survey import large_files
from assessments.survey.large_files import rows_in, start_survey_import
from criteria.common.text import NotAllowed, Refused
from tests.assessments import samples
from tests.assessments.test_import_survey import HEAD, codes, load, points
from tests.factories import make_person, page
from tests.markup import markup

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


@pytest.fixture(autouse=True)
def store(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(views, "AT_ONCE", 10)
    return tmp_path


def post(user: User, round_: Round, data: dict[str, Any]) -> Job:
    """Answers the job that the page leads to, done."""
    client = Client()
    client.force_login(user)
    with TestCase.captureOnCommitCallbacks(execute=True):
        response = client.post(reverse("survey", args=[round_.pk]), data)
    job = Job.objects.latest("pk")
    assert (response.status_code, response["Location"]) == (302, reverse("job", args=[job.pk]))
    return job


def check(user: User, round_: Round, data: str | bytes) -> Job:
    file = io.BytesIO(data.encode() if isinstance(data, str) else data)
    file.name = "sipas.csv"
    return post(user, round_, {"file": file})


def seen(user: User, url: str) -> str:
    client = Client()
    client.force_login(user)
    response = client.get(url)
    assert response.status_code == 200
    return markup(response)


def file_of(job: Job) -> list[str]:
    with job.file.open() as stream:
        return list(stream.read().decode("utf-8-sig").splitlines())


def stored(store: Path) -> int:
    return sum(path.is_file() for path in store.rglob("*"))


def test_it_is_checked_shown_and_imported(round_: Round, coordinator: User) -> None:
    first, second = codes(round_)
    load(coordinator, round_, f"{HEAD}{first};3.1;50\n")
    job = check(coordinator, round_, f"{HEAD}{first};3.1;60\n{second};3.1;70\n")
    assert (job.kind, job.state) == ("survey_check", "done")
    assert points(round_, first) == 1
    rows = list(csv.reader(file_of(job), delimiter=";"))[1:]
    assert [(row[0], row[1], *row[3:]) for row in rows] == [
        ("2", first, "3.1", "1", "1,2", "60%"),
        ("3", second, "3.1", "", "1,4", "70%"),
    ]
    look = f"{reverse('survey', args=[round_.pk])}?checked={job.pk}"
    assert look in seen(coordinator, reverse("job", args=[job.pk]))
    assert ">1,2<" in seen(coordinator, look)
    done = post(coordinator, round_, {"checked": job.pk})
    assert (done.kind, done.state, done.texts[0].vi) == ("survey", "done", "Đã nhập: lần 2.")
    assert (points(round_, first), points(round_, second)) == (Decimal("1.2"), Decimal("1.4"))
    assert Change.objects.filter(act="import_survey", score=None, door="task").count() == 1


def test_faults_are_shown_first_and_left_as_a_file(round_: Round, coordinator: User) -> None:
    first, _ = codes(round_)
    rows = "".join(f"X{number};3.1;50\n" for number in range(40))
    job = check(coordinator, round_, f"{HEAD}{first};3.1;50\n{rows}")
    assert (job.state, job.file_name) == ("failed", "Lỗi - sipas.csv")
    assert len(job.texts) == 21
    assert job.texts[0].vi.startswith("Có 40 lỗi; chưa nhập dòng nào.")
    assert job.texts[1].en.startswith("Row 3, column A “mã đơn vị”: “X0”")
    lines = list(csv.reader(file_of(job), delimiter=";"))
    assert len(lines) == 41
    assert lines[40][:4] == ["", "42", "A", "mã đơn vị"]
    assert lines[40][4].startswith("“X39” không phải mã đơn vị")
    assert lines[40][5].startswith("“X39” is no unit")
    assert reverse("job_file", args=[job.pk]) in seen(coordinator, reverse("job", args=[job.pk]))
    assert points(round_, first) is None


def test_what_has_changed_since_the_check_is_refused(round_: Round, coordinator: User) -> None:
    first, _ = codes(round_)
    job = check(coordinator, round_, f"{HEAD}{first};3.1;60\n")
    load(coordinator, round_, f"{HEAD}{first};3.1;50\n")
    done = post(coordinator, round_, {"checked": job.pk})
    assert done.state == "failed"
    assert "Dữ liệu đã thay đổi" in done.texts[0].vi
    assert points(round_, first) == 1


def test_an_import_that_is_run_again_changes_nothing_more(round_: Round, coordinator: User) -> None:
    """As after a worker was lost at the very end."""
    first, _ = codes(round_)
    job = check(coordinator, round_, f"{HEAD}{first};3.1;60\n")
    done = post(coordinator, round_, {"checked": job.pk})
    Job.objects.filter(pk=done.pk).update(state="running")
    work = work_of(Job.objects.get(pk=done.pk))
    KINDS["survey"].do(work)
    assert "đã được nhập ở lần 1" in work.texts[0].vi
    assert SurveyImport.objects.count() == 1


@pytest.mark.parametrize("typed", ["x", "²", "9" * 5000])
def test_a_check_that_is_no_number_is_refused_by_name(
    round_: Round, coordinator: User, typed: str
) -> None:
    client = Client()
    client.force_login(coordinator)
    url = reverse("survey", args=[round_.pk])
    for answer in (client.get(url, {"checked": typed}), client.post(url, {"checked": typed})):
        assert answer.status_code == 422
        assert "checked: “" in markup(answer)


def test_another_persons_check_does_not_exist(round_: Round, coordinator: User) -> None:
    first, _ = codes(round_)
    job = check(coordinator, round_, f"{HEAD}{first};3.1;60\n")
    other = make_person(Role.COORDINATOR)
    client = Client()
    client.force_login(other)
    url = reverse("survey", args=[round_.pk])
    assert client.get(f"{url}?checked={job.pk}").status_code == 404
    assert client.post(url, {"checked": job.pk}).status_code == 404
    with pytest.raises(Refused):
        start_survey_import(actor=page(other), job_id=job.pk)


def test_who_has_lost_the_role_imports_nothing(round_: Round, coordinator: User) -> None:
    first, _ = codes(round_)
    job = check(coordinator, round_, f"{HEAD}{first};3.1;60\n")
    coordinator.memberships.all().delete()
    with pytest.raises(NotAllowed):
        start_survey_import(actor=page(User.objects.get(pk=coordinator.pk)), job_id=job.pk)


def test_the_upload_goes_with_the_last_job_that_names_it(
    round_: Round, coordinator: User, store: Path
) -> None:
    first, _ = codes(round_)
    job = check(coordinator, round_, f"{HEAD}{first};3.1;60\n")
    post(coordinator, round_, {"checked": job.pk})
    assert stored(store) == 2  # the upload, and the changes
    for left in (1, 0):
        Job.objects.filter(pk=Job.objects.earliest("pk").pk).update(expires_at=timezone.now())
        with TestCase.captureOnCommitCallbacks(execute=True):
            remove_expired_jobs()
        assert stored(store) == left


def test_a_kept_file_that_is_gone_is_told(round_: Round, coordinator: User, store: Path) -> None:
    first, _ = codes(round_)
    job = check(coordinator, round_, f"{HEAD}{first};3.1;60\n")
    for path in store.rglob("*"):
        if path.is_file():
            path.unlink()
    done = post(coordinator, round_, {"checked": job.pk})
    assert (done.state, done.texts[0].vi) == (
        "failed",
        "Tệp đã tải lên không còn được giữ. Hãy tải lên lại.",
    )


def test_a_file_of_nothing_new_offers_no_import(round_: Round, coordinator: User) -> None:
    first, _ = codes(round_)
    data = f"{HEAD}{first};3.1;60\n"
    load(coordinator, round_, data)
    job = check(coordinator, round_, data)
    assert "đã được nhập ở lần 1" in job.texts[0].vi
    assert "checked=" not in seen(coordinator, reverse("job", args=[job.pk]))


def test_only_a_coordinator_starts_one(round_: Round) -> None:
    with pytest.raises(NotAllowed):
        large_files.start_survey_check(
            actor=page(make_person(Role.INSPECTOR)),
            round_id=round_.pk,
            name="a.csv",
            stream=io.BytesIO(b"x"),
        )


def test_rows_are_counted_for_the_progress() -> None:
    assert rows_in(io.BytesIO(b"a;b\n1;2\n3;4\n")) == 3
    assert rows_in(io.BytesIO(samples.xlsx([["a", "b"], [1, 2]]))) == 2
    assert rows_in(io.BytesIO(b"")) == 1
