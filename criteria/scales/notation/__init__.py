"""Scales as people write them in one cell of a table: ``≥100% = 1; ≥80% = 0,5; <80% = 0``.

``docs/notation.md`` describes the notation for those who write annexes; a test reads the examples there.
"""

from criteria.scales.notation.reading import read_notation
from criteria.scales.notation.writing import write_notation

__all__ = ["read_notation", "write_notation"]
