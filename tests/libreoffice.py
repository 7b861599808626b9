"""LibreOffice as a reader of our files: opens them, counts them through, saves them again."""

import subprocess
from collections.abc import Mapping
from pathlib import Path

from tests.get_libreoffice import find_libreoffice

SECONDS = 180


def resaved(files: Mapping[str, bytes], folder: Path, suffix: str = "xlsx") -> dict[str, bytes]:
    """The files as LibreOffice saves them, by their names without suffix; one start for all."""
    program = find_libreoffice()
    assert program, "LibreOffice is missing: make libreoffice"
    given, saved = folder / "given", folder / "saved"
    given.mkdir()
    for name, data in files.items():
        (given / f"{name}.xlsx").write_bytes(data)
    subprocess.run(
        # A profile of its own: one that is in use would send the work to the program using it.
        [
            program,
            f"-env:UserInstallation=file://{folder}/profile",
            "--headless",
            "--convert-to",
            suffix,
            "--outdir",
            saved,
            *sorted(given.iterdir()),
        ],
        check=True,
        capture_output=True,
        timeout=SECONDS,
    )
    return {name: (saved / f"{name}.{suffix}").read_bytes() for name in files}
