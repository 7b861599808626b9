"""The states of a unit's sheet."""

from enum import nonmember

from django.db import models
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    """The states of a unit's sheet; ``assessments.review.workflow.transitions`` alone moves between them."""

    DRAFTING = "drafting", _("Đang tự đánh giá")
    SUBMITTED = "submitted", _("Đã gửi")
    IN_REVIEW = "in_review", _("Đang thẩm định")
    EXPLAINING = "explaining", _("Đang giải trình")
    COUNCIL = "council", _("Trình hội đồng thẩm định")
    FINAL = "final", _("Đã thẩm định xong")

    # Inside the class body each name is still a pair of value and label, hence the ``[0]``.
    REVIEWING = nonmember((SUBMITTED[0], IN_REVIEW[0]))
    """The states in which a sheet's leaves can be awarded."""
    ASSESSED = nonmember((SUBMITTED[0], IN_REVIEW[0], EXPLAINING[0], COUNCIL[0], FINAL[0]))
    """The states in which a unit counts as having submitted."""
