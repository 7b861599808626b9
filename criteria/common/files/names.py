"""File names that are safe to keep, to show and to send."""

import unicodedata
from pathlib import PurePosixPath

from django.http import HttpResponseBase
from django.utils.http import parse_header_parameters

NAME_LIMIT = 255
_NAMELESS = "tài liệu"
# These are control and format characters (among them U+202E, which shows "fdp.exe" as "exe.pdf"),
# lone surrogates, line and paragraph separators.
_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def visible(text: str) -> str:
    """Returns ``text`` on one line in NFC, without the characters that nobody sees."""
    seen = "".join(
        " " if char.isspace() else char
        for char in unicodedata.normalize("NFC", text)
        if char.isspace() or unicodedata.category(char) not in _UNSEEN
    )
    return " ".join(seen.split())


def clean_name(raw: str) -> str:
    """Returns a file name to show and to send: no folders, nothing unseen, 1 to 255 characters."""
    name = visible(raw.replace("\\", "/").rsplit("/", 1)[-1])
    if not name.strip(". "):
        return _NAMELESS
    if name.startswith("."):
        name = _NAMELESS + name
    suffix = PurePosixPath(name).suffix
    if len(name) > NAME_LIMIT and len(suffix) <= 10:
        return name[: NAME_LIMIT - len(suffix)].rstrip() + suffix
    return name[:NAME_LIMIT]


def attached_name(response: HttpResponseBase) -> str:
    """Returns the name of the file that an answer sends; nothing for a page."""
    how, values = parse_header_parameters(response.get("Content-Disposition", ""))
    return str(values.get("filename", "")) if how == "attachment" else ""
