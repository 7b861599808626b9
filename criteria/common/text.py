"""Sentences in both languages, and the error that carries them through every door."""

import unicodedata
from dataclasses import dataclass
from typing import Any


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


class Refused(Exception):
    """An act was refused or an input is wrong; ``causes`` holds every reason at once."""

    def __init__(self, *causes: Text) -> None:
        super().__init__("; ".join(cause.vi for cause in causes))
        self.causes = causes


class NotAllowed(Refused):
    """The person may not do this, here, or now; any other refusal is about what was put in."""


def nfc(value: Any) -> Any:
    """Returns text in Unicode NFC, and any other value as it is."""
    return unicodedata.normalize("NFC", value) if isinstance(value, str) else value


def fold(text: str) -> str:
    """Returns ``text`` in lower case and without accents, as search compares it ("Đắk Lắk" → "dak lak")."""
    plain = "".join(
        char for char in unicodedata.normalize("NFD", text) if not unicodedata.combining(char)
    )
    return plain.replace("đ", "d").replace("Đ", "d").lower()
