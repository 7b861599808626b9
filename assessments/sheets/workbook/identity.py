"""The identity of a workbook, signed, so that a file whose identity was edited is told from one downloaded here."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core import signing

from assessments.models import Score, Side
from assessments.sheets.workbook.content import Content
from assessments.sheets.workbook.texts import normal

MARK = "PAR-INDEX-WORKBOOK"
FORMAT = 1
CHUNK = 30_000
"""The number of characters of the signed text in a cell; Excel takes 32,767."""
_SALT = "assessments.sheets.workbook"


@dataclass(frozen=True, slots=True)
class Identity:
    """The sheet that a workbook was made from; ``leaves`` has each leaf's version and the digest of its claim."""

    sheet: int
    unit: str
    round: str
    criteria_set: str
    digest: str
    leaves: dict[str, tuple[int, str]]


def claim_digest(claim: Side) -> str:
    """Returns a short digest of one side of a leaf, the same however the note's lines are broken."""
    parts = [claim.input, claim.not_applicable, normal(claim.note)]
    text = json.dumps(parts, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:20]


def score_digest(score: Score) -> str:
    """Returns the digest of the unit's present claim on a leaf."""
    return claim_digest(score.claimed)


def set_digest(content: Content) -> str:
    """Returns a digest of everything in the set that a workbook relies on."""
    rows = [
        [leaf.node.code, str(leaf.node.max_points.normalize()), leaf.node.source, leaf.node.scale]
        for leaf in content.leaves.values()
    ]
    return hashlib.sha256(json.dumps(rows, sort_keys=True).encode()).hexdigest()[:20]


def identity_of(content: Content) -> Identity:
    """Returns the identity of a workbook made now."""
    assessment = content.assessment
    return Identity(
        sheet=assessment.pk,
        unit=f"{assessment.unit}",
        round=f"{assessment.round}",
        criteria_set=f"{assessment.round.criteria_set}",
        digest=set_digest(content),
        leaves={
            code: (leaf.score.version, score_digest(leaf.score))
            for code, leaf in content.own.items()
        },
    )


def sign_identity(identity: Identity) -> list[str]:
    """Returns the identity as the texts of the hidden worksheet's cells."""
    data = [FORMAT, *(getattr(identity, name) for name in Identity.__slots__)]
    text = signing.dumps(data, salt=_SALT, compress=True)
    return [MARK, *(text[at : at + CHUNK] for at in range(0, len(text), CHUNK))]


def read_identity(cells: Iterable[str]) -> Identity | None:
    """Returns the identity that ``sign_identity`` wrote; ``None`` where the texts are not ours, or were changed."""
    mark, *chunks = cells
    if mark != MARK:
        return None
    try:
        data: list[Any] = signing.loads("".join(chunks), salt=_SALT)
    except signing.BadSignature:
        return None
    if data[0] != FORMAT:
        return None
    values = dict(zip(Identity.__slots__, data[1:], strict=True))
    values["leaves"] = {
        code: (version, digest) for code, (version, digest) in values["leaves"].items()
    }
    return Identity(**values)
