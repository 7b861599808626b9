"""The acts that use a document of the year before, or of the unit's store, again; its file stays where it is, with a second row that names it."""

from django.db import transaction

from assessments.models import Assessment, Evidence, EvidenceLink, Score
from assessments.sheets.evidence.documents import link_document, score_to_prove
from assessments.sheets.evidence.examining import examine_soon
from assessments.sheets.evidence.texts import description_of
from assessments.sheets.evidence.unit_store import stored_rows
from assessments.sheets.evidence.uploads import demand_room
from assessments.sheets.last_year import last_award, last_documents
from assessments.sheets.leaf_lineage import leaf_lineage
from assessments.writing.actor import Actor
from assessments.writing.acts import Act
from criteria.common.text import Refused, Text
from criteria.models import Criterion

REUSE_EVIDENCE = Act(
    "reuse_evidence",
    Text(vi="Dùng lại tài liệu năm trước", en="Used a document of the year before"),
    is_draft=True,
)

USE_STORED_EVIDENCE = Act(
    "use_stored_evidence",
    Text(vi="Dùng tài liệu từ kho tài liệu", en="Used a document of the store"),
    is_draft=True,
)


@transaction.atomic
def reuse_evidence(*, actor: Actor, score_id: int, evidence_id: int) -> EvidenceLink:
    """Makes a document that proved the leaf's ancestor the year before one of this sheet, and links it to the leaf.

    Where the ancestor's leaf asked for it in the same words, it is ticked off. Raises ``Refused``.
    """
    score = score_to_prove(actor, score_id, [])
    last = last_award(score)
    former = last_documents(last).filter(evidence=evidence_id).first() if last else None
    if last is None or former is None:
        raise Refused(
            Text(
                vi="Tài liệu không thuộc tiêu chí này của năm trước.",
                en="The document did not prove this leaf the year before.",
            )
        )
    evidence = _on_this_sheet(actor, score.assessment, former.evidence)
    place = _same_place(score, last.criterion, former)
    year = last.of_year  # type: ignore[attr-defined]  # annotated
    return link_document(actor, score, evidence, REUSE_EVIDENCE, place, from_year=year)


@transaction.atomic
def use_stored_evidence(*, actor: Actor, score_id: int, evidence_id: int) -> EvidenceLink:
    """Makes any document of the unit's store one of this sheet, and links it to the leaf. Raises ``Refused``.

    Where a leaf before this one asked for it in the same words, it is ticked off.
    """
    score = score_to_prove(actor, score_id, [])
    former = stored_rows(score.assessment.unit_id).filter(pk=evidence_id)
    found = former.select_related("assessment__round").first()
    if found is None:
        raise Refused(
            Text(
                vi="Tài liệu không có trong kho tài liệu của đơn vị.",
                en="The document is not in the unit's store.",
            )
        )
    lineage = leaf_lineage([score.criterion_id])[score.criterion_id]
    links = EvidenceLink.objects.filter(evidence=found, score__criterion__in=lineage)
    proof = links.select_related("score__criterion").order_by("-pk").first()
    place = _same_place(score, proof.score.criterion, proof) if proof else None
    evidence = _on_this_sheet(actor, score.assessment, found)
    year = found.assessment.round.year
    return link_document(actor, score, evidence, USE_STORED_EVIDENCE, place, from_year=year)


def same_document(document: Evidence) -> dict[str, str]:
    """Returns what finds the same document on another sheet: its bytes, or its address."""
    return {"sha256": document.sha256} if document.file else {"url": document.url}


def _on_this_sheet(actor: Actor, sheet: Assessment, former: Evidence) -> Evidence:
    own = Evidence.objects.filter(assessment=sheet, **same_document(former)).first()
    if own:
        return own
    demand_room(sheet.pk, former.size or 0)
    document = Evidence.objects.create(
        assessment=sheet,
        **description_of(former),
        valid_from=former.valid_from,
        valid_to=former.valid_to,
        url=former.url,
        file=former.file.name,
        file_name=former.file_name,
        content_type=former.content_type,
        size=former.size,
        sha256=former.sha256,
        # The same bytes: what was found in them once holds here.
        signatures=former.signatures,
        scan=former.scan,
        scan_said=former.scan_said,
        scanned_at=former.scanned_at,
        uploaded_by=actor.user,
    )
    examine_soon(document)
    return document


def _same_place(score: Score, leaf: Criterion, former: EvidenceLink) -> int | None:
    """Returns the place at which this leaf asks for the document in the words of the leaf before; none where it does not."""
    before, now = leaf.asked_documents, score.criterion.asked_documents
    if former.asked_for is None or former.asked_for > len(before) or len(now) == 1:
        return None
    words = before[former.asked_for - 1]
    return now.index(words) + 1 if words in now else None
