"""The log: whatever a stranger asks for, each message stays on its line."""

import logging
from typing import Any

import psycopg2
import pytest
from django.conf import settings
from django.db import connection
from django.db.utils import DatabaseErrorWrapper
from django.test import Client
from django.utils.module_loading import import_string
from django_guid.log_filters import CorrelationId

from assessments.models import Role
from parindex.logs import one_line
from tests.factories import make_person, make_round, make_unit


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("/x\n2026-01-01 INFO forged", r"/x\n2026-01-01 INFO forged"),
        ("/x\r\nforged", r"/x\r\nforged"),
        ("\x1b[2K\x1b[1Agone", r"\x1b[2K\x1b[1Agone"),
        ("a\x00b\x7fc", r"a\x00b\x7fc"),
        ("a\x85b\u2028c\u2029d", r"a\x85b\u2028c\u2029d"),
        ("\u202egnp.exe", r"\u202egnp.exe"),
        ("Tỉnh Quảng Ninh: đã lưu “A”", "Tỉnh Quảng Ninh: đã lưu “A”"),
    ],
)
def test_a_control_character_is_written_out(text: str, shown: str) -> None:
    assert one_line(text) == shown


LOGGING: Any = settings.LOGGING


def line_of(record: logging.LogRecord) -> str:
    options = dict(LOGGING["formatters"]["line"])
    numbering = dict(LOGGING["filters"]["request"])
    assert import_string(numbering.pop("()"))(**numbering).filter(record)
    formatter = import_string(options.pop("()"))(options["format"], style=options["style"])
    return str(formatter.format(record))


def test_every_handler_writes_such_lines() -> None:
    assert {handler["formatter"] for handler in LOGGING["handlers"].values()} == {"line"}
    assert all(handler["filters"] == ["request"] for handler in LOGGING["handlers"].values())


@pytest.mark.django_db
def test_a_request_has_one_number_in_its_answer_and_its_lines(
    caplog: pytest.LogCaptureFixture, client: Client
) -> None:
    client.force_login(make_person(Role.REVIEWER))
    caplog.handler.addFilter(CorrelationId("request"))
    refused = client.get("/webhooks/")
    number = refused["X-Request-ID"]
    assert {getattr(one, "request", None) for one in caplog.records if "refused" in one.msg} == {
        number
    }
    assert client.get("/webhooks/")["X-Request-ID"] != number
    # The proxy's is taken, and nothing that is none.
    proxy = "0f" * 16
    assert client.get("/livez/", headers={"X-Request-ID": proxy})["X-Request-ID"] == proxy
    forged = client.get("/livez/", headers={"X-Request-ID": "a\u2028b"})["X-Request-ID"]
    assert len(forged) == 32


def test_the_page_of_an_error_names_the_number(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: Any) -> None:
        raise ValueError

    monkeypatch.setattr("parindex.watching.liveness.HttpResponse", broken)
    client.raise_request_exception = False
    failed = client.get("/livez/")
    assert failed.status_code == 500
    assert f"<code>{failed['X-Request-ID']}</code>" in failed.text


@pytest.mark.parametrize(
    ("cause", "status"),
    [
        (psycopg2.OperationalError("server closed the connection unexpectedly"), 503),
        (psycopg2.InterfaceError("connection already closed"), 503),
        (psycopg2.ProgrammingError("relation does not exist"), 500),
    ],
)
def test_a_database_that_is_away_is_said(
    client: Client, monkeypatch: pytest.MonkeyPatch, cause: Exception, status: int
) -> None:
    def broken(*_args: Any, **_more: Any) -> None:
        with DatabaseErrorWrapper(connection):
            raise cause

    monkeypatch.setattr("parindex.watching.liveness.HttpResponse", broken)
    client.raise_request_exception = False
    failed = client.get("/livez/")
    assert failed.status_code == status
    if status == 503:
        assert failed["Retry-After"] == "5"
        assert "có thể đã được lưu hoặc chưa" in failed.text
        assert failed["X-Request-ID"] in failed.text


def test_the_trace_of_an_error_keeps_its_lines() -> None:
    try:
        raise ValueError("no number")
    except ValueError as error:
        info = (type(error), error, error.__traceback__)
    record = logging.LogRecord("x", logging.ERROR, __file__, 1, "at %s", ("/a\nb",), info)
    lines = line_of(record).splitlines()
    assert lines[0].endswith("ERROR x [None]: at /a\\nb")
    assert lines[-1] == "ValueError: no number"


@pytest.mark.django_db
def test_a_refused_address_forges_no_line(caplog: pytest.LogCaptureFixture, client: Client) -> None:
    own, other = make_unit(), make_unit()
    sheet = make_round(units=[own, other]).assessments.get(unit=other)
    client.force_login(make_person(Role.OFFICER, unit=own))
    client.get(f"/sheets/{sheet.pk}/leaves/1%0A2026-01-01 INFO parindex.access: forged/")
    client.get(f"/sheets/{sheet.pk}/?%0Aforged")
    client.post("/docs/a%0Aforged%1B[2K")
    for record in caplog.records:
        assert len(line_of(record).splitlines()) == 1
    assert "refused GET" in caplog.text
