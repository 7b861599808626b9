"""The acts on rankings: starting a computation, computing, publishing, drawing what
others show of it, computing again to verify; and on plans."""

from rankings.cards.making import draw_cards, resume_stalled_cards
from rankings.computing.checking import resume_stalled_checks, run_check, start_check
from rankings.computing.starting import (
    has_stopped,
    resume_ranking,
    resume_stalled_rankings,
    start_ranking,
)
from rankings.computing.steps import STEPS, ComputingStep, compute_ranking
from rankings.plans.approving import approve_plan
from rankings.plans.importing import import_plan
from rankings.plans.making import make_plan, open_plan_version
from rankings.plans.reminding import remind_of_plans
from rankings.plans.saving import GivenRemedy, PlanConflict, save_plan_leaf
from rankings.plans.through_the_year import finish_remedy, save_figure_to_date
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
    "GivenRemedy",
    "PlanConflict",
    "against_publishing",
    "approve_plan",
    "compute_ranking",
    "deliver_webhooks",
    "draw_cards",
    "end_webhook",
    "finish_remedy",
    "has_stopped",
    "import_plan",
    "make_plan",
    "next_version",
    "open_plan_version",
    "publish_ranking",
    "register_webhook",
    "remind_of_plans",
    "resume_ranking",
    "resume_stalled_cards",
    "resume_stalled_checks",
    "resume_stalled_rankings",
    "run_check",
    "save_figure_to_date",
    "save_plan_leaf",
    "start_check",
    "start_ranking",
    "take_back_ranking",
]
