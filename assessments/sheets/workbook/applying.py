"""Applies claims from an officer's workbook: all of those chosen, or none."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction

from assessments.models import Assessment, Score, Side
from assessments.sheets.claims import save_claim
from assessments.writing.actor import Actor
from assessments.writing.acts import Act
from assessments.writing.record import record
from assessments.writing.versions import Conflict
from criteria.common.text import NotAllowed, Refused, Text

APPLY_WORKBOOK = Act(
    "apply_workbook", Text(vi="Nhập từ Excel", en="Took a filled workbook"), is_draft=True
)


@dataclass(frozen=True, slots=True)
class ChosenClaim:
    """A claim to save in place of the version that its officer has seen."""

    version: int
    claim: Side


class Outdated(Refused):
    """Raised when somebody else has saved some of the leaves since they were shown; nothing was written."""


@transaction.atomic
def apply_workbook(
    *, actor: Actor, assessment_id: int, name: str, claims: Mapping[str, ChosenClaim]
) -> int:
    """Saves ``claims`` (by code) on a sheet, each as ``save_claim`` does; returns how many.

    One refused leaf refuses all: raises ``NotAllowed``, ``Outdated`` or ``Refused`` with every cause.
    """
    assessment = Assessment.objects.select_for_update(no_key=True).get(pk=assessment_id)
    ids = dict(
        Score.objects.filter(assessment=assessment, criterion__code__in=claims).values_list(
            "criterion__code", "pk"
        )
    )
    refusals: list[Refused] = []
    for code, chosen in sorted(claims.items(), key=lambda item: ids.get(item[0], 0)):
        if code not in ids:
            refusals.append(
                Refused(
                    Text(vi=f"Phiếu không có tiêu chí {code}.", en=f"The sheet has no leaf {code}.")
                )
            )
            continue
        try:
            save_claim(
                actor=actor,
                score_id=ids[code],
                version=chosen.version,
                entry=chosen.claim.input,
                not_applicable=chosen.claim.not_applicable,
                note=chosen.claim.note,
            )
        except Refused as refused:
            refusals.append(refused)
    if refusals:
        _refuse(refusals)
    if not claims:
        return 0
    record(
        actor,
        APPLY_WORKBOOK,
        on=assessment,
        after={"file": name, "codes": sorted(claims)},
    )
    return len(claims)


def _refuse(refusals: list[Refused]) -> None:
    causes = list(dict.fromkeys(cause for refusal in refusals for cause in refusal.causes))
    if any(isinstance(refusal, NotAllowed) for refusal in refusals):
        raise NotAllowed(*causes)
    if any(isinstance(refusal, Conflict) for refusal in refusals):
        raise Outdated(*causes)
    raise Refused(*causes)
