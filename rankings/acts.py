"""The acts on rankings: starting a computation, computing, publishing, computing again to verify."""

from rankings.computing.checking import resume_stalled_checks, run_check, start_check
from rankings.computing.starting import (
    has_stopped,
    resume_ranking,
    resume_stalled_rankings,
    start_ranking,
)
from rankings.computing.steps import STEPS, ComputingStep, compute_ranking
from rankings.publishing.publication import (
    NO_DATE,
    against_publishing,
    next_version,
    publish_ranking,
    take_back_ranking,
)
from rankings.publishing.webhooks import deliver_webhooks, end_webhook, register_webhook

__all__ = [
    "NO_DATE",
    "STEPS",
    "ComputingStep",
    "against_publishing",
    "compute_ranking",
    "deliver_webhooks",
    "end_webhook",
    "has_stopped",
    "next_version",
    "publish_ranking",
    "register_webhook",
    "resume_ranking",
    "resume_stalled_checks",
    "resume_stalled_rankings",
    "run_check",
    "start_check",
    "start_ranking",
    "take_back_ranking",
]
