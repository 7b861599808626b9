"""The acts: the only way that state changes. Pages, API, admin, imports and tasks call these."""

from assessments.actions.awards import accept_domain, award_points
from assessments.actions.claims import Conflict, preview_claim, save_claim
from assessments.actions.division import assign_parts, return_leaf
from assessments.actions.evidence import add_file, add_link, attach_evidence, withdraw_evidence
from assessments.actions.rounds import extend_deadline, open_round
from assessments.actions.sheets import finish_review, return_assessment, submit_assessment
from assessments.actions.survey import import_survey

__all__ = [
    "Conflict",
    "accept_domain",
    "add_file",
    "add_link",
    "assign_parts",
    "attach_evidence",
    "award_points",
    "extend_deadline",
    "finish_review",
    "import_survey",
    "open_round",
    "preview_claim",
    "return_assessment",
    "return_leaf",
    "save_claim",
    "submit_assessment",
    "withdraw_evidence",
]
