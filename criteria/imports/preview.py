"""What a file would change, line by line, before anything does."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from criteria.text import Refused, Text

What = Literal["add", "change", "remove"]
WHATS: dict[str, Text] = {
    "add": Text("Thêm", "Add"),
    "change": Text("Sửa", "Change"),
    "remove": Text("Bỏ", "Remove"),
}
STALE = Text(
    vi="Dữ liệu đã thay đổi sau khi bạn xem trước, nên chưa nhập gì. Hãy tải tệp lên và xem lại.",
    en="The data changed after your preview, so nothing was imported. Upload the file and look again.",
)


@dataclass(frozen=True, slots=True)
class Detail:
    """One value of a line, as people read it."""

    label: Text
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Entry:
    """``row`` is the file's own number, ``None`` for what only the database has."""

    what: What
    row: int | None
    name: str
    details: tuple[Detail, ...] = ()

    @property
    def label(self) -> Text:
        return WHATS[self.what]


@dataclass(frozen=True, slots=True)
class Preview:
    """``title`` says what the file is for; ``same`` counts what stays as it is."""

    title: Text
    entries: tuple[Entry, ...]
    same: int

    def count(self, what: str) -> int:
        return sum(entry.what == what for entry in self.entries)

    @property
    def counts(self) -> list[tuple[Text, int]]:
        """How many lines of each sort, and how many that change nothing."""
        told = [(WHATS[what], self.count(what)) for what in ("add", "change", "remove")]
        return [*told, (Text("Giữ nguyên", "Unchanged"), self.same)]

    @property
    def digest(self) -> str:
        """The same only for a preview of the same changes."""
        return hashlib.sha256(repr((self.title, self.entries)).encode()).hexdigest()

    def confirm(self, expected: str) -> None:
        """Raise ``Refused`` when this is not what was previewed; an empty ``expected`` is not asked."""
        if expected and expected != self.digest:
            raise Refused(STALE)


def differing(values: Iterable[tuple[Text, str, str]]) -> tuple[Detail, ...]:
    """The details whose two sides differ."""
    return tuple(Detail(*value) for value in values if value[1] != value[2])
