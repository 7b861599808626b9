"""A preview of what a file would change, line by line, before anything is written."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from criteria.common.text import Refused, Text

ChangeKind = Literal["add", "change", "remove"]
WHATS: dict[str, Text] = {
    "add": Text("Thêm", "Add"),
    "change": Text("Sửa", "Change"),
    "remove": Text("Bỏ", "Remove"),
}
STALE = Text(
    vi="Dữ liệu đã thay đổi sau khi xem trước, nên chưa nhập gì. Hãy tải tệp lên và xem lại.",
    en="The data changed after your preview, so nothing was imported. Upload the file and look again.",
)


@dataclass(frozen=True, slots=True)
class Detail:
    """One value of a line on both sides, as people read it."""

    label: Text
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class PreviewLine:
    """One line of the preview. ``row`` is the file's own number, ``None`` for a row that only the database has."""

    what: ChangeKind
    row: int | None
    name: str
    details: tuple[Detail, ...] = ()

    @property
    def label(self) -> Text:
        return WHATS[self.what]

    @property
    def sentence(self) -> Text:
        """The line in one sentence: ``Sửa (dòng 12) 1.1 Kế hoạch: Điểm tối đa: 1 → 2``."""
        sides = [
            (detail.label, f"{detail.before} → {detail.after}" if detail.before else detail.after)
            for detail in self.details
        ]
        vi = "; ".join(f"{label.vi}: {both}" for label, both in sides)
        en = "; ".join(f"{label.en}: {both}" for label, both in sides)
        row = (f" (dòng {self.row})", f" (row {self.row})") if self.row else ("", "")
        return Text(
            vi=f"{self.label.vi}{row[0]} {self.name}" + (f": {vi}" if vi else ""),
            en=f"{self.label.en}{row[1]} {self.name}" + (f": {en}" if en else ""),
        )


@dataclass(frozen=True, slots=True)
class Preview:
    """The whole preview. ``title`` says what the file is for; ``same`` counts unchanged rows, ``also`` other things."""

    title: Text
    entries: tuple[PreviewLine, ...]
    same: int
    also: tuple[tuple[Text, int], ...] = ()

    def count(self, what: str) -> int:
        return sum(entry.what == what for entry in self.entries)

    @property
    def counts(self) -> list[tuple[Text, int]]:
        """The number of lines of each sort, and of those that change nothing."""
        counts = [(WHATS[what], self.count(what)) for what in ("add", "change", "remove")]
        return [*counts, (Text("Giữ nguyên", "Unchanged"), self.same), *self.also]

    @property
    def digest(self) -> str:
        """The SHA-256 of the changes: two previews share it only if they show the same."""
        return hashlib.sha256(repr((self.title, self.entries)).encode()).hexdigest()

    def confirm(self, expected: str) -> None:
        """Raises ``Refused`` unless ``expected`` is the digest; an empty one is not compared."""
        if expected and expected != self.digest:
            raise Refused(STALE)


def first_sentences(entries: Sequence[PreviewLine], most: int = 100) -> list[Text]:
    """Returns the first ``most`` lines as sentences, and one that says how many more there are."""
    sentences = [entry.sentence for entry in entries[:most]]
    if more := len(entries) - len(sentences):
        sentences.append(Text(f"Còn {more} khác biệt nữa.", f"There are {more} more differences."))
    return sentences


def differing(values: Iterable[tuple[Text, str, str]]) -> tuple[Detail, ...]:
    """Returns the details whose two sides differ."""
    return tuple(Detail(*value) for value in values if value[1] != value[2])
