"""The canonical text of lines and seals, over which SHA-256 is taken (docs/security.md)."""

import datetime
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from assessments.models import Change, JournalLine, Seal, Snapshot
from assessments.models.append_only import AppendOnly

FORM = 1
"""The form of new seals. Another set of columns is another form: what was sealed keeps its own."""


@dataclass(frozen=True)
class Sealable:
    """A table whose lines are sealed."""

    model: type[AppendOnly]
    columns: dict[int, tuple[str, ...]]
    """The columns that are hashed, by form, in this order."""
    batch: int
    """How many lines a seal holds; a snapshot is a whole sheet."""


SEALABLE = {
    Seal.Subject.CHANGE: Sealable(
        Change,
        {
            1: (
                *("id", "at", "by_id", "door", "act", "round_id", "assessment_id", "score_id"),
                *("before", "after", "reason"),
            )
        },
        batch=1000,
    ),
    Seal.Subject.SNAPSHOT: Sealable(
        Snapshot,
        {1: ("id", "assessment_id", "stage", "number", "leaves", "sha256", "at", "by_id")},
        batch=50,
    ),
    Seal.Subject.JOURNAL: Sealable(
        JournalLine,
        {1: ("id", "at", "kind", "person_id", "account", "address", "door", "place", "facts")},
        batch=1000,
    ),
}


def digest_of_line(values: Sequence[Any]) -> str:
    """Returns the SHA-256 of a line's values, in the order of its columns."""
    return _sha256([*values])


def digest_of_seal(seal: Seal) -> str:
    """Returns the SHA-256 of a seal: over its lines' digests and the digest of the seal before it."""
    return _sha256(
        [seal.number, seal.form, seal.subject, seal.begun_at, seal.lines, seal.last, seal.before]
    )


def _sha256(values: list[Any]) -> str:
    text = json.dumps(
        values, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain
    )
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: Any) -> str:
    """Returns a moment in UTC to the microsecond, as both databases keep it."""
    if not isinstance(value, datetime.datetime):
        raise TypeError(f"{type(value).__name__} has no canonical text.")
    return value.astimezone(datetime.UTC).isoformat(timespec="microseconds")
