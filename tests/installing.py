"""Programs that tests need and pip does not bring: found on the path, or installed from Debian's packages.

Debian's packages come first where they can, because other downloads are not reachable from every
closed network. Each attempt has an end: nothing waits for a download that never comes.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Sequence

ATTEMPT_SECONDS = 240
UPDATE = ["apt-get", "-qq", "-o", "Acquire::http::Timeout=30", "update"]
INSTALL = ["apt-get", "-qq", "-y", "--no-install-recommends", "install"]
Way = list[list[str]]
"""A few commands in a row."""


def find_program(variable: str, names: Sequence[str]) -> str | None:
    """Returns the program that the environment's variable names, else the first of the names on the path."""
    if given := os.environ.get(variable):
        return shutil.which(given)
    return next((path for name in names if (path := shutil.which(name))), None)


def from_debian(*packages: str) -> Way:
    """Returns the commands that install Debian's packages; none where this user may not."""
    may_use_apt = os.geteuid() == 0 and shutil.which("apt-get") is not None
    return [UPDATE, [*INSTALL, *packages]] if may_use_apt else []


def install(missing: str, is_there: Callable[[], bool], ways: Iterable[Way], advice: str) -> int:
    """Tries the ways in turn until the program is there; returns the exit code of a command."""
    if is_there():
        return 0
    print(f"No {missing} here yet; tests need it.", flush=True)
    for commands in ways:
        _run(commands)
        if is_there():
            return 0
    print(f"Could not install {missing}. {advice}", file=sys.stderr)
    return 1


def _run(commands: Way) -> None:
    for command in commands:
        print("$", " ".join(command), flush=True)
        try:
            subprocess.run(
                command,
                check=True,
                timeout=ATTEMPT_SECONDS,
                stdout=subprocess.DEVNULL,
                env=os.environ | {"DEBIAN_FRONTEND": "noninteractive"},
            )
        except (subprocess.SubprocessError, OSError) as fault:
            print(fault, file=sys.stderr)
            return
