"""Errors and times go to a Sentry where one is named, and nothing of what people typed goes with them."""

import json
import os
import subprocess
import sys
from typing import Any

import pytest

PROGRAM = """
import json, logging, os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "parindex.settings"
from sentry_sdk.transport import Transport
from parindex.watching.reporting import report_to

sent = []

class Kept(Transport):
    def capture_envelope(self, envelope):
        sent.extend(item.payload.json for item in envelope.items if item.payload.json)

report_to("https://key@sentry.example/1", traces=int(sys.argv[1]), transport=Kept)
import sentry_sdk
from parindex.wsgi import application
from django.test import RequestFactory
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from parindex import urls

@csrf_exempt
def broken(request):
    typed = request.POST["password"]
    logging.getLogger("x").error("Not taken: %s", typed, extra={"also": typed})
    with sentry_sdk.start_span(op="http.client", name=f"POST https://a.example/{typed}") as span:
        span.set_data("http.query", f"k={typed}")
    int(typed)

def ask(request):
    heads = {}
    answer = application(request.environ, lambda status, given, *_: heads.update(given))
    list(answer)
    answer.close()
    return heads

urls.urlpatterns.append(path("broken/", broken))
ours = RequestFactory(SERVER_NAME="localhost")
ours.cookies["kept"] = "cookie-secret"
headers = {"Authorization": "Token token-secret", "X-Forwarded-For": "198.51.100.7"}
heads = ask(ours.post("/broken/?q=searched-words", {"password": "typed-secret"}, headers=headers))
# Whoever asks does not decide what is traced.
ask(ours.get("/livez/", headers={"Sentry-Trace": f"{'a' * 32}-{'b' * 16}-1"}))
ask(RequestFactory(SERVER_NAME="elsewhere.example").get("/livez/"))
print(json.dumps({"number": heads["X-Request-ID"], "sent": sent}))
"""


def sent(traces: str) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, traces],
        # Without services, whatever the tests beside it have.
        env={name: value for name, value in os.environ.items() if not name.endswith("_URL")},
        capture_output=True,
        text=True,
        check=True,
    )
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


@pytest.fixture(scope="module")
def told() -> dict[str, Any]:
    return sent("100")


def test_an_error_is_told_with_its_place_and_the_request_s_number(told: dict[str, Any]) -> None:
    (error,) = [one for one in told["sent"] if "exception" in one]
    (line,) = [one for one in told["sent"] if "logentry" in one]
    assert line["logentry"] == {"message": "Not taken: %s"}
    (raised,) = error["exception"]["values"]
    assert (raised["type"], raised["stacktrace"]["frames"][-1]["function"]) == (
        "ValueError",
        "broken",
    )
    assert error["tags"]["request_id"] == told["number"]
    assert (error["request"]["url"], error["request"]["method"]) == (
        "http://localhost/broken/",
        "POST",
    )


def test_times_are_told_of_the_share_that_is_asked_for(told: dict[str, Any]) -> None:
    assert "/livez/" in [one.get("transaction") for one in told["sent"]]
    assert [one for one in sent("0")["sent"] if one.get("type") == "transaction"] == []


@pytest.mark.parametrize(
    "secret", ["typed-secret", "cookie-secret", "token-secret", "searched-words", "198.51.100.7"]
)
def test_nothing_that_was_typed_or_that_opens_a_door_goes_with_it(
    told: dict[str, Any], secret: str
) -> None:
    assert secret not in json.dumps(told["sent"])
