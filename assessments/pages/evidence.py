"""The forms to add evidence to a leaf, to correct it and to withdraw it; ``pages.evidence_files`` sends the files."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django_htmx.http import reswap, retarget

from assessments import acts
from assessments.models import Evidence, EvidenceLink, Score
from assessments.pages.answers import REFUSAL, mark
from assessments.pages.common import (
    Visitor,
    act_once,
    acting,
    require_press,
    score_or_refuse,
    signed_in,
    status_of,
)
from assessments.pages.workspace import after_a_document, after_a_word, panel, workspace_page
from assessments.review.second_review import asked_at
from assessments.sheets.evidence.describing import description_mark
from assessments.sheets.evidence.leaf_evidence import (
    evidence_context,
    is_described_otherwise,
    used_again,
)
from assessments.sheets.evidence.texts import (
    VALIDITY,
    DocumentDescription,
    described_of,
    description_faults,
    description_in_form,
    validity_of,
)
from assessments.sheets.evidence.uploads import TOGETHER_LIMIT, stem
from assessments.sheets.last_year import last_award
from criteria.common.bodies import takes_files
from criteria.common.files.names import clean_name
from criteria.common.forms import whole_number
from criteria.common.text import Refused, Text

DESCRIPTION = (*DocumentDescription.__annotations__, *VALIDITY)
ADDED = (*DocumentDescription.__annotations__, "url", "existing", "asked_for")


@dataclass
class Answer:
    """The result of a form: the refusals, and for accepted documents the hints that their reader needs."""

    errors: list[Refused] = field(default_factory=list)
    hints: list[Text] = field(default_factory=list)
    descriptions: dict[int, dict[str, str]] = field(default_factory=dict)
    """The values typed for documents that have another description, by link (id)."""


def _add(request: Visitor, score: Score) -> Answer:
    """Adds everything that the form holds; the answer names each thing that failed, and the rest stays added."""
    actor, post = acting(request), request.POST
    answer = Answer()
    try:
        described = described_of(post)
    except Refused as error:
        return Answer([error])
    asked_for = _place(request)
    uploads = request.FILES.getlist("files")
    if not uploads and not post.get("url", "").strip() and not post.get("existing"):
        missing = Text(
            vi="Hãy chọn tệp, nhập đường dẫn hoặc chọn tài liệu đã có.",
            en="Choose a file, enter a link or choose a document that is there.",
        )
        return Answer([Refused(missing)])
    typed = post.get("title", "").strip()
    for place, upload in enumerate(uploads):
        name = clean_name(upload.name or "")
        # Several files share one title, so each has its own name beside it.
        described["title"] = f"{typed} – {stem(name)}" if typed and len(uploads) > 1 else typed
        try:
            add = partial(
                _add_file,
                request,
                score,
                upload=upload,
                asked_for=asked_for,
                **described,
            )
            evidence = Evidence.objects.get(pk=act_once(request, add, f"file {place}"))
        except Refused as error:
            causes = (
                Text(vi=f"{name[:80]}: {cause.vi}", en=f"{name[:80]}: {cause.en}")
                for cause in error.causes
            )
            answer.errors.append(type(error)(*causes))
            continue
        if is_described_otherwise(evidence, described):
            answer.hints.append(used_again(evidence))
            link = evidence.links.get(score=score, withdrawn_at=None)
            answer.descriptions[link.pk] = description_in_form(described)
    try:
        if url := post.get("url", "").strip():
            described["title"] = typed or url
            act_once(
                request,
                lambda: (
                    acts.add_link(
                        actor=actor,
                        score_id=score.pk,
                        url=url,
                        asked_for=asked_for,
                        **described,
                    ).pk
                ),
                "link",
            )
        if post.get("existing"):
            existing = whole_number(post, "existing")
            act_once(
                request,
                lambda: (
                    acts.attach_evidence(
                        actor=actor, score_id=score.pk, evidence_id=existing, asked_for=asked_for
                    ).pk
                ),
                "existing",
            )
    except Refused as error:
        answer.errors.append(error)
    return answer


def _place(request: Visitor) -> int | None:
    """Returns which of the asked-for documents the form is about; none for one that says nothing of it."""
    return whole_number(request.POST, "asked_for") if request.POST.get("asked_for") else None


def _add_file(request: Visitor, score: Score, **given: Any) -> int:
    return acts.add_file(actor=acting(request), score_id=score.pk, **given).pk


@takes_files(TOGETHER_LIMIT)
@require_press
@signed_in
def add_evidence_page(request: Visitor, score_id: int) -> HttpResponse:
    """Adds files (several at once), a link, or a document that the sheet already has."""
    score = score_or_refuse(request, score_id)
    answer = _add(request, score)
    return _answer(request, score, answer, typed=ADDED if answer.errors else ())


@require_press
@signed_in
def reuse(request: Visitor, score_id: int) -> HttpResponse:
    """Uses a document of the year before again."""
    score, answer = score_or_refuse(request, score_id), Answer()
    former = whole_number(request.POST, "evidence")
    act = partial(acts.reuse_evidence, actor=acting(request), score_id=score_id, evidence_id=former)
    try:
        act_once(request, lambda: act().pk)
    except Refused as error:
        answer.errors.append(error)
    return _answer(request, score, answer)


@require_press
@signed_in
def describe(request: Visitor, link_id: int) -> HttpResponse:
    """Corrects a document's title, number and date."""
    link = get_object_or_404(EvidenceLink.objects.only("score_id"), pk=link_id)
    score, post = score_or_refuse(request, link.score_id), request.POST
    answer = Answer()
    try:
        acts.describe_evidence(
            actor=acting(request),
            link_id=link_id,
            **described_of(post, post.get("title", "")),
            **validity_of(post),
            seen=post.get("over") or post.get("seen", ""),
        )
    except Refused as error:
        if request.htmx and "auto" in post:
            return _unsaved(request, link_id, error)
        typed = {name: post.get(name, "") for name in DESCRIPTION}
        answer.errors.append(error)
        answer.descriptions[link_id] = typed
    if request.htmx and "auto" in post:
        return _described(request, link_id)
    return _answer(request, score, answer, around=after_a_word)


def _described(request: Visitor, link_id: int, causes: Sequence[Text] = ()) -> HttpResponse:
    """Returns what a save by itself changes: how it stands, the faults at their fields, the document's line."""
    link = EvidenceLink.objects.select_related("evidence__uploaded_by").get(pk=link_id)
    faults = description_faults(request.POST)
    at_fields = [cause for of_field in faults.values() for cause in of_field]
    context = {
        "link": link,
        "doc": link.evidence,
        "seen": description_mark(link.evidence),
        "faults": faults,
        "is_refused": bool(causes),
        "causes": [cause for cause in causes if cause not in at_fields],
        "at": timezone.now(),
    }
    answer = render(request, "assessments/leaf/_described.html", context)
    return retarget(reswap(answer, "innerHTML"), f"#dstate{link_id}")


def _unsaved(request: Visitor, link_id: int, error: Refused) -> HttpResponse:
    answer = _described(request, link_id, error.causes)
    answer.status_code = _status_of(request, error)
    return mark(answer, REFUSAL)


@require_press
@signed_in
def tick_document(request: Visitor, link_id: int) -> HttpResponse:
    """Says which of the documents that the leaf asks for a linked one is."""
    link = get_object_or_404(EvidenceLink.objects.only("score_id"), pk=link_id)
    score, answer = score_or_refuse(request, link.score_id), Answer()
    try:
        acts.tick_evidence(actor=acting(request), link_id=link_id, asked_for=_place(request))
    except Refused as error:
        answer.errors.append(error)
    return _answer(request, score, answer, around=after_a_word)


@require_press
@signed_in
def withdraw(request: Visitor, link_id: int) -> HttpResponse:
    """Withdraws a document from a leaf; the record stays."""
    link = get_object_or_404(EvidenceLink.objects.only("score_id"), pk=link_id)
    score, answer = score_or_refuse(request, link.score_id), Answer()
    reason = request.POST.get("reason", "")
    try:
        act_once(
            request,
            lambda: (
                acts.withdraw_evidence(actor=acting(request), link_id=link_id, reason=reason).pk
            ),
        )
    except Refused as error:
        answer.errors.append(error)
    return _answer(request, score, answer)


def _status_of(request: Visitor, error: Refused) -> int:
    return 409 if isinstance(error, acts.DescriptionConflict) else status_of(request, error)


def _answer(
    request: Visitor,
    score: Score,
    answer: Answer,
    typed: Sequence[str] = (),
    around: Callable[[Visitor, Score], dict[str, Any]] = after_a_document,
) -> HttpResponse:
    """Returns the documents as they are now, and what is other ``around`` them.

    A refusal leaves the typed text (``typed`` fields) in its place.
    """
    causes = [cause for error in answer.errors for cause in error.causes]
    at_fields = [
        cause
        for typed_text in answer.descriptions.values()
        for of_field in description_faults(typed_text).values()
        for cause in of_field
    ]
    causes_above = [cause for cause in causes if cause not in at_fields]
    # A person who may not write (403) counts before a file that cannot be taken (422).
    status = min((_status_of(request, error) for error in answer.errors), default=200)
    if not request.htmx and not causes:
        messages.success(request, _("Đã lưu"))
        for text in answer.hints:
            messages.info(request, text.in_language(request.LANGUAGE_CODE))
        return redirect("leaf", score.assessment_id, score.criterion.code)
    context = evidence_context(
        request.user,
        score,
        asked_at(score.assessment),
        last=last_award(score),
        causes=causes_above,
        hints=answer.hints,
        typed={name: request.POST.get(name, "") for name in typed},
        descriptions=answer.descriptions,
    )
    if request.htmx:
        context |= around(request, score)
        return render(request, "assessments/_evidence.html", context, status=status)
    context |= {"changed": False, "causes": causes_above, "evidence_causes": ()}
    return workspace_page(request, panel(request, score) | context, status=status)
