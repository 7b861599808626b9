"""Finds nginx for the tests; ``python -m tests.get_nginx`` installs a missing one."""

import sys

from tests.installing import find_program, from_debian, install

VARIABLE, NAMES = "NGINX", ("nginx", "/usr/sbin/nginx")
ADVICE = "Install it yourself (on Debian: apt install nginx-light), or name its program in NGINX."


def find_nginx() -> str | None:
    """Returns the program to start, or nothing."""
    return find_program(VARIABLE, NAMES)


def main() -> int:
    return install("nginx", lambda: find_nginx() is not None, [from_debian("nginx-light")], ADVICE)


if __name__ == "__main__":
    sys.exit(main())
