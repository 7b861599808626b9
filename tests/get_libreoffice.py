"""Find LibreOffice for the tests of workbooks and documents; ``python -m tests.get_libreoffice`` installs a missing one.

Debian's package alone: there is no other download that a closed network would reach.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.get_chromium import attempt

NAMES = ("soffice", "libreoffice")
PACKAGES = ("libreoffice-calc", "libreoffice-writer", "fontconfig", "poppler-utils")
FONTS = ("fonts-liberation2", "fonts-liberation")
"""With the letters of Vietnamese: in Debian 12 the first; later Debians have them in the second."""
UPDATE = ["apt-get", "-qq", "-o", "Acquire::http::Timeout=30", "update"]
INSTALL = ["apt-get", "-qq", "-y", "--no-install-recommends", "install"]


def find_libreoffice() -> str | None:
    """Answer the program to start, or nothing."""
    if given := os.environ.get("LIBREOFFICE"):
        return shutil.which(given)
    return next((found for name in NAMES if (found := shutil.which(name))), None)


def is_complete() -> bool:
    """Whether spreadsheets and documents can be opened, and the pages of a PDF be read."""
    program = find_libreoffice()
    if program is None or not shutil.which("pdftotext"):
        return False
    parts = Path(program).resolve().parent
    return all((parts / f"lib{part}lo.so").exists() for part in ("sc", "sw"))


def has_fonts() -> bool:
    """Whether letters of Vietnamese come from the font that stands for Times New Roman."""
    wanted = ["fc-list", "Liberation Serif:lang=vi", "family"]
    if not shutil.which(wanted[0]):
        return False
    return bool(subprocess.run(wanted, check=False, capture_output=True).stdout)


def main() -> int:
    if is_complete() and has_fonts():
        return 0
    print("No whole LibreOffice here yet; tests of workbooks and documents need one.", flush=True)
    if os.geteuid() == 0 and shutil.which("apt-get"):
        attempt([UPDATE, [*INSTALL, *PACKAGES]])
        for font in FONTS:
            if not has_fonts():
                attempt([[*INSTALL, font]])
        if is_complete() and has_fonts():
            return 0
    print(
        "Could not install LibreOffice. Install it yourself (on Debian: apt install"
        f" {' '.join(PACKAGES)} and {' or '.join(FONTS)}), or name its program in LIBREOFFICE.",
        file=sys.stderr,
    )
    return 1


if __name__ == "__main__":
    sys.exit(main())
