"""Survey points: from a file, by the coordinator, all or nothing."""

import datetime
import hashlib
import tempfile
from dataclasses import asdict, dataclass
from typing import IO

from django.db import transaction
from django.db.models import Max

from assessments import permissions
from assessments.actor import Actor
from assessments.models import Assessment, Round, Score, SurveyImport
from assessments.record import record
from assessments.survey_reader import Progress, SurveyReader
from assessments.survey_rows import UNIT, RowFault, SurveyFaults, survey_rows
from assessments.survey_staging import Staging
from assessments.uploads import clean_name
from criteria.text import Text

__all__ = ["RowFault", "SurveyFaults", "SurveyReport", "import_survey"]

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
    *,
    actor: Actor,
    round_id: int,
    name: str,
    stream: IO[bytes],
    dry_run: bool,
    progress: Progress | None = None,
) -> SurveyReport:
    """Award the points of a round's survey leaves from a CSV or XLSX file (``name``).

    Its columns are unit code, leaf code and percent (0 to 100) or points, and if known the
    respondents' count and the day. All rows are taken, as the round's next version, or none: raises
    ``SurveyFaults`` with every fault, plain ``Refused`` for a file that cannot be read.
    """
    permissions.demand(permissions.to_coordinate(actor.user))
    round_ = Round.objects.get(pk=round_id)
    headings, rows = survey_rows(stream)
    with tempfile.TemporaryFile("w+", encoding="ascii") as staged:
        reader = SurveyReader(round_, headings, staged)
        reader.read(rows, progress)
        del rows
        staged.seek(0)
        with transaction.atomic():
            if not dry_run:
                _lock(round_)
            with Staging(staged) as staging:
                for row in staging.changed_in_final():
                    reader.fault(row, UNIT, _FINAL)
                reader.done()
                report = _report(round_, reader, staging)
                if not dry_run:
                    _keep(actor, round_, reader, staging, report, clean_name(name), _digest(stream))
    return report


def _lock(round_: Round) -> None:
    """Every sheet of the round, as every write to a score does first, and always in one order.

    Two imports at once meet in the first sheet, so that versions have an order.
    """
    sheets = Assessment.objects.select_for_update(of=("self",)).filter(round=round_)
    list(sheets.order_by("pk").values_list("pk"))


def _report(round_: Round, reader: SurveyReader, staging: Staging) -> SurveyReport:
    counts = staging.counts()
    without = Score.objects.filter(
        assessment__round=round_,
        criterion__source="survey",
        awarded_points=None,
        awarded_na=False,
    )
    return SurveyReport(
        rows=reader.rows,
        changed=counts.changed,
        unchanged=reader.rows - counts.changed,
        units=counts.units,
        missing=without.count() - counts.without_points,
    )


def _keep(
    actor: Actor,
    round_: Round,
    reader: SurveyReader,
    staging: Staging,
    report: SurveyReport,
    name: str,
    sha256: str,
) -> None:
    last = SurveyImport.objects.filter(round=round_).aggregate(last=Max("number"))["last"] or 0
    days: list[datetime.date] = reader.days
    version = SurveyImport.objects.create(
        round=round_,
        number=last + 1,
        file_name=name,
        sha256=sha256,
        by=actor.user,
        rows=report.rows,
        changed=report.changed,
        units=report.units,
        respondents=reader.respondents,
        first_day=days[0] if days else None,
        last_day=days[1] if days else None,
    )
    note = f"Kết quả điều tra XHH, lần {version.number}: {name}"
    staging.apply(actor, version, note)
    told = {"file": name, "sha256": sha256, "version": version.number, **asdict(report)}
    record(actor, "import_survey", on=round_, after=told)


def _digest(stream: IO[bytes]) -> str:
    digest = hashlib.sha256()
    stream.seek(0)
    while chunk := stream.read(_CHUNK):
        digest.update(chunk)
    return digest.hexdigest()
