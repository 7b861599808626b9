"""Find a Chromium for the browser tests; ``python -m tests.get_chromium`` installs a missing one.

Debian's package is tried first where it can be, because the other download is not reachable from
every closed network. Each attempt has an end: nothing waits for a download that never comes.
"""

import os
import shutil
import subprocess
import sys

from playwright.sync_api import sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
ATTEMPT_SECONDS = 240


def find_chromium() -> str | None:
    """Answer the program to start, or nothing."""
    if given := os.environ.get("CHROMIUM"):
        return shutil.which(given)
    for name in NAMES:
        if found := shutil.which(name):
            return found
    with sync_playwright() as playwright:
        return shutil.which(playwright.chromium.executable_path)


def ways_to_install() -> list[list[list[str]]]:
    """Answer the ways that are open here, best first; a way is a few commands in a row."""
    debian = [
        ["apt-get", "-qq", "-o", "Acquire::http::Timeout=30", "update"],
        ["apt-get", "-qq", "-y", "--no-install-recommends", "install", "chromium"],
    ]
    own = [[sys.executable, "-m", "playwright", "install", "chromium"]]
    may_use_apt = os.geteuid() == 0 and shutil.which("apt-get") is not None
    return [debian, own] if may_use_apt else [own]


def attempt(commands: list[list[str]]) -> None:
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


def main() -> int:
    if find_chromium():
        return 0
    print("No Chromium here yet; the browser tests need one.", flush=True)
    for commands in ways_to_install():
        attempt(commands)
        if find_chromium():
            return 0
    print(
        "Could not install Chromium. Install it yourself (on Debian: apt install chromium),"
        " or name its program in CHROMIUM.",
        file=sys.stderr,
    )
    return 1


if __name__ == "__main__":
    sys.exit(main())
