"""Long work that one person has started, with its progress and the file that it leaves."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from assessments.models.changes import Door
from assessments.models.people import User
from criteria.common.text import Text
from criteria.fields import NfcCharField


def stored_name(_job: "Job", _file_name: str) -> str:
    """Returns a random name for a file, as for evidence."""
    return f"jobs/{uuid.uuid4().hex}"


class JobQuerySet(models.QuerySet["Job"]):
    def of(self, user: User) -> "JobQuerySet":
        """Returns the person's own jobs, the newest first, without those that have expired."""
        mine = self.filter(Q(expires_at=None) | Q(expires_at__gt=timezone.now()), owner=user)
        return mine.order_by("-created_at", "-pk")


class Job(models.Model):
    """One piece of long work; ``assessments.jobs.kinds`` says how to declare and start one."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Đang chờ")
        RUNNING = "running", _("Đang làm")
        DONE = "done", _("Đã xong")
        FAILED = "failed", _("Không làm được")

    OPEN = (State.WAITING, State.RUNNING)

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="jobs", verbose_name=_("người tạo")
    )
    door = models.CharField(_("qua"), max_length=10, choices=Door.choices)
    kind = models.CharField(_("loại"), max_length=40)
    parameters = models.JSONField(_("tham số"), default=dict)
    key = models.CharField(max_length=64)
    """The SHA-256 of kind and parameters: the same work is not started twice at once."""
    title_vi = NfcCharField(_("tên việc"), max_length=500)
    title_en = NfcCharField(_("tên tiếng Anh"), max_length=500)
    state = models.CharField(
        _("trạng thái"), max_length=10, choices=State.choices, default=State.WAITING
    )
    run = models.UUIDField(null=True)
    """The run that works on it; an older run finds another id here and stops."""
    tries = models.PositiveSmallIntegerField(_("số lần thực hiện"), default=0, db_default=0)
    """The number of runs that have begun it."""
    done = models.PositiveIntegerField(_("đã xong"), default=0)
    total = models.PositiveIntegerField(_("tổng số"), default=0)
    """The number of steps; 0 until it is known."""
    messages = models.JSONField(_("thông báo"), default=list)
    """The messages to its owner, as a list of {"vi": …, "en": …}; those of a failed job are its causes."""
    file = models.FileField(_("tệp"), upload_to=stored_name, max_length=100, blank=True)
    file_name = NfcCharField(_("tên tệp"), max_length=255, blank=True)
    content_type = models.CharField(_("loại tệp"), max_length=100, blank=True)
    size = models.PositiveBigIntegerField(
        _("kích thước"), null=True, blank=True, help_text=_("byte")
    )
    created_at = models.DateTimeField(_("tạo lúc"), auto_now_add=True)
    progressed_at = models.DateTimeField(_("tiến triển lúc"), default=timezone.now)
    ended_at = models.DateTimeField(_("kết thúc lúc"), null=True, blank=True)
    expires_at = models.DateTimeField(_("giữ đến"), null=True, blank=True)

    objects = models.Manager.from_queryset(JobQuerySet)()

    class Meta:
        verbose_name = _("việc chạy lâu")
        verbose_name_plural = pgettext_lazy("số nhiều", "việc chạy lâu")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "key"],
                condition=Q(state__in=["waiting", "running"]),
                name="job_once_at_a_time",
            ),
        ]
        indexes = [models.Index(fields=["expires_at"], name="job_by_expiry")]

    def __str__(self) -> str:
        return self.title_vi

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN

    @property
    def has_failed(self) -> bool:
        return self.state == self.State.FAILED

    @property
    def texts(self) -> list[Text]:
        return [Text(**message) for message in self.messages]
