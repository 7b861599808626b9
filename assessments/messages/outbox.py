"""Notices read, and their mails sent: each at most once, tried again while the server is away."""

import datetime
import logging
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from assessments.models import Notice, User

log = logging.getLogger(__name__)

MINUTES_BETWEEN = (5, 30, 120, 720)
"""How long to wait after each failed try; after one more the mail is given up."""
TRIES = len(MINUTES_BETWEEN) + 1
LOST_AFTER = datetime.timedelta(hours=1)
LOST = "Interrupted: not known whether it was sent, and so not sent again."


def mark_read(*, user: User, ids: list[int] | None = None) -> int:
    """Mark a person's own notices as read, these (ids) or all; answers how many were unread."""
    mine = Notice.objects.filter(user=user, read_at=None)
    if ids is not None:
        mine = mine.filter(pk__in=ids)
    return mine.update(read_at=timezone.now())


def send_mails(most: int = 500) -> int:
    """Send the mails that wait and are due; answers how many the mail server took.

    A row is claimed before it is sent, by one process alone; should that process die on the way, the
    mail is given up rather than sent twice.
    """
    now = timezone.now()
    Notice.objects.filter(mail=Notice.Mail.SENDING, mail_at__lte=now - LOST_AFTER).update(
        mail=Notice.Mail.FAILED, mail_error=LOST
    )
    sent = 0
    with get_connection() as connection:
        for _ in range(most):
            if (notice := _claim(now)) is None:
                break
            mail = _send(notice, connection)
            sent += mail == Notice.Mail.SENT
            if mail == Notice.Mail.WAITING:
                # The server is away or busy: asking for each of the others would cost them a try too.
                break
    return sent


def _due(now: datetime.datetime) -> Q:
    due = Q(mail_tries=0)
    for tries, minutes in enumerate(MINUTES_BETWEEN, 1):
        due |= Q(mail_tries=tries, mail_at__lte=now - datetime.timedelta(minutes=minutes))
    return due


def _claim(now: datetime.datetime) -> Notice | None:
    """The oldest mail that is due, ours alone from here on; one at a time, so that no more is lost."""
    with transaction.atomic():
        waiting = Notice.objects.filter(_due(now), mail=Notice.Mail.WAITING)
        notice = waiting.select_for_update(skip_locked=True).order_by("at", "pk").first()
        if notice is not None:
            notice.mail, notice.mail_at = Notice.Mail.SENDING, timezone.now()
            notice.mail_tries += 1
            notice.save(update_fields=["mail", "mail_tries", "mail_at"])
    return notice


def _send(notice: Notice, connection: BaseEmailBackend) -> Notice.Mail:
    """Send one mail and keep what became of it."""
    mail, error = Notice.Mail.SENT, ""
    if not notice.user.is_active:
        mail = Notice.Mail.NONE
    else:
        try:
            _message(notice, connection).send()
        except (SMTPException, OSError, ValueError) as fault:
            mail = Notice.Mail.FAILED if notice.mail_tries >= TRIES else Notice.Mail.WAITING
            error = f"{type(fault).__name__}: {fault}".replace("\x00", "")[:300]
            log.warning(
                "mail of notice %s failed (try %s): %s", notice.pk, notice.mail_tries, error
            )
    Notice.objects.filter(pk=notice.pk).update(mail=mail, mail_error=error, mail_at=timezone.now())
    return mail


def _message(notice: Notice, connection: BaseEmailBackend) -> EmailMessage:
    """Both languages: nobody's choice is known outside a page."""
    link = f"{settings.SITE_URL}{notice.path}"
    subject = " ".join(notice.text_vi.split())
    return EmailMessage(
        subject=f"[PAR Index] {subject[:120]}",
        body=f"{notice.text_vi}\n\n{link}\n\n--\n{notice.text_en}\n",
        to=[notice.user.email],
        connection=connection,
        headers={
            "Message-ID": f"<notice-{notice.pk}@{settings.SITE_HOST}>",
            "Auto-Submitted": "auto-generated",
        },
    )
