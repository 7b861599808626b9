"""The acts on a unit's documents: added, linked to leaves, withdrawn; never erased."""

import datetime
from typing import TYPE_CHECKING, Unpack

from django.db import transaction
from django.utils import timezone

from assessments import permissions
from assessments.models import Change, Evidence, EvidenceLink, Score, Status
from assessments.sheets.evidence.examining import examine_soon
from assessments.sheets.evidence.texts import (
    NO_TITLE,
    DocumentDescription,
    read_described,
    web_address,
)
from assessments.sheets.evidence.uploads import CheckedUpload, check_upload, demand_room, stem
from assessments.writing.actor import Actor
from assessments.writing.acts import Act
from assessments.writing.inputs import checked_note
from assessments.writing.record import record
from criteria.common.files.storing import discard_on_failure, store
from criteria.common.text import Refused, Text

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

ADD_FILE = Act("add_file", Text(vi="Thêm tệp", en="Added a file"), is_draft=True)
ADD_LINK = Act("add_link", Text(vi="Thêm đường dẫn", en="Added a link"), is_draft=True)
ATTACH_EVIDENCE = Act(
    "attach_evidence", Text(vi="Dùng lại tài liệu", en="Attached a document"), is_draft=True
)
WITHDRAW_EVIDENCE = Act(
    "withdraw_evidence", Text(vi="Rút tài liệu", en="Withdrew a document"), is_draft=True
)
TICK_EVIDENCE = Act(
    "tick_evidence",
    Text(vi="Ghi tài liệu là tài liệu cần có", en="Ticked off a document"),
    is_draft=True,
)


def add_file(
    *,
    actor: Actor,
    score_id: int,
    upload: "UploadedFile[bytes]",
    asked_for: int | None = None,
    **described: Unpack[DocumentDescription],
) -> Evidence:
    """Stores an uploaded document and links it to a leaf; at most 50 MB, its type by content.

    Where the same bytes are on this sheet already, that document is linked, with its own title and number.
    ``asked_for`` is the place (from 1) of the asked-for document that it is. Raises ``Refused`` with every cause.
    """
    faults: list[Text] = []
    checked: CheckedUpload | None = None
    try:
        checked = check_upload(upload)
    except Refused as refused:
        faults += refused.causes
    texts = read_described(described, faults)
    texts["title"] = texts["title"] or (stem(checked.name) if checked else "")
    evidence = Evidence(**texts, uploaded_by=actor.user)
    with discard_on_failure(evidence.file), transaction.atomic():
        score = score_to_prove(actor, score_id, faults)
        if checked is None:
            raise Refused(*faults)
        same_file = Evidence.objects.filter(
            assessment_id=score.assessment_id, sha256=checked.sha256
        ).first()
        if same_file:
            link_document(actor, score, same_file, ATTACH_EVIDENCE, asked_for)
            return same_file
        demand_room(score.assessment_id, checked.size, actor.user)
        evidence.assessment = score.assessment
        evidence.file_name = checked.name
        evidence.content_type = checked.kind.content_type
        evidence.size = checked.size
        evidence.sha256 = checked.sha256
        store(evidence.file, checked.name, upload)
        evidence.save()
        link_document(actor, score, evidence, ADD_FILE, asked_for)
        examine_soon(evidence)
    return evidence


@transaction.atomic
def add_link(
    *,
    actor: Actor,
    score_id: int,
    url: str,
    asked_for: int | None = None,
    **described: Unpack[DocumentDescription],
) -> Evidence:
    """Links a leaf to a document on the web, ``http`` or ``https``; it must have a title. Raises ``Refused``."""
    faults: list[Text] = []
    url = web_address(url, faults)
    texts = read_described(described, faults)
    if not texts["title"]:
        faults.append(NO_TITLE)
    score = score_to_prove(actor, score_id, faults)
    if score.links.filter(evidence__url=url, withdrawn_at=None).exists():
        raise Refused(_ALREADY)
    evidence = Evidence.objects.create(
        assessment=score.assessment, **texts, url=url, uploaded_by=actor.user
    )
    link_document(actor, score, evidence, ADD_LINK, asked_for)
    return evidence


@transaction.atomic
def attach_evidence(
    *, actor: Actor, score_id: int, evidence_id: int, asked_for: int | None = None
) -> EvidenceLink:
    """Links a document of this sheet to one more leaf. Raises ``Refused``."""
    score = score_to_prove(actor, score_id, [])
    evidence = Evidence.objects.filter(pk=evidence_id, assessment_id=score.assessment_id).first()
    if evidence is None:
        raise Refused(
            Text(
                vi="Tài liệu không có trong phiếu đánh giá này.",
                en="The document is not part of this sheet.",
            )
        )
    return link_document(actor, score, evidence, ATTACH_EVIDENCE, asked_for)


@transaction.atomic
def tick_evidence(*, actor: Actor, link_id: int, asked_for: int | None) -> EvidenceLink:
    """Says which of the documents that the leaf asks for a linked one is, by its place from 1; ``None``: none of them.

    Raises ``Refused`` with every cause.
    """
    score = locked_score_of(link_id)
    link = EvidenceLink.objects.select_related("evidence").get(pk=link_id)
    faults = [WITHDRAWN] if link.withdrawn_at else []
    faults += reasons_frozen(score, link.linked_at, _FROZEN_TICK)
    demand_proving(actor, score, faults)
    return _tick(actor, score, link, asked_for)


@transaction.atomic
def withdraw_evidence(*, actor: Actor, link_id: int, reason: str = "") -> EvidenceLink:
    """Ends a link between a document and a leaf; document and link stay on record.

    Once the sheet has been submitted (and returned), it demands a reason. Raises ``Refused``.
    """
    faults: list[Text] = []
    score = locked_score_of(link_id)
    # The link is read under the lock: somebody may have withdrawn it meanwhile.
    link = EvidenceLink.objects.select_related("evidence").get(pk=link_id)
    if link.withdrawn_at:
        faults.append(WITHDRAWN)
    try:
        reason = checked_note(reason)
    except Refused as refused:
        faults += refused.causes
    if score.assessment.submitted_at and not reason.strip():
        faults.append(
            Text(
                vi="Phiếu đã từng được gửi: hãy nêu lý do rút tài liệu.",
                en="The sheet has been submitted before: give the reason for the withdrawal.",
            )
        )
    faults += reasons_frozen(score, link.linked_at, _FROZEN_LINK)
    demand_proving(actor, score, faults)
    link.withdrawn_at = timezone.now()
    link.withdrawn_by = actor.user
    link.withdrawal_reason = reason
    link.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawal_reason"])
    record(actor, WITHDRAW_EVIDENCE, on=score, before=_named(link.evidence), reason=reason)
    return link


def reasons_frozen(score: Score, at: datetime.datetime, cause: Text) -> list[Text]:
    """Returns the cause where an explanation would change something it did not add: the rest was proof at the first award."""
    if score.assessment.status != Status.EXPLAINING:
        return []
    requests = Change.objects.filter(assessment=score.assessment, act="request_explanation")
    since = requests.values_list("at", flat=True).first()
    return [] if since is None or at >= since else [cause]


WITHDRAWN = Text(vi="Tài liệu đã được rút.", en="The document is already withdrawn.")
_FROZEN_LINK = Text(
    vi="Khi giải trình chỉ rút được tài liệu đã bổ sung trong lần giải trình này.",
    en="While explaining, only documents added during this explanation can be withdrawn.",
)
_FROZEN_TICK = Text(
    vi="Khi giải trình chỉ đánh dấu được tài liệu đã bổ sung trong lần giải trình này.",
    en="While explaining, only documents added during this explanation can be ticked off.",
)
_NOT_ASKED = Text(
    vi="Tiêu chí không yêu cầu tài liệu này: hãy tải lại trang.",
    en="The leaf does not ask for this document: reload the page.",
)
_ALREADY = Text(
    vi="Tài liệu này đã được gắn với tiêu chí. Muốn sửa trích yếu, số, ngày, dùng “Sửa mô tả” ở tài liệu đó.",
    en="This document is already linked to the leaf. To correct its title, number or date, use “Correct” beside it.",
)


def locked_score_of(link_id: int) -> Score:
    """Returns the score of a link between a document and a leaf, locked with its sheet. Raises ``Score.DoesNotExist``."""
    score: Score = Score.objects.for_change().get(links=link_id)
    return score


def score_to_prove(actor: Actor, score_id: int, faults: list[Text]) -> Score:
    """Returns the score, locked with its sheet, once there is nothing against writing its evidence."""
    score: Score = Score.objects.for_change().get(pk=score_id)
    demand_proving(actor, score, faults)
    return score


def demand_proving(actor: Actor, score: Score, faults: list[Text]) -> None:
    permissions.demand(permissions.reasons_against_adding_evidence(actor.user, score), faults)


def link_document(
    actor: Actor,
    score: Score,
    evidence: Evidence,
    act: Act,
    asked_for: int | None,
    **more: object,
) -> EvidenceLink:
    """Links a document to the leaf; what is linked already may still be ticked off as another one.

    ``more`` is what the record says beside the document.
    """
    asked = _asked_text(score, asked_for)
    link = EvidenceLink.objects.filter(evidence=evidence, score=score, withdrawn_at=None).first()
    if link and asked_for not in (None, link.asked_for):
        demand_proving(actor, score, reasons_frozen(score, link.linked_at, _FROZEN_TICK))
        return _tick(actor, score, link, asked_for)
    if link:
        raise Refused(_ALREADY)
    link = EvidenceLink.objects.create(
        evidence=evidence, score=score, linked_by=actor.user, asked_for=asked_for
    )
    after = _named(evidence) | ({"asked_for": asked} if asked else {}) | more
    record(actor, act, on=score, after=after)
    return link


def _tick(actor: Actor, score: Score, link: EvidenceLink, asked_for: int | None) -> EvidenceLink:
    before, after = _asked_text(score, link.asked_for), _asked_text(score, asked_for)
    if link.asked_for != asked_for:
        link.asked_for = asked_for
        link.save(update_fields=["asked_for"])
        document = {"evidence": link.evidence_id, "title": link.evidence.title}
        record(
            actor,
            TICK_EVIDENCE,
            on=score,
            before=document | {"asked_for": before},
            after=document | {"asked_for": after},
        )
    return link


def _asked_text(score: Score, place: int | None) -> str:
    """Returns the words by which the leaf asks for the document; raises ``Refused`` where it asks for none there."""
    if place is None:
        return ""
    texts = score.criterion.asked_documents
    if not 0 < place <= len(texts):
        raise Refused(_NOT_ASKED)
    return texts[place - 1]


def _named(evidence: Evidence) -> dict[str, object]:
    """Returns the document as the record of changes names it."""
    names: dict[str, object] = {"evidence": evidence.pk, "title": evidence.title}
    if evidence.url:
        return {**names, "url": evidence.url}
    return {**names, "file": evidence.file_name, "sha256": evidence.sha256}
