"""Counts template lines over 120 characters: ``python -m tests.long_lines``, a part of ``make lint``.

The formatter leaves a line that it cannot part: a tag, or a word, longer than that.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MOST = 120


def long_lines(folder: Path) -> Iterator[str]:
    """The place of each line of a template in ``folder`` that is too long to be read at once."""
    for path in sorted(folder.rglob("*.html")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            if len(line) > MOST:
                yield f"{path.relative_to(folder)}:{number}: {len(line)} characters"


def main() -> int:
    found = list(long_lines(ROOT / "templates"))
    print(f"template lines over {MOST} characters: {len(found)}", *found, sep="\n")
    return len(found) > 0


if __name__ == "__main__":
    sys.exit(main())
