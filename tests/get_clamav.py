"""Finds ClamAV's daemon for the tests; ``python -m tests.get_clamav`` installs a missing one."""

import sys

from tests.installing import find_program, from_debian, install

VARIABLE, NAMES = "CLAMD_PROGRAM", ("clamd", "/usr/sbin/clamd")
ADVICE = (
    "Install it yourself (on Debian: apt install clamav-daemon), or name its program in "
    "CLAMD_PROGRAM."
)


def find_clamd() -> str | None:
    """Returns the program to start, or nothing."""
    return find_program(VARIABLE, NAMES)


def main() -> int:
    return install(
        "clamd", lambda: find_clamd() is not None, [from_debian("clamav-daemon")], ADVICE
    )


if __name__ == "__main__":
    sys.exit(main())
