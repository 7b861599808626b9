"""Scales as people write them in the cells of an annex: ``≥100% = 1; ≥80% = 0,5; <80% = 0``.

``docs/notation.md`` describes the notation for those who write annexes; a test reads the examples there.
"""

from criteria.scales.notation.reading import RefusedCells, ScaleCells, read_cells, read_notation
from criteria.scales.notation.writing import write_cells, write_notation

__all__ = [
    "RefusedCells",
    "ScaleCells",
    "read_cells",
    "read_notation",
    "write_cells",
    "write_notation",
]
