"""Checks the whole chain against what lies in the database, and names every line that is not as it was sealed."""

import datetime
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from assessments.chain.canonical import SEALABLE, digest_of_seal
from assessments.chain.sealing import LONGEST, Head, gone_seals, line_digests, settled_key
from assessments.models import Seal
from assessments.models.journal import LEAST_DAYS
from criteria.common.labels import both
from criteria.common.moments import vietnam_time
from criteria.common.text import Text

published_heads: list[Callable[[], dict[str, Text]]] = []
"""What names the heads that were made public, each by where it stands; the floor above brings its own."""


@dataclass
class Walk:
    """A check on its way along the chain: where it is, how many lines it has compared, and what the seals list."""

    head: Head = field(default_factory=Head)
    lines: int = 0
    digests: set[str] = field(default_factory=set)
    listed: dict[str, set[int]] = field(default_factory=lambda: {name: set() for name in SEALABLE})
    gone: dict[int, datetime.datetime] = field(default_factory=gone_seals)
    run: datetime.datetime | None = None
    """When the run began whose seals are looked at."""
    run_before: datetime.datetime | None = None

    def faults(self, heads: Collection[str] = ()) -> Iterator[Text]:
        """Yields everything that is wrong, one sentence each; ``heads`` are digests that were once the chain's head."""
        made_public = {head: Text(vi=f"đã ghi lại: {head}", en=f"noted: {head}") for head in heads}
        for source in published_heads:
            made_public |= source()
        moment = timezone.now()
        for seal in Seal.objects.order_by("number").iterator(chunk_size=20):
            yield from self._seal(seal)
        for sha256, where in made_public.items():
            if sha256 not in self.digests:
                yield Text(
                    vi=f"Chuỗi không còn mắt xích mà mã đã công bố ({where.vi}): chuỗi đã bị viết lại hoặc cắt bớt.",
                    en=f"A head that was published ({where.en}) is not in the chain: it was rewritten or cut short.",
                )
        for subject in SEALABLE:
            yield from self._unlisted(subject, moment)

    def _seal(self, seal: Seal) -> Iterator[Text]:
        expected = self.head.number + 1
        if seal.number != expected:
            yield Text(
                vi=f"Thiếu mắt xích số {expected} đến {seal.number - 1}.",
                en=f"The seals {expected} to {seal.number - 1} are missing.",
            )
        elif seal.before != self.head.sha256:
            yield Text(
                vi=f"Mắt xích số {seal.number} không nối với mắt xích trước nó.",
                en=f"Seal {seal.number} does not join the seal before it.",
            )
        if seal.sha256 != digest_of_seal(seal):
            yield Text(
                vi=f"Mắt xích số {seal.number} đã bị sửa.", en=f"Seal {seal.number} was altered."
            )
        self.head = Head(seal.number, seal.sha256)
        self.digests.add(seal.sha256)
        if seal.begun_at != self.run:
            self.run_before, self.run = self.run, seal.begun_at
        if seal.subject in SEALABLE:
            yield from self._lines(seal)

    def _lines(self, seal: Seal) -> Iterator[Text]:
        sealed = dict(seal.lines)
        self.listed[seal.subject].update(sealed)
        self.lines += len(sealed)
        found = dict(line_digests(seal.subject, seal.form, list(sealed)))
        missing = sealed.keys() - found.keys()
        if missing and not self._was_let_go(seal):
            for key in sorted(missing):
                yield _of_line(seal, key, vi="đã bị xóa", en="was deleted")
        for key, digest in found.items():
            if digest != sealed[key]:
                yield _of_line(seal, key, vi="đã bị sửa", en="was altered")
        yield from self._late(seal, found)

    def _was_let_go(self, seal: Seal) -> bool:
        """Returns whether a later seal notes that the lines of this one were deleted by age, and they were old enough."""
        # What is let go while the check runs is named by then.
        if seal.number not in self.gone:
            self.gone = gone_seals()
        old_enough = seal.begun_at + datetime.timedelta(days=LEAST_DAYS)
        at = self.gone.get(seal.number)
        return seal.subject == Seal.Subject.JOURNAL and at is not None and at >= old_enough

    def _late(self, seal: Seal, found: Collection[int]) -> Iterator[Text]:
        """Yields the lines that say they are older than the run before, which would have sealed them."""
        if self.run_before is None:
            return
        rows: QuerySet[Any] = SEALABLE[Seal.Subject(seal.subject)].model.objects.all()
        rows = rows.filter(pk__in=list(found), at__lt=self.run_before - LONGEST)
        for key in rows.order_by("pk").values_list("pk", flat=True):
            yield _of_line(
                seal,
                key,
                vi="được chèn vào sau: thời gian ghi trên dòng sớm hơn lần niêm phong trước",
                en="was inserted later: it says that it is older than the run of seals before",
            )

    def _unlisted(self, subject: str, moment: datetime.datetime) -> Iterator[Text]:
        """Yields the lines that no seal lists, with keys that were all sealed long ago."""
        rows = SEALABLE[Seal.Subject(subject)].model.objects.order_by("pk")
        name = both(Seal.Subject(subject).label)
        settled = settled_key(subject, moment)
        for key in rows.filter(pk__lte=settled).values_list("pk", flat=True).iterator():
            if key not in self.listed[subject]:
                yield Text(
                    vi=f"{name.vi}, dòng {key}: được chèn vào, không có trong chuỗi niêm phong.",
                    en=f"{name.en}, line {key}: was inserted, no seal lists it.",
                )


def _of_line(seal: Seal, key: int, *, vi: str, en: str) -> Text:
    name, at = both(Seal.Subject(seal.subject).label), vietnam_time(seal.begun_at)
    return Text(
        vi=f"{name.vi}, dòng {key}: {vi} (mắt xích số {seal.number}, {at.vi}).",
        en=f"{name.en}, line {key}: {en} (seal {seal.number}, {at.en}).",
    )
