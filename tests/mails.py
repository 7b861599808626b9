"""Mails of the sign-in pages, which are sent while their page is answered."""

import re

from django.core import mail
from django.core.mail import EmailMessage
from django.test import Client
from django.urls import reverse

from parindex.accounts import MAILS


def sent_mails() -> list[EmailMessage]:
    """Answer what has been sent, once nothing is on its way any more."""
    MAILS.submit(int).result()
    return list(mail.outbox)


def ask_for_code(client: Client, email: str) -> str:
    """Ask for a new password; answer the code in the mail."""
    client.post(reverse("account_reset_password"), {"email": email})
    found = re.search(r"^[A-Z]{4}-[A-Z]{4}$", str(sent_mails()[-1].body), re.MULTILINE)
    assert found
    return found[0]
