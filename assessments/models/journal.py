"""The security journal: who came in, from where, through which door, and what they read or took out."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from assessments.models.append_only import AppendOnly, AppendOnlyQuerySet
from assessments.models.changes import Door
from criteria.fields import NfcCharField

LEAST_DAYS = 90
"""The days that PostgreSQL itself keeps a line, whatever the setting says; the trigger of the table names them too."""


class JournalQuerySet(AppendOnlyQuerySet["JournalLine"]):
    def let_go(self) -> int:
        """Deletes the lines; for the retention alone, which notes in the chain what it let go. Returns their number."""
        return super(AppendOnlyQuerySet, self)._raw_delete(self.db)


class JournalLine(AppendOnly):
    """One event; written once. It is apart from the record of changes, which tells of the exercise itself."""

    at = models.DateTimeField(_("thời gian"), default=timezone.now)
    kind = models.CharField(_("việc"), max_length=40)
    """The name of a ``EventKind`` (``assessments/journal/kinds.py``)."""
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="journal",
        verbose_name=_("người"),
        # A constraint would lock the person's row at each reading of a document; nobody is ever deleted.
        db_constraint=False,
        db_index=False,
    )
    account = NfcCharField(_("tài khoản"), max_length=254, blank=True)
    """The mail address at that time, or what was typed in its place where nobody signed in."""
    address = NfcCharField(_("địa chỉ mạng"), max_length=64, blank=True)
    door = models.CharField(_("nguồn"), max_length=10, choices=Door.choices)
    place = NfcCharField(_("nơi"), max_length=200, blank=True)
    """The path that was asked for."""
    facts = models.JSONField(_("chi tiết"), default=dict)

    objects: ClassVar[Any] = models.Manager.from_queryset(JournalQuerySet)()

    class Meta:
        verbose_name = _("dòng nhật ký an ninh")
        verbose_name_plural = pgettext_lazy("số nhiều", "dòng nhật ký an ninh")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["person", "-id"], name="journal_of_a_person"),
            models.Index(fields=["kind", "-id"], name="journal_of_a_kind"),
            models.Index(fields=["at"], name="journal_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%d/%m/%Y %H:%M} · {self.account} · {self.kind}"
