"""The acts on a unit's documents: added, linked to leaves, withdrawn; never erased."""

import datetime
import hashlib
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.db import transaction
from django.utils import timezone

from assessments import permissions
from assessments.models import Change, Evidence, EvidenceLink, Score, Status
from assessments.sheets.evidence.uploads import CheckedUpload, check_upload, demand_room, stem
from assessments.writing.actor import Actor
from assessments.writing.acts import Act
from assessments.writing.inputs import checked_note
from assessments.writing.record import record
from criteria.common.files.names import visible
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
DESCRIBE_EVIDENCE = Act(
    "describe_evidence", Text(vi="Sửa mô tả tài liệu", en="Corrected a document's description")
)

TITLE_LIMIT, NUMBER_LIMIT, URL_LIMIT = 500, 100, 1000


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


def add_file(
    *,
    actor: Actor,
    score_id: int,
    upload: "UploadedFile[bytes]",
    title: str = "",
    number: str = "",
    issued_on: datetime.date | None = None,
) -> Evidence:
    """Stores an uploaded document and links it to a leaf; at most 50 MB, its type by content.

    Where the same bytes are on this sheet already, that document is linked, with its own title and number.
    Raises ``Refused`` with every cause.
    """
    faults: list[Text] = []
    checked: CheckedUpload | None = None
    try:
        checked = check_upload(upload)
    except Refused as refused:
        faults += refused.causes
    title = _line(title, TITLE_LIMIT, _TITLE, faults) or (stem(checked.name) if checked else "")
    number = _line(number, NUMBER_LIMIT, _NUMBER, faults)
    evidence = Evidence(title=title, number=number, issued_on=issued_on, uploaded_by=actor.user)
    with discard_on_failure(evidence.file), transaction.atomic():
        score = _score(actor, score_id, faults)
        if checked is None:
            raise Refused(*faults)
        same_file = Evidence.objects.filter(
            assessment_id=score.assessment_id, sha256=checked.sha256
        ).first()
        if same_file:
            _link(actor, score, same_file, ATTACH_EVIDENCE)
            return same_file
        demand_room(score.assessment_id, checked.size)
        evidence.assessment = score.assessment
        evidence.file_name = checked.name
        evidence.content_type = checked.kind.content_type
        evidence.size = checked.size
        evidence.sha256 = checked.sha256
        store(evidence.file, checked.name, upload)
        evidence.save()
        _link(actor, score, evidence, ADD_FILE)
    return evidence


@transaction.atomic
def add_link(
    *,
    actor: Actor,
    score_id: int,
    url: str,
    title: str,
    number: str = "",
    issued_on: datetime.date | None = None,
) -> Evidence:
    """Links a leaf to a document on the web, ``http`` or ``https``. Raises ``Refused``."""
    faults: list[Text] = []
    url = _address(url, faults)
    title = _line(title, TITLE_LIMIT, _TITLE, faults)
    if not title:
        faults.append(_NO_TITLE)
    number = _line(number, NUMBER_LIMIT, _NUMBER, faults)
    score = _score(actor, score_id, faults)
    if score.links.filter(evidence__url=url, withdrawn_at=None).exists():
        raise Refused(_ALREADY)
    evidence = Evidence.objects.create(
        assessment=score.assessment,
        title=title,
        number=number,
        issued_on=issued_on,
        url=url,
        uploaded_by=actor.user,
    )
    _link(actor, score, evidence, ADD_LINK)
    return evidence


@transaction.atomic
def attach_evidence(*, actor: Actor, score_id: int, evidence_id: int) -> EvidenceLink:
    """Links a document of this sheet to one more leaf. Raises ``Refused``."""
    score = _score(actor, score_id, [])
    evidence = Evidence.objects.filter(pk=evidence_id, assessment_id=score.assessment_id).first()
    if evidence is None:
        raise Refused(
            Text(
                vi="Tài liệu không có trong phiếu đánh giá này.",
                en="The document is not part of this sheet.",
            )
        )
    return _link(actor, score, evidence, ATTACH_EVIDENCE)


@transaction.atomic
def withdraw_evidence(*, actor: Actor, link_id: int, reason: str = "") -> EvidenceLink:
    """Ends a link between a document and a leaf; document and link stay on record.

    Once the sheet has been submitted (and returned), it demands a reason. Raises ``Refused``.
    """
    score_id = EvidenceLink.objects.values_list("score_id", flat=True).get(pk=link_id)
    faults: list[Text] = []
    score: Score = Score.objects.for_change().get(pk=score_id)
    # The link is read under the lock: somebody may have withdrawn it meanwhile.
    link = EvidenceLink.objects.select_related("evidence").get(pk=link_id)
    if link.withdrawn_at:
        faults.append(_WITHDRAWN)
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
    faults += _frozen(score, link.linked_at, _FROZEN_LINK)
    _demand(actor, score, faults)
    link.withdrawn_at = timezone.now()
    link.withdrawn_by = actor.user
    link.withdrawal_reason = reason
    link.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawal_reason"])
    record(actor, WITHDRAW_EVIDENCE, on=score, before=_named(link.evidence), reason=reason)
    return link


@transaction.atomic
def describe_evidence(
    *,
    actor: Actor,
    link_id: int,
    title: str,
    number: str = "",
    issued_on: datetime.date | None = None,
    seen: str = "",
) -> Evidence:
    """Corrects the title, number and date of a document that proves a leaf.

    The correction counts on every leaf that the document proves; the record keeps the former text.
    ``seen`` marks the description that the person corrects; an empty one is not compared. Raises ``Refused``
    with every cause, and ``DescriptionConflict`` where somebody has saved another one since.
    """
    score_id = EvidenceLink.objects.values_list("score_id", flat=True).get(pk=link_id)
    faults: list[Text] = []
    title = _line(title, TITLE_LIMIT, _TITLE, faults)
    if not title:
        faults.append(_NO_TITLE)
    number = _line(number, NUMBER_LIMIT, _NUMBER, faults)
    score: Score = Score.objects.for_change().get(pk=score_id)
    link = EvidenceLink.objects.select_related("evidence").get(pk=link_id)
    evidence = link.evidence
    if link.withdrawn_at:
        faults.append(_WITHDRAWN)
    # The day of its upload counts: a document of the first award may prove an explanation too.
    faults += _frozen(score, evidence.uploaded_at, _FROZEN_TEXT)
    _demand(actor, score, faults)
    before, shown = _described(evidence), description_mark(evidence)
    evidence.title, evidence.number, evidence.issued_on = title, number, issued_on
    after = _described(evidence)
    if after != before:
        if seen not in ("", shown):
            raise DescriptionConflict(score, before)
        evidence.save(update_fields=["title", "number", "issued_on"])
        record(actor, DESCRIBE_EVIDENCE, on=score, before=before, after=after)
    return evidence


def _frozen(score: Score, at: datetime.datetime, cause: Text) -> list[Text]:
    """Returns the cause where an explanation would change something it did not add: the rest was proof at the first award."""
    if score.assessment.status != Status.EXPLAINING:
        return []
    requests = Change.objects.filter(assessment=score.assessment, act="request_explanation")
    since = requests.values_list("at", flat=True).first()
    return [] if since is None or at >= since else [cause]


_TITLE = Text(vi="Trích yếu", en="The title")
_NUMBER = Text(vi="Số, ký hiệu", en="The number")
_NO_TITLE = Text(vi="Chưa nhập trích yếu.", en="The title is missing.")
_WITHDRAWN = Text(vi="Tài liệu đã được rút.", en="The document is already withdrawn.")
_FROZEN_LINK = Text(
    vi="Khi giải trình chỉ rút được tài liệu đã bổ sung trong lần giải trình này.",
    en="While explaining, only documents added during this explanation can be withdrawn.",
)
_FROZEN_TEXT = Text(
    vi="Khi giải trình chỉ sửa được mô tả của tài liệu đã bổ sung trong lần giải trình này.",
    en="While explaining, only documents added during this explanation can be described anew.",
)
_ALREADY = Text(
    vi="Tài liệu này đã được gắn với tiêu chí. Muốn sửa trích yếu, số, ngày, dùng “Sửa mô tả” ở tài liệu đó.",
    en="This document is already linked to the leaf. To correct its title, number or date, use “Correct” beside it.",
)


def _score(actor: Actor, score_id: int, faults: list[Text]) -> Score:
    """Returns the score, locked with its sheet, once there is nothing against writing its evidence."""
    score: Score = Score.objects.for_change().get(pk=score_id)
    _demand(actor, score, faults)
    return score


def _demand(actor: Actor, score: Score, faults: list[Text]) -> None:
    permissions.demand(permissions.reasons_against_adding_evidence(actor.user, score), faults)


def _link(actor: Actor, score: Score, evidence: Evidence, act: Act) -> EvidenceLink:
    if EvidenceLink.objects.filter(evidence=evidence, score=score, withdrawn_at=None).exists():
        raise Refused(_ALREADY)
    link = EvidenceLink.objects.create(evidence=evidence, score=score, linked_by=actor.user)
    record(actor, act, on=score, after=_named(evidence))
    return link


def _named(evidence: Evidence) -> dict[str, object]:
    """Returns the document as the record of changes names it."""
    names: dict[str, object] = {"evidence": evidence.pk, "title": evidence.title}
    if evidence.url:
        return {**names, "url": evidence.url}
    return {**names, "file": evidence.file_name, "sha256": evidence.sha256}


def _described(evidence: Evidence) -> dict[str, object]:
    """Returns the texts that a person can correct, as the record stores them."""
    issued_on = evidence.issued_on.isoformat() if evidence.issued_on else ""
    return {
        "evidence": evidence.pk,
        "title": evidence.title,
        "number": evidence.number,
        "issued_on": issued_on,
    }


def _line(typed: str, limit: int, label: Text, faults: list[Text]) -> str:
    """Returns one line of text in NFC; adds a fault when it is too long."""
    line = visible(typed)
    if len(line) > limit:
        faults.append(
            Text(
                vi=f"{label.vi} dài {len(line)} ký tự, tối đa {limit}.",
                en=f"{label.en} has {len(line)} characters, at most {limit} fit.",
            )
        )
    return line


def _address(typed: str, faults: list[Text]) -> str:
    """Returns a web address, or adds a fault; names inside an office's own network (``http://vanban/``) are fine."""
    url = typed.strip()
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        usable = False
    if not usable or not url.isprintable() or any(char.isspace() for char in url):
        faults.append(
            Text(
                vi="Đường dẫn phải bắt đầu bằng http:// hoặc https:// và có tên máy chủ.",
                en="The address must start with http:// or https:// and name a server.",
            )
        )
    elif len(url) > URL_LIMIT:
        faults.append(
            Text(
                vi=f"Đường dẫn dài {len(url)} ký tự, tối đa {URL_LIMIT}.",
                en=f"The address has {len(url)} characters, at most {URL_LIMIT} fit.",
            )
        )
    return url
