"""Finds LibreOffice for the tests of workbooks and documents; ``python -m tests.get_libreoffice`` installs a missing one.

Debian's package alone: there is no other download that a closed network would reach.
"""

import shutil
import subprocess
import sys
from pathlib import Path

from tests.installing import find_program, from_debian, install

VARIABLE, NAMES = "LIBREOFFICE", ("soffice", "libreoffice")
PACKAGES = ("libreoffice-calc", "libreoffice-writer", "fontconfig", "poppler-utils")
FONTS = ("fonts-liberation2", "fonts-liberation")
"""With the letters of Vietnamese: in Debian 12 the first; later Debians have them in the second."""


def find_libreoffice() -> str | None:
    """Returns the program to start, or nothing."""
    return find_program(VARIABLE, NAMES)


def is_complete() -> bool:
    """Tells whether spreadsheets and documents can be opened, and the pages of a PDF be read."""
    program = find_libreoffice()
    if program is None or not shutil.which("pdftotext"):
        return False
    parts = Path(program).resolve().parent
    return all((parts / f"lib{part}lo.so").exists() for part in ("sc", "sw"))


def has_fonts() -> bool:
    """Tells whether letters of Vietnamese come from the font that stands for Times New Roman."""
    wanted = ["fc-list", "Liberation Serif:lang=vi", "family"]
    if not shutil.which(wanted[0]):
        return False
    return bool(subprocess.run(wanted, check=False, capture_output=True).stdout)


def main() -> int:
    return install(
        "whole LibreOffice",
        lambda: is_complete() and has_fonts(),
        [from_debian(*PACKAGES), *(from_debian(font) for font in FONTS)],
        f"Install it yourself (on Debian: apt install {' '.join(PACKAGES)} and"
        f" {' or '.join(FONTS)}), or name its program in LIBREOFFICE.",
    )


if __name__ == "__main__":
    sys.exit(main())
