"""The cache without its Redis: nothing fails, limits are still counted, and the log says so once."""

import datetime
import logging
import pickle
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings

from parindex.cache import RedisOrMemory, SealedValues, outage
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


@pytest.mark.parametrize(
    "value", [[1.5, 2.5], "text", b"bytes", None, True, datetime.date(2026, 12, 1)]
)
def test_a_value_comes_back_from_behind_its_seal(value: Any) -> None:
    sealed = SealedValues()
    assert sealed.loads(sealed.dumps(value)) == value


def test_numbers_are_counted_by_redis_itself() -> None:
    assert SealedValues().dumps(7) == 7
    assert SealedValues().loads(b"8") == 8


class Runs:
    """Somebody else's object, which would run what they want as soon as it is read."""

    def __reduce__(self) -> Any:
        return pytest.fail, ("It was run.",)


def test_what_somebody_else_wrote_is_never_read() -> None:
    sealed, foreign = SealedValues(), pickle.dumps(Runs())
    for forged in (
        foreign,
        b"x" * SealedValues.LENGTH + foreign,
        sealed.dumps("mine")[:32] + foreign,
    ):
        with pytest.raises(pickle.UnpicklingError):
            sealed.loads(forged)


def test_every_cache_in_redis_holds_sealed_values() -> None:
    every: list[dict[str, Any]] = list(settings.CACHES.values())
    in_redis = [one for one in every if "edis" in one["BACKEND"]]
    assert len(in_redis) == 2
    for one in in_redis:
        assert one["OPTIONS"]["serializer"] == "parindex.cache.SealedValues"
