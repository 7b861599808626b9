"""Cuts a cell into its parts: ``label = points``, separated by ``;`` or by line breaks."""

import re
import unicodedata
from dataclasses import dataclass

from criteria.common.numbers import as_typed, canonical, parse
from criteria.common.text import Refused, Text
from criteria.scales.notation.words import comparable_text, is_bound

_QUOTED = re.compile(r'\s*"((?:[^"]|"")*)"[^\S\n]*')
_END = re.compile(r"[;\n]")
_UNIT = re.compile(r"(?<!\s)\s*(?:điểm|points?)\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class NotationPart:
    """One part: the text to the ``left`` of the last ``=`` and to its ``right``, ``None`` where there is no ``=``."""

    number: int
    left: str
    right: str | None
    quoted: bool = False

    @property
    def is_bound(self) -> bool:
        return not self.quoted and self.right is not None and is_bound(self.left)

    @property
    def word(self) -> str:
        """The whole part where it is a word of the notation, else empty."""
        return "" if self.quoted or self.right is not None else comparable_text(self.left)


class Reading:
    """The parts of a cell, and the faults found in them so far."""

    def __init__(self) -> None:
        self.faults: list[Text] = []

    def fault(self, part: NotationPart, vi: str, en: str) -> None:
        """Notes what is wrong with a part, and the way out."""
        shown = as_typed(part.left if part.right is None else f"{part.left} = {part.right}")
        self.faults.append(
            Text(f"phần {part.number} {shown}: {vi}", f"part {part.number} {shown}: {en}")
        )

    def number(self, part: NotationPart, typed: str) -> str | None:
        """Returns the number that somebody typed, as scales store it; ``None`` after a fault."""
        try:
            return canonical(parse(typed))
        except Refused as refused:
            for cause in refused.causes:
                self.fault(part, cause.vi, cause.en)
        return None

    def points(self, part: NotationPart) -> str | None:
        """Returns the number to the right of the ``=``, with or without ``điểm`` after it; ``None`` after a fault."""
        if part.right is None:
            self.fault(
                part,
                "thiếu “= điểm”; hãy viết như “Đạt = 0,5”",
                "“= points” is missing; write it like “Met = 0.5”",
            )
            return None
        return self.number(part, _UNIT.sub("", part.right))

    def parts(self, text: str) -> list[NotationPart]:
        """Returns every part that is not empty; a quote opens only where a part begins."""
        parts: list[NotationPart] = []
        rest = text
        while rest.strip():
            quoted = _QUOTED.match(rest)
            label = quoted[1].replace('""', '"') if quoted else ""
            body = rest[quoted.end() :] if quoted else rest
            end = _END.search(body)
            body, rest = (body[: end.start()], body[end.end() :]) if end else (body, "")
            number = len(parts) + 1
            if quoted:
                parts.append(self._quoted(number, label, body))
            elif body.strip():
                left, sign, right = body.rpartition("=")
                # In “>=80%” the sign belongs to the bound, so the points are missing.
                if not sign or left.strip() in ("", ">", "<"):
                    parts.append(NotationPart(number, body.strip(), None))
                else:
                    parts.append(NotationPart(number, left.strip(), right.strip()))
        return parts

    def _quoted(self, number: int, label: str, body: str) -> NotationPart:
        right = body.strip()
        if right and not right.startswith("="):
            part = NotationPart(number, f'"{label}" {right}', None)
            self.fault(
                part,
                "sau dấu ngoặc kép phải là “= điểm”; dấu ngoặc kép trong nhãn viết hai lần",
                "the closing quote must be followed by “= points”; double a quote inside the label",
            )
            return NotationPart(number, label, "0", quoted=True)
        return NotationPart(number, label, right[1:].strip() if right else None, quoted=True)


def normalise_cell(text: str) -> str:
    """Returns the text of a cell in NFC, with spaces and line ends of one kind only."""
    normal = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    return normal.replace("\u00a0", " ").replace("\u202f", " ").strip()
