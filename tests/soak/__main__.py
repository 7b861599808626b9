"""``python -m tests.soak``: run the long trials, all or those named (``contended killed slow-line workbook``).

Ends with 1, and says what happened, when a trial finds that work was lost, doubled or left untold.
``SOAK_SAVES=10000``, ``SOAK_KILLS=5``, ``SOAK_TURNS=20``, ``SOAK_FILLINGS=1000`` and ``SOAK_SEEDS=3`` say how long.
"""

import os
import sys
import time

from tests.soak import contended, killed, slow_line, workbook

TRIALS = {
    "contended": lambda: contended.trial(int(os.environ.get("SOAK_SAVES", "10000"))),
    "killed": lambda: killed.trial(int(os.environ.get("SOAK_KILLS", "5"))),
    "workbook": lambda: workbook.trial(
        int(os.environ.get("SOAK_FILLINGS", "1000")), int(os.environ.get("SOAK_SEEDS", "3"))
    ),
    "slow-line": lambda: slow_line.trial(int(os.environ.get("SOAK_TURNS", "20"))),
}


def main() -> int:
    bad = 0
    for name in sys.argv[1:] or TRIALS:
        start = time.monotonic()
        faults = TRIALS[name]()
        print(f"{name}: {len(faults)} faults in {time.monotonic() - start:.0f} s", flush=True)
        for fault in faults[:20]:
            print(f"  {fault}", flush=True)
        bad += len(faults)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
