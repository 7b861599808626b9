"""Who waits too long for the database is told to try again, and nothing is lost; migrations wait for nobody."""

import io
import re
import threading
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import psycopg2
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.db.models import F
from django.test import Client

from assessments.acts import finish_assessment, import_survey
from assessments.models import Assessment, Role, Round, Score, SurveyImport, Unit
from assessments.survey.staging import Staging
from criteria.common.database.patience import is_busy, patience
from criteria.common.text import Refused
from criteria.management.commands import migrate
from tests.factories import make_person, make_round, make_unit, page, score_of, sheet_of
from tests.house.code import MODULES
from tests.markup import markup

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def other(installed_env: dict[str, str]) -> Iterator[Any]:
    """Somebody else's long transaction."""
    with psycopg2.connect(installed_env["DATABASE_URL"]) as found:
        yield found.cursor()
        found.rollback()
    found.close()


@pytest.fixture(autouse=True)
def soon() -> Iterator[None]:
    """The limits of a page, for tests that shall not take as long."""
    with patience(lock_timeout="200ms", statement_timeout="5s"):
        yield


@pytest.fixture
def sheet(transactional_db: None) -> Assessment:
    return sheet_of(make_round())


def save(sheet: Assessment, **headers: str) -> Any:
    client = Client()
    client.force_login(make_person(Role.OFFICER, unit=sheet.unit))
    score = score_of(sheet, "1.3")
    data = {"numerator": "1", "denominator": "2", "note": "đã nhập", "version": "0"}
    return client.post(f"/scores/{score.pk}/claim/", data, headers=headers)


def limit(name: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"SHOW {name}")
        return str(cursor.fetchone()[0])


def test_every_connection_has_the_limits_of_a_page() -> None:
    connection.close()
    names = ("lock_timeout", "statement_timeout", "idle_in_transaction_session_timeout")
    assert [limit(name) for name in names] == ["10s", "1min", "2min"]
    with patience():
        assert [limit(name) for name in names] == ["2min", "0", "10min"]
    assert [limit(name) for name in names] == ["10s", "1min", "2min"]


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_a_save_behind_a_long_transaction_says_busy_and_changes_nothing(
    sheet: Assessment, other: Any, headers: dict[str, str]
) -> None:
    other.execute("SELECT 1 FROM assessments_assessment WHERE id = %s FOR UPDATE", [sheet.pk])
    answer = save(sheet, **headers)
    assert answer.status_code == 503
    assert answer["Retry-After"] == "5"
    assert "Máy chủ đang bận" in markup(answer)
    assert ("<html" in markup(answer)) is not bool(headers)
    assert Score.objects.get(pk=score_of(sheet, "1.3").pk).version == 0
    other.execute("ROLLBACK")
    assert save(sheet, **headers).status_code in (200, 302)


def test_a_page_whose_statement_takes_too_long_says_busy(sheet: Assessment, other: Any) -> None:
    other.execute("LOCK TABLE assessments_assessment IN ACCESS EXCLUSIVE MODE")
    client = Client()
    with patience(lock_timeout="0", statement_timeout="200ms"):
        client.force_login(make_person(Role.COORDINATOR))
        answer = client.get(f"/sheets/{sheet.pk}/")
    assert answer.status_code == 503
    assert "Máy chủ đang bận" in markup(answer)


def test_the_api_says_busy_in_json(sheet: Assessment, other: Any) -> None:
    client = Client()
    client.force_login(make_person(Role.OFFICER, unit=sheet.unit))
    other.execute("LOCK TABLE assessments_assessment IN ACCESS EXCLUSIVE MODE")
    answer = client.get("/api/v1/assessments/")
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert answer.json()["code"] == "busy"


def test_other_faults_of_the_database_are_not_busy() -> None:
    with pytest.raises(OperationalError) as raised, connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
    assert not is_busy(raised.value)
    connection.close()


def test_a_migration_does_not_wait_behind_a_long_transaction(
    other: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    pauses: list[float] = []
    monkeypatch.setattr(migrate, "sleep", pauses.append)
    monkeypatch.setattr(migrate, "LOCK_TIMEOUT", "100ms")
    monkeypatch.setattr(migrate, "TRIES", 3)
    other.execute("LOCK TABLE django_migrations IN ACCESS EXCLUSIVE MODE")
    with pytest.raises(CommandError, match="đang bận"):
        call_command("migrate", verbosity=0, stderr=io.StringIO())
    assert len(pauses) == 2
    assert settings.DATABASES["default"]["OPTIONS"]["options"].startswith("-c lock_timeout=10s")
    # As soon as the lock is free the command goes on.
    monkeypatch.setattr(migrate, "sleep", lambda _seconds: other.execute("ROLLBACK"))
    call_command("migrate", verbosity=0, stderr=io.StringIO())


@pytest.fixture
def survey_file(round_of_two: Round) -> bytes:
    leaf = round_of_two.criteria_set.criteria.get(source="survey").code
    codes = Unit.objects.filter(assessments__round=round_of_two).values_list("code", flat=True)
    rows = "".join(f"{code};{leaf};80\n" for code in codes)
    return f"Mã đơn vị;Mã tiêu chí;Tỷ lệ (%)\n{rows}".encode()


@pytest.fixture
def round_of_two(transactional_db: None) -> Round:
    return make_round(units=[make_unit(), make_unit()])


def take_in(round_: Round, content: bytes) -> None:
    import_survey(
        actor=page(make_person(Role.COORDINATOR)),
        round_id=round_.pk,
        name="a.csv",
        stream=io.BytesIO(content),
        dry_run=False,
    )


def beside(monkeypatch: pytest.MonkeyPatch, act: Callable[[], object]) -> None:
    """Lets another person act once an import has written all that it writes, just before it commits."""

    def run() -> None:
        with patience(lock_timeout="300ms"):
            act()
        connection.close()

    def checked(self: Staging, *given: Any) -> int:
        changed = apply(self, *given)
        with connection.cursor() as cursor:
            # What a commit does first: the keys of the new rows are looked up, and their rows locked for it.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        thread = threading.Thread(target=run)
        thread.start()
        thread.join()
        return changed

    apply = Staging.apply
    monkeypatch.setattr(Staging, "apply", checked)


def points_of(round_: Round) -> list[Decimal | None]:
    survey = Score.objects.by_survey().filter(assessment__round=round_)
    return list(survey.values_list("awarded_points", flat=True))


def test_an_import_lets_every_unit_save(
    round_of_two: Round, survey_file: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved: list[int] = []
    sheets = list(round_of_two.assessments.all())
    beside(monkeypatch, lambda: saved.extend(save(sheet).status_code for sheet in sheets))
    take_in(round_of_two, survey_file)
    assert saved == [302, 302]
    assert points_of(round_of_two) == [Decimal("1.6"), Decimal("1.6")]
    assert all(score_of(sheet, "1.3").claimed_note == "đã nhập" for sheet in sheets)


def test_no_review_is_finished_while_points_come_in(
    round_of_two: Round, survey_file: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would be final with points that the import has not yet brought, or changed after its end."""
    coordinator = page(make_person(Role.COORDINATOR))
    sheet = round_of_two.assessments.first()
    assert sheet is not None
    busy: list[bool] = []

    def finish() -> None:
        try:
            finish_assessment(actor=coordinator, assessment_id=sheet.pk)
        except OperationalError as error:
            busy.append(is_busy(error))

    beside(monkeypatch, finish)
    take_in(round_of_two, survey_file)
    assert busy == [True]


def test_points_that_changed_under_an_import_refuse_it_whole(
    round_of_two: Round, survey_file: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    def change_one(self: Staging) -> None:
        compare(self)
        score = Score.objects.by_survey().filter(assessment__round=round_of_two).first()
        assert score is not None
        Score.objects.filter(pk=score.pk).update(version=F("version") + 1)

    compare = Staging.compare
    monkeypatch.setattr(Staging, "compare", change_one)
    with pytest.raises(Refused, match="đã thay đổi"):
        take_in(round_of_two, survey_file)
    assert points_of(round_of_two) == [None, None]
    assert not SurveyImport.objects.exists()


LOCK = re.compile(r"select_for_update\(([^()]*(?:\([^()]*\))?[^()]*)\)")


def test_every_lock_of_a_sheet_lets_new_rows_name_it() -> None:
    """Looking up the key of a new row waits for a lock that is stronger, and keeps who wants one waiting."""
    strong = {
        f"{name}: {line.strip()}"
        for name, path in MODULES.items()
        for line in path.read_text().splitlines()
        for lock in LOCK.findall(line)
        if ("Assessment.objects" in line or '"assessment"' in lock) and "no_key=True" not in lock
    }
    assert strong == set()
    assert any("Assessment.objects.select_for_update" in p.read_text() for p in MODULES.values())
