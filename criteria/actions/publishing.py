"""Publishes a set: it is checked as a whole, then frozen for good."""

from django.contrib.admin.models import CHANGE
from django.db import transaction
from django.utils import timezone

from criteria.actions.people import PUBLISH, PUBLISHED, Publisher, note
from criteria.common.text import Refused, Text
from criteria.models import CriteriaSet, Criterion
from criteria.validation import Fault, validate_rows


def validate_set(criteria_set: CriteriaSet) -> list[Fault]:
    """Returns every fault of the set's tree at once; an empty list means that it may be published."""
    rows = Criterion.objects.filter(criteria_set=criteria_set).select_related("parent")
    return validate_rows(criteria_set, list(rows.order_by("position")))


@transaction.atomic
def publish_set(*, criteria_set: CriteriaSet, by: Publisher) -> CriteriaSet:
    """Freezes a set for good. Raises ``Refused`` with every fault when its tree is not clean."""
    if not by.has_perm(PUBLISH, criteria_set):
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
    note(by, locked, CHANGE, PUBLISHED)
    return locked
