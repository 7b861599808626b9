"""Print the counts of the house; ``map`` writes the rooms into the developers' page instead."""

import sys

from tests.house.counts import report
from tests.house.rooms import DOCS, written

if __name__ == "__main__":
    if sys.argv[1:] == ["map"]:
        DOCS.write_text(written(DOCS.read_text()))
    else:
        sys.exit(report())
