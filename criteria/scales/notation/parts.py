"""Cutting a cell into its parts: ``label = points``, one after ``;`` or on a line of its own."""

import re
import unicodedata
from dataclasses import dataclass

from criteria.common.numbers import as_typed, canonical, parse
from criteria.common.text import Refused, Text
from criteria.scales.notation.words import is_bound, plain

_QUOTED = re.compile(r'\s*"((?:[^"]|"")*)"[^\S\n]*')
_END = re.compile(r"[;\n]")
_UNIT = re.compile(r"\s*(?:điểm|points?)\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Part:
    """``left`` of the last ``=`` and ``right`` of it, which is ``None`` where there is no sign."""

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
        return "" if self.quoted or self.right is not None else plain(self.left)


class Reading:
    """The parts of a cell, and the faults found in them so far."""

    def __init__(self) -> None:
        self.faults: list[Text] = []

    def fault(self, part: Part, vi: str, en: str) -> None:
        """Note what is wrong with a part and the way out."""
        told = as_typed(part.left if part.right is None else f"{part.left} = {part.right}")
        self.faults.append(
            Text(f"phần {part.number} {told}: {vi}", f"part {part.number} {told}: {en}")
        )

    def number(self, part: Part, typed: str) -> str | None:
        """What somebody typed for a number, as scales store it."""
        try:
            return canonical(parse(typed))
        except Refused as refused:
            for cause in refused.causes:
                self.fault(part, cause.vi, cause.en)
        return None

    def points(self, part: Part) -> str | None:
        """The number right of the sign; ``điểm`` after it is allowed."""
        if part.right is None:
            self.fault(
                part,
                "thiếu “= điểm”; hãy viết như “Đạt = 0,5”",
                "“= points” is missing; write it like “Met = 0.5”",
            )
            return None
        return self.number(part, _UNIT.sub("", part.right))

    def parts(self, text: str) -> list[Part]:
        """Every part that is not empty; quotes are opened only where a part begins."""
        found: list[Part] = []
        rest = text
        while rest.strip():
            quoted = _QUOTED.match(rest)
            label = quoted[1].replace('""', '"') if quoted else ""
            body = rest[quoted.end() :] if quoted else rest
            end = _END.search(body)
            body, rest = (body[: end.start()], body[end.end() :]) if end else (body, "")
            number = len(found) + 1
            if quoted:
                found.append(self._quoted(number, label, body))
            elif body.strip():
                left, sign, right = body.rpartition("=")
                # In “>=80%” the sign belongs to the bound: the points are missing.
                if not sign or left.strip() in ("", ">", "<"):
                    found.append(Part(number, body.strip(), None))
                else:
                    found.append(Part(number, left.strip(), right.strip()))
        return found

    def _quoted(self, number: int, label: str, body: str) -> Part:
        right = body.strip()
        if right and not right.startswith("="):
            part = Part(number, f'"{label}" {right}', None)
            self.fault(
                part,
                "sau dấu ngoặc kép phải là “= điểm”; dấu ngoặc kép trong nhãn viết hai lần",
                "the closing quote must be followed by “= points”; double a quote inside the label",
            )
            return Part(number, label, "0", quoted=True)
        return Part(number, label, right[1:].strip() if right else None, quoted=True)


def cleaned(text: str) -> str:
    """The text of a cell in NFC, with spaces and line ends of one kind only."""
    kept = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    return kept.replace("\u00a0", " ").replace("\u202f", " ").strip()
