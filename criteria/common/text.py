"""Sentences in both languages, and the error that carries them through every door."""

import re
import unicodedata
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    """One sentence in Vietnamese and in English; pages and the API pick the reader's language."""

    vi: str
    en: str

    def __str__(self) -> str:
        return self.vi

    def in_language(self, language: str) -> str:
        """Returns the sentence in ``language`` ("en", "en-gb", "vi"); anything but English is Vietnamese."""
        return self.en if language.startswith("en") else self.vi


@dataclass(frozen=True, slots=True)
class FieldFault(Text):
    """What is wrong with one field of a form: said at that field, and wherever all faults are listed."""

    field: str


NO_TEXT = Text("", "")
"""Said where there is nothing to say."""


def in_english(number: int, one: str, several: str = "") -> str:
    """Returns a number with its noun as English counts: "1 day", "3 days"; ``several`` where no "s" makes it."""
    return f"{number} {one if number == 1 else several or f'{one}s'}"


class Refused(Exception):
    """An act was refused or an input is wrong; ``causes`` holds every reason at once."""

    def __init__(self, *causes: Text) -> None:
        super().__init__("; ".join(cause.vi for cause in causes))
        self.causes = causes


class NotAllowed(Refused):
    """The person may not do this, here, or now; any other refusal is about what was put in."""


_QUOTED_PATH = re.compile(r"""(['"])(?:/|[A-Za-z]:\\).*?\1""")
_PATH = re.compile(r"(?<![\w/])/{1,3}[^\s'\":,;)]+|\b[A-Za-z]:\\[^\s'\",;)]+")


def cause_of(error: Exception) -> str:
    """Returns a fault of the program in a line, as readers may see it: without paths of the server."""
    text = _PATH.sub("…", _QUOTED_PATH.sub(r"\1…\1", str(error)))
    return f"{type(error).__name__}: {text}"


_BREAKS = re.compile("[\x0b\x0c\x85\u2028\u2029]")
"""Line breaks within a paragraph: Word's own (U+000B), a form feed, and those of Unicode."""
_HYPHENS = re.compile("[\x1e\ufffe]")
"""Word's non-breaking hyphen, and the hyphen at a line's end as programs copy it out of a PDF."""
# C0 and C1 control characters; lone surrogates; what is no character for ever; marks of direction and of no width.
# Those that join letters and emoji (U+200C, U+200D) stay, and so does the soft hyphen.
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\uffff"
    + "".join(
        chr(last)
        for plane in range(1, 17)
        for last in (plane * 0x10000 + 0xFFFE, plane * 0x10000 + 0xFFFF)
    )
    + "\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]"
)


def without_unseen(text: str) -> str:
    """Returns ``text`` without what nobody sees or no file can hold, and with a hyphen where one was meant.

    Line breaks of every kind stay: only whoever keeps the text knows whether it has lines.
    """
    # Printable text, which most is, has none of them.
    return text if text.isprintable() else _UNSEEN.sub("", _HYPHENS.sub("-", text))


def readable(text: str, line_break: str = "\n") -> str:
    """Returns ``text`` as it is kept, and as it is written into files.

    It is in Unicode NFC, without what nobody sees or XML cannot hold; every special line break is ``line_break``.
    All text passes here on its way in (forms, the API, files, the models' columns) and, for what was stored
    before there was this rule, on its way out into files.
    """
    if not text.isprintable():
        text = _BREAKS.sub(line_break, without_unseen(text))
    return unicodedata.normalize("NFC", text)


def readable_lines(text: str) -> str:
    """Returns ``text`` as ``readable`` does, each line break one character, as a browser counts it: it sends two."""
    return readable(text).replace("\r\n", "\n").replace("\r", "\n")


def fold(text: str) -> str:
    """Returns ``text`` in lower case and without accents, as search compares it ("Đắk Lắk" → "dak lak")."""
    plain = "".join(
        char for char in unicodedata.normalize("NFD", text) if not unicodedata.combining(char)
    )
    return plain.replace("đ", "d").replace("Đ", "d").lower()
