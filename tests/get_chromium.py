"""Finds a Chromium for the browser tests; ``python -m tests.get_chromium`` installs a missing one."""

import os
import shutil
import sys

from playwright.sync_api import sync_playwright

from tests.installing import find_program, from_debian, install

VARIABLE, NAMES = "CHROMIUM", ("chromium", "chromium-browser", "google-chrome")
SHELL = "chromium-headless-shell"
OWN_DOWNLOAD = [[sys.executable, "-m", "playwright", "install", "chromium"]]


def find_installed() -> str | None:
    """Returns the program that the environment names, or that is on the path."""
    return find_program(VARIABLE, NAMES)


def find_chromium() -> str | None:
    """Returns that program, or the one that Playwright has downloaded."""
    found = find_installed()
    if found or os.environ.get(VARIABLE):
        return found
    with sync_playwright() as playwright:
        return shutil.which(playwright.chromium.executable_path)


def find_shell() -> str | None:
    """Returns the same engine without windows, unless a program is named or there is none."""
    return None if os.environ.get(VARIABLE) else shutil.which(SHELL)


def main() -> int:
    return install(
        "Chromium",
        lambda: find_chromium() is not None,
        (from_debian("chromium", SHELL), from_debian("chromium"), OWN_DOWNLOAD),
        "Install it yourself (on Debian: apt install chromium), or name its program in CHROMIUM.",
    )


if __name__ == "__main__":
    sys.exit(main())
