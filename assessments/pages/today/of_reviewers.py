"""What a reviewer does today: on the leaves of their bodies, in one round."""

from itertools import groupby

from django.urls import reverse

from assessments.models import Round, User
from assessments.pages.today.saying import (
    NextAct,
    ProgressLine,
    Today,
    as_list,
    deadline_day,
    english_count,
    left_until,
)
from assessments.review.cross_review.leaf_table import LeafLeft, leaves_left
from criteria.common.labels import both_titles
from criteria.common.text import NO_TEXT, Text
from criteria.templatetags.par import title


def reviewer_today(user: User, round_: Round) -> Today:
    """Returns what the round asks of the person's bodies; two queries."""
    leaves = leaves_left(user, round_, all_leaves=False)
    heading = Text(vi="Phần được giao thẩm định", en="The leaves of your body")
    return Today(
        _sentence(round_, leaves), _act(round_, leaves), heading, tuple(_lines(round_, leaves))
    )


def _sentence(round_: Round, leaves: list[LeafLeft]) -> Text:
    waiting = sum(one.counts["waiting"] for one in leaves)
    on_leaves = sum(bool(one.counts["waiting"]) for one in leaves)
    replies = sum(one.counts["answered"] for one in leaves)
    parts = []
    if waiting:
        parts.append(
            Text(
                vi=f"{waiting} điểm chờ thẩm định ở {on_leaves} tiêu chí",
                en=f"{english_count(waiting, 'award')} to give on {english_count(on_leaves, 'criterion', 'criteria')}",
            )
        )
    if replies:
        en = english_count(replies, "explanation")
        parts.append(Text(vi=f"{replies} giải trình chờ trả lời", en=f"{en} to reply to"))
    if not parts:
        return Text(
            vi="Không còn điểm nào chờ thẩm định.",
            en="Nothing waits for your review at the moment.",
        )
    end, things, time = round_.review_by, as_list(parts), left_until(round_.review_by)
    return Text(
        vi=f"Còn {things.vi}; hạn thẩm định {deadline_day(end)}, {time.vi}.",
        en=f"Still {things.en}; the review ends on {deadline_day(end)}, {time.en}.",
    )


def _act(round_: Round, leaves: list[LeafLeft]) -> NextAct:
    first = next((one for one in leaves if one.due), None)
    if first is None:
        label = Text(vi="Xem các tiêu chí thẩm định", en="See the leaves to review")
        return NextAct(label, reverse("leaves", args=[round_.pk]))
    code, name = first.leaf.code, both_titles(first.leaf)
    show = "waiting" if first.counts["waiting"] else "answered"
    return NextAct(
        Text(vi=f"Thẩm định tiếp từ {code}", en=f"Go on with {code}"),
        f"{reverse('by_leaf', args=[round_.pk, code])}?show={show}",
        Text(
            vi=f"{name.vi}: {first.due} đơn vị chờ",
            en=f"{name.en}: {english_count(first.due, 'unit')} waiting",
        ),
    )


def _lines(round_: Round, leaves: list[LeafLeft]) -> list[ProgressLine]:
    lines = []
    for _pk, group in groupby(leaves, key=lambda one: one.leaf.domain_id or one.leaf.pk):
        of_domain = list(group)
        domain = of_domain[0].leaf.domain or of_domain[0].leaf
        total = sum(one.counts["total"] for one in of_domain)
        done = sum(one.counts["reviewed"] for one in of_domain)
        first = next((one for one in of_domain if one.due), of_domain[0])
        href = reverse("by_leaf", args=[round_.pk, first.leaf.code])
        lines.append(
            ProgressLine(domain.code, title(domain), href, done, 0, total, done, _left(of_domain))
        )
    return lines


def _left(leaves: list[LeafLeft]) -> Text:
    waiting = sum(one.counts["waiting"] for one in leaves)
    replies = sum(one.counts["answered"] for one in leaves)
    parts = []
    if waiting:
        parts.append(Text(vi=f"còn {waiting}", en=f"{waiting} left"))
    if replies:
        parts.append(Text(vi=f"chờ trả lời {replies}", en=f"{replies} to reply to"))
    if not parts:
        return NO_TEXT
    return Text(vi=", ".join(p.vi for p in parts), en=", ".join(p.en for p in parts))
