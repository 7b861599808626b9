"""The main job and the longest path in a browser on a weak machine and a slow line, again and again."""

import os
import subprocess
import sys

FILES = ("tests/browser/test_main_job.py", "tests/browser/test_longest_path.py")
SLOW = {"PARINDEX_SLOW_CPU": "6", "PARINDEX_SLOW_LINE_MS": "400"}


def trial(turns: int) -> list[str]:
    """Returns the end of what each failing turn printed; every turn tells of itself."""
    faults = []
    for turn in range(turns):
        command = [sys.executable, "-m", "pytest", *FILES, "--quiet", "-n0"]
        done = subprocess.run(
            command, env=os.environ | SLOW, capture_output=True, text=True, check=False
        )
        if done.returncode:
            faults.append(f"turn {turn}: {done.stdout[-4000:]}")
        print(f"slow-line: turn {turn + 1} of {turns}, {len(faults)} failed", flush=True)
    return faults
