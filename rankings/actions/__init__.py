"""The acts on rankings: start a computation, compute, publish."""

from rankings.actions.computing import STALLED_AFTER, STEPS, Step, compute_ranking
from rankings.actions.publishing import publish_ranking
from rankings.actions.starting import start_ranking

__all__ = [
    "STALLED_AFTER",
    "STEPS",
    "Step",
    "compute_ranking",
    "publish_ranking",
    "start_ranking",
]
