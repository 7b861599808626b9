"""What is said of a document beside it: its validity, and where the same file or the same number was seen before."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from assessments import permissions
from assessments.models import Assessment, Evidence, EvidenceLink, Status, Unit, User
from criteria.common.labels import both_names
from criteria.common.text import Text

MOST_SEEN, MOST_NAMED = 500, 3
"""The numbers of links that are read for all documents at once, and of places that are named beside one."""

Notes = Mapping[int, Sequence["DocumentNote"]]
"""What is said of each document (id)."""


@dataclass(frozen=True)
class DocumentNote:
    """A sentence beside a document; a warning asks its reader to look again."""

    text: Text
    is_warning: bool = True


def validity_note(document: Evidence, year: int) -> DocumentNote | None:
    """Returns the warning that a document is not in force for the whole of the round's year; without days there is none."""
    first, last = datetime.date(year, 1, 1), datetime.date(year, 12, 31)
    begins, ends = document.valid_from, document.valid_to
    if ends and ends < first:
        return DocumentNote(
            Text(
                f"Hết hiệu lực ngày {ends:%d/%m/%Y}, trước năm đánh giá {year}.",
                f"In force until {ends:%d/%m/%Y}, before the assessed year {year}.",
            )
        )
    if ends and ends < last:
        return DocumentNote(
            Text(
                f"Hết hiệu lực ngày {ends:%d/%m/%Y}, trong năm đánh giá {year}.",
                f"In force until {ends:%d/%m/%Y}, within the assessed year {year}.",
            )
        )
    if begins and begins > last:
        return DocumentNote(
            Text(
                f"Có hiệu lực từ ngày {begins:%d/%m/%Y}, sau năm đánh giá {year}.",
                f"In force from {begins:%d/%m/%Y}, after the assessed year {year}.",
            )
        )
    return None


def notes_on(user: User, sheet: Assessment, documents: Iterable[Evidence]) -> Notes:
    """Returns what its reader is told of each document of a sheet; one query, none where no document has a file or number.

    Another unit is named to those who may read its sheet; the unit's own people learn of a file that was
    handed in elsewhere no more than that, and only once it has been submitted.
    """
    own = list(documents)
    links = _links_seen(user, sheet, own)
    notes: dict[int, list[DocumentNote]] = {}
    for document in own:
        validity = validity_note(document, sheet.round.year)
        others = [link for link in links if link.evidence_id != document.pk]
        notes[document.pk] = [
            *([validity] if validity else []),
            *_of_same_file([link for link in others if _has_same_file(link, document)]),
            *_of_same_number(
                document, [link for link in others if _has_same_number(link, document)]
            ),
        ]
    return notes


def _has_same_file(link: Any, document: Evidence) -> bool:
    return bool(document.sha256) and link.evidence.sha256 == document.sha256


def _has_same_number(link: Any, document: Evidence) -> bool:
    """Returns whether another document of the same unit has the number; the same document used again is none."""
    other = link.evidence
    is_same = (other.sha256, other.url) == (document.sha256, document.url)
    number = document.number.casefold()
    return bool(number) and link.is_own and not is_same and other.number.casefold() == number


def _links_seen(user: User, sheet: Assessment, documents: Sequence[Evidence]) -> Sequence[Any]:
    """Returns the links of all documents with one of the files, and of the unit's with one of the numbers; one query."""
    is_own = Q(evidence__assessment__unit=sheet.unit_id) | Q(
        evidence__assessment__unit__in=Unit.objects.succeeded_by([sheet.unit_id])
    )
    files = {document.sha256 for document in documents if document.sha256}
    numbers = {document.number for document in documents if document.number}
    if not files and not numbers:
        return []
    seen = Q(evidence__sha256__in=files)
    for number in numbers:
        seen |= Q(evidence__number__iexact=number) & is_own
    readable = Evidence.objects.filter(permissions.evidence_readable_by(user))
    is_readable = Q(evidence__in=readable)
    told_of = is_readable
    if sheet.unit_id in user.unit_ids:
        told_of |= Q(
            evidence__assessment__status__in=Status.ASSESSED,
            evidence__assessment__round__owner=sheet.round.owner_id,
        )
    links = EvidenceLink.objects.filter(seen, told_of, withdrawn_at=None)
    if not sheet.round.is_demo:
        links = links.filter(evidence__assessment__round__is_demo=False)
    return list(
        links.annotate(is_own=is_own, is_readable=is_readable)
        .select_related(
            "evidence__assessment__unit", "evidence__assessment__round", "score__criterion"
        )
        .order_by("-evidence__assessment__round__year", "evidence", "score__criterion__position")[
            :MOST_SEEN
        ]
    )


def _of_same_file(links: Sequence[Any]) -> list[DocumentNote]:
    notes = []
    if own := _places([link for link in links if link.is_own]):
        notes.append(
            DocumentNote(
                Text(f"Tệp này đã dùng: {own.vi}.", f"The same file was used: {own.en}."),
                is_warning=False,
            )
        )
    others = [link for link in links if not link.is_own]
    if named := _places([link for link in others if link.is_readable], with_unit=True):
        notes.append(
            DocumentNote(
                Text(
                    f"Đơn vị khác cũng nộp tệp này: {named.vi}.",
                    f"Handed in by others too: {named.en}.",
                )
            )
        )
    elif others:
        notes.append(
            DocumentNote(
                Text(
                    "Tệp này cũng được nộp ở đơn vị khác.", "Another unit handed in the same file."
                )
            )
        )
    return notes


def _of_same_number(document: Evidence, links: Sequence[Any]) -> list[DocumentNote]:
    if not (places := _places(links)):
        return []
    title = links[0].evidence.title
    return [
        DocumentNote(
            Text(
                f"Số {document.number} cũng là số của tài liệu khác: “{title}” ({places.vi}).",
                f"Another document has the number {document.number} too: “{title}” ({places.en}).",
            )
        )
    ]


def _places(links: Sequence[Any], *, with_unit: bool = False) -> Text | None:
    """Returns where documents stand, the newest year first: unit, year and leaves; of many the first ones."""
    codes: dict[tuple[int, int], list[str]] = {}
    sheets: dict[tuple[int, int], Assessment] = {}
    for link in links:
        sheet = link.evidence.assessment
        key = (-sheet.round.year, sheet.pk)
        sheets[key] = sheet
        codes.setdefault(key, []).append(link.score.criterion.code)
    if not sheets:
        return None
    vi, en = [], []
    for key in list(sheets)[:MOST_NAMED]:
        name, year = both_names(sheets[key].unit), sheets[key].round.year
        leaves = ", ".join(dict.fromkeys(codes[key]))
        vi.append(f"{name.vi}, năm {year} ({leaves})" if with_unit else f"năm {year} ({leaves})")
        en.append(f"{name.en}, {year} ({leaves})" if with_unit else f"{year} ({leaves})")
    more = len(sheets) - MOST_NAMED
    if more > 0:
        vi.append(f"và {more} nơi khác")
        en.append(f"and {more} more")
    return Text("; ".join(vi), "; ".join(en))
