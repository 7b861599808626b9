"""Registers and ends webhooks, and tells them what has become public, or what a unit's plan still asks for."""

import datetime
import hashlib
import hmac
import json
import secrets
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.utils import timezone

from assessments import permissions
from assessments.messages.outbox import Outbox
from assessments.models import Unit
from assessments.writing.actor import Actor
from assessments.writing.acts import Act
from assessments.writing.record import record
from criteria.common.text import FieldFault, Refused, Text
from rankings.models import Ranking
from rankings.models.webhooks import Delivery, Webhook
from rankings.publishing.posting import is_never_asked, may_be_private, post

REGISTER_WEBHOOK = Act(
    "register_webhook", Text(vi="Đăng ký địa chỉ nhận tin", en="Registered a webhook")
)
END_WEBHOOK = Act("end_webhook", Text(vi="Ngừng gửi tới địa chỉ nhận tin", en="Ended a webhook"))
REGISTER_OWN_WEBHOOK = Act(
    "register_own_webhook",
    Text(vi="Đăng ký địa chỉ nhận tin của đơn vị", en="Registered a webhook of the unit"),
    is_own=True,
)
END_OWN_WEBHOOK = Act(
    "end_own_webhook",
    Text(vi="Ngừng gửi tới địa chỉ nhận tin của đơn vị", en="Ended a webhook of the unit"),
    is_own=True,
)

DELIVERIES = Outbox(
    rows=Delivery.objects.select_related(
        "webhook__unit", "ranking__round__criteria_set", "plan__round"
    ).order_by("pk"),
    state="state",
    tries="tries",
    due_at="due_at",
    outcome="told",
    minutes_between=(1, 5, 30, 120, 720),
)
SIGNATURE = "PAR-Signature"
MOST_OF_A_UNIT = 5
_url = URLValidator(schemes=["https"])
_any_url = URLValidator(schemes=["https", "http"])


@transaction.atomic
def register_webhook(*, actor: Actor, url: str, unit_id: int | None = None) -> Webhook:
    """Registers an address to be told of publications, or of a unit's due figures; its secret is shown only this once.

    Raises ``NotAllowed`` or ``Refused``.
    """
    permissions.demand(_reasons_against(actor, unit_id))
    url = url.strip()
    try:
        (_any_url if may_be_private(of_unit=unit_id is not None) else _url)(url)
        fits = len(url) <= 500 and url.isprintable() and not {"@", "#"} & {*url}
        # The library accepts ports that are too large; reading one raises ``ValueError``.
        fits = fits and urlsplit(url).port != 0
    except (ValidationError, ValueError):
        fits = False
    if not fits:
        raise Refused(
            FieldFault(
                vi="Địa chỉ phải bắt đầu bằng https://, dài tối đa 500 ký tự, không có tên đăng nhập "
                "và dấu #.",
                en="The address must start with https://, hold at most 500 characters, no user name "
                "and no #.",
                field="url",
            )
        )
    if is_never_asked(url, of_unit=unit_id is not None):
        raise Refused(
            FieldFault(
                vi="Địa chỉ nằm trong mạng nội bộ: hệ thống không gửi tới đó.",
                en="The address lies in a private network: nothing is sent there.",
                field="url",
            )
        )
    if unit_id is not None:
        _demand_room(unit_id)
    hook = Webhook.objects.create(
        unit_id=unit_id, url=url, secret=secrets.token_hex(32), created_by=actor.user
    )
    act = REGISTER_WEBHOOK if unit_id is None else REGISTER_OWN_WEBHOOK
    record(actor, act, after=_facts(hook))
    return hook


def _facts(hook: Webhook) -> dict[str, Any]:
    """Returns what the record keeps: the server, for what stands behind its name is often a key."""
    parts = urlsplit(hook.url)
    facts = {"webhook": hook.pk, "url": f"{parts.scheme}://{parts.netloc}"}
    return facts | ({"unit": hook.unit.code} if hook.unit else {})


def _reasons_against(actor: Actor, unit_id: int | None) -> list[Text]:
    if unit_id is None:
        return permissions.reasons_against_coordinating(actor.user, owner=None)
    return permissions.reasons_against_planning(actor.user, unit_id)


def _demand_room(unit_id: int) -> None:
    """Raises ``Refused`` where the unit has as many addresses as it may have."""
    Unit.objects.select_for_update().get(pk=unit_id)
    if Webhook.objects.filter(unit=unit_id, ended_at=None).count() >= MOST_OF_A_UNIT:
        raise Refused(
            FieldFault(
                vi=f"Đơn vị đã có {MOST_OF_A_UNIT} địa chỉ: hãy ngừng một địa chỉ trước.",
                en=f"The unit has {MOST_OF_A_UNIT} addresses: end one of them first.",
                field="url",
            )
        )


@transaction.atomic
def end_webhook(*, actor: Actor, webhook_id: int) -> bool:
    """Stops sending to an address; returns whether it was in use. Raises ``NotAllowed``."""
    hook = Webhook.objects.select_for_update().get(pk=webhook_id)
    permissions.demand(_reasons_against(actor, hook.unit_id))
    if hook.ended_at:
        return False
    hook.ended_at = timezone.now()
    hook.save(update_fields=["ended_at"])
    hook.deliveries.filter(state=Delivery.State.WAITING).update(
        state=Delivery.State.FAILED, told="Ended"
    )
    record(actor, END_WEBHOOK if hook.unit_id is None else END_OWN_WEBHOOK, before=_facts(hook))
    return True


def deliver_webhooks(most: int = 200) -> int:
    """Tells every address what it waits for: what became public since it was registered, or figures that are due.

    Returns how many messages were taken.
    It is safe to run twice at once: each try is claimed first, and one that got lost is made again later.
    """
    _plan(timezone.now())
    return DELIVERIES.send_due(_send, most=most)


def _plan(now: datetime.datetime) -> None:
    for hook in Webhook.objects.filter(ended_at=None, unit=None):
        rankings = Ranking.objects.published(now).filter(published_at__gte=hook.created_at)
        new = rankings.exclude(deliveries__webhook=hook)
        Delivery.objects.bulk_create(
            [Delivery(webhook=hook, ranking=ranking, due_at=now) for ranking in new],
            ignore_conflicts=True,
        )


def _send(delivery: Delivery) -> str:
    body = message(delivery)
    moment = int(timezone.now().timestamp())
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "PAR-Index",
        SIGNATURE: f"t={moment},v1={webhook_signature(delivery.webhook.secret, moment, body)}",
    }
    hook = delivery.webhook
    return f"HTTP {post(hook.url, body, headers, of_unit=hook.unit_id is not None)}"


def message(delivery: Delivery) -> bytes:
    """Returns the message to an address as JSON: where to read the ranking or the plan, and nothing of what is in it."""
    ranking = delivery.ranking
    content = _of_ranking(delivery, ranking) if ranking else _of_figures(delivery)
    return json.dumps(content, ensure_ascii=False).encode()


def _of_ranking(delivery: Delivery, ranking: Ranking) -> dict[str, Any]:
    return {
        "event": "ranking.published",
        "id": delivery.pk,
        "ranking": ranking.pk,
        "level": ranking.round.criteria_set.level,
        "year": ranking.round.year,
        "version": ranking.version,
        "published_at": ranking.published_at.isoformat() if ranking.published_at else None,
        "digest": ranking.digest,
        "url": f"{settings.SITE_URL}/api/v1/rankings/{ranking.pk}/",
        "record_head": ranking.record_head,
    }


def _of_figures(delivery: Delivery) -> dict[str, Any]:
    plan, unit = delivery.plan, delivery.webhook.unit
    if plan is None or unit is None or delivery.figures_by is None:
        raise ValueError("A delivery is of a ranking, or of a plan's figures by a day.")
    return {
        "event": "figures.due",
        "id": delivery.pk,
        "plan": plan.pk,
        "unit": unit.code,
        "year": plan.round.year,
        "figures_by": delivery.figures_by.isoformat(),
        "url": f"{settings.SITE_URL}/api/v1/plans/{plan.pk}/",
    }


def webhook_signature(secret: str, moment: int, body: bytes) -> str:
    """Returns the HMAC-SHA256, in hexadecimal, over the time in seconds, a point, and the body."""
    return hmac.new(secret.encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest()
