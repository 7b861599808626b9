"""Scales (thang điểm): the rules by which declared figures become points. Pure arithmetic, no database."""

from criteria.scales.base import JSON, Outcome
from criteria.scales.fields import Field
from criteria.scales.figures import Figure
from criteria.scales.parts import PARTS
from criteria.scales.parts.base import Part, Unsayable
from criteria.scales.reading import max_points_faults, parse_scale, read_scale, rounded_scale
from criteria.scales.scale import Scale
from criteria.scales.six_kinds import KINDS
from criteria.scales.unfinished import missing_figures

__all__ = [
    "JSON",
    "KINDS",
    "PARTS",
    "Field",
    "Figure",
    "Outcome",
    "Part",
    "Scale",
    "Unsayable",
    "max_points_faults",
    "missing_figures",
    "parse_scale",
    "read_scale",
    "rounded_scale",
]
