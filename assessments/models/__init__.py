"""The models of the assessment: people, units, rounds, sheets, evidence, review and the record of every change."""

from assessments.models.changes import Change, Door
from assessments.models.councils import Council, CouncilItem, CouncilMember
from assessments.models.evidence import Evidence, EvidenceLink, Scan
from assessments.models.handed import HandedFigure
from assessments.models.jobs import Job
from assessments.models.journal import JournalLine
from assessments.models.notices import Notice
from assessments.models.people import HeldRole, Membership, User
from assessments.models.references import ReferenceValue
from assessments.models.remarks import Remark
from assessments.models.roles import Role
from assessments.models.rounds import Assessment, Round
from assessments.models.scores import Flag, Score
from assessments.models.seals import RecordCheck, Seal
from assessments.models.sent_forms import SentForm
from assessments.models.sides import Side
from assessments.models.signed import SignedReport
from assessments.models.snapshots import Snapshot
from assessments.models.states import Status
from assessments.models.surveys import SurveyImport, SurveyResult
from assessments.models.tokens import Token
from assessments.models.units import Unit

__all__ = [
    "Assessment",
    "Change",
    "Council",
    "CouncilItem",
    "CouncilMember",
    "Door",
    "Evidence",
    "EvidenceLink",
    "Flag",
    "HandedFigure",
    "HeldRole",
    "Job",
    "JournalLine",
    "Membership",
    "Notice",
    "RecordCheck",
    "ReferenceValue",
    "Remark",
    "Role",
    "Round",
    "Scan",
    "Score",
    "Seal",
    "SentForm",
    "Side",
    "SignedReport",
    "Snapshot",
    "Status",
    "SurveyImport",
    "SurveyResult",
    "Token",
    "Unit",
    "User",
]
