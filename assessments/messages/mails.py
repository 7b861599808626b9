"""The mails of notices: each is sent at most once, and tried again while the server is away."""

from functools import partial
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend

from assessments.messages.outbox import NotSent, Outbox
from assessments.models import Notice

MAILS = Outbox(
    rows=Notice.objects.select_related("user").order_by("at", "pk"),
    state="mail",
    tries="mail_tries",
    due_at="mail_at",
    outcome="mail_error",
    minutes_between=(5, 30, 120, 720),
    at_most_once=True,
)


def send_mails(most: int = 500) -> int:
    """Sends the waiting mails that are due; returns how many the mail server took."""
    of_inactive_people = Notice.objects.filter(mail=Notice.Mail.WAITING, user__is_active=False)
    of_inactive_people.update(mail=Notice.Mail.NONE)
    with get_connection() as connection:
        return MAILS.send_due(partial(_send, connection), most=most, one_server=True)


def _send(connection: BaseEmailBackend, notice: Notice) -> str:
    try:
        _message(notice, connection).send()
    except (SMTPException, OSError, ValueError) as fault:
        raise NotSent(f"{type(fault).__name__}: {fault}") from fault
    return ""


def _message(notice: Notice, connection: BaseEmailBackend) -> EmailMessage:
    """Returns the mail in both languages: the person's choice is known only on a page."""
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
