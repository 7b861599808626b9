"""The documents that the set asks for at a leaf, and which of them are there."""

from collections.abc import Iterable
from dataclasses import dataclass

from assessments.models import EvidenceLink, Score
from criteria.models import Criterion


@dataclass(frozen=True)
class AskedDocument:
    """A document that the leaf asks for, by its place from 1, with the links of those that are it."""

    place: int
    text: str
    links: list[EvidenceLink]


@dataclass(frozen=True)
class ProofCount:
    """How many documents prove a leaf, and which of those asked for are not among them."""

    documents: int
    asked: int
    missing: tuple[str, ...]

    @property
    def there(self) -> int:
        """The number of asked-for documents that are there."""
        return self.asked - len(self.missing)

    @property
    def is_short(self) -> bool:
        """Returns whether a document that is asked for is missing, or there is none at all."""
        return not self.documents or bool(self.missing)

    def __str__(self) -> str:
        """Returns "1/2" of what is asked for, with the number of all where it is another: "1/2 (3)"."""
        if self.asked < 2:  # a single one is any document
            return str(self.documents)
        all_ = "" if self.documents == self.there else f" ({self.documents})"
        return f"{self.there}/{self.asked}{all_}"


def proof_count(score: Score, leaf: Criterion) -> ProofCount:
    """Returns the numbers of a score that was read ``with_documents``; where one is asked for, any document is it."""
    documents, ticked = score.documents, score.ticked  # type: ignore[attr-defined]  # annotated
    texts = leaf.asked_documents
    if len(texts) == 1:
        return ProofCount(documents, 1, () if documents else texts)
    missing = (text for place, text in enumerate(texts, 1) if not ticked >> place & 1)
    return ProofCount(documents, len(texts), tuple(missing))


def sorted_proofs(
    leaf: Criterion, links: Iterable[EvidenceLink]
) -> tuple[list[AskedDocument], list[EvidenceLink]]:
    """Returns the asked-for documents with the links that are them, and all other links, also the withdrawn ones."""
    texts = leaf.asked_documents
    asked = [AskedDocument(place, text, []) for place, text in enumerate(texts, 1)]
    others = []
    for link in links:
        place = 1 if len(texts) == 1 else link.asked_for
        if place is None or place > len(texts) or link.withdrawn_at:
            others.append(link)
        else:
            asked[place - 1].links.append(link)
    return asked, others
