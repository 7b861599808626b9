"""The page of a round's dates and rules: shown with their record, changed by the coordinator."""

import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from assessments import acts, permissions
from assessments.history.facts import KNOWN
from assessments.history.lines import history_lines, with_all
from assessments.models import Change
from assessments.models.round_rules import ROUND_RULES
from assessments.pages.common import (
    Visitor,
    act_once,
    acting,
    round_or_refuse,
    signed_in,
    status_of,
)
from assessments.rounds.changing import CHANGE_ROUND, DATES
from criteria.common.forms import read_whole
from criteria.common.moments import moment_in_input, typed_moment
from criteria.common.text import FieldFault, Refused, Text


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def change_round_page(request: Visitor, round_id: int) -> HttpResponse:
    """Shows the form, filled in with the present values; a refusal keeps the typed ones."""
    round_ = round_or_refuse(request, round_id, permissions.reasons_against_coordinating)
    causes: tuple[Text, ...] = ()
    status = 200
    if request.method == "POST":
        try:
            act_once(request, lambda: _change(request, round_id))
        except Refused as error:
            causes, status = error.causes, status_of(request, error)
        else:
            messages.success(
                request, _("Đã đổi thời hạn, quy định của kỳ và báo cho những người liên quan.")
            )
            return redirect("round", round_id)
    has_opened = round_.opens_at <= timezone.now()
    context: dict[str, Any] = {
        "round": round_,
        "fields": [
            {
                "name": name,
                "label": KNOWN[name][0],
                "rule": ROUND_RULES.get(name),
                "seen": _as_seen(getattr(round_, name)),
                "value": request.POST.get(name, _as_typed(getattr(round_, name))),
            }
            for name in (*DATES, *ROUND_RULES)
            if name != "opens_at" or not has_opened
        ],
        "rules": ROUND_RULES.values(),
        "typed": request.POST,
        "causes": causes,
        "lines": history_lines(
            with_all(Change.objects.filter(round=round_, act=CHANGE_ROUND.name))
        ),
    }
    return render(request, "assessments/change_round.html", context, status=status)


def _change(request: Visitor, round_id: int) -> None:
    wanted, seen = _read(request.POST)
    acts.change_round(
        actor=acting(request),
        round_id=round_id,
        wanted=wanted,
        seen=seen,
        reason=request.POST.get("reason", ""),
        document=request.POST.get("document", ""),
    )


def _as_typed(value: Any) -> str:
    """Returns a value as the input shows it: Vietnam's time to the minute."""
    if isinstance(value, datetime.datetime):
        return moment_in_input(value)
    return str(value)


def _as_seen(value: Any) -> str:
    """Returns a value exactly: an input shows no seconds."""
    return value.isoformat() if isinstance(value, datetime.datetime) else str(value)


def _read(post: QueryDict) -> tuple[dict[str, Any], dict[str, Any]]:
    """Returns the values that the person changed, and the values that they were shown. Raises ``Refused``."""
    wanted: dict[str, Any] = {}
    seen: dict[str, Any] = {}
    faults = []
    for name in (*DATES, *ROUND_RULES):
        typed = post.get(name, "").strip()
        was = _value(name, post.get(f"seen-{name}", ""))
        if name not in post or (was is not None and typed == _as_typed(was)):
            continue
        value = _value(name, typed)
        if value is None:
            label, example = KNOWN[name][0], "17:00 31/12/2026" if name in DATES else "1"
            faults.append(
                FieldFault(
                    vi=f"{label.vi}: chưa đúng; hãy ghi {example}.",
                    en=f"{label.en} is not valid; write {example}.",
                    field=name,
                )
            )
        wanted[name], seen[name] = value, was
    permissions.demand([], faults)
    return wanted, seen


def _value(name: str, text: str) -> Any:
    if name in ROUND_RULES:
        return read_whole(text, most=9999)
    return typed_moment(text)
