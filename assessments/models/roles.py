"""The roles that people hold at a unit, at a reviewing body, or over the whole exercise."""

from enum import nonmember

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """A person's role at a unit, at a reviewing body, or over the whole exercise."""

    OFFICER = "officer", _("Cán bộ chấm điểm")
    LEADER = "leader", _("Lãnh đạo đơn vị")
    REVIEWER = "reviewer", _("Người thẩm định")
    COORDINATOR = "coordinator", _("Điều phối viên")
    INSPECTOR = "inspector", _("Người giám sát")
    ADMIN = "admin", _("Quản trị viên")

    # Inside the class body each name is still a pair of value and label, hence the ``[0]``.
    AT_UNIT = nonmember((OFFICER[0], LEADER[0]))
    WATCHERS = nonmember((COORDINATOR[0], INSPECTOR[0], ADMIN[0]))
    """They stand over the whole exercise and belong to no unit or body; they read everything."""
    AUDITORS = nonmember((INSPECTOR[0], ADMIN[0]))
    """They read the security journal, and see whether the record is whole."""
    STAFF = nonmember((COORDINATOR[0], ADMIN[0]))
    """They may enter the admin site."""
