"""Finds a Chromium for the browser tests; ``python -m tests.get_chromium`` installs a missing one."""

import os
import shutil
import sys

from playwright.sync_api import sync_playwright

from tests.installing import find_program, from_debian, install

VARIABLE, NAMES = "CHROMIUM", ("chromium", "chromium-browser", "google-chrome")
OWN_DOWNLOAD = [[sys.executable, "-m", "playwright", "install", "chromium"]]


def find_chromium() -> str | None:
    """Returns the program to start, or nothing."""
    found = find_program(VARIABLE, NAMES)
    if found or os.environ.get(VARIABLE):
        return found
    with sync_playwright() as playwright:
        return shutil.which(playwright.chromium.executable_path)


def main() -> int:
    return install(
        "Chromium",
        lambda: find_chromium() is not None,
        (from_debian("chromium"), OWN_DOWNLOAD),
        "Install it yourself (on Debian: apt install chromium), or name its program in CHROMIUM.",
    )


if __name__ == "__main__":
    sys.exit(main())
