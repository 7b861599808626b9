"""The permissions: each rule once, for one row and beside it for many rows.

``may_award`` returns whether a person may, ``reasons_against_awarding`` returns every reason against
(none means allowed), ``scores_awardable_by`` returns the same rule as a condition on the rows of a
query. Pages, API, acts and tests ask these same functions. A function that depends on the time takes
it as ``now``; without it, the server's clock counts.
"""

from assessments.permissions.councils import (
    councils_readable_by,
    is_on_review_side,
    reasons_against_seeing_councils,
)
from assessments.permissions.demanding import demand
from assessments.permissions.opening import is_open_to_readers, reasons_against_opening, scan_note
from assessments.permissions.overseeing import (
    may_audit,
    may_coordinate,
    may_read_draft_sets,
    may_watch,
    reasons_against_administering,
    reasons_against_auditing,
    reasons_against_collecting_reports,
    reasons_against_coordinating,
    reasons_against_reading_draft_sets,
    reasons_against_watching,
)
from assessments.permissions.parts import (
    covers,
    holds_leaf,
    is_outside_part,
    lies_within,
)
from assessments.permissions.plans import (
    may_approve_plans,
    may_plan,
    plans_readable_by,
    reasons_against_approving_plans,
    reasons_against_planning,
)
from assessments.permissions.reading import (
    evidence_readable_by,
    may_read_internal,
    may_read_internal_everywhere,
    may_read_store,
    may_see_division,
    may_see_outlook,
    reasons_against_reading,
    reasons_against_reading_store,
    reasons_against_seeing_division,
    reasons_against_seeing_outlook,
    rounds_visible_to,
    sheets_readable_by,
)
from assessments.permissions.review_side import (
    may_award,
    may_compare,
    may_review,
    may_review_sheet,
    reasons_against_awarding,
    reasons_against_comparing,
    reasons_against_reviewing,
    scores_awardable_by,
)
from assessments.permissions.time_limits import (
    reasons_claiming_is_closed,
    reasons_explaining_is_closed,
    reasons_review_has_ended,
    reasons_review_is_closed,
    scores_in_time_for_review,
)
from assessments.permissions.unit_side import (
    may_add_signed_report,
    may_claim,
    may_claim_on_sheet,
    may_divide_work,
    may_explain,
    may_lead,
    reasons_against_adding_evidence,
    reasons_against_adding_signed_report,
    reasons_against_claiming,
    reasons_against_dividing_work,
    reasons_against_explaining,
)

__all__ = [
    "councils_readable_by",
    "covers",
    "demand",
    "evidence_readable_by",
    "holds_leaf",
    "is_on_review_side",
    "is_open_to_readers",
    "is_outside_part",
    "lies_within",
    "may_add_signed_report",
    "may_approve_plans",
    "may_audit",
    "may_award",
    "may_claim",
    "may_claim_on_sheet",
    "may_compare",
    "may_coordinate",
    "may_divide_work",
    "may_explain",
    "may_lead",
    "may_plan",
    "may_read_draft_sets",
    "may_read_internal",
    "may_read_internal_everywhere",
    "may_read_store",
    "may_review",
    "may_review_sheet",
    "may_see_division",
    "may_see_outlook",
    "may_watch",
    "plans_readable_by",
    "reasons_against_adding_evidence",
    "reasons_against_adding_signed_report",
    "reasons_against_administering",
    "reasons_against_approving_plans",
    "reasons_against_auditing",
    "reasons_against_awarding",
    "reasons_against_claiming",
    "reasons_against_collecting_reports",
    "reasons_against_comparing",
    "reasons_against_coordinating",
    "reasons_against_dividing_work",
    "reasons_against_explaining",
    "reasons_against_opening",
    "reasons_against_planning",
    "reasons_against_reading",
    "reasons_against_reading_draft_sets",
    "reasons_against_reading_store",
    "reasons_against_reviewing",
    "reasons_against_seeing_councils",
    "reasons_against_seeing_division",
    "reasons_against_seeing_outlook",
    "reasons_against_watching",
    "reasons_claiming_is_closed",
    "reasons_explaining_is_closed",
    "reasons_review_has_ended",
    "reasons_review_is_closed",
    "rounds_visible_to",
    "scan_note",
    "scores_awardable_by",
    "scores_in_time_for_review",
    "sheets_readable_by",
]
