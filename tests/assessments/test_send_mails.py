"""Mails of notices: sent once, tried again later, given up in the end, never sent twice."""

import datetime
from smtplib import SMTPServerDisconnected
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.utils import timezone

from assessments.messages.mails import MAILS, send_mails
from assessments.messages.notices import notify
from assessments.messages.outbox import LOST
from assessments.models import Notice, User
from criteria.common.text import Text
from tests.factories import make_person, set_clock

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

WORDS = Text(vi="Phiếu được trả lại:\nthiếu 1.2", en="The sheet was returned")


@pytest.fixture
def user() -> User:
    return make_person()


def waiting(user: User, number: int = 1) -> None:
    for n in range(number):
        notify([user.pk], f"x:{n}", WORDS, "/sheets/1/")


def away(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The mail server is away; answers what was tried."""
    tried: list[str] = []

    def refuse(self: EmailMessage, fail_silently: bool = False) -> int:
        tried.append(self.to[0])
        raise SMTPServerDisconnected("away")

    monkeypatch.setattr(EmailMessage, "send", refuse)
    return tried


def test_both_languages_and_a_link(user: User, mailoutbox: list[Any], settings: Any) -> None:
    settings.SITE_URL = "https://par-index.example"
    waiting(user)
    assert (send_mails(), send_mails()) == (1, 0)
    [mail] = mailoutbox
    assert (mail.to, mail.subject) == ([user.email], "[PAR Index] Phiếu được trả lại: thiếu 1.2")
    for part in (WORDS.vi, WORDS.en, "https://par-index.example/sheets/1/"):
        assert part in mail.body
    notice = Notice.objects.get()
    assert (notice.mail, notice.mail_tries, notice.mail_error) == ("sent", 1, "")
    assert notice.mail_at is not None


def test_a_server_that_is_away_is_asked_again_later(
    user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting(user)
    now = timezone.now()
    tried = away(monkeypatch)
    for tries, minutes in enumerate(MAILS.minutes_between, 1):
        set_clock(monkeypatch, now)
        assert send_mails() == 0
        notice = Notice.objects.get()
        assert (notice.mail, notice.mail_tries, len(tried)) == ("waiting", tries, tries)
        assert "away" in notice.mail_error
        now += datetime.timedelta(minutes=minutes)
        set_clock(monkeypatch, now - datetime.timedelta(seconds=1))
        send_mails()
        assert len(tried) == tries
    set_clock(monkeypatch, now)
    send_mails()
    send_mails()
    tries = len(MAILS.minutes_between) + 1
    notice = Notice.objects.get()
    assert (notice.mail, notice.mail_tries, len(tried)) == ("failed", tries, tries)


def test_one_failure_costs_the_others_no_try(user: User, monkeypatch: pytest.MonkeyPatch) -> None:
    waiting(user, 3)
    tried = away(monkeypatch)
    send_mails()
    assert len(tried) == 1
    assert sorted(Notice.objects.values_list("mail_tries", flat=True)) == [0, 0, 1]


def test_a_process_that_died_on_the_way_sends_nothing_twice(
    user: User, monkeypatch: pytest.MonkeyPatch, mailoutbox: list[Any]
) -> None:
    waiting(user)

    def die(self: EmailMessage, fail_silently: bool = False) -> int:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(EmailMessage, "send", die)
        with pytest.raises(KeyboardInterrupt):
            send_mails()
    assert Notice.objects.get().mail == "sending"
    send_mails()
    set_clock(monkeypatch, timezone.now() + datetime.timedelta(hours=2))
    send_mails()
    notice = Notice.objects.get()
    assert (notice.mail, notice.mail_error, mailoutbox) == ("failed", LOST, [])


def test_who_has_left_gets_no_mail(user: User, mailoutbox: list[Any]) -> None:
    waiting(user)
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert send_mails() == 0
    assert (Notice.objects.get().mail, mailoutbox) == ("none", [])


def test_no_more_than_asked_for(user: User) -> None:
    waiting(user, 5)
    assert [send_mails(3), send_mails(3), send_mails(3)] == [3, 2, 0]
