"""What an empty leaf may be offered as its figures, and who offers it."""

import datetime
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from assessments.models import Assessment
from criteria.common.text import Text
from criteria.models import Criterion


@dataclass(frozen=True)
class FigureProposal:
    """Figures that the unit has entered elsewhere, on a leaf of this set or of the one before."""

    entry: Mapping[str, Any]
    leaf: Criterion
    day: datetime.date
    source: Text | None = None
    """Where they were counted, which is recorded with them; none for what the unit entered itself."""


FigureSource = Callable[[Assessment, Collection[int]], Mapping[int, FigureProposal]]
"""Returns the figures that the sheet's unit has on leaves (ids), by leaf; one query."""

FIGURE_SOURCES: list[FigureSource] = []
"""The floors above add theirs when they start: this one does not know of plans."""
