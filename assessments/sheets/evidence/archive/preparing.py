"""Prepares a large archive in the background, for people who may read the sheet."""

from assessments import permissions
from assessments.jobs.kinds import Work, kind
from assessments.jobs.running import start_job
from assessments.models import Assessment, Job
from assessments.sheets.evidence.archive.contents import Contents
from assessments.sheets.evidence.archive.stream import archive
from assessments.writing.actor import Actor
from criteria.common.text import Text


def start_evidence_archive(*, actor: Actor, assessment_id: int) -> Job:
    """Starts to prepare a sheet's evidence as one ZIP. Raises ``NotAllowed``."""
    assessment = Assessment.objects.select_related("unit", "round").get(pk=assessment_id)
    permissions.demand(permissions.reasons_against_reading(actor.user, assessment))
    return start_job(
        actor=actor,
        kind="evidence",
        parameters={"assessment": assessment_id},
        on=assessment,
        about=f"{assessment.unit.name_vi} · {assessment.round.title_vi}",
    )


@kind("evidence", Text(vi="Tài liệu kiểm chứng", en="Evidence"))
def evidence(work: Work) -> None:
    """Writes the archive; a person who may no longer read the sheet gets nothing."""
    sheets = Assessment.objects.select_related("unit", "round__criteria_set")
    assessment = sheets.get(pk=work.parameters["assessment"])
    permissions.demand(permissions.reasons_against_reading(work.actor.user, assessment))
    contents = Contents(assessment)
    stream = archive(contents)
    total, written = max(len(stream) // 1024, 1), 0
    with work.file(contents.name, "application/zip") as out:
        for chunk in stream:
            written += out.write(chunk)
            work.step(min(written // 1024, total), total)
    count = len(contents.files)
    work.say(Text(vi=f"Có {count} tệp.", en=f"{count} files."))
