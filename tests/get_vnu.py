"""Finds the Nu Html Checker for the tests; ``python -m tests.get_vnu`` installs a missing one."""

import os
import shutil
import sys
from pathlib import Path

from tests.installing import from_debian, install

VARIABLE, VERSION = "VNU_JAR", "26.9.27"
FOLDER = Path(__file__).parents[1] / "var" / "vnu"
JAR = FOLDER / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
ADVICE = (
    "Install Java and npm yourself (on Debian: apt install default-jre-headless npm), or name the file vnu.jar of "
    f"https://github.com/validator/validator in {VARIABLE}."
)


def find_vnu() -> list[str] | None:
    """Returns the command that checks pages, or nothing."""
    jar, java = Path(os.environ.get(VARIABLE, JAR)), shutil.which("java")
    return [java, "-jar", str(jar)] if java and jar.is_file() else None


def main() -> int:
    from_npm = ["npm", "install", "--no-save", "--prefix", str(FOLDER), f"vnu-jar@{VERSION}"]
    with_java = from_debian("default-jre-headless", "npm")
    ways = [[from_npm], [*with_java, from_npm]]
    return install("Nu Html Checker", lambda: find_vnu() is not None, ways, ADVICE)


if __name__ == "__main__":
    sys.exit(main())
