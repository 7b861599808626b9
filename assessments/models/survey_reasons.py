"""The reason stored with a survey leaf's points: written in Vietnamese, shown in either language."""

import re

from criteria.common.text import Text

BEFORE = "Kết quả điều tra xã hội học: "
"""The beginning of the reason; the result (``83,4%``, ``1,5 điểm``) and ``reason_end`` follow."""
_RESULT = r"([0-9.,]+)(%| điểm)"
_WRITTEN = re.compile(rf"{BEFORE}({_RESULT}) \(lần ([0-9]+)\)")
# The form until it was decided that the name of the coordinator's file concerns nobody else.
_FORMER = re.compile(r"Kết quả điều tra XHH, lần ([0-9]+): .*", re.DOTALL)
_UNITS = {"%": "%", " điểm": " points"}
_SWAP = str.maketrans(",.", ".,")


def reason_end(version: int) -> str:
    """Returns the end of the reason, with the number of the import that brought the result."""
    return f" (lần {version})"


def result_for_reader(shown: str) -> Text:
    """Returns a result (``83,4%``) in both languages."""
    match = re.fullmatch(_RESULT, shown)
    english = f"{match[1].translate(_SWAP)}{_UNITS[match[2]]}" if match else shown
    return Text(vi=shown, en=english)


def reason_for_reader(note: str) -> Text:
    """Returns the reason in both languages; a note in other words stays as it is."""
    if match := _WRITTEN.fullmatch(note):
        english, version = result_for_reader(match[1]).en, match[4]
        return Text(vi=note, en=f"Survey result: {english} (import {version})")
    if match := _FORMER.fullmatch(note):
        version = match[1]
        return Text(
            vi=f"Kết quả điều tra xã hội học (lần {version})",
            en=f"Survey result (import {version})",
        )
    return Text(vi=note, en=note)
