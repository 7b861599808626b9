"""Counts 1,000 random fillings of each part of a scale in LibreOffice, and compares them with the server's points."""

import os
import subprocess
import sys
from pathlib import Path

TEST = "tests/assessments/workbook/test_live_points.py"
ROOT = Path(__file__).parents[2]


def trial(fillings: int, seeds: int) -> list[str]:
    """Returns what pytest says of each seed with which a leaf came to other points."""
    faults = []
    for number in range(seeds):
        given = {"LIVE_FILLINGS": str(fillings), "LIVE_SEED": str(876 + number)}
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-n0", "-q", TEST],
            cwd=ROOT,
            env=os.environ | given,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            faults.append(f"seed {given['LIVE_SEED']}:\n{done.stdout[-2000:]}")
    return faults
