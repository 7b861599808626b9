"""Reads what a client sends to write a claim: the version it has read, and the figures."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from rest_framework.request import Request

from assessments.models import Score
from criteria.common.text import Text
from rankings.api.bodies import object_in, unknown_fields
from rankings.api.errors import BadParameters, PreconditionRequired
from rankings.models import PlanLeaf

_TAG = re.compile(r'(?:W/)?"([0-9]{1,9})"')
FIELDS = ("input", "not_applicable", "note")


def etag(row: Score | PlanLeaf) -> str:
    """Returns the version of a score or of a plan's line as a strong validator (RFC 9110, 8.8.3)."""
    return f'"{row.version}"'


def versions(request: Request) -> set[int]:
    """Returns the versions that ``If-Match`` names. Raises ``PreconditionRequired`` when it names none.

    A weak tag counts like a strong one: an answer compressed on its way carries one, with the same
    number. ``*`` would write over whatever is there, and so is not taken.
    """
    numbers = {int(tag) for tag in _TAG.findall(request.headers.get("If-Match", ""))}
    if not numbers:
        raise PreconditionRequired(
            Text(
                vi='Cần tiêu đề If-Match với ETag đã đọc, ví dụ If-Match: "3".',
                en='Send the ETag that you have read as If-Match, for example If-Match: "3".',
            )
        )
    return numbers


@dataclass(frozen=True)
class ClaimBody:
    """The unit's side of a leaf as it is to become."""

    entry: Mapping[str, object] | None
    not_applicable: bool
    note: str


def claim_of(request: Request, score: Score) -> ClaimBody:
    """Returns what the body asks for; what it leaves out stays as it is. Raises ``Refused`` with every fault."""
    body = object_in(request, FIELDS)
    faults = unknown_fields(body, FIELDS)
    saved = score.claimed
    entry = body.get("input", saved.input)
    if entry is not None and not isinstance(entry, dict):
        faults.append(
            Text(
                vi="input: phải là một đối tượng JSON hoặc null.",
                en="input: must be a JSON object or null.",
            )
        )
    # Figures sent without ``not_applicable`` say that the leaf does apply.
    applies = body.get("input") is not None
    not_applicable = body.get("not_applicable", False if applies else saved.not_applicable)
    if not isinstance(not_applicable, bool):
        faults.append(
            Text(
                vi="not_applicable: phải là true hoặc false.",
                en="not_applicable: must be true or false.",
            )
        )
    elif not_applicable and applies:
        faults.append(
            Text(
                vi="Hoặc gửi số liệu (input), hoặc not_applicable: true; không gửi cả hai.",
                en="Send either figures (input) or not_applicable: true, not both.",
            )
        )
    note = body.get("note", saved.note)
    if not isinstance(note, str):
        faults.append(Text(vi="note: phải là chuỗi ký tự.", en="note: must be text."))
    if faults:
        raise BadParameters(*faults)
    return ClaimBody(entry, cast(bool, not_applicable), note)
