"""How much one person may take out of the system within an hour: more than anybody reads, less than all there is."""

import datetime

from django.utils import timezone

from assessments.journal.kinds import ARCHIVE, EVIDENCE_DOWNLOAD, EVIDENCE_READ, EventKind
from assessments.models import JournalLine, User
from criteria.common.text import NotAllowed, Text

AN_HOUR = datetime.timedelta(hours=1)
DOCUMENTS_AN_HOUR, ARCHIVES_AN_HOUR = 1000, 300


def demand_document(person: User) -> None:
    """Raises ``NotAllowed`` for whoever has opened as many documents within the hour as anybody may."""
    _demand(person, DOCUMENTS_AN_HOUR, EVIDENCE_READ, EVIDENCE_DOWNLOAD)


def demand_archive(person: User) -> None:
    """Raises ``NotAllowed`` for whoever has taken as many archives of documents within the hour as anybody may."""
    _demand(person, ARCHIVES_AN_HOUR, ARCHIVE)


def _demand(person: User, most: int, *kinds: EventKind) -> None:
    names = [kind.name for kind in kinds]
    lately = JournalLine.objects.filter(
        person=person, kind__in=names, at__gte=timezone.now() - AN_HOUR
    )
    if lately.order_by().count() >= most:
        raise NotAllowed(
            Text(
                vi=f"Tài khoản này đã mở {most} tài liệu hoặc tệp nén trong một giờ qua, là mức tối đa. "
                "Hãy tiếp tục sau một giờ.",
                en=f"This account has opened {most} documents or archives within the last hour, which is the most. "
                "Go on in an hour.",
            )
        )
