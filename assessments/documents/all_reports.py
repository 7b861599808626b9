"""The self-assessment reports of every unit of a round, as one archive."""

import zipfile
from collections.abc import Mapping
from typing import IO, Any

from assessments import permissions
from assessments.documents import self_assessment
from assessments.documents.fill import fill
from assessments.documents.pdf import NOT_INSTALLED, soffice, to_pdfs
from assessments.jobs.kinds import Work, kind
from assessments.jobs.running import start_job
from assessments.models import Assessment, Job, Round, Status, User
from assessments.sheets.evidence.archive.file_names import FILE_LIMIT, Names, safe
from assessments.writing.actor import Actor
from criteria.common.text import Refused, Text

AT_ONCE = 10
"""The number of documents that one start of LibreOffice turns into PDF: progress shows in between, and no run takes too long."""


NOBODY = Text(vi="Chưa đơn vị nào gửi phiếu.", en="No unit has submitted its sheet.")


def start_reports(*, actor: Actor, round_id: int, pdf: bool) -> Job:
    """Starts to write the reports of all submitted sheets of a round, as Word or PDF. Raises ``Refused``."""
    round_ = Round.objects.get(pk=round_id)
    faults = [NOT_INSTALLED] if pdf and soffice() is None else []
    if not _sheets(round_id):
        faults.append(NOBODY)
    permissions.demand(
        permissions.reasons_against_collecting_reports(actor.user, round_.owner_id), faults
    )
    return start_job(
        actor=actor,
        kind="reports",
        parameters={"round": round_id, "pdf": pdf},
        on=round_,
        about=f"{round_.title_vi} ({'PDF' if pdf else 'Word'})",
    )


def _rule(user: User, parameters: Mapping[str, Any]) -> list[Text]:
    rounds = Round.objects.filter(pk=parameters.get("round", 0))
    owner = rounds.values_list("owner", flat=True).first()
    return permissions.reasons_against_collecting_reports(user, owner)


@kind("reports", Text(vi="Báo cáo tự đánh giá của mọi đơn vị", en="All units' reports"), rule=_rule)
def write_reports(work: Work) -> None:
    """Writes one document for each unit, in the order of their codes."""
    permissions.demand(_rule(work.actor.user, work.parameters))
    round_ = Round.objects.get(pk=work.parameters["round"])
    name = safe(f"Báo cáo tự đánh giá - {round_.title_vi}", FILE_LIMIT, ".zip")
    with work.file(name, "application/zip") as stream:
        count = _write(work, _sheets(round_.pk), stream, pdf=work.parameters["pdf"])
    if not count:
        raise Refused(NOBODY)
    work.say(Text(vi=f"Có {count} báo cáo.", en=f"{count} reports."))


def _sheets(round_id: int) -> list[int]:
    sheets = Assessment.objects.filter(round=round_id, status__in=Status.ASSESSED)
    return list(sheets.order_by("unit__code", "pk").values_list("pk", flat=True))


def _write(work: Work, sheets: list[int], stream: IO[bytes], *, pdf: bool) -> int:
    names, done = Names(), 0
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for first in range(0, len(sheets), AT_ONCE):
            documents: dict[str, bytes] = {}
            for sheet_id in sheets[first : first + AT_ONCE]:
                work.step(done + len(documents), len(sheets))
                sheet = Assessment.objects.select_related("unit", "round__criteria_set").get(
                    pk=sheet_id
                )
                stem = names.free(safe(f"{sheet.unit.code} {sheet.unit.name_vi}", FILE_LIMIT))
                documents[stem] = fill(
                    "self_assessment", self_assessment.self_assessment_values(sheet)
                )
            suffix = "pdf" if pdf else "docx"
            for stem, content in (to_pdfs(documents) if pdf else documents).items():
                archive.writestr(f"{stem}.{suffix}", content)
            done += len(documents)
            work.step(done, len(sheets))
    return done
