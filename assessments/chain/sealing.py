"""Seals what was written since the last time, and lets go of journal lines by age.

Saves know nothing of the chain: they would have to wait for each other. A run later takes what is there, in the order
of the keys, and a seal lists the keys of its lines. So a transaction that commits after another with a higher key is
merely sealed by a later run; none is passed over, and none is waited for.
"""

import datetime
import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from assessments.chain.canonical import FORM, SEALABLE, digest_of_line, digest_of_seal
from assessments.models import JournalLine, Seal
from criteria.common.database.turns import take_turn

LONGEST = datetime.timedelta(hours=6)
"""Longer than any transaction lasts: a key that is lower than those sealed so long ago can come up no more."""


@dataclass(frozen=True)
class Head:
    """The newest link of the chain; number 0 and no digest before the first."""

    number: int = 0
    sha256: str = ""


def head_of_chain() -> Head:
    """Returns the newest link."""
    newest = Seal.objects.order_by("-number").values_list("number", "sha256").first()
    return Head(*newest) if newest else Head()


@transaction.atomic
def seal_record(now: datetime.datetime | None = None) -> int:
    """Seals every line that is not sealed yet, all of them or none; returns their number.

    A run is one transaction, so all that lay there when it began bears its time.
    """
    take_turn("chain")
    chain, begun_at = _Chain(), now or timezone.now()
    for subject, sealable in SEALABLE.items():
        for keys in _in_batches(unsealed_keys(subject, begun_at), sealable.batch):
            chain.add(subject, begun_at, line_digests(subject, FORM, keys))
    return chain.lines


def unsealed_keys(subject: str, now: datetime.datetime) -> Iterator[int]:
    """Yields the keys that no seal lists, of those that may have come since the last runs."""
    seals = Seal.objects.filter(subject=subject).order_by("number")
    recent = seals.filter(begun_at__gte=now - LONGEST).values_list("lines", flat=True)
    listed = {key for lines in recent for key, _digest in lines}
    keys = SEALABLE[Seal.Subject(subject)].model.objects.filter(pk__gt=settled_key(subject, now))
    for key in keys.order_by("pk").values_list("pk", flat=True).iterator():
        if key not in listed:
            yield key


def lines_waiting(now: datetime.datetime) -> int:
    """Returns how many lines the next run will seal."""
    return sum(1 for subject in SEALABLE for _key in unsealed_keys(subject, now))


def settled_key(subject: str, now: datetime.datetime) -> int:
    """Returns the highest key that was sealed so long ago that no lower one can still come."""
    settled = Seal.objects.filter(subject=subject, begun_at__lt=now - LONGEST)
    return int(settled.aggregate(last=Max("last"))["last"] or 0)


def line_digests(subject: str, form: int, keys: Sequence[int]) -> list[tuple[int, str]]:
    """Returns the lines that are there of these keys, each with its digest as it is now."""
    sealable = SEALABLE[Seal.Subject(subject)]
    rows = sealable.model.objects.filter(pk__in=keys).order_by("pk")
    return [(row[0], digest_of_line(row)) for row in rows.values_list(*sealable.columns[form])]


@transaction.atomic
def let_go_of_journal(now: datetime.datetime | None = None) -> int:
    """Deletes the journal's lines that are older than the setting says; returns their number.

    Whole seals are let go, once all their lines are old enough. The digests of the lines stay in them, and a seal of
    its own lists them: what is missing without it was taken away.
    """
    take_turn("chain")
    begun_at = now or timezone.now()
    before = begun_at - datetime.timedelta(days=settings.JOURNAL_DAYS)
    seals = _kept_seals(before)
    deleted, gone = 0, []
    for number, sha256, lines in seals:
        old = JournalLine.objects.filter(pk__in=[key for key, _digest in lines])
        if old.filter(at__gte=before).exists():
            break  # A clock was wrong when they were sealed: they wait.
        deleted += old.let_go()
        gone.append((number, sha256))
    _Chain().add(Seal.Subject.LET_GO, begun_at, gone)
    return deleted


def _kept_seals(before: datetime.datetime) -> list[tuple[int, str, list[list[Any]]]]:
    """Returns the seals of the journal before a moment whose lines were not let go yet."""
    newest_gone = max(gone_seals(), default=0)
    seals = Seal.objects.filter(
        subject=Seal.Subject.JOURNAL, begun_at__lt=before, number__gt=newest_gone
    )
    return list(seals.order_by("number").values_list("number", "sha256", "lines"))


def gone_seals() -> dict[int, datetime.datetime]:
    """Returns the numbers of the seals whose lines were let go, each with the moment."""
    seals = Seal.objects.filter(subject=Seal.Subject.LET_GO)
    return {
        number: begun_at
        for begun_at, lines in seals.values_list("begun_at", "lines")
        for number, _sha256 in lines
    }


class _Chain:
    """The chain's end, to which seals are added."""

    def __init__(self) -> None:
        self.head = head_of_chain()
        self.lines = 0

    def add(self, subject: str, begun_at: datetime.datetime, lines: list[tuple[int, str]]) -> None:
        if not lines:
            return
        seal = Seal(
            number=self.head.number + 1,
            form=FORM,
            subject=subject,
            begun_at=begun_at,
            lines=lines,
            last=max(key for key, _digest in lines),
            before=self.head.sha256,
        )
        seal.sha256 = digest_of_seal(seal)
        seal.save()
        self.head = Head(seal.number, seal.sha256)
        self.lines += len(lines)


def _in_batches(keys: Iterable[int], size: int) -> Iterator[list[int]]:
    keys = iter(keys)
    while batch := list(itertools.islice(keys, size)):
        yield batch
