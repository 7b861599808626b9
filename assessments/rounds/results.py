"""Opens the results of an own round to everybody, or keeps them for its owner's people."""

from django.db import transaction

from assessments import permissions
from assessments.models import Round
from assessments.writing.actor import Actor
from assessments.writing.acts import Act
from assessments.writing.record import record
from criteria.common.text import Text

OPEN_RESULTS = Act("open_results", Text(vi="Công khai kết quả của kỳ", en="Opened the results"))
CLOSE_RESULTS = Act(
    "close_results", Text(vi="Giữ kết quả của kỳ trong nội bộ", en="Kept the results internal")
)
_NATION_S = Text(
    vi="Kết quả các kỳ của cả nước luôn công khai sau khi công bố.",
    en="Results of the nation's rounds are always open once they are published.",
)


@transaction.atomic
def open_results(*, actor: Actor, round_id: int, is_open: bool) -> Round:
    """Says whether anybody may read what is published of an own round. Raises ``Refused``."""
    round_ = Round.objects.select_for_update(no_key=True).get(pk=round_id)
    faults = [_NATION_S] if round_.owner_id is None else []
    permissions.demand(
        permissions.reasons_against_coordinating(actor.user, round_.owner_id), faults
    )
    if round_.has_open_results != is_open:
        round_.has_open_results = is_open
        round_.save(update_fields=["has_open_results"])
        record(actor, OPEN_RESULTS if is_open else CLOSE_RESULTS, on=round_)
    return round_
