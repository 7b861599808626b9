"""Who scores what: people, units, rounds, sheets, evidence and the record of every change."""

from assessments.models.changes import Change, Door
from assessments.models.evidence import Evidence, EvidenceLink
from assessments.models.people import Held, Membership, Role, User
from assessments.models.rounds import Assessment, Round, Status
from assessments.models.scores import Score
from assessments.models.units import Unit

__all__ = [
    "Assessment",
    "Change",
    "Door",
    "Evidence",
    "EvidenceLink",
    "Held",
    "Membership",
    "Role",
    "Round",
    "Score",
    "Status",
    "Unit",
    "User",
]
