"""Sheets parsed by ElementTree's own parser, with what makes XML dangerous refused before it.

openpyxl takes defusedxml's, which is written in Python: it took most of the time of a large file.
"""

from collections.abc import Iterator
from typing import IO, Any
from xml.etree.ElementTree import Element, iterparse  # behind the check below

from openpyxl.worksheet import _reader

_DECLARES = b"<!DOCTYPE"
"""Entities can only be declared within one; no office program writes any."""


class _Plain:
    """A part of a workbook as bytes, without declarations. Raises ``ValueError`` at the first one."""

    def __init__(self, source: IO[bytes]) -> None:
        self._source = source
        self._end = b""

    def read(self, size: int = -1) -> bytes:
        found = self._source.read(size)
        # Expat takes UTF-16 too, in which the mark would not be seen; it has NULs, other XML none.
        if b"\0" in found or _DECLARES in self._end + found:
            raise ValueError("The part declares entities, or may.")
        self._end = (self._end + found)[1 - len(_DECLARES) :]
        return found


def parsed(source: IO[bytes]) -> Iterator[tuple[str, Element]]:
    """What ``iterparse`` answers for the end of each element."""
    plain: Any = _Plain(source)
    return iterparse(plain)  # noqa: S314  # a reader of bytes is all that it wants


def use() -> None:
    """Have openpyxl read its sheets so, wherever it reads any."""
    _reader.iterparse = parsed  # type: ignore[attr-defined]  # its stubs list no imports
