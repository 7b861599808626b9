"""The rule who may act on sets, and the line that says who did; the people themselves live one floor up."""

from typing import Any, Protocol

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet

from criteria.common.text import NotAllowed, Text
from criteria.models import CriteriaSet

EDIT = "criteria.change_criteriaset"
PUBLISH = "criteria.publish_criteriaset"


class Publisher(Protocol):
    """A person, as far as this floor needs to know one."""

    pk: Any

    def has_perm(self, perm: str, obj: Any = None) -> bool: ...


def reasons_against_editing(by: Publisher, criteria_set: CriteriaSet | None = None) -> list[Text]:
    """Returns the reasons against editing a draft; without one, any of the nation's."""
    if by.has_perm(EDIT, criteria_set):
        return []
    return [
        Text(
            vi="Chỉ quản trị viên được soạn bộ tiêu chí dự thảo.",
            en="Only an administrator may edit a draft set.",
        )
    ]


def demand_editor(by: Publisher, criteria_set: CriteriaSet) -> None:
    """Raises ``NotAllowed`` for a person who may not edit the draft."""
    if reasons := reasons_against_editing(by, criteria_set):
        raise NotAllowed(*reasons)


IMPORTED, COPIED, PUBLISHED, SCALE = "Nhập phụ lục", "Sao chép từ", "Ban hành", "Thang điểm"
_IN_ENGLISH = {
    IMPORTED: "Annex imported",
    COPIED: "Copied from",
    PUBLISHED: "Published",
    SCALE: "Scale of",
}
"""What lines of a set's history begin with, which are written in Vietnamese."""


def note_in_words(message: str) -> Text:
    """Returns a line of a set's history for readers of either language; figures and scales stay as they are."""
    begun = next((one for one in _IN_ENGLISH if message.startswith(one)), None)
    if begun is None:
        return Text(message, message)
    rest = "" if begun == IMPORTED else message.removeprefix(begun)
    return Text(message, f"{_IN_ENGLISH[begun]}{rest}")


def note(by: Publisher, criteria_set: CriteriaSet, flag: int, message: str) -> None:
    """Adds a line to the set's history in the admin: who, when, what (``ADDITION`` or ``CHANGE``)."""
    LogEntry.objects.create(
        user_id=by.pk,
        content_type=ContentType.objects.get_for_model(CriteriaSet),
        object_id=str(criteria_set.pk),
        object_repr=str(criteria_set)[:200],
        action_flag=flag,
        change_message=message,
    )


def notes_of(criteria_set: CriteriaSet) -> QuerySet[LogEntry]:
    """Returns the lines of a set's history, the newest first."""
    about = ContentType.objects.get_for_model(CriteriaSet)
    lines = LogEntry.objects.filter(content_type=about, object_id=str(criteria_set.pk))
    return lines.select_related("user").order_by("-action_time", "-pk")
