"""What an empty leaf of a sheet is offered: the last figure to date, last year's figures, and last year's documents.

Nothing of it is claimed before the officer confirms it, leaf by leaf.
"""

import datetime
import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from assessments import permissions
from assessments.models import Assessment, Evidence, EvidenceLink, Score, User
from assessments.models.references import RoundValues
from assessments.models.sheet_scales import scale_of
from assessments.sheets.claims import save_claim
from assessments.sheets.evidence.documents import score_to_prove
from assessments.sheets.evidence.reusing import reuse_evidence, same_document
from assessments.sheets.figures_offered import FIGURE_SOURCES, FigureProposal
from assessments.sheets.handed_up import handed_figures
from assessments.sheets.last_year import last_awards_on
from assessments.sheets.levels import last_side, same_figures
from assessments.writing.actor import Actor
from assessments.writing.acts import Act
from assessments.writing.record import record
from assessments.writing.versions import demand_newest
from criteria.common.numbers import show
from criteria.common.text import Refused, Text
from criteria.models import Criterion
from criteria.scales import Outcome, Scale

HAND_UP = Act("hand_up", Text(vi="Lấy số liệu từ kỳ riêng", en="Took figures from an own round"))


@dataclass(frozen=True)
class Proposal:
    """What a leaf is offered; ``outcome`` is what the figures give on this year's scale, where there are any."""

    score: Score
    outcome: Outcome | None
    day: datetime.date | None
    """The day to which the figures count; none for those of last year."""
    last: Score | None
    documents: Sequence[Evidence]
    own_source: Text | None = None
    """The own round in which the figures were counted, of how many units and when."""

    @property
    def leaf(self) -> Criterion:
        return self.score.criterion

    @property
    def form(self) -> str:
        """The id of the form that confirms it on a page."""
        return f"confirm{self.score.pk}"

    @property
    def source(self) -> Text:
        """Where the figures come from."""
        if self.own_source:
            return self.own_source
        if self.day:
            return Text(f"Số liệu đến {self.day:%d/%m/%Y}", f"Figures to {self.day:%d/%m/%Y}")
        year = self.last.of_year if self.last else ""  # type: ignore[attr-defined]  # annotated
        return Text(f"Số liệu năm {year}", f"Figures of {year}")

    @property
    def lost(self) -> Decimal:
        """The points that the leaf lost last year."""
        if self.last is None or self.last.awarded_points is None:
            return Decimal(0)
        return self.last.max_points - self.last.awarded_points

    @property
    def last_result(self) -> Text | None:
        """Last year's points, and why some were lost."""
        last = self.last
        if last is None or last.awarded_points is None:
            return None
        year, got, most = last.of_year, last.awarded_points, last.max_points  # type: ignore[attr-defined]
        vi = f"Năm {year}: {show(got)}/{show(most)} điểm"
        en = f"{year}: {show(got, 'en')} of {show(most, 'en')} points"
        if not self.lost:
            return Text(f"{vi}.", f"{en}.")
        why = last.awarded_reason
        vi, en = f"{vi}, mất {show(self.lost)} điểm", f"{en}, {show(self.lost, 'en')} lost"
        return Text(
            f"{vi}: {why.vi}" if why.vi else f"{vi}.", f"{en}: {why.en}" if why.en else f"{en}."
        )

    @property
    def mark(self) -> str:
        """What tells this offer from one that was made of other figures or documents."""
        entry = self.outcome.entry if self.outcome else None
        said = json.dumps([entry, [one.pk for one in self.documents]], sort_keys=True, default=str)
        return hashlib.sha256(said.encode()).hexdigest()[:16]


def proposal_for(user: User, score: Score) -> Proposal | None:
    """Returns what one leaf is offered while it is empty; nothing to whoever may not claim it."""
    if score.is_filled:
        return None
    return next(iter(proposals_for(user, score.assessment, [(score.criterion, score)])), None)


def proposals_for(
    user: User, sheet: Assessment, listed: Iterable[tuple[Criterion, Score]]
) -> list[Proposal]:
    """Returns what the person is offered on those leaves of a sheet that are empty, in the order of the annex.

    At most five queries, whatever the sheet holds, and one where its scales ask for values of the round;
    one where the unit has nothing from before.
    """
    if not permissions.may_claim_on_sheet(user, sheet):
        return []
    own = [(leaf, score) for leaf, score in listed if not leaf.is_survey]
    ids = {leaf.pk for leaf, _score in own} | {leaf.ancestor_id or 0 for leaf, _score in own}
    figures = _figures(sheet, ids)
    leaves = {leaf.pk: leaf.ancestor_id for leaf, score in own if not score.is_filled}
    lasts = last_awards_on(sheet, {ancestor for ancestor in leaves.values() if ancestor})
    wanted = [
        leaf
        for leaf, ancestor in leaves.items()
        if leaf in figures or ancestor in figures or ancestor in lasts
    ]
    if not wanted:
        return []
    scores = Score.objects.filter(assessment=sheet, criterion__in=wanted)
    before = _documents(EvidenceLink.objects.filter(score__in=[one.pk for one in lasts.values()]))
    here = _documents(EvidenceLink.objects.filter(score__assessment=sheet))
    values = RoundValues(sheet.round_id)
    found = []
    for score in scores.select_related("criterion").order_by("criterion__position"):
        score.assessment = sheet
        if score.is_filled or not permissions.may_claim(user, score):
            continue
        ancestor = score.criterion.ancestor_id or 0
        offered = figures.get(score.criterion_id) or figures.get(ancestor)
        last = lasts.get(ancestor)
        there = [same_document(one) for one in here.get(score.pk, ())]
        former = before.get(last.pk, []) if last else []
        documents = [one for one in former if same_document(one) not in there]
        proposal = _proposal(score, scale_of(score, values), offered, last, documents)
        if proposal.outcome or proposal.documents:
            found.append(proposal)
    return found


def _figures(sheet: Assessment, leaves: Collection[int]) -> dict[int, FigureProposal]:
    found: dict[int, FigureProposal] = {}
    for source in FIGURE_SOURCES:
        found |= source(sheet, leaves)
    return found | handed_figures(sheet, leaves)


def _proposal(
    score: Score,
    scale: Scale,
    offered: FigureProposal | None,
    last: Score | None,
    documents: Sequence[Evidence],
) -> Proposal:
    if offered and (outcome := _outcome(scale, same_figures(offered.entry, offered.leaf, scale))):
        return Proposal(score, outcome, offered.day, last, documents, offered.source)
    outcome = _outcome(scale, last_side(last, scale).input or {})
    return Proposal(score, outcome, None, last, documents)


def _outcome(scale: Scale, entry: Mapping[str, Any]) -> Outcome | None:
    """Returns what figures of before give on this scale; none where it asks for others, or does not apply."""
    if not entry:
        return None
    try:
        outcome = scale.score(entry)
    except Refused:
        return None
    return None if outcome.not_applicable else outcome


def _documents(links: QuerySet[EvidenceLink]) -> dict[int, list[Evidence]]:
    """Returns the documents that prove each score (id) now; one query."""
    found: dict[int, list[Evidence]] = {}
    for link in links.filter(withdrawn_at=None).select_related("evidence"):
        found.setdefault(link.score_id, []).append(link.evidence)
    return found


@transaction.atomic
def confirm_proposal(
    *,
    actor: Actor,
    score_id: int,
    version: int,
    entry: Mapping[str, object] | None,
    evidence_ids: Sequence[int],
    source: Text | None = None,
) -> Score:
    """Claims the figures that a leaf was offered, and uses last year's documents again; both or neither.

    They are recorded as what they are: a claim, and documents of the year before; ``source`` is the own round that
    the figures were counted in. Raises ``Refused``.
    """
    demand_newest(score_to_prove(actor, score_id, []), version)
    if entry is not None:
        score = save_claim(actor=actor, score_id=score_id, version=version, entry=entry)
        if source is not None:
            record(actor, HAND_UP, on=score, after={"source": source.vi})
    for evidence_id in evidence_ids:
        reuse_evidence(actor=actor, score_id=score_id, evidence_id=evidence_id)
    return Score.objects.select_related("criterion").get(pk=score_id)
