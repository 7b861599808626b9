"""Scales (thang điểm): the rules by which a declared figure becomes points. Pure arithmetic, no database."""

from criteria.scales.bands import Band, Bands
from criteria.scales.base import JSON, Field, Outcome, Scale
from criteria.scales.checklist import Checklist
from criteria.scales.choice import Choice
from criteria.scales.kinds import KINDS, max_points_faults, parse_scale, read_scale
from criteria.scales.labelled import LabelledPoints
from criteria.scales.linear import Linear
from criteria.scales.percent import Percent
from criteria.scales.points import Points
from criteria.scales.unfinished import missing_figures

__all__ = [
    "JSON",
    "KINDS",
    "Band",
    "Bands",
    "Checklist",
    "Choice",
    "Field",
    "LabelledPoints",
    "Linear",
    "Outcome",
    "Percent",
    "Points",
    "Scale",
    "max_points_faults",
    "missing_figures",
    "parse_scale",
    "read_scale",
]
