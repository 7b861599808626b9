"""Finds a Redis for the tests; ``python -m tests.get_redis`` installs a missing one.

Debian's package, as no package of Python's brings a server to every Python without a compiler.
"""

import sys

from tests.installing import find_program, from_debian, install

VARIABLE, NAMES = "REDIS_SERVER", ("redis-server",)
ADVICE = "Install it yourself (on Debian: apt install redis-server), or name its program in REDIS_SERVER."


def find_redis() -> str | None:
    """Returns the program to start, or nothing."""
    return find_program(VARIABLE, NAMES)


def main() -> int:
    return install("Redis", lambda: find_redis() is not None, [from_debian("redis-server")], ADVICE)


if __name__ == "__main__":
    sys.exit(main())
