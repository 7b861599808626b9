"""Sentences in both languages, and the error that carries them through every door."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    """One sentence in Vietnamese and in English; pages and the API pick the reader's language."""

    vi: str
    en: str

    def __str__(self) -> str:
        return self.vi

    def in_language(self, language: str) -> str:
        """The sentence in ``language`` ("en", "en-gb", "vi"); anything but English is Vietnamese."""
        return self.en if language.startswith("en") else self.vi


class Refused(Exception):
    """An act was refused or an input is wrong; ``causes`` holds every reason at once."""

    def __init__(self, *causes: Text) -> None:
        super().__init__("; ".join(cause.vi for cause in causes))
        self.causes = causes


class NotAllowed(Refused):
    """The person may not do this, here, or now; other refusals are about what was put in."""
