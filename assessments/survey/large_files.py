"""Large survey files: checked in the background, then imported, with their faults as a file."""

import hashlib
import itertools
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from decimal import Decimal
from typing import IO, Any

from assessments import permissions
from assessments.jobs.kinds import Work, job_file, kind
from assessments.jobs.running import start_job
from assessments.models import Job, Round, User
from assessments.survey.importing import SurveyChange, SurveyFaults, SurveyReport, import_survey
from assessments.writing.actor import Actor
from criteria.common.csv_files import CSV_TYPE, CsvRow, csv_into
from criteria.common.files.archives import open_zip
from criteria.common.files.names import clean_name
from criteria.common.files.storing import discard, discard_on_failure, store
from criteria.common.numbers import show
from criteria.common.tables.preview import STALE
from criteria.common.text import Refused, Text

SHOWN = 200
"""The number of changes that a page shows; the file that a check leaves has all of them."""
_FAULTS_SHOWN, _FAULTS_IN_FILE = 20, 20_000
_CHUNK = 1024 * 1024
_FAULT_COLUMNS = ("Trang", "Dòng", "Cột", "Tên cột", "Lỗi", "Fault")
_CHANGE_COLUMNS = (
    "Dòng", "Mã đơn vị", "Tên đơn vị", "Mã tiêu chí", "Điểm hiện tại", "Điểm mới", "Đã đọc là",
)  # fmt: skip
_GONE = Text(
    vi="Tệp đã tải lên không còn được giữ. Hãy tải lên lại.",
    en="The uploaded file is no longer kept. Upload it again.",
)


def start_survey_check(*, actor: Actor, round_id: int, name: str, stream: IO[bytes]) -> Job:
    """Stores a survey file and starts to check it: every fault, or every change. Raises ``NotAllowed``.

    Where a check of the same bytes is under way, it is returned, and the file is not stored again.
    """
    round_, name = Round.objects.get(pk=round_id), clean_name(name)
    permissions.demand(permissions.reasons_against_coordinating(actor.user, round_.owner_id))
    stream.seek(0)
    sha256 = hashlib.file_digest(stream, "sha256").hexdigest()  # type: ignore[arg-type]  # a file of bytes
    stream.seek(0)
    upload = job_file()
    with discard_on_failure(upload):
        parts = {"upload": store(upload, name, stream), "name": name, "sha256": sha256}
        job = _start("survey_check", actor, round_, parts)
    if job.parameters["upload"] != upload.name:
        discard(upload)
    return job


def start_survey_import(*, actor: Actor, job_id: int) -> Job:
    """Starts to import the very changes that the person's own check has found. Raises ``Refused``."""
    permissions.demand(permissions.reasons_against_coordinating_any(actor.user))
    check = finished_check(actor, job_id)
    if check is None:
        raise Refused(STALE)
    checked = check.parameters
    permissions.demand(_rule(actor.user, checked))
    parts = {"upload": checked["upload"], "name": checked["name"], "expected": checked["digest"]}
    return _start("survey", actor, Round.objects.get(pk=checked["round"]), parts)


def finished_check(actor: Actor, job_id: int) -> Job | None:
    """Returns the person's own check that is done and waits for its import."""
    checks = Job.objects.of(actor.user).filter(pk=job_id, kind="survey_check", state=Job.State.DONE)
    return checks.filter(parameters__has_key="digest").first()


def changes_of(check: Job) -> list[SurveyChange]:
    """Returns the first changes that a check found."""
    return [
        SurveyChange(
            row,
            unit,
            name,
            leaf,
            None if was is None else Decimal(was),
            Decimal(now),
            *shown or [""],
        )
        # A check made by an older program does not say what was read.
        for row, unit, name, leaf, was, now, *shown in check.parameters["changes"]
    ]


def _start(kind: str, actor: Actor, round_: Round, parts: dict[str, Any]) -> Job:
    parameters = {"round": round_.pk, **parts}
    return start_job(actor=actor, kind=kind, parameters=parameters, on=round_, about=parts["name"])


def _rule(user: User, parameters: Mapping[str, Any]) -> list[Text]:
    rounds = Round.objects.filter(pk=parameters.get("round", 0))
    owner = rounds.values_list("owner", flat=True).first()
    return permissions.reasons_against_coordinating(user, owner)


@kind(
    "survey_check",
    Text(vi="Kiểm tra tệp điểm điều tra", en="Check of survey points"),
    rule=_rule,
)
def survey_check(work: Work) -> None:
    """Checks a file, and leaves every change, or every fault, as a file."""
    _with_upload(work, _check)


@kind("survey", Text(vi="Nhập điểm điều tra", en="Import of survey points"), rule=_rule)
def take_in_survey(work: Work) -> None:
    """Imports the changes that a check has found, all or none."""
    _with_upload(work, _import)


def _with_upload(work: Work, do: Callable[[Work, IO[bytes]], None]) -> None:
    try:
        stream = job_file(work.parameters["upload"]).open()
    except FileNotFoundError as error:
        raise Refused(_GONE) from error
    with stream:
        try:
            do(work, stream)
        except SurveyFaults as refused:
            _leave_faults(work, refused)
            raise _first_of(refused) from refused


def _import(work: Work, stream: IO[bytes]) -> None:
    total = rows_in(stream)
    report = import_survey(
        actor=work.actor,
        round_id=work.parameters["round"],
        name=work.parameters["name"],
        stream=stream,
        dry_run=False,
        expected=work.parameters["expected"],
        # Reading counts as half of the work; the rest is one transaction.
        progress=lambda row: work.step(min(row, total), 2 * total),
    )
    work.say(version_text(report), counts_text(report))


def _check(work: Work, stream: IO[bytes]) -> None:
    total, name = rows_in(stream), work.parameters["name"]
    first: list[tuple[Any, ...]] = []
    with _table(work, f"Thay đổi - {_stem(name)}.csv", _CHANGE_COLUMNS) as write:

        def on_change(change: SurveyChange) -> None:
            if len(first) < SHOWN:
                was = None if change.before is None else str(change.before)
                first.append((*_place(change), was, str(change.after), change.shown))
            write((*_place(change), change.before, change.after, change.shown))

        report = import_survey(
            actor=work.actor,
            round_id=work.parameters["round"],
            name=name,
            stream=stream,
            dry_run=True,
            progress=lambda row: work.step(min(row, total), total),
            on_change=on_change,
            fault_limit=_FAULTS_IN_FILE,
        )
    if report.again:
        work.say(version_text(report))
        return
    fields = ("rows", "changed", "unchanged", "units", "missing", "blank")
    counts = {field: getattr(report, field) for field in fields}
    work.remember(digest=report.digest, changes=first, report=counts)
    work.say(
        Text(
            vi="Tệp đúng; chưa có gì thay đổi. Hãy xem các thay đổi rồi bấm Nhập.",
            en="The file is right; nothing has changed yet. Look at the changes, then import.",
        ),
        counts_text(report),
    )


def _place(change: SurveyChange) -> tuple[int, str, str, str]:
    return change.row, change.unit, change.unit_name, change.leaf


def version_text(report: SurveyReport) -> Text:
    """Returns a sentence with the version that the file has become, or already was."""
    if report.again:
        return Text(
            vi=f"Tệp này đã được nhập ở lần {report.version} và không thay đổi gì, nên không nhập lại.",
            en=f"This file was import {report.version} already and changes nothing: not imported again.",
        )
    return Text(
        vi=f"Đã nhập: lần {report.version}.", en=f"Imported: this is import {report.version}."
    )


def counts_text(report: SurveyReport) -> Text:
    """Returns the numbers of a report in one sentence."""
    numbers = (report.rows, report.units, report.changed, report.missing)
    vi = [show(Decimal(number)) for number in numbers]
    en = [show(Decimal(number), "en") for number in numbers]
    return Text(
        vi=f"Số dòng: {vi[0]}; số đơn vị: {vi[1]}; điểm thay đổi: {vi[2]}; còn thiếu: {vi[3]}.",
        en=f"Rows: {en[0]}; units: {en[1]}; points changed: {en[2]}; still missing: {en[3]}.",
    )


def rows_in(stream: IO[bytes]) -> int:
    """Returns roughly how many rows a file has, for its progress. Raises ``Refused`` for a bad archive."""
    stream.seek(0)
    if stream.read(4) != b"PK\x03\x04":
        stream.seek(0)
        return max(1, _count(stream, b"\n"))
    with open_zip(stream) as archive:
        sheets = sorted(name for name in archive.namelist() if name.startswith("xl/worksheets/"))
        if not sheets:
            return 1
        with archive.open(sheets[0]) as sheet:
            return max(1, _count(sheet, b"<row"))


def _count(stream: IO[bytes], mark: bytes) -> int:
    return sum(chunk.count(mark) for chunk in iter(lambda: stream.read(_CHUNK), b""))


@contextmanager
def _table(
    work: Work, name: str, columns: Sequence[str], *, of_failure: bool = False
) -> Iterator[Callable[[CsvRow], Any]]:
    with work.file(name, CSV_TYPE, of_failure=of_failure) as stream, csv_into(stream) as write:
        write(columns)
        yield write


def _stem(name: str) -> str:
    return re.sub(r"\.(csv|txt|xlsx)$", "", name, flags=re.IGNORECASE)


def _leave_faults(work: Work, refused: SurveyFaults) -> None:
    name = f"Lỗi - {_stem(work.parameters['name'])}.csv"
    with _table(work, name, _FAULT_COLUMNS, of_failure=True) as write:
        for fault in refused.faults:
            write(
                (fault.sheet, fault.row, fault.letter, fault.column, fault.text.vi, fault.text.en)
            )


def _first_of(refused: SurveyFaults) -> Refused:
    count = len(refused.faults) + refused.more
    head = Text(
        vi=f"Có {count} lỗi; chưa nhập dòng nào. Tệp để tải về có từng lỗi theo dòng và cột.",
        en=f"{count} faults; no row was imported. The file to download has each by row and column.",
    )
    first = itertools.islice(refused.faults, _FAULTS_SHOWN)
    return Refused(head, *(fault.sentence for fault in first))
