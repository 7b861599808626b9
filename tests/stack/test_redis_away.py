"""Redis goes away under a running server: pages stay, and what needs a worker says so."""

import time
from collections.abc import Iterator

import pytest
import requests
from django.test import override_settings

from assessments.models import Job, Role, Round
from rankings.models import Ranking
from tests.factories import PASSWORD, make_person
from tests.rankings.worlds import one_leaf, published
from tests.services import start_redis
from tests.stack.conftest import served

pytestmark = pytest.mark.django_db(transaction=True)
HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
"""As the server has them; the tests' own is another."""
LONG = 20
"""Seconds; a queue that is away is given up after a few, whatever else the machine does."""


class Browser:
    """What a person does without JavaScript: follow links, press buttons."""

    def __init__(self, address: str) -> None:
        self.address, self.session = address, requests.Session()

    def get(self, path: str) -> requests.Response:
        return self.session.get(self.address + path, timeout=LONG)

    def press(self, path: str, data: dict[str, str]) -> requests.Response:
        data = data | {"csrfmiddlewaretoken": self.session.cookies["csrftoken"]}
        return self.session.post(self.address + path, data, timeout=LONG)


@pytest.fixture(scope="module")
def address(web_env: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server whose Redis has just been stopped."""
    folder = tmp_path_factory.mktemp("away")
    redis, url = start_redis(folder)
    try:
        env = web_env | {"REDIS_URL": f"{url}/0"}
        with served(folder / "web.log", env) as (web, address):
            redis.stop()
            yield address
            written = (folder / "web.log").read_text()
            # Told once by each of the two processes, not at every request.
            assert 1 <= written.count("Redis does not answer") <= 2, web.written()
    finally:
        redis.stop()


@pytest.fixture
def round_(transactional_db: None) -> Round:
    round_ = one_leaf(["90", "80"])
    published(round_)
    return round_


@pytest.fixture
def coordinator(address: str, round_: Round) -> Browser:
    """Signed in through the page while Redis is away."""
    person = make_person(Role.COORDINATOR)
    with override_settings(PASSWORD_HASHERS=HASHERS):
        person.set_password(PASSWORD)
        person.save()
    browser = Browser(address)
    browser.get("/accounts/login/")
    answer = browser.press("/accounts/login/", {"login": person.email, "password": PASSWORD})
    assert answer.url.endswith("/rounds/"), answer.text
    return browser


def test_what_is_public_is_read_as_ever(address: str, round_: Round) -> None:
    ranking = Ranking.objects.get(round=round_)
    for path in (
        "/",
        f"/rankings/{ranking.pk}/",
        f"/rankings/{ranking.pk}/verify/",
        f"/api/v1/rankings/{ranking.pk}/",
        f"/api/v1/rankings/{ranking.pk}/proof/",
    ):
        assert requests.get(address + path, timeout=LONG).status_code == 200, path
    assert requests.get(f"{address}/healthz/", timeout=LONG).status_code == 500


def test_the_button_says_what_is_wrong_and_leaves_nothing_half_done(
    coordinator: Browser, round_: Round
) -> None:
    desk = f"/rounds/{round_.pk}/rankings/"
    assert coordinator.get(desk).status_code == 200
    start = time.monotonic()
    answer = coordinator.press(desk, {"basis": "awarded"})
    assert time.monotonic() - start < LONG
    assert answer.status_code == 200
    assert "hàng đợi không trả lời" in answer.text
    new = Ranking.objects.latest("pk")
    assert (new.status, new.step, new.rows.count()) == ("failed", 0, 0)
    assert Ranking.objects.in_force().get().pk != new.pk
    # The way is free for the next try.
    assert "hàng đợi không trả lời" in coordinator.press(desk, {"basis": "awarded"}).text


def test_other_long_work_says_so_too(coordinator: Browser, round_: Round) -> None:
    answer = coordinator.press(f"/rounds/{round_.pk}/reports/", {"kind": "docx"})
    assert answer.status_code == 200
    assert "hàng đợi không trả lời" in answer.text
    job = Job.objects.get()
    assert (job.state, job.file.name) == ("failed", "")
