"""The cache: Redis, and while that does not answer, this process's own memory.

Its content may be lost (counts of requests, answers kept for seconds), so no page may fail without it.
While Redis is away each process counts limits for itself, which is better than not counting, and better
than waiting for a lock that nobody gives.
"""

import hmac
import logging
import pickle
import time
from collections.abc import Callable
from typing import Any, cast

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache, RedisSerializer
from django.utils.crypto import salted_hmac
from redis.exceptions import ConnectionError as Away
from redis.exceptions import TimeoutError as Slow

logger = logging.getLogger(__name__)

PAUSE_SECONDS = 5
"""The time for which Redis is not asked again: one page asks many times, and each may wait for its timeout."""


class _Outage:
    """Knows whether Redis is away, for all threads of the process; it logs once when Redis goes and comes."""

    def __init__(self) -> None:
        self.until: float | None = None

    @property
    def pauses(self) -> bool:
        return self.until is not None and time.monotonic() < self.until

    def begins(self, error: Exception) -> None:
        if self.until is None:
            logger.warning("Redis does not answer; caching in this process alone: %s", error)
        self.until = time.monotonic() + PAUSE_SECONDS

    def ends(self) -> None:
        if self.until is not None:
            logger.warning("Redis answers again")
            self.until = None


outage = _Outage()


def _from_either(name: str) -> Callable[..., Any]:
    def act(self: "RedisOrMemory", *args: Any, **kwargs: Any) -> Any:
        if not outage.pauses:
            try:
                answer = getattr(super(RedisOrMemory, self), name)(*args, **kwargs)
            except (Away, Slow) as error:
                outage.begins(error)
            else:
                outage.ends()
                return answer
        return getattr(self.memory, name)(*args, **kwargs)

    return act


class SealedValues(RedisSerializer):
    """Django's pickles, each behind its HMAC: who can write into Redis, and has no key of ours, makes us run nothing.

    Raises ``UnpicklingError`` for others. Those of another ``SECRET_KEY`` lie under another prefix, and are not met.
    """

    LENGTH = 32

    def dumps(self, obj: Any) -> Any:
        content: Any = super().dumps(obj)
        # Numbers stay as they are: Redis itself counts them up.
        return content if isinstance(content, int) else _seal(content) + content

    def loads(self, data: Any) -> Any:
        try:
            return int(data)
        except ValueError:
            seal, content = data[: self.LENGTH], data[self.LENGTH :]
        if not hmac.compare_digest(seal, _seal(content)):
            raise pickle.UnpicklingError("The value in Redis is not one of ours.")
        return super().loads(content)


def _seal(content: bytes) -> bytes:
    return salted_hmac("parindex.cache", content, algorithm="sha256").digest()


class RedisOrMemory(RedisCache):
    """Django's own cache in Redis, which turns to memory where an act on Redis fails."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self.memory = LocMemCache("redis-away", params | {"OPTIONS": {}})


for _name in (
    *("add", "get", "set", "touch", "delete", "has_key", "incr"),
    *("get_many", "set_many", "delete_many", "clear"),
):
    setattr(RedisOrMemory, _name, cast(Any, _from_either(_name)))
