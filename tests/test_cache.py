"""The cache without its Redis: nothing fails, limits are still counted, and the log says so once."""

import logging
from collections.abc import Iterator

import pytest

from parindex.cache import RedisOrMemory, outage
from tests.processes import free_port


@pytest.fixture
def cache() -> Iterator[RedisOrMemory]:
    found = RedisOrMemory(f"redis://127.0.0.1:{free_port()}/0", {})
    yield found
    found.memory.clear()
    outage.until = None


def test_every_act_goes_on_in_memory(cache: RedisOrMemory) -> None:
    assert cache.add("lock", 1)
    assert not cache.add("lock", 1)
    cache.set("count", 1)
    assert cache.incr("count") == 2
    assert cache.get("none", []) == []
    assert cache.get_or_set("kept", lambda: "x") == "x"
    cache.set_many({"a": 1, "b": 2})
    assert cache.get_many(["a", "b", "c"]) == {"a": 1, "b": 2}
    cache.delete("lock")
    assert "lock" not in cache


def test_it_is_told_once(cache: RedisOrMemory, caplog: pytest.LogCaptureFixture) -> None:
    for turn in range(3):
        cache.get("x")
        # As after the pause, when Redis is asked again.
        assert outage.until is not None
        outage.until -= 60 * turn
    assert [record.levelno for record in caplog.records] == [logging.WARNING]


def test_it_is_told_when_redis_is_back(caplog: pytest.LogCaptureFixture) -> None:
    outage.begins(ConnectionError("gone"))
    outage.ends()
    outage.ends()
    assert len(caplog.records) == 2
    assert not outage.pauses
