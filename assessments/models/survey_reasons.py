"""The reason stored with a survey leaf's points: written in Vietnamese, shown in either language."""

import re

from criteria.common.text import Text

BEFORE = "Kết quả điều tra xã hội học: "
"""The beginning of the reason; the result (``83,4%``, ``1,5 điểm``) and ``reason_end`` follow."""
_WRITTEN = re.compile(rf"{BEFORE}([0-9.,]+)(%| điểm) \(lần ([0-9]+)\)")
# The form until it was decided that the name of the coordinator's file concerns nobody else.
_FORMER = re.compile(r"Kết quả điều tra XHH, lần ([0-9]+): .*", re.DOTALL)
_UNITS = {"%": "%", " điểm": " points"}
_SWAP = str.maketrans(",.", ".,")


def reason_end(version: int) -> str:
    """Returns the end of the reason, with the number of the import that brought the result."""
    return f" (lần {version})"


def reason_for_reader(note: str) -> Text:
    """Returns the reason in both languages; a note in other words stays as it is."""
    if match := _WRITTEN.fullmatch(note):
        number, unit, version = match.groups()
        english = f"{number.translate(_SWAP)}{_UNITS[unit]}"
        return Text(vi=note, en=f"Survey result: {english} (import {version})")
    if match := _FORMER.fullmatch(note):
        version = match[1]
        return Text(
            vi=f"Kết quả điều tra xã hội học (lần {version})",
            en=f"Survey result (import {version})",
        )
    return Text(vi=note, en=note)
