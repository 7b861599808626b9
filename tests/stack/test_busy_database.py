"""Who waits too long for the database is told to try again, and nothing is lost; migrations wait for nobody."""

import io
import threading
from collections.abc import Iterator
from typing import Any

import psycopg2
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.test import Client

from assessments.acts import import_survey
from assessments.models import Assessment, Role, Score
from assessments.survey.staging import Staging
from criteria.common.database.patience import is_busy, patience
from criteria.management.commands import migrate
from criteria.models import Criterion
from tests.factories import make_person, make_round, make_unit, page, score_of, sheet_of
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


def test_an_import_lets_units_that_it_does_not_name_save(
    transactional_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    round_ = make_round(units=[make_unit(), make_unit()])
    named, other_unit = Assessment.objects.filter(round=round_).order_by("pk")[:2]
    saved: list[int] = []

    def save_beside(self: Staging) -> None:
        """What another person does while the import holds its locks."""

        def act() -> None:
            with patience(lock_timeout="300ms"):
                saved.extend(save(sheet).status_code for sheet in (other_unit, named))
            connection.close()

        thread = threading.Thread(target=act)
        thread.start()
        thread.join()
        compare(self)

    compare = Staging.compare
    monkeypatch.setattr(Staging, "compare", save_beside)
    leaf = Criterion.objects.filter(criteria_set=round_.criteria_set, source="survey").first()
    assert leaf is not None
    content = f"Mã đơn vị;Mã tiêu chí;Tỷ lệ (%)\n{named.unit.code};{leaf.code};80\n"
    import_survey(
        actor=page(make_person(Role.COORDINATOR)),
        round_id=round_.pk,
        name="a.csv",
        stream=io.BytesIO(content.encode()),
        dry_run=False,
    )
    assert saved[0] in (200, 302)
    assert saved[1] == 503
