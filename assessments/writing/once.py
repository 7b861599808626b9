"""Does the act of a form once, however often the form is sent: the second of two presses gets the first one's result."""

import datetime
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.utils import timezone

from assessments.models import SentForm, User

KEPT = datetime.timedelta(days=1)
"""How long a page may lie open between two presses."""


@transaction.atomic
def do_once(user: User, key: str, act: Callable[[], Any]) -> Any:
    """Returns the result of ``act``, plain JSON, done now or when the person first sent the form with that ``key``.

    A second press waits for the first. What was refused may be sent again.
    """
    sent, is_first = SentForm.objects.get_or_create(user=user, key=key)
    if is_first:
        SentForm.objects.filter(user=user, at__lt=timezone.now() - KEPT).delete()
        sent.result = act()
        sent.save(update_fields=["result"])
    return sent.result
