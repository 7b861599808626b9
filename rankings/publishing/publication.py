"""Publishes a ranking, now or at a set time, and takes back one that is not public yet."""

import datetime
from functools import partial

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from assessments import permissions
from assessments.chain.sealing import head_of_chain, seal_record
from assessments.jobs.handing_over import hand_over
from assessments.models import Assessment, Round
from assessments.writing.actor import Actor
from assessments.writing.acts import Act
from assessments.writing.inputs import checked_note
from assessments.writing.record import record
from criteria.common.files.storing import discard
from criteria.common.labels import both_titles
from criteria.common.text import FieldFault, Refused, Text, readable_lines
from rankings.models import Card, CardWork, Ranking
from rankings.publishing.guards import publishing_barriers

PUBLISH_RANKING = Act("publish_ranking", Text(vi="Công bố xếp hạng", en="Published a ranking"))
TAKE_BACK_RANKING = Act(
    "take_back_ranking", Text(vi="Rút xếp hạng chờ công bố", en="Took back a ranking")
)


@transaction.atomic
def publish_ranking(
    *,
    actor: Actor,
    ranking_id: int,
    decision_number: str,
    decision_date: datetime.date | None,
    publish_at: datetime.datetime | None = None,
    reason: str = "",
) -> Ranking:
    """Publishes a draft; it takes the place of the version before it and never changes again.

    A publication rests on a decision, so its number and date are not optional. With ``publish_at`` it
    is public from that moment on: nothing has to run then. A second version of a round needs a
    ``reason``. Raises ``NotAllowed`` or ``Refused`` with every cause.
    """
    ranking = _locked(ranking_id)
    permissions.demand(permissions.reasons_against_coordinating(actor.user, ranking.round.owner_id))
    # Every save of a score locks its sheet, and an import of survey points the round: no score can change
    # between these checks and the end.
    sheets = Assessment.objects.select_for_update(of=("self",), no_key=True).filter(
        round=ranking.round_id
    )
    list(sheets.order_by("pk").values_list("pk", flat=True))
    now, version = timezone.now(), next_version(ranking)
    decision_number, reason = decision_number.strip(), readable_lines(reason).strip()
    causes = against_publishing(ranking, decision_number, decision_date, publish_at, reason)
    if causes or decision_date is None:
        raise Refused(*causes)
    ranking.status = Ranking.Status.PUBLISHED
    ranking.published_at = publish_at or now
    ranking.version = version
    ranking.reason = reason
    ranking.decision_number = decision_number
    ranking.decision_date = decision_date
    record(
        actor,
        PUBLISH_RANKING,
        on=ranking.round,
        after={
            "ranking": ranking.pk,
            "version": version,
            "digest": ranking.digest,
            "decision_number": decision_number,
            "decision_date": decision_date.isoformat(),
            "published_at": ranking.published_at.isoformat(),
        },
        reason=reason,
    )
    seal_record()
    ranking.record_head = head_of_chain().sha256
    ranking.save()
    if ranking.round.owner_id is None:
        CardWork.objects.create(ranking=ranking, progressed_at=now)
        # Where no worker can be told, the clock does it.
        hand_over("rankings.draw_cards", ranking.pk, on_failure=_later)
    return ranking


def _later(_ranking_id: int, _reason: Text) -> None:
    """Leaves the pictures to the clock: the publication holds without them."""


@transaction.atomic
def take_back_ranking(*, actor: Actor, ranking_id: int, reason: str) -> Ranking:
    """Turns a ranking whose moment has not come into a draft again.

    A public one can only be replaced by a new version. Raises ``NotAllowed`` or ``Refused``.
    """
    ranking = _locked(ranking_id)
    permissions.demand(permissions.reasons_against_coordinating(actor.user, ranking.round.owner_id))
    reason, causes = checked_note(reason), []
    if ranking.state != Ranking.State.SCHEDULED:
        causes.append(
            Text(
                vi="Chỉ rút được bảng đang chờ công bố; bảng đã công bố chỉ thay được bằng phiên bản "
                "mới.",
                en="Only a ranking that is yet to be published can be taken back; a published one is "
                "replaced by a new version.",
            )
        )
    if not reason:
        causes.append(Text("Hãy nêu lý do rút về.", "Say why it is taken back."))
    if causes:
        raise Refused(*causes)
    before = {"ranking": ranking.pk, "published_at": str(ranking.published_at)}
    Ranking.objects.filter(pk=ranking.pk).take_back()
    CardWork.objects.filter(ranking=ranking).delete()
    _discard_cards(ranking)
    record(actor, TAKE_BACK_RANKING, on=ranking.round, before=before, reason=reason)
    ranking.refresh_from_db()
    return ranking


def _discard_cards(ranking: Ranking) -> None:
    """Removes the pictures of what will not become public so, their files once that is committed."""
    cards = Card.objects.filter(ranking=ranking)
    for card in cards:
        transaction.on_commit(partial(discard, card.file))
    cards.delete()


def published_heads() -> dict[str, Text]:
    """Returns the heads of the record's chain that went out with rankings, each with the name of its ranking."""
    rankings = Ranking.objects.exclude(record_head="").select_related("round")
    return {one.record_head: both_titles(one.round) for one in rankings}


def _locked(ranking_id: int) -> Ranking:
    """Returns the ranking, locked after its round: every act on rankings locks in that order."""
    round_id = Ranking.objects.values_list("round_id", flat=True).get(pk=ranking_id)
    round_ = Round.objects.select_for_update(no_key=True).get(pk=round_id)
    ranking = Ranking.objects.select_for_update(of=("self",)).get(pk=ranking_id)
    ranking.round = round_
    return ranking


def next_version(ranking: Ranking) -> int:
    """Returns the number that a draft's publication in its round would have, from 1."""
    versions = Ranking.objects.filter(round=ranking.round_id, version__isnull=False)
    return (versions.aggregate(last=Max("version"))["last"] or 0) + 1


def against_publishing(
    ranking: Ranking,
    decision_number: str,
    decision_date: datetime.date | None,
    publish_at: datetime.datetime | None,
    reason: str,
) -> list[Text]:
    """Everything that stands against publishing a ranking so, the person aside."""
    causes = publishing_barriers(ranking)
    causes += _reasons_in_decision(
        decision_number.strip(), decision_date, publish_at, timezone.now()
    )
    try:
        reason = checked_note(reason)
    except Refused as refused:
        causes += refused.causes
    if not reason and next_version(ranking) > 1:
        causes.append(
            FieldFault(
                vi="Kỳ này đã có bảng công bố. Hãy nêu lý do thay thế bằng phiên bản mới.",
                en="A ranking of this round has been published. Say why a new version replaces it.",
                field="reason",
            )
        )
    return causes


NO_NUMBER = FieldFault(
    "Hãy ghi số quyết định công bố.",
    "Give the number of the decision to publish.",
    field="decision_number",
)
NO_DATE = FieldFault(
    "Hãy ghi ngày quyết định công bố.",
    "Give the date of the decision to publish.",
    field="decision_date",
)


def _reasons_in_decision(
    number: str,
    date: datetime.date | None,
    at: datetime.datetime | None,
    now: datetime.datetime,
) -> list[Text]:
    causes: list[Text] = []
    if not number:
        causes.append(NO_NUMBER)
    if date is None:
        causes.append(NO_DATE)
    if len(number) > 100 or not number.isprintable():
        causes.append(
            FieldFault(
                vi="Số quyết định dài quá 100 ký tự hoặc chứa ký tự không hợp lệ.",
                en="The decision's number is longer than 100 characters or holds invalid ones.",
                field="decision_number",
            )
        )
    if date is not None and date > timezone.localdate(at or now):
        causes.append(
            FieldFault(
                vi="Ngày quyết định không được sau ngày công bố.",
                en="The decision's date cannot be after the publication.",
                field="decision_date",
            )
        )
    if at is not None and at <= now:
        causes.append(
            FieldFault(
                vi="Thời điểm công bố đã qua. Hãy để trống để công bố ngay.",
                en="The time of publication has passed. Leave it empty to publish now.",
                field="publish_at",
            )
        )
    return causes
