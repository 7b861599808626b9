"""One score locked for a write, with what every write looks at.

The heart of every save. The same rows through ``Score.objects.for_change()`` take three times as
long: of a save's whole time, a quarter. Columns that no write reads are left to be loaded when asked for.
"""

import functools
import itertools
import operator
from collections.abc import Callable
from typing import Any

from django.db import connection, models
from django.db.models.expressions import Col

from assessments.models import Assessment, Round, Score
from criteria.models import Criterion

_LEFT_OUT = {
    Assessment: {
        *("extension_reason", "extension_document", "return_reason", "ranked"),
        *("submitted_at", "submitted_by_id"),
    },
    Round: {"title_vi", "title_en", "year", "quorum_percent", "is_demo", "search"},
    Criterion: {
        *("parent_id", "ancestor_id", "position", "kind", "search"),
        *("evidence_vi", "reviewer_vi", "reviewing_body_id"),
    },
}
_COLUMNS = [
    (model, field)
    for model in (Score, Assessment, Round, Criterion)
    for field in model._meta.concrete_fields
    if field.attname not in _LEFT_OUT.get(model, ())
]
_JOINED = """
    SELECT {columns} FROM assessments_score
    JOIN assessments_assessment ON assessments_assessment.id = assessments_score.assessment_id
    JOIN assessments_round ON assessments_round.id = assessments_assessment.round_id
    JOIN criteria_criterion ON criteria_criterion.id = assessments_score.criterion_id
    WHERE assessments_score.id = %s {lock}
"""
_LOCK = "FOR UPDATE OF assessments_assessment, assessments_score"
"""The sheet first, as in every act on a whole sheet: two orders would be a deadlock."""

Converter = Callable[..., Any]


@functools.cache
def _sql(vendor: str) -> str:
    columns = ", ".join(f"{model._meta.db_table}.{field.column}" for model, field in _COLUMNS)
    # SQLite has locked the whole database when the transaction began.
    return _JOINED.format(columns=columns, lock=_LOCK if vendor == "postgresql" else "")


@functools.cache
def _converters(_vendor: str) -> list[tuple[int, Col, list[Converter]]]:
    """What makes Python's values of a database's, by the place of the column; Django's own."""
    found = []
    for place, (model, field) in enumerate(_COLUMNS):
        column = Col(model._meta.db_table, field)
        own = [*connection.ops.get_db_converters(column), *field.get_db_converters(connection)]
        if own:
            found.append((place, column, own))
    return found


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
    values = list(row)
    for place, column, converters in _converters(connection.vendor):
        for convert in converters:
            values[place] = convert(values[place], column, connection)
    made: dict[type[models.Model], Any] = {}
    start = 0
    for model, group in itertools.groupby(_COLUMNS, key=operator.itemgetter(0)):
        names = [field.attname for _, field in group]
        made[model] = model.from_db(connection.alias, names, values[start : start + len(names)])
        start += len(names)
    score: Score = made[Score]
    score.assessment = made[Assessment]
    score.assessment.round = made[Round]
    score.criterion = made[Criterion]
    return score
