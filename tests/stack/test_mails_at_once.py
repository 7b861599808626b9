"""Several clocks at once, on PostgreSQL: each mail goes out once, each reminder is told once."""

import datetime
import threading
import time
from collections import Counter

import pytest
from django.core.mail import EmailMessage

from assessments.messages.mails import send_mails
from assessments.messages.notices import notify
from assessments.models import Notice, Role
from assessments.review.reminders import remind
from criteria.common.text import Text
from tests.factories import make_person, make_round, sheet_of
from tests.stack.test_concurrent_saves import at_once

DAY = datetime.timedelta(days=1)

pytestmark = pytest.mark.django_db(transaction=True)


def test_each_mail_goes_out_once(monkeypatch: pytest.MonkeyPatch) -> None:
    people = [make_person() for _ in range(40)]
    notify([person.pk for person in people], "x:1", Text(vi="Có việc", en="Something"), "/")
    sent: Counter[str] = Counter()
    lock = threading.Lock()

    def send(self: EmailMessage, fail_silently: bool = False) -> int:
        with lock:
            sent[self.to[0]] += 1
        time.sleep(0.01)
        return 1

    monkeypatch.setattr(EmailMessage, "send", send)
    at_once(*(send_mails for _ in range(4)))
    assert sent == Counter(person.email for person in people)
    assert set(Notice.objects.values_list("mail", "mail_tries")) == {("sent", 1)}


def test_each_reminder_is_told_once() -> None:
    sheet = sheet_of(make_round())
    leaders = [make_person(Role.LEADER, unit=sheet.unit) for _ in range(5)]
    at_once(*(lambda: remind(sheet.deadline - DAY) for _ in range(4)))
    assert Notice.objects.count() == len(leaders)
