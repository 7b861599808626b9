"""Prepares a large archive in the background, for people who may read the sheet."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from assessments import permissions
from assessments.jobs.kinds import Work, kind
from assessments.jobs.running import start_job
from assessments.models import Assessment, Job, User
from assessments.sheets.evidence.archive.contents import Contents
from assessments.sheets.evidence.archive.stream import archive, archive_digest
from assessments.writing.actor import Actor
from criteria.common.files.storing import is_whole
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


def _sheet(parameters: Mapping[str, Any]) -> Assessment:
    sheets = Assessment.objects.select_related("unit", "round__criteria_set")
    return sheets.get(pk=parameters["assessment"])


def _rule(user: User, parameters: Mapping[str, Any]) -> list[Text]:
    return permissions.reasons_against_reading(user, _sheet(parameters))


@kind("evidence", Text(vi="Tài liệu kiểm chứng", en="Evidence"), rule=_rule)
def evidence(work: Work) -> None:
    """Writes the archive, or takes one that holds the same; a person who may no longer read the sheet gets nothing."""
    permissions.demand(_rule(work.actor.user, work.parameters))
    contents = Contents(_sheet(work.parameters))
    digest = archive_digest(contents)
    work.remember(digest=digest)
    if same := _stored(digest):
        work.share(same)
    else:
        _write(work, contents)
    count = len(contents.files)
    work.say(Text(vi=f"Có {count} tệp.", en=f"{count} files."))


def _stored(digest: str) -> Job | None:
    """Returns anybody's job whose archive holds the very same, while its file is stored."""
    jobs = Job.objects.filter(
        kind="evidence",
        state=Job.State.DONE,
        parameters__digest=digest,
        expires_at__gt=timezone.now(),
    )
    return next((job for job in jobs if job.file and is_whole(job.file, job.size)), None)


def _write(work: Work, contents: Contents) -> None:
    stream = archive(contents)
    total, written = max(len(stream) // 1024, 1), 0
    with work.file(contents.name, "application/zip") as out:
        for chunk in stream:
            written += out.write(chunk)
            work.step(min(written // 1024, total), total)
