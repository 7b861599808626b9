"""The running system tells how it stands: as numbers to Prometheus, in words to those who watch over it."""

import datetime
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client, RequestFactory, override_settings
from django.utils import timezone

from assessments.clock import LAST_TICK, tick
from assessments.journal.kinds import EVIDENCE_DOWNLOAD, EVIDENCE_READ, SIGN_IN_FAILURE
from assessments.journal.writing import journal, journal_line
from assessments.models import Evidence, Job, Notice, Role, Scan
from assessments.models.changes import Door
from parindex.watching.metrics import metrics
from parindex.watching.page import state_lines
from parindex.watching.state import SystemState, Waiting, system_state
from rankings.models import Ranking
from tests.factories import make_person, make_round, sheet_of
from tests.markup import markup

DEPLOY = Path(settings.BASE_DIR) / "deploy"
TOKEN = "collects-numbers"  # a test's


def notice(mail: str, hours: int = 0) -> None:
    one = Notice.objects.create(user=make_person(), key=f"{mail}-{hours}", mail=mail)
    Notice.objects.filter(pk=one.pk).update(at=timezone.now() - datetime.timedelta(hours=hours))


def job(state: str, minutes: int = 0, **more: object) -> None:
    at = timezone.now() - datetime.timedelta(minutes=minutes)
    one = Job.objects.create(
        owner=make_person(), door=Door.PAGE, kind="archive", key=f"{state}{minutes}", state=state
    )
    Job.objects.filter(pk=one.pk).update(created_at=at, progressed_at=at, **more)


def advised(state: SystemState) -> list[str]:
    return [str(line.name) for line in state_lines(state) if not line.is_well]


@pytest.mark.django_db
def test_a_quiet_system_is_well() -> None:
    tick()
    state = system_state()
    assert state.tick is not None
    assert state.tick < 60
    assert not advised(state)
    assert state.database_bytes


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("trouble", "named"),
    [
        (lambda: cache.delete(LAST_TICK), "Đồng hồ"),
        (
            lambda: cache.set(LAST_TICK, timezone.now() - datetime.timedelta(minutes=20)),
            "Đồng hồ",
        ),
        (lambda: notice(Notice.Mail.WAITING, hours=2), "Thư điện tử"),
        (lambda: notice(Notice.Mail.FAILED), "Thư điện tử"),
        (lambda: job(Job.State.RUNNING, minutes=11), "Việc chạy lâu"),
        (lambda: job(Job.State.FAILED, ended_at=timezone.now()), "Việc chạy lâu"),
        (
            lambda: Ranking.objects.create(
                round=make_round(),
                basis=Ranking.Basis.AWARDED,
                started_by=make_person(Role.COORDINATOR),
                status=Ranking.Status.FAILED,
            ),
            "Việc chạy lâu",
        ),
    ],
)
def test_each_trouble_is_named_with_advice(trouble: Callable[[], object], named: str) -> None:
    tick()
    trouble()
    [found] = advised(system_state())
    assert found.startswith(named)


@pytest.mark.django_db
def test_documents_that_wait_for_the_scanner_are_named(settings: Any) -> None:
    tick()
    evidence = Evidence.objects.create(
        assessment=sheet_of(make_round()),
        title="Báo cáo",
        file="1.pdf",
        size=1,
        sha256="0" * 64,
        uploaded_by=make_person(),
    )
    Evidence.objects.update(uploaded_at=timezone.now() - datetime.timedelta(minutes=20))
    assert not advised(system_state())
    settings.SCAN_UPLOADS = "on"
    [late] = advised(system_state())
    assert late.startswith("Quét mã độc")
    assert system_state().scans == Waiting(1, 1200)
    evidence.scan = Scan.FAILED
    evidence.save()
    assert system_state().scans == Waiting(0)
    [failed] = advised(system_state())
    assert failed.startswith("Quét mã độc")


@pytest.mark.django_db
def test_trouble_of_long_ago_is_none() -> None:
    tick()
    notice(Notice.Mail.FAILED, hours=25)
    job(Job.State.FAILED, ended_at=timezone.now() - datetime.timedelta(hours=25))
    assert not advised(system_state())


@pytest.mark.django_db
def test_the_page_says_it_to_who_watches(django_assert_max_num_queries: object) -> None:
    tick()
    notice(Notice.Mail.FAILED)
    client = Client()
    client.force_login(make_person(Role.COORDINATOR))
    text = markup(client.get("/system/"))
    assert "1 mục cần xem" in text
    assert "1 không gửi được trong 24 giờ qua" in text
    assert "Xem máy chủ thư" in text


@pytest.mark.django_db
def test_numbers_are_for_who_knows_the_token() -> None:
    request = RequestFactory().get("/metrics/", headers={"authorization": f"Bearer {TOKEN}"})
    notice(Notice.Mail.WAITING)
    with override_settings(METRICS_TOKEN=TOKEN):
        text = metrics(request).content.decode()
        assert Client().get("/metrics/").status_code == 404
        wrong = Client().get("/metrics/", headers={"authorization": "Bearer other"})
        assert wrong.status_code == 404
    assert "\nparindex_mails_waiting 1.0\n" in text
    assert "\nparindex_store_free_bytes " in text
    # Without a token in the settings no token opens it, the empty one least of all.
    assert Client().get("/metrics/", headers={"authorization": "Bearer "}).status_code == 404


@pytest.mark.django_db
def test_what_nobody_does_who_only_works_here_is_counted() -> None:
    busy, other = make_person(), make_person()
    for person, times in ((busy, 3), (other, 2)):
        for kind in [EVIDENCE_READ, EVIDENCE_DOWNLOAD, SIGN_IN_FAILURE] * times:
            journal(kind, person)
    old = journal_line(SIGN_IN_FAILURE, busy)
    old.at = timezone.now() - datetime.timedelta(hours=2)
    old.save()
    state = system_state()
    assert (state.sign_in_failures, state.evidence_taken) == (5, 6)


@pytest.mark.django_db
def test_every_number_that_alerts_and_board_name_is_told(settings: object) -> None:
    told = metrics_told()
    board = json.loads((DEPLOY / "grafana" / "parindex.json").read_text())
    named = (DEPLOY / "prometheus" / "alerts.yml").read_text() + " ".join(
        target["expr"] for panel in board["panels"] for target in panel["targets"]
    )
    asked = set(re.findall(r"(?:parindex|django)_\w+", named))
    assert len(asked) > 20
    here_unknown = {"clock_age_seconds", "queue_tasks", "scans_oldest_seconds"}
    assert asked <= told | {f"parindex_{name}" for name in here_unknown}


def metrics_told() -> set[str]:
    tick()
    request = RequestFactory().get("/metrics/", headers={"authorization": f"Bearer {TOKEN}"})
    from django_prometheus.middleware import PrometheusAfterMiddleware, PrometheusBeforeMiddleware

    def answered(asked: object) -> object:
        return metrics(request)

    with override_settings(METRICS_TOKEN=TOKEN):
        PrometheusBeforeMiddleware(PrometheusAfterMiddleware(answered))(request)
        text = metrics(request).content.decode()
    names = set(re.findall(r"^# TYPE (\w+)", text, re.MULTILINE))
    return names | {f"{name}_bucket" for name in names}
