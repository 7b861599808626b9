"""Permissions to review a sheet, to award points to a leaf, and to see one leaf across all units."""

import datetime

from django.db.models import Q
from django.utils import timezone

from assessments.models import Assessment, Role, Round, Score, Status, User
from assessments.models.conditions import is_self_scored
from assessments.permissions.by_role import may_watch
from assessments.permissions.owners import scores_of_bodies
from assessments.permissions.time_limits import reasons_review_is_closed, scores_in_time_for_review
from criteria.common.labels import both_names
from criteria.common.text import Text
from criteria.models import Criterion


def may_review(user: User) -> bool:
    """Returns whether the person reviews anything at all."""
    return bool(user.owners(Role.REVIEWER))


def reasons_against_reviewing(user: User) -> list[Text]:
    """Returns the reasons against reviewing anything at all."""
    if may_review(user):
        return []
    return [Text(vi="Việc này dành cho người thẩm định.", en="This is for a reviewer.")]


def may_review_sheet(
    user: User, assessment: Assessment, now: datetime.datetime | None = None
) -> bool:
    """Returns whether it is the person's turn to review the sheet; ``may_award`` says which leaves of it."""
    return (
        bool(user.bodies(assessment.round.owner_id))
        and assessment.unit_id not in user.unit_ids
        and assessment.status in Status.REVIEWING
        and not reasons_review_is_closed(assessment, now)
    )


def may_award(user: User, score: Score, now: datetime.datetime | None = None) -> bool:
    """Returns whether the person may award points to the leaf now. For many leaves: ``scores_awardable_by``."""
    return not reasons_against_awarding(user, score, now)


def reasons_against_awarding(
    user: User, score: Score, now: datetime.datetime | None = None
) -> list[Text]:
    """Returns the reasons against awarding points to a leaf. For many leaves: ``scores_awardable_by``."""
    reasons = reasons_against_reviewing(user)
    own_bodies = user.bodies(score.assessment.round.owner_id)
    if not reasons and score.reviewing_body_id not in own_bodies:
        body = score.reviewing_body
        owner = both_names(body) if body else Text(vi="cơ quan khác", en="another body")
        reasons.append(
            Text(
                vi=f"Tiêu chí {score.criterion.code} do {owner.vi} thẩm định.",
                en=f"Criterion {score.criterion.code} is reviewed by {owner.en}.",
            )
        )
    if score.assessment.unit_id in user.unit_ids:
        reasons.append(
            Text(
                vi="Không ai thẩm định phiếu của chính đơn vị mình.",
                en="Nobody reviews the sheet of their own unit.",
            )
        )
    if score.criterion.is_survey:
        reasons.append(
            Text(
                vi="Điểm điều tra xã hội học chỉ nhập từ tệp kết quả điều tra.",
                en="Survey points come in from the survey file only.",
            )
        )
    if no_awards := score.assessment.state_words.no_awards:
        reasons.append(no_awards)
    return reasons + reasons_review_is_closed(score.assessment, now)


def scores_awardable_by(user: User, now: datetime.datetime | None = None) -> Q:
    """Returns the scores to which the person may award points now. For one score: ``may_award``."""
    return (
        is_self_scored()
        & Q(assessment__status__in=Status.REVIEWING)
        & scores_of_bodies(user)
        & ~Q(assessment__unit__in=user.unit_ids)
        & scores_in_time_for_review(now or timezone.now())
    )


def may_compare(user: User, round_: Round, leaf: Criterion | None = None) -> bool:
    """Returns whether the person sees a leaf across all units of the round; without ``leaf``, whether any."""
    return not reasons_against_comparing(user, round_, leaf)


def reasons_against_comparing(
    user: User, round_: Round, leaf: Criterion | None = None
) -> list[Text]:
    """Returns the reasons against seeing a leaf across all units: its reviewers in this round may, and those who watch over all."""
    if may_watch(user, round_.owner_id):
        return []
    reasons = reasons_against_reviewing(user)
    if reasons:
        return reasons
    bodies = user.bodies(round_.owner_id)
    own = Score.objects.filter(assessment__round=round_, reviewing_body__in=bodies)
    if leaf is None:
        if own.exists():
            return []
        return [
            Text(
                vi="Cơ quan của tài khoản này không thẩm định tiêu chí nào của kỳ.",
                en="Your body reviews no leaf of this round.",
            )
        ]
    if own.filter(criterion=leaf).exists():
        return []
    return [
        Text(
            vi=f"Tiêu chí {leaf.code} do cơ quan khác thẩm định.",
            en=f"Criterion {leaf.code} is reviewed by another body.",
        )
    ]
