"""Adding evidence to a leaf and withdrawing it; ``views.evidence`` serves the files."""

import datetime

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from assessments import actions, permissions
from assessments.models import Evidence, EvidenceLink, Score
from assessments.second_review import asked_at
from assessments.views.doors import Visitor, acting, refused, score_or_refuse, signed_in, status_of
from criteria.text import Refused, Text


def _issued_on(text: str) -> datetime.date | None:
    field = forms.DateField(required=False, input_formats=["%Y-%m-%d", "%d/%m/%Y"])
    try:
        day: datetime.date | None = field.clean(text.strip())
    except ValidationError as error:
        raise Refused(
            Text(
                vi=f"Ngày ban hành “{text[:20]}” không đúng; hãy viết như 23/11/2022.",
                en=f"The date “{text[:20]}” is not valid; write it as 23/11/2022.",
            )
        ) from error
    return day


def _add(request: Visitor, score: Score) -> list[Refused]:
    """Add everything the form holds; what could not be added is named, the rest stays added."""
    actor, post = acting(request), request.POST
    try:
        number, issued_on = post.get("number", ""), _issued_on(post.get("issued_on", ""))
    except Refused as error:
        return [error]
    errors: list[Refused] = []
    uploads = request.FILES.getlist("files")
    if not uploads and not post.get("url", "").strip() and not post.get("existing"):
        missing = Text(vi="Hãy chọn tệp hoặc nhập đường dẫn.", en="Choose a file or enter a link.")
        return [Refused(missing)]
    title = post.get("title", "")
    for upload in uploads:
        try:
            actions.add_file(
                actor=actor,
                score_id=score.pk,
                upload=upload,
                title=title if len(uploads) == 1 else "",
                number=number,
                issued_on=issued_on,
            )
        except Refused as error:
            name = (upload.name or "")[:80]
            causes = (
                Text(vi=f"{name}: {cause.vi}", en=f"{name}: {cause.en}") for cause in error.causes
            )
            errors.append(type(error)(*causes))
    try:
        if url := post.get("url", "").strip():
            actions.add_link(
                actor=actor,
                score_id=score.pk,
                url=url,
                title=title or url,
                number=number,
                issued_on=issued_on,
            )
        if (existing := post.get("existing", "")).isdecimal() and len(existing) < 19:
            actions.attach_evidence(actor=actor, score_id=score.pk, evidence_id=int(existing))
    except Refused as error:
        errors.append(error)
    return errors


@require_POST
@signed_in
def add(request: Visitor, score_id: int) -> HttpResponse:
    """Files (several at once), a link, or a document that the sheet already has."""
    score = score_or_refuse(request, score_id)
    return _answer(request, score, _add(request, score))


@require_POST
@signed_in
def withdraw(request: Visitor, link_id: int) -> HttpResponse:
    """End that a document proves a leaf; the record stays."""
    found = get_object_or_404(EvidenceLink.objects.only("score_id"), pk=link_id)
    score_or_refuse(request, found.score_id)
    try:
        link = actions.withdraw_evidence(
            actor=acting(request), link_id=link_id, reason=request.POST.get("reason", "")
        )
    except Refused as error:
        return refused(request, error)
    return _answer(request, score_or_refuse(request, link.score_id), [])


def _answer(request: Visitor, score: Score, errors: list[Refused]) -> HttpResponse:
    causes = [cause for error in errors for cause in error.causes]
    # A person who may not (403) weighs more than a file that cannot be taken (422).
    status = min((status_of(request, error) for error in errors), default=200)
    if not request.htmx:
        if causes:
            return render(request, "refused.html", {"causes": causes, "back": score}, status=status)
        return redirect("leaf", score.assessment_id, score.criterion.code)
    return render(
        request,
        "assessments/_evidence.html",
        evidence_context(request, score, causes, asked_at(score.assessment)),
        status=status,
    )


def evidence_context(
    request: Visitor, score: Score, causes: list[Text], asked: datetime.datetime | None
) -> dict[str, object]:
    """The documents of a leaf, and those of the sheet that it could share."""
    links = list(
        EvidenceLink.objects.filter(score=score)
        .select_related("evidence__uploaded_by", "withdrawn_by")
        .order_by("withdrawn_at", "linked_at")
    )
    linked = [link.evidence_id for link in links if link.withdrawn_at is None]
    reasons = permissions.to_prove(request.user, score)
    return {
        "score": score,
        "links": links,
        "documents": len(linked),
        "claim_reasons": permissions.to_claim(request.user, score),
        "prove_reasons": reasons,
        "asked_at": asked,
        "others": []
        if reasons
        else Evidence.objects.filter(assessment=score.assessment_id)
        .exclude(pk__in=linked)
        .distinct(),
        "causes": causes,
        "changed": True,
    }
