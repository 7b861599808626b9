"""Parses sheets with ElementTree's own parser, after refusing what makes XML dangerous.

openpyxl would take defusedxml's parser. That one is written in Python and took most of the time of a large file.
"""

from collections.abc import Iterator
from typing import IO, Any
from xml.etree.ElementTree import Element, iterparse  # behind the check below

from openpyxl.reader import strings
from openpyxl.worksheet import _reader

_DECLARES = b"<!DOCTYPE"
"""The mark within which alone entities can be declared; no office program writes one."""
DEEPEST = 64
"""The depth of elements; office programs write about ten, and what is done for each row grows with its depth."""

MOST_NAMES = 1000
"""The number of different names of attributes in one part; the parser never forgets one, and each costs it some 30 µs."""


class _Plain:
    """A part of a workbook as bytes. Raises ``ValueError`` at the first declaration."""

    def __init__(self, source: IO[bytes]) -> None:
        self._source = source
        self._end = b""

    def read(self, size: int = -1) -> bytes:
        chunk = self._source.read(size)
        # Expat takes UTF-16 too, where the mark would go unseen. UTF-16 has NULs, other XML has none.
        if b"\0" in chunk or _DECLARES in self._end + chunk:
            raise ValueError("The part declares entities, or may.")
        self._end = (self._end + chunk)[1 - len(_DECLARES) :]
        return chunk


def end_events(source: IO[bytes]) -> Iterator[tuple[str, Element]]:
    """Yields what ``iterparse`` does for the end of each element. Raises ``ValueError`` for what lies too deep, and for
    too many names.
    """
    plain: Any = _Plain(source)
    depth = 0
    names: set[str] = set()
    for event, element in iterparse(plain, ("start", "end")):  # noqa: S314  # it reads bytes alone
        if event == "end":
            depth -= 1
            yield event, element
        else:
            depth += 1
            if depth > DEEPEST:
                raise ValueError("The part is nested too deeply.")
            if not element.attrib.keys() <= names:
                names.update(element.attrib)
                if len(names) > MOST_NAMES:
                    raise ValueError("The part has too many names.")


def use() -> None:
    """Makes openpyxl parse every sheet, and the texts of its cells, in this way."""
    _reader.iterparse = end_events  # type: ignore[attr-defined]  # its stubs list no imports
    strings.iterparse = end_events  # type: ignore[attr-defined]  # as above
