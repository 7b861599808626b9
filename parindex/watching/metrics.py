"""The numbers that Prometheus collects: requests by view from each process, and how the system stands when asked."""

import hmac
from collections.abc import Iterator

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from django_prometheus.exports import ExportToDjangoView
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from parindex.watching.state import SystemState, system_state


class StateCollector(Collector):
    """Asks for the state of the system each time that its numbers are collected."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        for name, words, value in _numbers(system_state()):
            if value is not None:
                yield GaugeMetricFamily(f"parindex_{name}", words, value=value)


def _numbers(state: SystemState) -> Iterator[tuple[str, str, int | None]]:
    yield "clock_age_seconds", "Time since the clock (beat) last ran", state.tick
    yield "queue_tasks", "Tasks that no worker has taken yet", state.queue
    for name, waiting in (
        ("mails", state.mails),
        ("webhooks", state.deliveries),
        ("jobs", state.jobs),
    ):
        yield f"{name}_waiting", f"Open {name}", waiting.number
        yield f"{name}_oldest_seconds", f"Age of the oldest of the open {name}", waiting.seconds
    yield "mails_failed", "Mails that failed within a day", state.mails_failed
    yield "webhooks_failed", "Webhooks that failed within a day", state.deliveries_failed
    yield "jobs_stalled", "Jobs without progress for ten minutes", state.jobs_stalled
    yield "jobs_failed", "Jobs that failed within a day", state.jobs_failed
    yield "rankings_computing", "Rankings under way", state.rankings_computing
    yield "rankings_stalled", "Rankings without progress", state.rankings_stalled
    yield "rankings_failed", "Rankings that failed within a day", state.rankings_failed
    if state.scans is not None:
        yield "scans_waiting", "Documents that wait for the scanner", state.scans.number
        yield "scans_oldest_seconds", "Age of the oldest of them", state.scans.seconds
    yield "scans_failed", "Documents that could not be scanned", state.scans_failed
    yield "evidence_files", "Stored documents", state.evidence_files
    yield "evidence_bytes", "Size of the stored documents", state.evidence_bytes
    free, total = state.room or (None, None)
    yield "store_free_bytes", "Free room of the store", free
    yield "store_total_bytes", "Room of the store", total
    yield "database_bytes", "Size of the database", state.database_bytes
    yield "sign_in_failures", "Sign-ins refused within an hour", state.sign_in_failures
    yield "evidence_taken", "Documents opened within an hour by one person", state.evidence_taken


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Answers who knows the token of ``METRICS_TOKEN``; for everybody else there is no such page."""
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not settings.METRICS_TOKEN or not hmac.compare_digest(
        given.encode(), settings.METRICS_TOKEN.encode()
    ):
        raise Http404
    requests: HttpResponse = ExportToDjangoView(request)
    own = CollectorRegistry()
    own.register(StateCollector())
    return HttpResponse(requests.content + generate_latest(own), content_type=CONTENT_TYPE_LATEST)
