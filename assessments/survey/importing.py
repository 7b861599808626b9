"""Imports survey points from a file, for the coordinator, all or nothing."""

import datetime
import hashlib
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import IO

from django.db import transaction
from django.db.models import Max

from assessments import permissions
from assessments.models import Round, Score, SurveyImport
from assessments.survey.columns import UNIT, RowFault, SurveyFaults, survey_grid
from assessments.survey.reading import Progress, SurveyReader
from assessments.survey.staging import IMPORT_SURVEY, Staging, SurveyChange
from assessments.writing.actor import Actor
from assessments.writing.record import record
from criteria.common.files.names import clean_name
from criteria.common.tables.faults import FAULT_LIMIT
from criteria.common.tables.preview import STALE
from criteria.common.text import Refused, Text

__all__ = ["RowFault", "SurveyChange", "SurveyFaults", "SurveyReport", "import_survey"]

_CHUNK = 1024 * 1024
_FINAL = Text(
    vi="phiếu của đơn vị đã thẩm định xong nên điểm không sửa được nữa; hãy mở lại phiếu hoặc bỏ dòng",
    en="the review of this unit's sheet is finished; reopen the sheet or leave this row out",
)


@dataclass(frozen=True, slots=True)
class SurveyReport:
    """The counts of a file and of its changes; after a dry run, of the changes that it would make.

    ``missing`` counts the survey leaves of all the round's units that are left without points.
    """

    rows: int
    changed: int
    unchanged: int
    units: int
    missing: int
    blank: int = 0
    """The rows of the file without any figure, which are passed over."""
    version: int | None = field(default=None, compare=False)
    """The number of the import; ``again`` is true where the file was that import already and changes nothing."""
    again: bool = field(default=False, compare=False)
    digest: str = field(default="", compare=False)
    """The digest of a dry run's changes, to be given as ``expected``."""


def import_survey(
    *,
    actor: Actor,
    round_id: int,
    name: str,
    stream: IO[bytes],
    dry_run: bool,
    expected: str = "",
    progress: Progress | None = None,
    on_change: Callable[[SurveyChange], None] | None = None,
    fault_limit: int = FAULT_LIMIT,
) -> SurveyReport:
    """Awards the points of a round's survey leaves from a CSV or XLSX file (``name``).

    Its columns are those of ``columns.COLUMNS``. All rows are taken, as the round's next version, or none.
    Raises ``SurveyFaults`` with every fault (at most ``fault_limit`` one by one). Raises ``Refused`` for a
    file that cannot be read, and for changes whose digest is not the ``expected`` one of a dry run. A dry
    run calls ``on_change`` with every change. A file that was imported already and changes nothing makes
    no further version.
    """
    round_ = Round.objects.get(pk=round_id)
    permissions.demand(permissions.reasons_against_coordinating(actor.user, round_.owner_id))
    grid = survey_grid(stream, fault_limit)
    with tempfile.TemporaryFile("w+", encoding="utf-8") as staged:
        reader = SurveyReader(round_, grid, staged)
        reader.read(progress)
        staged.seek(0)
        sha256 = _digest(stream)
        with transaction.atomic():
            if not dry_run:
                _lock_imports(round_)
            with Staging(staged) as staging:
                staging.compare()
                for row in staging.changed_in_final():
                    grid.fault(row, UNIT, _FINAL)
                grid.done()
                report = _report(round_, reader, staging, sha256)
                if report.again:
                    return report
                if dry_run or expected:
                    report = replace(report, digest=staging.digest(sha256.encode()))
                if expected and expected != report.digest:
                    raise Refused(STALE)
                if not dry_run:
                    return _store(actor, round_, reader, staging, report, clean_name(name), sha256)
                if on_change:
                    for change in staging.changes():
                        on_change(change)
    return report


def _lock_imports(round_: Round) -> None:
    """Lets one import of the round go on at a time, so that versions have an order; all saves go on beside it.

    No sheet is locked: 315,000 rows take a minute, for which 3,321 units would have to wait. Nobody else
    writes to survey leaves; and what makes a sheet final holds the round too (``finish_assessment``).
    """
    Round.objects.select_for_update(no_key=True).get(pk=round_.pk)


def _report(round_: Round, reader: SurveyReader, staging: Staging, sha256: str) -> SurveyReport:
    counts = staging.counts()
    without_points = Score.objects.by_survey().unreviewed().filter(assessment__round=round_)
    same_file = SurveyImport.objects.filter(round=round_, sha256=sha256)
    last = None if counts.changed else same_file.values_list("number", flat=True).first()
    return SurveyReport(
        rows=reader.rows,
        changed=counts.changed,
        unchanged=reader.rows - counts.changed,
        units=counts.units,
        missing=without_points.count() - counts.without_points,
        blank=len(reader.blank),
        version=last,
        again=last is not None,
    )


def _store(
    actor: Actor,
    round_: Round,
    reader: SurveyReader,
    staging: Staging,
    report: SurveyReport,
    name: str,
    sha256: str,
) -> SurveyReport:
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
    if staging.apply(actor, version) != report.changed:
        raise Refused(STALE)
    after = {"file": name, "sha256": sha256, "version": version.number}
    counts = ("rows", "changed", "unchanged", "units", "missing")
    after |= {count: getattr(report, count) for count in counts}
    record(actor, IMPORT_SURVEY, on=round_, after=after)
    return replace(report, version=version.number)


def _digest(stream: IO[bytes]) -> str:
    digest = hashlib.sha256()
    stream.seek(0)
    while chunk := stream.read(_CHUNK):
        digest.update(chunk)
    return digest.hexdigest()
