"""Changes a round's dates and rules while it runs, for every unit at once, with reason and record."""

import datetime
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from assessments import permissions
from assessments.history.facts import KNOWN
from assessments.messages import notices
from assessments.models import Assessment, Round, Status
from assessments.models.round_rules import ROUND_RULES
from assessments.writing.actor import Actor
from assessments.writing.acts import Act
from assessments.writing.inputs import changed_meanwhile, checked_document, checked_note, too_far
from assessments.writing.record import record
from criteria.common.text import FieldFault, Text

CHANGE_ROUND = Act(
    "change_round",
    Text(vi="Đổi thời hạn, quy định của kỳ", en="Changed the round's dates or rules"),
)

DATES = ("opens_at", "submit_by", "review_by")


def date_faults(
    opens_at: datetime.datetime, submit_by: datetime.datetime, review_by: datetime.datetime
) -> list[Text]:
    """Returns the fault of dates that do not follow each other."""
    if opens_at < submit_by < review_by:
        return []
    return [
        FieldFault(
            vi="Ngày mở phải trước hạn tự đánh giá, hạn tự đánh giá trước hạn thẩm định.",
            en="The opening must come before the self-assessment's deadline, and that before the review's.",
            field="review_by" if opens_at < submit_by else "submit_by",
        )
    ]


def rule_faults(rules: Mapping[str, int]) -> list[Text]:
    """Returns the faults of rules, by the names of ``ROUND_RULES``, that no round can have."""
    return [
        FieldFault(cause.vi, cause.en, name)
        for name, value in rules.items()
        for cause in ROUND_RULES[name].faults(value)
    ]


@transaction.atomic
def change_round(
    *,
    actor: Actor,
    round_id: int,
    wanted: Mapping[str, Any],
    seen: Mapping[str, Any],
    reason: str,
    document: str = "",
) -> Round:
    """Moves a round's common dates or changes its rules, with the reason and the number of a document.

    ``wanted`` holds the new values by the names in ``DATES`` and ``ROUND_RULES``, ``seen`` the values that
    the person was shown: one that somebody has changed since is a fault that names it. Sheets with a
    later deadline of their own keep it. Raises ``Refused`` with every cause.
    """
    round_ = Round.objects.select_for_update().get(pk=round_id)
    permissions.demand(permissions.reasons_against_coordinating(actor.user, round_.owner_id))
    # Locks the sheets too, in one order, as every act does: no sheet is sent or asked in between.
    sheets = Assessment.objects.select_for_update(no_key=True).filter(round=round_).order_by("pk")
    list(sheets.values_list("pk", flat=True))
    faults: list[Text] = []
    reason = checked_note(reason)
    document = checked_document(document, faults)
    if not reason:
        faults.append(
            FieldFault(
                vi="Hãy nêu lý do thay đổi.", en="Give the reason for the change.", field="reason"
            )
        )
    before = {name: getattr(round_, name) for name in wanted if name in (*DATES, *ROUND_RULES)}
    changed = {name: wanted[name] for name, value in before.items() if wanted[name] != value}
    faults += changed_meanwhile(before, seen, _in_words)
    if not changed:
        faults.append(Text(vi="Chưa có gì thay đổi.", en="Nothing is changed."))
    for name, value in changed.items():
        setattr(round_, name, value)
    faults += _faults(round_, before, changed)
    permissions.demand([], faults)
    round_.save(update_fields=list(changed))
    line = record(
        actor,
        CHANGE_ROUND,
        on=round_,
        before={name: _recorded(before[name]) for name in changed},
        after={name: _recorded(value) for name, value in changed.items()}
        | ({"document": document} if document else {}),
        reason=reason,
    )
    notices.round_changed(line, round_)
    return round_


def _in_words(name: str, value: Any) -> tuple[Text, Text]:
    label, say = KNOWN[name]
    return label, say(_recorded(value))


def _faults(round_: Round, before: Mapping[str, Any], changed: Mapping[str, Any]) -> list[Text]:
    now = timezone.now()
    faults = date_faults(round_.opens_at, round_.submit_by, round_.review_by)
    faults += rule_faults({name: getattr(round_, name) for name in ROUND_RULES})
    if "opens_at" in changed and before["opens_at"] <= now:
        faults.append(
            FieldFault(
                vi="Kỳ đã mở nên không dời ngày mở được nữa.",
                en="The round has opened; its opening can no longer be moved.",
                field="opens_at",
            )
        )
    for name in ("submit_by", "review_by"):
        if name not in changed:
            continue
        label = KNOWN[name][0]
        if changed[name] <= now:
            faults.append(
                FieldFault(
                    vi=f"{label.vi} mới phải ở tương lai.",
                    en=f"{label.en}: the new one must lie in the future.",
                    field=name,
                )
            )
        faults += [FieldFault(one.vi, one.en, name) for one in too_far(changed[name])]
    if "review_by" in changed:
        faults += _cut_off(round_)
    if "explanations_allowed" in changed:
        faults += _explained_more(round_)
    return faults


def _cut_off(round_: Round) -> list[Text]:
    """Returns a fault that names the units whose time would last beyond the end of their review."""
    sheets = Assessment.objects.filter(round=round_).select_related("unit").order_by("unit__code")
    late = []
    for sheet in sheets:
        sheet.round = round_
        drafting, explaining = sheet.status == Status.DRAFTING, sheet.status == Status.EXPLAINING
        until = sheet.explain_by if explaining else sheet.extended_to if drafting else None
        if until and until >= sheet.review_deadline:
            late.append(sheet.unit.name_vi)
    if not late:
        return []
    names = ", ".join(late[:8]) + ("…" if len(late) > 8 else "")
    return [
        FieldFault(
            vi=f"Có đơn vị còn hạn tự đánh giá hoặc giải trình đến sau hạn thẩm định mới: {names}.",
            en=f"Units may still write or explain after the review's new deadline: {names}.",
            field="review_by",
        )
    ]


def _explained_more(round_: Round) -> list[Text]:
    most = Assessment.objects.filter(round=round_).aggregate(most=Max("explanations"))["most"] or 0
    if most <= round_.explanations_allowed:
        return []
    return [
        FieldFault(
            vi=f"Có phiếu đã giải trình {most} lần: không giảm xuống dưới số đó được.",
            en=f"A sheet has been explained {most} times already: the number cannot be lower.",
            field="explanations_allowed",
        )
    ]


def _recorded(value: Any) -> Any:
    """Returns a value as the record stores it."""
    return value.isoformat() if isinstance(value, datetime.datetime) else value
