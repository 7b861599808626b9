"""The reason that a survey leaf's points carry: written in Vietnamese, told in either language."""

import re

from criteria.common.text import Text

BEFORE = "Kết quả điều tra xã hội học: "
"""What the result (``83,4%``, ``1,5 điểm``) and ``reason_end`` follow."""
_WRITTEN = re.compile(rf"{BEFORE}([0-9.,]+)(%| điểm) \(lần ([0-9]+)\)")
# As it was written until the name of the coordinator's file was found to be nobody else's business.
_FORMER = re.compile(r"Kết quả điều tra XHH, lần ([0-9]+): .*", re.DOTALL)
_UNITS = {"%": "%", " điểm": " points"}
_SWAP = str.maketrans(",.", ".,")


def reason_end(version: int) -> str:
    """The end of the reason, with the import that brought the result."""
    return f" (lần {version})"


def reason_for_reader(note: str) -> Text:
    """The reason for a reader; what somebody else wrote stays as it is."""
    if found := _WRITTEN.fullmatch(note):
        number, unit, version = found.groups()
        english = f"{number.translate(_SWAP)}{_UNITS[unit]}"
        return Text(vi=note, en=f"Survey result: {english} (import {version})")
    if found := _FORMER.fullmatch(note):
        version = found[1]
        return Text(
            vi=f"Kết quả điều tra xã hội học (lần {version})",
            en=f"Survey result (import {version})",
        )
    return Text(vi=note, en=note)
