"""Find LibreOffice for the tests of spreadsheets; ``python -m tests.get_libreoffice`` installs a missing one.

Debian's package alone: there is no other download that a closed network would reach.
"""

import os
import shutil
import sys

from tests.get_chromium import attempt

NAMES = ("soffice", "libreoffice")
INSTALL = [
    ["apt-get", "-qq", "-o", "Acquire::http::Timeout=30", "update"],
    ["apt-get", "-qq", "-y", "--no-install-recommends", "install", "libreoffice-calc"],
]


def find_libreoffice() -> str | None:
    """Answer the program to start, or nothing."""
    if given := os.environ.get("LIBREOFFICE"):
        return shutil.which(given)
    return next((found for name in NAMES if (found := shutil.which(name))), None)


def main() -> int:
    if find_libreoffice():
        return 0
    print("No LibreOffice here yet; the tests of the officers' workbook need one.", flush=True)
    if os.geteuid() == 0 and shutil.which("apt-get"):
        attempt(INSTALL)
        if find_libreoffice():
            return 0
    print(
        "Could not install LibreOffice. Install it yourself (on Debian: apt install"
        " libreoffice-calc), or name its program in LIBREOFFICE.",
        file=sys.stderr,
    )
    return 1


if __name__ == "__main__":
    sys.exit(main())
