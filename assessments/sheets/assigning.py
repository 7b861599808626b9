"""Divides a unit's work: its leader hands out parts to officers, and gives leaves back to them."""

from collections.abc import Mapping, Sequence

from django.db import transaction

from assessments import permissions
from assessments.messages import notices
from assessments.models import Assessment, Membership, Role, Score, Status
from assessments.writing.actor import Actor
from assessments.writing.acts import Act
from assessments.writing.inputs import checked_note
from assessments.writing.locking import locked_score
from assessments.writing.record import record
from criteria.common.numbers import as_typed
from criteria.common.text import Refused, Text
from criteria.models import Criterion

ASSIGN_PARTS = Act("assign_parts", Text(vi="Phân công", en="Handed out parts"), is_internal=True)
RETURN_LEAF = Act(
    "return_leaf",
    Text(vi="Lãnh đạo trả lại cán bộ", en="Given back to the officer"),
    is_internal=True,
)


@transaction.atomic
def assign_parts(
    *, actor: Actor, assessment_id: int, membership_id: int, codes: Sequence[str] | None
) -> Membership:
    """Gives an officer of the unit these nodes of the sheet's tree (codes), or with ``None`` the whole tree.

    They replace the officer's parts in this set; parts in other years' sets stay. Raises ``Refused`` with
    every cause.
    """
    assessment = (
        Assessment.objects.select_for_update(of=("self",), no_key=True)
        .select_related("round__criteria_set", "unit")
        .get(pk=assessment_id)
    )
    membership = (
        Membership.objects.select_for_update(of=("self",))
        .select_related("user")
        .get(pk=membership_id)
    )
    nodes = Criterion.objects.filter(criteria_set=assessment.round.criteria_set_id)
    faults: list[Text] = []
    if membership.unit_id != assessment.unit_id or membership.role != Role.OFFICER:
        faults.append(
            Text(
                vi=f"{membership.user} không phải cán bộ chấm điểm của đơn vị này.",
                en=f"{membership.user} is not an officer of this unit.",
            )
        )
    if assessment.status == Status.FINAL:
        faults.append(
            Text(
                vi="Phiếu đã thẩm định xong nên không cần phân công nữa.",
                en="The review of this sheet is finished; there is nothing left to hand out.",
            )
        )
    chosen = [] if codes is None else _chosen(nodes, codes, faults)
    permissions.demand(permissions.reasons_against_dividing_work(actor.user, assessment), faults)
    of_this_set = [
        part
        for part in membership.parts.all()
        if part.criteria_set_id == assessment.round.criteria_set_id
    ]
    before = sorted(part.code for part in of_this_set)
    others = membership.parts.exclude(criteria_set=assessment.round.criteria_set_id)
    if codes is None and others.exists():
        # With no part at all the membership would be for every set; with only another year's parts it gives nothing here.
        chosen = list(nodes.filter(parent=None))
    membership.parts.remove(*of_this_set)
    membership.parts.add(*chosen)
    record(
        actor,
        ASSIGN_PARTS,
        on=assessment,
        before={"person": membership.user.email, "parts": before},
        after={"person": membership.user.email, "parts": sorted(part.code for part in chosen)},
    )
    return membership


@transaction.atomic
def assign_matrix(
    *, actor: Actor, assessment_id: int, parts: Mapping[int, Sequence[str] | None]
) -> int:
    """Calls ``assign_parts`` for each officer (id of the membership) whose parts change; all or none.

    Returns how many changed. Raises ``Refused`` with every cause, each once.
    """
    assessment = Assessment.objects.select_related("round").get(pk=assessment_id)
    permissions.demand(permissions.reasons_against_dividing_work(actor.user, assessment))
    set_id = assessment.round.criteria_set_id
    officers = (
        Membership.objects.filter(pk__in=parts)
        .select_related("user")
        .prefetch_related("parts")
        .order_by("pk")
    )
    causes: list[Text] = []
    changed = 0
    for officer in officers:
        codes = parts[officer.pk]
        held = [part.code for part in officer.parts.all() if part.criteria_set_id == set_id]
        is_same = (
            not officer.parts.all() if codes is None else held and sorted(codes) == sorted(held)
        )
        # Whoever has nothing in this set may go on without: there is no empty assignment.
        if is_same or (codes is not None and not codes and officer.parts.all() and not held):
            continue
        try:
            with transaction.atomic():
                assign_parts(
                    actor=actor,
                    assessment_id=assessment_id,
                    membership_id=officer.pk,
                    codes=codes,
                )
            changed += 1
        except Refused as error:
            name = str(officer.user)
            causes += [
                Text(vi=f"{name}: {cause.vi}", en=f"{name}: {cause.en}") for cause in error.causes
            ]
    permissions.demand([], causes)
    return changed


def _chosen(
    nodes: Sequence[Criterion], codes: Sequence[str], faults: list[Text]
) -> list[Criterion]:
    """Returns the nodes of these codes, without those below another chosen one."""
    by_code = {node.code: node for node in nodes}
    unknown = sorted({code for code in codes if code not in by_code})
    faults += [
        Text(
            vi=f"Bộ tiêu chí không có mã {as_typed(code)}.",
            en=f"The criteria set has no code {as_typed(code)}.",
        )
        for code in unknown
    ]
    chosen = [by_code[code] for code in dict.fromkeys(codes) if code in by_code]
    if not chosen and not unknown:
        faults.append(
            Text(
                vi="Chưa chọn phần nào. Hãy chọn ít nhất một phần, hoặc chọn “Toàn bộ phiếu”.",
                en="No part is chosen. Choose at least one, or choose “The whole sheet”.",
            )
        )
    return [
        node
        for node in chosen
        if not any(other is not node and permissions.lies_within(node, other) for other in chosen)
    ]


@transaction.atomic
def return_leaf(*, actor: Actor, score_id: int, note: str) -> Score:
    """Gives a leaf back to its officer with a remark, for the unit's leader; the next save clears the remark.

    The version stays, so that it causes no conflict with the officer's typing. Raises ``Refused``.
    """
    score = locked_score(score_id)
    note = checked_note(note)
    faults = []
    if not note:
        faults.append(
            Text(
                vi="Hãy viết điều cán bộ cần sửa.",
                en="Write what the officer is to change.",
            )
        )
    reasons = permissions.reasons_against_dividing_work(actor.user, score.assessment)
    # On a locked or late sheet, or on a survey leaf, nobody could change the leaf that is given back.
    permissions.demand(reasons or permissions.reasons_against_claiming(actor.user, score), faults)
    before = score.returned_note
    score.returned_note = note
    score.save(update_fields=["returned_note"])
    line = record(
        actor,
        RETURN_LEAF,
        on=score,
        before={"returned_note": before},
        after={"returned_note": note},
        reason=note,
    )
    notices.given_back(line, score)
    return score
