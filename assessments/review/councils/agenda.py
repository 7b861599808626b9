"""Councils as their pages show them: the agenda with both sides and the thread, the members, the quorum."""

from collections import defaultdict
from dataclasses import dataclass

from assessments.models import (
    Council,
    CouncilItem,
    CouncilMember,
    Evidence,
    EvidenceLink,
    Flag,
    Remark,
    Round,
    Score,
    Status,
)
from assessments.models.sheet_scales import scale_of
from assessments.sheets.panel import ShownSide, saved_side
from criteria.common.text import Text
from criteria.scales import Scale


@dataclass(frozen=True)
class AgendaItem:
    """A leaf on the agenda, with both sides, its remarks, its documents and the council's decision."""

    item: CouncilItem
    scale: Scale
    claim: ShownSide
    award: ShownSide
    decision: ShownSide | None
    remarks: list[Remark]
    proofs: list[Evidence]
    is_sent: bool
    """True where the sheet is with the council: only then can a decision be written down."""
    typed: ShownSide | None = None
    """A decision as somebody typed it, where it was refused."""
    causes: tuple[Text, ...] = ()
    """Why it was refused."""

    @property
    def in_form(self) -> ShownSide:
        """The side from which the form of the decision starts."""
        return self.typed or self.decision or self.award

    @property
    def reason(self) -> str:
        """The reason of the decision, as typed or as saved."""
        return self.typed.note if self.typed else self.item.reason


@dataclass(frozen=True)
class Quorum:
    """The number of members who took part, of all; ``needed`` of them by the round's percentage."""

    took_part: int
    total: int
    percent: int

    @property
    def needed(self) -> int:
        """The members needed: ``percent`` of all, rounded up to a whole member; at least one."""
        return max(1, -(-self.percent * self.total // 100))

    @property
    def rule(self) -> Text:
        """How many took part, and how many must."""
        return Text(
            vi=f"Dự họp hoặc cho ý kiến bằng văn bản: {self.took_part}/{self.total}; cần ít nhất "
            f"{self.percent}% của {self.total}, tức {self.needed} thành viên.",
            en=f"Present or consenting in writing: {self.took_part} of {self.total}; at least "
            f"{self.percent}% of {self.total} are needed, that is {self.needed}.",
        )

    @property
    def is_reached(self) -> bool:
        return self.total > 0 and self.took_part >= self.needed


def quorum_of(council: Council, members: list[CouncilMember]) -> Quorum:
    """Returns the quorum by the attendance recorded so far."""
    absent = CouncilMember.Presence.ABSENT
    took_part = sum(member.presence != absent for member in members)
    return Quorum(took_part, len(members), council.round.quorum_percent)


def items_of(council: Council) -> list[AgendaItem]:
    """Returns the agenda in three queries, however long."""
    items = list(
        council.items.select_related(
            "score__criterion",
            "score__assessment__unit",
            "score__reviewing_body",
        ).order_by("score__assessment__unit__code", "score__criterion__position")
    )
    remarks: dict[int, list[Remark]] = defaultdict(list)
    remark_rows = Remark.objects.filter(score__in=[item.score_id for item in items])
    for remark in remark_rows.select_related("by"):
        remarks[remark.score_id].append(remark)
    proofs: dict[int, list[Evidence]] = defaultdict(list)
    links = EvidenceLink.objects.filter(score__in=[item.score_id for item in items])
    for link in links.filter(withdrawn_at=None).select_related("evidence").order_by("pk"):
        proofs[link.score_id].append(link.evidence)
    return [_item(item, remarks[item.score_id], proofs[item.score_id]) for item in items]


def next_undecided(items: list[AgendaItem], after: int | None = None) -> int | None:
    """Returns the first item (id) without a decision that comes after another one, or the first of all."""
    ids = [item.item.pk for item in items]
    start = ids.index(after) + 1 if after in ids else 0
    ordered = items[start:] + items[:start]
    return next((item.item.pk for item in ordered if item.decision is None), None)


def _item(item: CouncilItem, remarks: list[Remark], proofs: list[Evidence]) -> AgendaItem:
    score = item.score
    scale = scale_of(score)
    is_decided = item.decided_at is not None
    return AgendaItem(
        item=item,
        scale=scale,
        claim=saved_side(scale, score.claimed),
        award=saved_side(scale, score.awarded),
        decision=saved_side(scale, item.decision) if is_decided else None,
        remarks=remarks,
        proofs=proofs,
        is_sent=score.assessment.status == Status.COUNCIL,
    )


def waiting(round_: Round) -> list[Score]:
    """Returns the disputed leaves of all units that no open council has on its agenda."""
    taken = CouncilItem.objects.filter(council__closed_at=None).values("score")
    scores = Score.objects.filter(assessment__round=round_, flag=Flag.DISPUTED)
    return list(
        scores.exclude(pk__in=taken)
        .select_related("assessment__unit", "criterion", "reviewing_body")
        .defer("criterion__scale", "criterion__search")
        .order_by("assessment__unit__code", "criterion__position")
    )
