"""Survey points: from a file, by the coordinator, all or nothing."""

import hashlib
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import IO

from django.db import transaction
from django.db.models import QuerySet

from assessments import permissions
from assessments.actions.claims import AWARDED, STAMP, stamp
from assessments.actor import Actor
from assessments.models import Change, Round, Score, Status
from assessments.record import change, record, side
from assessments.survey_reader import SurveyReader
from assessments.survey_rows import UNIT, RowFault, SurveyFaults, survey_rows
from assessments.uploads import clean_name
from criteria.text import Text

__all__ = ["RowFault", "SurveyFaults", "SurveyReport", "import_survey"]

BATCH = 500
_CHUNK = 1024 * 1024
_FINAL = Text(
    vi="phiếu của đơn vị đã thẩm định xong nên điểm không sửa được nữa",
    en="the review of this unit's sheet is finished; its points can no longer be changed",
)


@dataclass(frozen=True, slots=True)
class SurveyReport:
    """What a file holds and changes; after a dry run, what it would change.

    ``missing`` counts the survey leaves of all the round's units that are left without points.
    """

    rows: int
    changed: int
    unchanged: int
    units: int
    missing: int


def import_survey(
    *, actor: Actor, round_id: int, name: str, stream: IO[bytes], dry_run: bool
) -> SurveyReport:
    """Award the points of a round's survey leaves from a CSV or XLSX file (``name``).

    Its columns are unit code, leaf code and percent (0 to 100). All rows are taken or none: raises
    ``SurveyFaults`` with every fault, plain ``Refused`` for a file that cannot be read.
    """
    permissions.demand(permissions.to_coordinate(actor.user))
    round_ = Round.objects.get(pk=round_id)
    headings, rows = survey_rows(stream)
    reader = SurveyReader(round_, headings)
    reader.read(rows)
    file = {"file": clean_name(name), "sha256": _digest(stream)}
    with transaction.atomic():
        scores = _scores(round_, reader, lock=not dry_run)
        changed = [score for score in scores if _differs(score, reader)]
        for score in changed:
            if score.assessment.status == Status.FINAL:
                reader.fault(reader.given[_place(score)].row, UNIT, _FINAL)
        reader.done()
        report = SurveyReport(
            rows=len(reader.given),
            changed=len(changed),
            unchanged=len(reader.given) - len(changed),
            units=len({sheet for sheet, _ in reader.given}),
            missing=_without_points(round_).count()
            - sum(not score.is_reviewed for score in scores),
        )
        if not dry_run:
            _award(actor, changed, reader, f"Kết quả điều tra XHH: {file['file']}")
            record(actor, "import_survey", on=round_, after={**file, **asdict(report)})
    return report


def _place(score: Score) -> tuple[int, int]:
    return (score.assessment_id, score.criterion_id)


def _scores(round_: Round, reader: SurveyReader, *, lock: bool) -> list[Score]:
    """The scores that the file speaks of, always locked in the same order."""
    base = Score.objects.for_change() if lock else Score.objects.select_related("assessment")
    scores = base.filter(
        assessment__round=round_,
        assessment__in={sheet for sheet, _ in reader.given},
        criterion__in={leaf for _, leaf in reader.given},
    ).order_by("assessment_id", "pk")
    return [score for score in scores if _place(score) in reader.given]


def _differs(score: Score, reader: SurveyReader) -> bool:
    outcome = reader.given[_place(score)].outcome
    return (score.awarded_points, score.awarded_input) != (outcome.points, outcome.entry)


def _without_points(round_: Round) -> "QuerySet[Score]":
    return Score.objects.filter(
        assessment__round=round_,
        criterion__source="survey",
        awarded_points=None,
        awarded_na=False,
    )


def _award(actor: Actor, scores: Iterable[Score], reader: SurveyReader, note: str) -> None:
    changed: list[Score] = []
    changes: list[Change] = []
    for score in scores:
        outcome = reader.given[_place(score)].outcome
        before = side(score, "awarded")
        score.awarded_input, score.awarded_points = outcome.entry, outcome.points
        score.awarded_na, score.awarded_note = False, note
        stamp(score, actor)
        after = side(score, "awarded")
        changes.append(change(actor, "import_survey", on=score, before=before, after=after))
        changed.append(score)
    Score.objects.bulk_update(changed, [*AWARDED, *STAMP], batch_size=BATCH)
    Change.objects.bulk_create(changes, batch_size=BATCH)


def _digest(stream: IO[bytes]) -> str:
    digest = hashlib.sha256()
    stream.seek(0)
    while chunk := stream.read(_CHUNK):
        digest.update(chunk)
    return digest.hexdigest()
