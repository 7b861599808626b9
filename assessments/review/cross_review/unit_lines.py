"""A unit's line on the screen of one leaf, and the details that open below it."""

import datetime
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from assessments import permissions
from assessments.models import (
    Evidence,
    EvidenceLink,
    Flag,
    Round,
    Score,
    Side,
    Snapshot,
    Status,
    User,
)
from assessments.models.references import RoundValues
from assessments.models.sheet_scales import scale_of
from assessments.sheets.evidence.asked import ProofCount, proof_count
from assessments.sheets.last_year import last_awards
from assessments.sheets.panel import ShownSide, saved_side
from criteria.common.files.file_kinds import BY_CONTENT_TYPE
from criteria.common.text import NO_TEXT, Refused, Text
from criteria.models import Criterion


@dataclass(frozen=True)
class UnitLine:
    """One unit's claim, proof and award on the leaf."""

    score: Score
    proven: ProofCount
    figures: Text | None
    """The declared figures in words, with the points that they give."""
    last: Score | None
    """The award of the year before, on the leaf's ancestor."""
    mine: bool
    """True where the reader may award it now."""
    proof: Evidence | None
    """The first document that can be shown beside the table."""

    @property
    def declared(self) -> Text:
        """The declared figures without the points that they give, which have a column of their own."""
        figures = self.figures or NO_TEXT
        return Text(figures.vi.partition(" → ")[0], figures.en.partition(" → ")[0])

    @property
    def declared_short(self) -> Text:
        """The same for a narrow column: of a ratio without what its figures count, and without its bound."""
        said = self.declared
        if " / " not in said.vi or " = " not in said.vi:
            return said
        return Text(*(_bare_ratio(one) for one in (said.vi, said.en)))

    @property
    def difference(self) -> Decimal | None:
        """The awarded points less the claimed ones."""
        if self.score.awarded_points is None:
            return None
        return self.score.awarded_points - (self.score.claimed_points or Decimal(0))

    @property
    def is_adjusted(self) -> bool:
        return self.score.is_reviewed and not self.score.is_as_claimed

    @property
    def is_waiting(self) -> bool:
        open_ = self.score.assessment.status in Status.REVIEWING
        return open_ and not self.score.is_reviewed

    @property
    def is_due(self) -> bool:
        """Returns whether the leaf waits for its reviewers: for an award, or for a reply."""
        open_ = self.score.assessment.status in Status.REVIEWING
        return self.is_waiting or (open_ and self.score.flag == Flag.ANSWERED)

    @property
    def own_deadline(self) -> datetime.datetime | None:
        """The moment at which this sheet's step ends, where it is not the one of the round's review."""
        ends = self.score.assessment.step_ends_at
        return None if ends == self.score.assessment.round.review_by else ends

    @property
    def state(self) -> str:
        """The state of the leaf in words: never by colour alone."""
        if self.score.flag != Flag.NONE:
            return str(self.score.get_flag_display())
        if self.is_waiting:
            return _("Chờ thẩm định")
        if not self.score.is_reviewed:
            return str(self.score.assessment.get_status_display())
        return _("Đã điều chỉnh") if self.is_adjusted else _("Đã chấp nhận")


def rows(user: User, round_: Round, leaf: Criterion, scores: QuerySet[Score]) -> list[UnitLine]:
    """Returns the lines of ``scores``, which are one page of the leaf's: three queries.

    Thousands of scores are put in order by their ids alone; only those of the page are read in full.
    """
    page_scores: list[Any] = list(
        Score.objects.filter(pk__in=scores.values("pk"))
        .select_related("assessment__unit", "reviewing_body", "changed_by")
        .with_documents()
        .order_by(*scores.query.order_by)
    )
    proofs = _proofs([score.pk for score in page_scores if score.documents])
    last = last_awards(round_, leaf, [score.assessment.unit_id for score in page_scores])
    values = RoundValues(round_.pk)
    lines = []
    for score in page_scores:
        score.criterion = leaf
        score.assessment.round = round_
        lines.append(
            UnitLine(
                score=score,
                proven=proof_count(score, leaf),
                figures=_why(score, values),
                last=last.get(score.assessment.unit_id),
                mine=permissions.may_award(user, score),
                proof=proofs.get(score.pk),
            )
        )
    return lines


def _why(score: Score, values: RoundValues) -> Text | None:
    """Returns what the unit's figures come to; nothing where they count no longer, or nothing was entered."""
    if not score.claimed_input:
        return None
    try:
        return scale_of(score, values).score(score.claimed_input).why
    except Refused:
        return None


def _bare_ratio(said: str) -> str:
    """Returns ``56/125 = 44,8%`` of ``56 hồ sơ / 125 hồ sơ = 44,8%, dưới mức 70%``."""
    figures, _equals, result = said.partition(" = ")
    over, _sign, under = figures.partition(" / ")
    return f"{over.split(' ')[0]}/{under.split(' ')[0]} = {result.partition(', ')[0]}"


def _proofs(score_ids: list[int]) -> dict[int, Evidence]:
    """Returns for each score its first document that a browser shows."""
    shown = [kind.content_type for kind in BY_CONTENT_TYPE.values() if kind.previewable]
    links = EvidenceLink.objects.filter(
        score__in=score_ids,
        withdrawn_at=None,
        evidence__content_type__in=shown,
    ).select_related("evidence")
    proofs: dict[int, Evidence] = {}
    for link in links:
        if permissions.is_open_to_readers(link.evidence):
            proofs.setdefault(link.score_id, link.evidence)
    return proofs


def first_award(score: Score) -> ShownSide | None:
    """Returns the reviewer's side as the first review left it, before the unit explained; from its snapshot."""
    leaves = (
        Snapshot.objects.filter(assessment=score.assessment_id, stage=Snapshot.Stage.FIRST_AWARD)
        .order_by("-pk")
        .values_list("leaves", flat=True)
        .first()
    )
    leaf = (leaves or {}).get(score.criterion.code)
    if not leaf:
        return None
    return saved_side(scale_of(score), Side.from_record(leaf["awarded"]))
