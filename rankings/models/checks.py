"""The record that a ranking was computed again from its leaves: how far that is, and what it found."""

import datetime

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from assessments.jobs.run_state import is_alive
from criteria.common.text import Text

HOLDS = datetime.timedelta(minutes=1)
"""The time for which one answer serves all who ask: pressing again and again costs nothing."""


class Check(models.Model):
    """The last time that a ranking was computed again; one a ranking."""

    class State(models.TextChoices):
        RUNNING = "running", _("Đang tính lại")
        DONE = "done", _("Đã tính lại")
        FAILED = "failed", _("Không tính lại được")

    ranking = models.OneToOneField(
        "rankings.Ranking",
        models.CASCADE,
        related_name="last_check",
        verbose_name=_("bảng xếp hạng"),
    )
    state = models.CharField(
        _("trạng thái"), max_length=10, choices=State.choices, default=State.RUNNING
    )
    step = models.PositiveSmallIntegerField(_("bước"), default=0)
    """The number of ``verification.STEPS`` that are done."""
    progressed_at = models.DateTimeField(_("tiến triển lúc"))
    """The time of the last step; of a check that is over, its end."""
    tries = models.PositiveSmallIntegerField(_("số lần thực hiện"), default=0, db_default=0)
    """The number of workers that have begun it."""
    messages = models.JSONField(_("thông báo"), default=list)
    """Every difference as {"vi": …, "en": …}; of a failed check, the cause."""

    class Meta:
        verbose_name = _("lần kiểm chứng")
        verbose_name_plural = pgettext_lazy("số nhiều", "lần kiểm chứng")

    def __str__(self) -> str:
        return f"{self.ranking} · {self.get_state_display()}"

    @property
    def is_done(self) -> bool:
        return self.state == self.State.DONE

    @property
    def has_failed(self) -> bool:
        return self.state == self.State.FAILED

    @property
    def texts(self) -> list[Text]:
        return [Text(**message) for message in self.messages]

    @property
    def stands(self) -> bool:
        """Returns whether it is under way, or so fresh that nobody needs another."""
        if self.state == self.State.RUNNING:
            return is_alive(self.progressed_at)
        # An end in the future was told by a clock that has been set back since.
        return abs(timezone.now() - self.progressed_at) < HOLDS
