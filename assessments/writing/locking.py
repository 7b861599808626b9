"""One score or sheet locked for a write, with what every write looks at."""

from assessments.models import Assessment, Round, Score
from criteria.common.database.statements import Statement, columns_of, instances
from criteria.models import Criterion

_SCORE = Statement(
    lambda score_id: Score.objects.filter(pk=score_id).values_list(
        *columns_of(Score),
        *columns_of(Assessment, "assessment"),
        *columns_of(Round, "assessment__round"),
        *columns_of(Criterion, "criterion"),
    ),
    # The sheet first, as in every act on a whole sheet: two orders would be a deadlock.
    locked=(Assessment, Score),
)


def locked_score(score_id: int) -> Score:
    """Returns the score, locked with its sheet until the transaction ends. Raises ``Score.DoesNotExist``."""
    rows = _SCORE.rows(score_id)
    if not rows:
        raise Score.DoesNotExist
    score: Score
    score, assessment, round_, criterion = instances(rows[0], Score, Assessment, Round, Criterion)
    score.assessment, score.criterion = assessment, criterion
    assessment.round = round_
    return score


def locked_sheet(assessment_id: int) -> Assessment:
    """The sheet, locked, with its round and unit."""
    return (
        Assessment.objects.select_for_update(of=("self",), no_key=True)
        .select_related("round__criteria_set", "unit")
        .get(pk=assessment_id)
    )
