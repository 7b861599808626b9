"""The documents of a unit over all its sheets, and of the units that it succeeded: found by text, leaf and year."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import Q, QuerySet

from assessments import permissions
from assessments.models import Assessment, Evidence, EvidenceLink, Score, Status, Unit, User
from assessments.sheets.evidence.noting import DocumentNote, validity_note
from assessments.sheets.leaf_lineage import leaf_lineage
from criteria.common.search import search_words
from criteria.common.text import fold
from criteria.models import Criterion


@dataclass(frozen=True)
class DocumentUse:
    """A leaf that a document proves, on one sheet; ``is_withdrawn`` where it does so no longer."""

    sheet: Assessment
    leaf: Criterion
    is_withdrawn: bool

    @property
    def year(self) -> int:
        return self.sheet.round.year


@dataclass
class StoredDocument:
    """A document of the unit, however many sheets have it; the newest row says its title, number and date."""

    newest: Evidence
    uses: list[DocumentUse] = field(default_factory=list)
    offers: list[Score] = field(default_factory=list)
    """The leaves of open sheets that descend from leaves that it proved, and that it does not prove yet."""

    @property
    def years(self) -> set[int]:
        return {use.year for use in self.uses}

    @cached_property
    def text(self) -> str:
        """What a search looks into."""
        one = self.newest
        return fold(f"{one.title} {one.number} {one.file_name} {one.url}")

    def proves(self, score: Score) -> bool:
        """Returns whether it proves this very leaf of this sheet now."""
        here = (score.assessment_id, score.criterion_id)
        return any((use.sheet.pk, use.leaf.pk) == here for use in self.uses if not use.is_withdrawn)

    def validity(self, year: int) -> DocumentNote | None:
        return validity_note(self.newest, year)


@dataclass(frozen=True)
class StoreSearch:
    """What somebody looks for: words of title or number, the code of a leaf or of what is above it, a year."""

    words: str = ""
    code: str = ""
    year: int | None = None

    def holds(self, document: StoredDocument) -> bool:
        text = document.text
        return all(word in text for word in search_words(self.words)) and (
            not (self.code or self.year) or any(self._fits(use) for use in document.uses)
        )

    def _fits(self, use: DocumentUse) -> bool:
        code = use.leaf.code
        is_there = not self.code or code == self.code or code.startswith(f"{self.code}.")
        return is_there and self.year in (None, use.year)


def units_of_store(unit_id: int) -> Q:
    """Returns the sheets whose documents are the unit's: its own, and those of units that it succeeded."""
    return Q(unit=unit_id) | Q(unit__in=Unit.objects.succeeded_by([unit_id]))


def stored_rows(unit_id: int) -> QuerySet[Evidence]:
    """Returns the rows of the unit's documents."""
    return Evidence.objects.filter(
        assessment__in=Assessment.objects.filter(units_of_store(unit_id))
    )


def stored_documents(unit_id: int) -> list[StoredDocument]:
    """Returns the unit's documents, the newest first; two queries, however many there are."""
    found: dict[tuple[str, str], StoredDocument] = {}
    by_row: dict[int, StoredDocument] = {}
    rows = stored_rows(unit_id).select_related("assessment__round", "assessment__unit")
    for row in rows.order_by("-uploaded_at", "-pk"):
        document = found.setdefault((row.sha256, row.url), StoredDocument(row))
        by_row[row.pk] = document
    links = EvidenceLink.objects.filter(evidence__in=stored_rows(unit_id)).select_related(
        "score__criterion", "score__assessment__round", "score__assessment__unit"
    )
    for link in links.order_by(
        "-score__assessment__round__year", "score__criterion__position", "-pk"
    ):
        use = DocumentUse(link.score.assessment, link.score.criterion, bool(link.withdrawn_at))
        by_row[link.evidence_id].uses.append(use)
    return list(found.values())


def open_leaves(user: User, unit_id: int) -> list[Score]:
    """Returns the leaves of the unit's open sheets that the person may prove now; one query."""
    scores = Score.objects.filter(
        assessment__unit=unit_id, assessment__status__in=(Status.DRAFTING, Status.EXPLAINING)
    ).select_related("criterion", "assessment__round", "assessment__unit")
    return [
        score
        for score in scores.order_by("assessment__round__year", "criterion__position")
        if not permissions.reasons_against_adding_evidence(user, score)
    ]


def offer_again(documents: Iterable[StoredDocument], leaves: Sequence[Score]) -> None:
    """Sets the leaves at which each document can be used again, through the lineage of leaves; one query."""
    lineage = leaf_lineage(score.criterion_id for score in leaves)
    for document in documents:
        proven = {use.leaf.pk for use in document.uses}
        document.offers = [
            score
            for score in leaves
            if proven & lineage[score.criterion_id] and not document.proves(score)
        ]


def this_year(leaves: Sequence[Score], today: datetime.date) -> int:
    """Returns the year whose validity counts: that of the newest open round, else the current one."""
    return max((score.assessment.round.year for score in leaves), default=today.year)
