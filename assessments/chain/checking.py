"""Checks the record, keeps what was found, and tells administrators and inspectors where something is wrong."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction
from django.urls import reverse

from assessments.chain.verifying import Walk
from assessments.messages.notices import notify
from assessments.models import Membership, RecordCheck, Role
from criteria.common.text import Text

MOST_KEPT = 100
"""How many sentences a check keeps; the command says all of them."""


@dataclass(frozen=True)
class CheckResult:
    """What a check found: its row, and every sentence."""

    check: RecordCheck
    faults: list[Text]


def check_record(heads: Collection[str] = ()) -> CheckResult:
    """Checks everything, as ``Walk.faults`` describes it, and keeps the result."""
    walk = Walk()
    faults = list(walk.faults(heads))
    with transaction.atomic():
        check = RecordCheck.objects.create(
            head=walk.head.number,
            sha256=walk.head.sha256,
            lines=walk.lines,
            faults=len(faults),
            first_faults=[{"vi": fault.vi, "en": fault.en} for fault in faults[:MOST_KEPT]],
        )
        if faults:
            _tell(check, faults)
    return CheckResult(check, faults)


def _tell(check: RecordCheck, faults: list[Text]) -> None:
    people = Membership.objects.filter(role__in=Role.AUDITORS, unit=None, user__is_active=True)
    count, first = len(faults), faults[0]
    text = Text(
        vi=f"Kiểm tra hồ sơ phát hiện {count} sai lệch so với chuỗi niêm phong. Đầu tiên: {first.vi}",
        en=f"The check of the record found differences from its seals: {count}. The first: {first.en}",
    )
    recipients = people.order_by().values_list("user_id", flat=True)
    notify(recipients, f"record-check:{check.pk}", text, reverse("record_chain"))
