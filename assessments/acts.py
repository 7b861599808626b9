"""The complete list of acts, the only way in which state changes. Pages, API, admin, imports and tasks call these."""

from assessments.documents.all_reports import start_reports
from assessments.jobs.resuming import resume_job
from assessments.jobs.running import remove_job, start_job
from assessments.people.accounts import (
    add_person,
    change_person,
    end_sessions,
    invite_people,
    lock_account,
    remove_factors,
    unlock_account,
)
from assessments.people.roles import give_role, take_role
from assessments.people.rosters.importing import import_assignments, import_people, import_units
from assessments.people.tokens import DAYS as TOKEN_DAYS
from assessments.people.tokens import create_token, revoke_token
from assessments.people.units import add_unit, change_unit
from assessments.review.acceptance import accept_domain, accept_leaf
from assessments.review.awards import award_points, settle_flag, undo_award
from assessments.review.bodies import reassign_body
from assessments.review.councils.calling import (
    add_to_council,
    open_council,
    remove_council_item,
    remove_council_member,
)
from assessments.review.councils.closing import close_council, leave_council, send_to_council
from assessments.review.councils.common import Overtaken
from assessments.review.councils.deciding import decide_item, record_attendance
from assessments.review.explanations import (
    close_explanation,
    close_explanations,
    explain,
    request_explanation,
    request_explanations,
    send_explanations,
)
from assessments.review.extensions import extend_deadline
from assessments.review.flags import dispute_flag, raise_flag, withdraw_flag
from assessments.review.many_sheets import extend_deadlines, remind_units, return_assessments
from assessments.review.recounting import import_references, set_references
from assessments.review.sheet_steps import (
    extend_review,
    finish_assessment,
    finish_review,
    reopen_assessment,
    return_assessment,
    submit_assessment,
)
from assessments.rounds.changing import change_round
from assessments.rounds.opening import open_round
from assessments.rounds.results import open_results
from assessments.sheets.assigning import assign_matrix, assign_parts, return_leaf
from assessments.sheets.claims import preview_claim, save_claim
from assessments.sheets.evidence.archive.preparing import start_evidence_archive
from assessments.sheets.evidence.describing import DescriptionConflict, describe_evidence
from assessments.sheets.evidence.documents import (
    add_file,
    add_link,
    attach_evidence,
    tick_evidence,
    withdraw_evidence,
)
from assessments.sheets.evidence.reusing import reuse_evidence, use_stored_evidence
from assessments.sheets.handing_up import remove_handed_figure, set_handed_figure
from assessments.sheets.proposals import confirm_proposal
from assessments.sheets.signed_report import add_signed_report
from assessments.sheets.workbook.applying import apply_workbook
from assessments.survey.importing import import_survey
from assessments.survey.large_files import start_survey_check, start_survey_import
from assessments.writing.versions import Conflict

__all__ = [
    "TOKEN_DAYS",
    "Conflict",
    "DescriptionConflict",
    "Overtaken",
    "accept_domain",
    "accept_leaf",
    "add_file",
    "add_link",
    "add_person",
    "add_signed_report",
    "add_to_council",
    "add_unit",
    "apply_workbook",
    "assign_matrix",
    "assign_parts",
    "attach_evidence",
    "award_points",
    "change_person",
    "change_round",
    "change_unit",
    "close_council",
    "close_explanation",
    "close_explanations",
    "confirm_proposal",
    "create_token",
    "decide_item",
    "describe_evidence",
    "dispute_flag",
    "end_sessions",
    "explain",
    "extend_deadline",
    "extend_deadlines",
    "extend_review",
    "finish_assessment",
    "finish_review",
    "give_role",
    "import_assignments",
    "import_people",
    "import_references",
    "import_survey",
    "import_units",
    "invite_people",
    "leave_council",
    "lock_account",
    "open_council",
    "open_results",
    "open_round",
    "preview_claim",
    "raise_flag",
    "reassign_body",
    "record_attendance",
    "remind_units",
    "remove_council_item",
    "remove_council_member",
    "remove_factors",
    "remove_handed_figure",
    "remove_job",
    "reopen_assessment",
    "request_explanation",
    "request_explanations",
    "resume_job",
    "return_assessment",
    "return_assessments",
    "return_leaf",
    "reuse_evidence",
    "revoke_token",
    "save_claim",
    "send_explanations",
    "send_to_council",
    "set_handed_figure",
    "set_references",
    "settle_flag",
    "start_evidence_archive",
    "start_job",
    "start_reports",
    "start_survey_check",
    "start_survey_import",
    "submit_assessment",
    "take_role",
    "tick_evidence",
    "undo_award",
    "unlock_account",
    "use_stored_evidence",
    "withdraw_evidence",
    "withdraw_flag",
]
