"""The open council that acts work on, locked, and the rules for its texts."""

from assessments import permissions
from assessments.models import Assessment, Council
from assessments.writing.actor import Actor
from criteria.common.files.names import visible
from criteria.common.text import FieldFault, Refused, Text


class Overtaken(Refused):
    """Raised with the newer value when somebody has written something else since the person was shown the page."""


EMPTY_AGENDA = Text(
    vi="Chương trình chưa có tiêu chí nào.",
    en="There is nothing on the agenda.",
)


NOT_SENT = Text(
    vi="Phiếu chưa được trình hội đồng. Hãy trình trước khi ghi quyết định.",
    en="The sheet is not with the council. Take it there before a decision is written down.",
)


def open_for_change(actor: Actor, council_id: int) -> Council:
    """Returns the council, locked and still open, for a coordinator. Raises ``Refused``."""
    council = (
        Council.objects.select_for_update(of=("self",)).select_related("round").get(pk=council_id)
    )
    permissions.demand(permissions.reasons_against_coordinating(actor.user, council.round.owner_id))
    if council.closed_at:
        raise Refused(
            Text(
                vi="Phiên họp đã kết thúc, biên bản đã khóa.",
                en="This council is closed; its minutes are locked.",
            )
        )
    return council


def sheet_ids(council: Council) -> list[int]:
    ids = Assessment.objects.filter(scores__council_items__council=council).distinct()
    return list(ids.order_by("pk").values_list("pk", flat=True))


def checked_line(
    typed: str, limit: int, label: Text, faults: list[Text], *, field: str, needed: bool = True
) -> str:
    """Returns one line of text ready to store; adds what is wrong with it, as a fault of a form's ``field``."""
    line = visible(typed)
    if needed and not line:
        faults.append(
            FieldFault(vi=f"{label.vi}: chưa nhập.", en=f"{label.en} is missing.", field=field)
        )
    if len(line) > limit:
        faults.append(
            FieldFault(
                vi=f"{label.vi} dài {len(line)} ký tự, tối đa {limit}.",
                en=f"{label.en} has {len(line)} characters, at most {limit} fit.",
                field=field,
            )
        )
    return line
