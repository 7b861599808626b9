"""The act on a document's title, number, date and validity, and what tells an older description from a newer one."""

import datetime
import hashlib
from typing import Unpack

from django.db import transaction

from assessments.models import Change, Evidence, EvidenceLink, Score
from assessments.sheets.evidence.documents import (
    WITHDRAWN,
    demand_proving,
    locked_score_of,
    reasons_frozen,
)
from assessments.sheets.evidence.texts import (
    NO_TITLE,
    VALIDITY,
    DocumentDescription,
    description_of,
    order_faults,
    read_described,
)
from assessments.writing.actor import Actor
from assessments.writing.acts import Act
from assessments.writing.record import record
from criteria.common.text import Refused, Text

DESCRIBE_EVIDENCE = Act(
    "describe_evidence", Text(vi="Sửa mô tả tài liệu", en="Corrected a document's description")
)
_FROZEN_TEXT = Text(
    vi="Khi giải trình chỉ sửa được mô tả của tài liệu đã bổ sung trong lần giải trình này.",
    en="While explaining, only documents added during this explanation can be described anew.",
)


class DescriptionConflict(Refused):
    """Raised when somebody saved another description first; the refusal says which."""

    def __init__(self, score: Score, saved: dict[str, object]) -> None:
        lines = Change.objects.filter(assessment=score.assessment, act=DESCRIBE_EVIDENCE.name)
        line = lines.filter(after=saved).select_related("by").order_by("pk").last()
        who = str(line.by) if line else "?"
        day = "/".join(reversed(str(saved["issued_on"]).split("-")))
        value = ", ".join(filter(None, (f"“{saved['title']}”", str(saved["number"]), day)))
        super().__init__(
            Text(
                vi=f"{who} vừa lưu mô tả khác cho tài liệu này: {value}. Mô tả vừa nhập vẫn ở trong các ô bên dưới, chưa lưu: bấm “Lưu mô tả” lần nữa để thay mô tả đã lưu, hoặc tải lại trang để giữ mô tả đã lưu.",
                en=f"{who} has just saved another description of this document: {value}. What you typed is still in the fields below and not saved: press “Save the description” again to replace the saved one, or reload the page to keep it.",
            )
        )


def description_mark(evidence: Evidence) -> str:
    """Returns what a form carries to tell the description that it was made with from a newer one."""
    return hashlib.sha256(repr(_described(evidence)).encode()).hexdigest()[:16]


@transaction.atomic
def describe_evidence(
    *,
    actor: Actor,
    link_id: int,
    valid_from: datetime.date | None = None,
    valid_to: datetime.date | None = None,
    seen: str = "",
    **described: Unpack[DocumentDescription],
) -> Evidence:
    """Corrects the title, number, date and validity of a document that proves a leaf.

    The correction counts on every leaf that the document proves; the record keeps the former text.
    ``seen`` marks the description that the person corrects; an empty one is not compared. Raises ``Refused``
    with every cause, and ``DescriptionConflict`` where somebody has saved another one since.
    """
    faults: list[Text] = []
    texts = read_described(described, faults)
    if not texts["title"]:
        faults.append(NO_TITLE)
    faults += order_faults(valid_from, valid_to)
    score = locked_score_of(link_id)
    link = EvidenceLink.objects.select_related("evidence").get(pk=link_id)
    evidence = link.evidence
    if link.withdrawn_at:
        faults.append(WITHDRAWN)
    # The day of its upload counts: a document of the first award may prove an explanation too.
    faults += reasons_frozen(score, evidence.uploaded_at, _FROZEN_TEXT)
    demand_proving(actor, score, faults)
    before, shown = _described(evidence), description_mark(evidence)
    values = texts | {"valid_from": valid_from, "valid_to": valid_to}
    for name, value in values.items():
        setattr(evidence, name, value)
    after = _described(evidence)
    if after != before:
        if seen not in ("", shown):
            raise DescriptionConflict(score, before)
        evidence.save(update_fields=[*values])
        record(actor, DESCRIBE_EVIDENCE, on=score, before=before, after=after)
    return evidence


def _described(evidence: Evidence) -> dict[str, object]:
    """Returns the texts that a person can correct, as the record stores them."""
    texts = {name: _stored(value) for name, value in description_of(evidence).items()}
    # Only where it has one: so lines of before there was any stay what finds them.
    days = {name: _stored(day) for name in VALIDITY if (day := getattr(evidence, name))}
    return {"evidence": evidence.pk, **texts, **days}


def _stored(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime.date) else str(value or "")
