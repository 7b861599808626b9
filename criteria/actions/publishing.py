"""Publishes a set: it is checked as a whole, then frozen for good."""

from django.contrib.admin.models import CHANGE
from django.db import transaction
from django.utils import timezone

from criteria.actions.people import Publisher, note
from criteria.common.text import Refused, Text
from criteria.models import CriteriaSet, Criterion
from criteria.validation import Fault, Node, validate_nodes


def validate_set(criteria_set: CriteriaSet) -> list[Fault]:
    """Returns every fault of the set's tree at once; an empty list means that it may be published."""
    rows = (
        Criterion.objects.filter(criteria_set=criteria_set)
        .select_related("parent")
        .order_by("position")
    )
    nodes = [
        Node(
            code=row.code,
            parent_code=row.parent.code if row.parent else None,
            kind=row.kind,
            title=row.title_vi,
            max_points=row.max_points,
            source=row.source,
            scale=row.scale,
            counts=row.own_counts,
            gate=row.gate,
        )
        for row in rows
    ]
    strays = [
        Fault(
            row.code,
            Text(
                vi=f"Mục “{row.code}”: mục cha thuộc một bộ tiêu chí khác",
                en=f"Item “{row.code}”: its parent belongs to another set",
            ),
        )
        for row in rows
        if row.parent and row.parent.criteria_set_id != row.criteria_set_id
    ]
    return [*validate_nodes(nodes, criteria_set.total_points, criteria_set.rules), *strays]


@transaction.atomic
def publish_set(*, criteria_set: CriteriaSet, by: Publisher) -> CriteriaSet:
    """Freezes a set for good. Raises ``Refused`` with every fault when its tree is not clean."""
    if not by.has_perm("criteria.publish_criteriaset"):
        raise Refused(
            Text(
                vi="Chỉ điều phối viên hoặc quản trị viên được ban hành bộ tiêu chí.",
                en="Only a coordinator or an administrator may publish a criteria set.",
            )
        )
    locked = CriteriaSet.objects.select_for_update().get(pk=criteria_set.pk)
    if locked.is_published:
        raise Refused(
            Text(
                vi=f"“{locked.title_vi}” đã được ban hành trước đó.",
                en=f"“{locked.title_vi}” was published before.",
            )
        )
    faults = validate_set(locked)
    if faults:
        raise Refused(*(fault.text for fault in faults))
    locked.status = CriteriaSet.Status.PUBLISHED
    locked.published_at = timezone.now()
    locked.checked = True
    locked.save(update_fields=["status", "published_at"])
    note(by, locked, CHANGE, "Ban hành")
    return locked
