"""The documents of a leaf as its panel shows them, with the texts typed beside them."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from assessments import permissions
from assessments.models import Evidence, EvidenceLink, Score, User
from assessments.sheets.evidence.asked import AskedDocument, sorted_proofs
from assessments.sheets.evidence.describing import description_mark
from assessments.sheets.evidence.noting import DocumentNote, notes_on
from assessments.sheets.evidence.reusing import same_document
from assessments.sheets.evidence.texts import (
    VALIDITY,
    DocumentDescription,
    description_faults,
    description_in_form,
    description_of,
    read_described,
)
from assessments.sheets.evidence.uploads import SIZE_LIMIT
from assessments.sheets.last_year import last_documents
from criteria.common.text import Text

TOO_MANY = Text(
    vi=f"{{n}} tệp: mỗi lần gửi được tối đa {settings.DATA_UPLOAD_MAX_NUMBER_FILES} tệp, hãy chia thành nhiều lần.",
    en=f"{{n}} files: at most {settings.DATA_UPLOAD_MAX_NUMBER_FILES} can be sent at once, send them in several turns.",
)
"""What a page says of a choice of ``n`` files before they are sent."""


@dataclass(frozen=True)
class LeafDocument:
    """A document of the leaf, and what its reader may do to it now."""

    link: EvidenceLink
    is_new: bool
    """Whether it came after the unit was asked to explain: until then nothing older may change."""
    may_withdraw: bool
    may_describe: bool
    ticks: tuple[AskedDocument, ...]
    """The asked-for documents that its reader may say it is; for one that is ticked off already, none."""
    notes: Sequence[DocumentNote]
    typed: Mapping[str, str] | None
    """The description as somebody typed it, where it was not taken."""

    @property
    def seen(self) -> str:
        """The mark of the saved description, which somebody may be about to correct."""
        return description_mark(self.link.evidence)

    @property
    def faults(self) -> Mapping[str, Sequence[Text]]:
        """What is wrong with the typed description, by field."""
        return description_faults(self.typed) if self.typed else {}

    @property
    def description(self) -> Mapping[str, str]:
        """What stands in the form to correct the document's description."""
        document = self.link.evidence
        validity = {name: getattr(document, name) for name in VALIDITY}
        return self.typed or description_in_form(description_of(document) | validity)


def _proof(
    link: EvidenceLink,
    asked: datetime.datetime | None,
    typed: Mapping[str, str] | None,
    *,
    notes: Sequence[DocumentNote],
    proves: bool,
    asked_documents: list[AskedDocument],
) -> LeafDocument:
    open_ = proves and link.withdrawn_at is None
    may_withdraw = open_ and (asked is None or link.linked_at >= asked)
    may_tick = may_withdraw and len(asked_documents) > 1 and link.asked_for is None
    return LeafDocument(
        link=link,
        is_new=asked is not None and link.linked_at >= asked,
        may_withdraw=may_withdraw,
        ticks=tuple(asked_documents) if may_tick else (),
        may_describe=open_ and (asked is None or link.evidence.uploaded_at >= asked),
        notes=notes,
        typed=typed,
    )


def evidence_context(
    user: User,
    score: Score,
    asked: datetime.datetime | None,
    *,
    last: Score | None,
    causes: Sequence[Text] = (),
    hints: Sequence[Text] = (),
    typed: Mapping[str, str] | None = None,
    descriptions: Mapping[int, Mapping[str, str]] | None = None,
) -> dict[str, Any]:
    """Returns the template's context: the documents of a leaf, and those of the sheet that it could share.

    ``last`` is the leaf of the year before, whose documents are offered again. ``typed`` holds the values of the form to add a document that was refused; ``descriptions``, by link
    (id), the values typed for a document that has another title, number or date.
    """
    links = list(
        EvidenceLink.objects.filter(score=score)
        .select_related("evidence__uploaded_by", "withdrawn_by")
        .order_by("withdrawn_at", "linked_at")
    )
    linked = [link.evidence_id for link in links if link.withdrawn_at is None]
    reasons = permissions.reasons_against_adding_evidence(user, score)
    typed_for = descriptions or {}
    wanted, others = sorted_proofs(score.criterion, links)

    live = [link.evidence for link in links if link.withdrawn_at is None]
    notes = notes_on(user, score.assessment, live)

    def shown(of: list[EvidenceLink]) -> list[LeafDocument]:
        return [
            _proof(
                link,
                asked,
                typed_for.get(link.pk),
                notes=notes.get(link.evidence_id, ()),
                proves=not reasons,
                asked_documents=wanted,
            )
            for link in of
        ]

    new = [link for link in links if asked and link.linked_at >= asked and not link.withdrawn_at]
    return {
        "score": score,
        "new_documents": [] if reasons else shown(new),
        "asked_documents": [(one, shown(one.links)) for one in wanted],
        "asked_there": sum(bool(one.links) for one in wanted),
        "proofs": shown(others),
        "documents": len(linked),
        "claim_reasons": permissions.reasons_against_claiming(user, score),
        "prove_reasons": reasons,
        "others": []
        if reasons
        else Evidence.objects.filter(assessment=score.assessment_id)
        .exclude(pk__in=linked)
        .distinct(),
        "last": last,
        "last_documents": [] if reasons or last is None else _offered(last, links),
        "evidence_causes": causes,
        "told": hints,
        "uploaded": typed or {},
        "changed": True,
        "most_bytes": SIZE_LIMIT,
        "most_files": settings.DATA_UPLOAD_MAX_NUMBER_FILES,
        "too_many": TOO_MANY,
    }


def _offered(last: Score, links: Sequence[EvidenceLink]) -> list[Evidence]:
    """Returns the documents of the year before that the leaf does not have now; one query."""
    here = [same_document(link.evidence) for link in links if link.withdrawn_at is None]
    before = (link.evidence for link in last_documents(last))
    return [document for document in before if same_document(document) not in here]


def is_described_otherwise(evidence: Evidence, typed: DocumentDescription) -> bool:
    """Returns whether a document that was there already has another description than the one just typed."""
    given = {name: value for name, value in read_described(typed, []).items() if value}
    return any(value != getattr(evidence, name) for name, value in given.items())


def used_again(evidence: Evidence) -> Text:
    """Returns the message that the same bytes were there already, and how to store the description just typed."""
    when = f", {evidence.issued_on:%d/%m/%Y}" if evidence.issued_on else ""
    number = f", {evidence.number}" if evidence.number else ""
    description = f"“{evidence.title}”{number}{when}"
    return Text(
        vi=f"Tệp đã có trong phiếu nên dùng tài liệu đã có: {description}. Nếu mô tả vừa nhập mới đúng, hãy lưu ở “Sửa mô tả” của tài liệu đó.",
        en=f"The sheet has this file already, so its document was used: {description}. If what you typed is right, save it at “Correct” beside that document.",
    )
