"""A page's HTML as an assertion reads it."""

import re
from typing import Any

_INLINE = r"(?:a|code|span|strong|time)\b"
_LAID_OUT = re.compile(
    rf"(</{_INLINE}> (?=<{_INLINE}))"  # a reader sees these two parted: it stays
    r"|(>) (?=<)|(<[a-z][^<>]*>) | (?=</)"
)


def markup(response: Any) -> str:
    """The HTML of a response without the white space that only lays out its template.

    Runs become one space. None stays behind an opening tag, before a closing one, or between two,
    but for one inline element after another, which a reader sees parted.
    """
    text = re.sub(r" (?=/?>)", "", re.sub(r"\s+", " ", response.content.decode()))
    return _LAID_OUT.sub(lambda found: found[1] or found[2] or found[3] or "", text).strip()
