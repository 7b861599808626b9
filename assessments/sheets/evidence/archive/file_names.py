"""File names that Windows, macOS and Linux all accept, within the 260 characters of a path on Windows."""

from pathvalidate import sanitize_filename

from criteria.common.files.names import visible

FOLDER_LIMIT = 40
FILE_LIMIT = 80
"""The limits in characters: two folders and a file leave over a hundred for the folder of unpacking."""


def safe(text: str, limit: int, suffix: str = "") -> str:
    """Returns ``text`` as a name of at most ``limit`` characters, ``suffix`` (".pdf") included.

    The name is in NFC, without characters or device names (CON, NUL, COM1) that Windows refuses, without
    dots and spaces at its ends, and never empty.
    """
    name = sanitize_filename(visible(text), platform="windows").strip(" .")
    name = _cut(name, limit - len(suffix)).rstrip(" .")
    # Again, because the cut may have left a device's name, also before a space and a dot.
    device, dot, rest = name.partition(".")
    whole = sanitize_filename(device.strip(), platform="windows") + dot + rest
    return (whole.strip(" .") or "_") + suffix


def _cut(name: str, limit: int) -> str:
    """Returns the name whole, or up to the last word that fits; the beginning of one long word."""
    if len(name) <= limit:
        return name
    words = name[: limit + 1].rpartition(" ")[0]
    return words if len(words) > limit // 2 else name[:limit]


class Names:
    """The names of one folder or archive, each given once: upper and lower case count as the same."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def free(self, stem: str, suffix: str = "") -> str:
        """Returns ``stem`` and ``suffix``, with a number between them where that name is taken."""
        name, number = stem + suffix, 1
        while name.lower() in self._taken:
            number += 1
            name = f"{stem} ({number}){suffix}"
        self._taken.add(name.lower())
        return name
