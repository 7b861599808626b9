"""A round's leaves, totals, indices, ranks and means, each computed by statements over all its units."""

from rankings.computing.totals.keys import kept_totals, live_totals
from rankings.computing.totals.leaves import changed_units, keep_leaves
from rankings.computing.totals.means import average
from rankings.computing.totals.sums import rank_units, sum_domains, sum_units

__all__ = [
    "average",
    "changed_units",
    "keep_leaves",
    "kept_totals",
    "live_totals",
    "rank_units",
    "sum_domains",
    "sum_units",
]
