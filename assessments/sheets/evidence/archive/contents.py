"""The contents of the archive: every document once, under the first leaf that it proves."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db.models import QuerySet

from assessments import permissions
from assessments.models import Assessment, Evidence, EvidenceLink, Score
from assessments.sheets.evidence.archive.file_names import FILE_LIMIT, FOLDER_LIMIT, Names, safe
from assessments.sheets.evidence.uploads import download_name, stem
from criteria.common.files.storing import is_whole
from criteria.common.text import Text
from criteria.models import Criterion


@dataclass
class ArchiveLine:
    """One line of the index: a document that proves, or proved, a leaf."""

    link: EvidenceLink
    path: str = ""
    """The file's path in the archive; empty for links, and for withdrawn and lost documents."""
    lost: bool = False
    """True where its stored file is missing or damaged: half a file would end the archive in its middle."""

    closed: Text | None = None
    """Why its file is left out although it is there: it has not passed the scanner."""

    @property
    def document(self) -> Evidence:
        return self.link.evidence

    @property
    def withdrawn(self) -> bool:
        return self.link.withdrawn_at is not None


@dataclass
class ArchiveLeaf:
    """A leaf with its lines, those in force first."""

    criterion: Criterion
    lines: list[ArchiveLine] = field(default_factory=list)


class Contents:
    """The evidence of a sheet, or of one leaf of it; one query, and a look at each stored file."""

    def __init__(self, assessment: Assessment, score: Score | None = None) -> None:
        self.assessment, self.score = assessment, score
        self.leaves: list[ArchiveLeaf] = []
        self.files: dict[str, Evidence] = {}
        """Path in the archive to document, in the order of the tree."""
        self._paths: dict[int, str] = {}
        self._names = Names()
        for link in self._links():
            if not self.leaves or self.leaves[-1].criterion != link.score.criterion:
                self.leaves.append(ArchiveLeaf(link.score.criterion))
            self.leaves[-1].lines.append(self._line(link))

    @property
    def size(self) -> int:
        """The size of all the files in bytes."""
        return sum(document.size or 0 for document in self.files.values())

    @property
    def name(self) -> str:
        """The archive's own file name."""
        leaf = f" {self.score.criterion.code}" if self.score else ""
        owner = f"{self.assessment.unit.name_vi} {self.assessment.round.year}"
        return safe(f"Tài liệu kiểm chứng{leaf} - {owner}", FILE_LIMIT, ".zip")

    def _links(self) -> QuerySet[EvidenceLink]:
        links = EvidenceLink.objects.filter(score__assessment=self.assessment)
        if self.score:
            links = links.filter(score=self.score)
        return links.select_related(
            "evidence__uploaded_by", "withdrawn_by", "score__criterion__domain"
        ).order_by("score__criterion__position", "withdrawn_at", "linked_at", "pk")

    def _line(self, link: EvidenceLink) -> ArchiveLine:
        document = link.evidence
        if link.withdrawn_at or not document.file:
            return ArchiveLine(link)
        # The same for everybody: an archive is shared among those who may have it.
        if not permissions.is_open_to_readers(document):
            return ArchiveLine(link, closed=permissions.scan_note(document))
        if document.pk not in self._paths:
            if not is_whole(document.file, document.size):
                return ArchiveLine(link, lost=True)
            path = self._path(link.score.criterion, document)
            self._paths[document.pk] = path
            self.files[path] = document
        return ArchiveLine(link, self._paths[document.pk])

    def _path(self, leaf: Criterion, document: Evidence) -> str:
        real = download_name(document.file_name, document.content_type)
        name = stem(real)
        suffix = real[len(name) :].lower()
        title = document.title or name
        # Many a title is the file's own name.
        if suffix and title.lower().endswith(suffix):
            title = title[: -len(suffix)]
        name = safe(title, FILE_LIMIT, suffix)[: -len(suffix) or None]
        return self._names.free("/".join([*self._folders(leaf), name]), suffix)

    def _folders(self, leaf: Criterion) -> Iterator[str]:
        """Yields the folders of the domain and the leaf; none in an archive of one leaf."""
        if self.score is None:
            for node in (leaf.domain, leaf):
                if node:
                    yield safe(f"{node.code} {node.title_vi}", FOLDER_LIMIT)
