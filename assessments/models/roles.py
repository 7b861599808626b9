"""The roles that people hold at a unit, at a reviewing body, or over all rounds of an owner."""

from enum import nonmember

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """A person's role at a unit, at a reviewing body, or over all rounds of an owner."""

    OFFICER = "officer", _("Cán bộ chấm điểm")
    LEADER = "leader", _("Lãnh đạo đơn vị")
    REVIEWER = "reviewer", _("Người thẩm định")
    COORDINATOR = "coordinator", _("Điều phối viên")
    INSPECTOR = "inspector", _("Người giám sát")
    ADMIN = "admin", _("Quản trị viên")

    # Inside the class body each name is still a pair of value and label, hence the ``[0]``.
    AT_UNIT = nonmember((OFFICER[0], LEADER[0]))
    WATCHERS = nonmember((COORDINATOR[0], INSPECTOR[0], ADMIN[0]))
    """They stand over all rounds of an owner, and read everything there."""
    OF_OWNERS = nonmember((COORDINATOR[0], INSPECTOR[0]))
    """They may stand over the own rounds of one unit alone, as reviewers may."""
    AUDITORS = nonmember((INSPECTOR[0], ADMIN[0]))
    """They read the security journal, and see whether the record is whole."""
    STAFF = nonmember((COORDINATOR[0], ADMIN[0]))
    """They may enter the admin site."""
