"""How much one person may take out of the system within an hour: more than anybody reads, less than all there is."""

import time

from django.core.cache import cache

from assessments.models import User
from criteria.common.text import NotAllowed, Text

HOUR = 60 * 60
DOCUMENTS_AN_HOUR, ARCHIVES_AN_HOUR = 1000, 300


def demand_document(person: User) -> None:
    """Counts a document that a person opens; raises ``NotAllowed`` above what anybody may within an hour of the clock."""
    _count(person, "documents", DOCUMENTS_AN_HOUR)


def demand_archive(person: User) -> None:
    """Counts an archive of documents that a person takes; raises ``NotAllowed`` as for documents."""
    _count(person, "archives", ARCHIVES_AN_HOUR)


def _count(person: User, what: str, most: int) -> None:
    """Counts in the cache: to count the journal's lines would be one more question with each document."""
    key = f"{what}-{person.pk}-{int(time.time()) // HOUR}"
    cache.add(key, 0, HOUR)
    try:
        taken = cache.incr(key)
    except ValueError:
        # The cache lost it just now.
        return
    if taken > most:
        raise NotAllowed(
            Text(
                vi=f"Tài khoản này đã mở {most} tài liệu hoặc tệp nén trong giờ này, là mức tối đa. "
                "Hãy tiếp tục sau một giờ.",
                en=f"This account has opened {most} documents or archives within this hour, which is the most. "
                "Go on in an hour.",
            )
        )
