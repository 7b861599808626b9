"""What every test shares. The servers behind it start in ``tests/services.py``."""

import gc
import os
from collections.abc import Iterator

import hypothesis
import pytest
import redis
from django.conf import settings
from django.core.cache import cache, caches
from django.db import connection
from django.test import TransactionTestCase
from django.utils import translation
from pytest_django import DjangoDbBlocker

from tests import migrated, remembered
from tests.eager import run_tasks_here


def pytest_configure() -> None:
    # A busy machine is no counterexample: properties are judged by what they say, not how fast.
    hypothesis.settings.register_profile("par", deadline=None)
    hypothesis.settings.load_profile("par")
    # The stored manifest is for production; here files come straight from where they are.
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    settings.WHITENOISE_USE_FINDERS = True
    # Found when asked for, instead of listed anew for every test client.
    settings.WHITENOISE_AUTOREFRESH = True
    # A weak hash: hundreds of accounts are made, and their passwords guard nothing.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    run_tasks_here(True)
    # Django's own empties all tables and makes all permissions anew, whatever a test has written.
    setattr(TransactionTestCase, "_fixture_teardown", lambda _case: remembered.empty())  # noqa: B010  # not in the stubs
    database = settings.DATABASES["default"]
    if database["ENGINE"] == "django.db.backends.sqlite3":
        # A file, as when embedded: several connections, real locks, the write-ahead log.
        database.setdefault("TEST", {})["NAME"] = str(settings.VAR_DIR / "test.sqlite3")
    else:
        database.setdefault("TEST", {}).update(migrated.COPIED)


def pytest_collection_finish() -> None:
    # What has been read by now stays to the end: nothing of it is searched for garbage again.
    gc.collect()
    gc.freeze()
    # And of what tests leave behind, seldom: every 700 objects was a twentieth of the whole time.
    gc.set_threshold(50_000, 20, 20)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings: None, django_db_blocker: DjangoDbBlocker
) -> None:
    """Called before the test database is made."""
    if connection.vendor == "postgresql":
        with django_db_blocker.unblock():
            migrated.migrate_once()


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """The server goes at the end with all of its databases: nobody waits for one to be dropped."""
    return connection.vendor == "postgresql"


@pytest.fixture(scope="module", autouse=True)
def swept(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """The tables are as small at the beginning of a file as they were at that of the run."""
    with django_db_blocker.unblock():
        remembered.sweep()


@pytest.fixture(autouse=True)
def own_language() -> Iterator[None]:
    """The language of one test's last page is nothing to the next."""
    yield
    translation.deactivate()


@pytest.fixture(scope="session")
def key_values() -> Iterator[redis.Redis | None]:
    """The Redis that stands behind the cache, where there is one."""
    if "REDIS_URL" not in os.environ:
        yield None
        return
    with redis.Redis.from_url(os.environ["REDIS_URL"]) as found:
        yield found


@pytest.fixture(autouse=True)
def fresh_cache(key_values: redis.Redis | None) -> Iterator[None]:
    """Throttles and cached pages of one test are nothing to the next."""
    yield
    caches["published"].clear()
    if key_values is None:
        cache.clear()
    # Not cache.clear(): it empties the whole database, and with it a running worker's queues.
    elif keys := list(key_values.scan_iter(match=cache.make_key("*"), count=1000)):
        key_values.delete(*keys)
