"""One score locked for a write, with what every write looks at: the heart of every save.

Columns that no write reads are left to be loaded when asked for.
"""

import functools

from django.db import connection, models

from assessments import by_hand
from assessments.models import Assessment, Round, Score
from criteria.models import Criterion

_SCORE = by_hand.fields_of(Score)
_ASSESSMENT = by_hand.fields_of(
    Assessment,
    left_out=(
        *("extension_reason", "extension_document", "return_reason", "ranked"),
        *("submitted_at", "submitted_by_id"),
    ),
)
_ROUND = by_hand.fields_of(
    Round, left_out=("title_vi", "title_en", "year", "quorum_percent", "is_demo", "search")
)
_CRITERION = by_hand.fields_of(
    Criterion,
    left_out=(
        *("parent_id", "ancestor_id", "position", "kind", "search"),
        *("evidence_vi", "reviewer_vi", "reviewing_body_id"),
    ),
)
_JOINED = """
    SELECT {columns} FROM assessments_score
    JOIN assessments_assessment ON assessments_assessment.id = assessments_score.assessment_id
    JOIN assessments_round ON assessments_round.id = assessments_assessment.round_id
    JOIN criteria_criterion ON criteria_criterion.id = assessments_score.criterion_id
    WHERE assessments_score.id = %s {lock}
"""
_LOCK = "FOR UPDATE OF assessments_assessment, assessments_score"
"""The sheet first, as in every act on a whole sheet: two orders would be a deadlock."""


@functools.cache
def _sql(vendor: str) -> str:
    columns = by_hand.named((*_SCORE, *_ASSESSMENT, *_ROUND, *_CRITERION))
    # SQLite has locked the whole database when the transaction began.
    return _JOINED.format(columns=columns, lock=_LOCK if vendor == "postgresql" else "")


def locked_score(score_id: int) -> Score:
    """The score, locked with its sheet until the transaction ends. Raises ``Score.DoesNotExist``."""
    if score_id > models.BigIntegerField.MAX_BIGINT:
        raise Score.DoesNotExist  # SQLite takes no such number
    connection.validate_no_broken_transaction()
    with connection.cursor() as cursor:
        cursor.execute(_sql(connection.vendor), [score_id])
        row = cursor.fetchone()
    if row is None:
        raise Score.DoesNotExist
    parts, start = [], 0
    for fields in (_SCORE, _ASSESSMENT, _ROUND, _CRITERION):
        parts.append(row[start : start + len(fields)])
        start += len(fields)
    score = by_hand.made(Score, _SCORE, parts[0])
    score.assessment = by_hand.made(Assessment, _ASSESSMENT, parts[1])
    score.assessment.round = by_hand.made(Round, _ROUND, parts[2])
    score.criterion = by_hand.made(Criterion, _CRITERION, parts[3])
    return score


def locked_sheet(assessment_id: int) -> Assessment:
    """The sheet, locked, with its round and unit."""
    return (
        Assessment.objects.select_for_update(of=("self",))
        .select_related("round__criteria_set", "unit")
        .get(pk=assessment_id)
    )
