"""Lines of the journal, ready to be shown."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from assessments.journal.kinds import door_label, facts_of, kind_label
from assessments.models import JournalLine, User
from criteria.common.text import Text


@dataclass(frozen=True)
class ShownLine:
    """One event in words."""

    at: datetime.datetime
    person: User | None
    account: str
    kind: Text
    facts: list[tuple[Text, Text]]
    address: str
    door: Text
    place: str


def shown_lines(lines: Iterable[JournalLine]) -> list[ShownLine]:
    """Returns the lines in words; their people were read with them."""
    return [
        ShownLine(
            at=line.at,
            person=line.person,
            account=line.account,
            kind=kind_label(line.kind),
            facts=facts_of(line),
            address=line.address,
            door=door_label(line),
            place=line.place,
        )
        for line in lines
    ]
