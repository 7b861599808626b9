"""The models of what comes out: a round's totals, indices and ranks, frozen once published."""

from rankings.models.cards import Card, CardWork
from rankings.models.checks import Check
from rankings.models.plans import FigureToDate, ImprovementPlan, PlanLeaf, Remedy
from rankings.models.ranking import Ranking, RankingQuerySet, is_open, is_published, is_released
from rankings.models.rows import DomainIndex, RankingLeaf, RankingMean, RankingRow
from rankings.models.webhooks import Delivery, Webhook

__all__ = [
    "Card",
    "CardWork",
    "Check",
    "Delivery",
    "DomainIndex",
    "FigureToDate",
    "ImprovementPlan",
    "PlanLeaf",
    "Ranking",
    "RankingLeaf",
    "RankingMean",
    "RankingQuerySet",
    "RankingRow",
    "Remedy",
    "Webhook",
    "is_open",
    "is_published",
    "is_released",
]
