"""What several documents say alike; every value is text as a Vietnamese document writes it."""

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils import timezone

from assessments.marks import marks_of
from assessments.models import Round, Score
from criteria.numbers import show
from criteria.text import Text

NA = "Không áp dụng"


def head(round_: Round, *marks: Text) -> dict[str, Any]:
    """Who issues it, when, in which round; and what its footer must tell."""
    told = [*marks, *marks_of(round_)]
    return {
        "issuer": settings.ISSUING_BODY,
        "issuer_upper": settings.ISSUING_BODY.upper(),
        "issuer_signer": settings.ISSUING_SIGNER,
        "place": settings.ISSUING_PLACE,
        "this_year": str(timezone.localdate().year),
        "year": str(round_.year),
        "round": round_.title_vi,
        "criteria_set": round_.criteria_set.title_vi,
        "legal_basis": round_.criteria_set.legal_basis,
        "mark": " ".join(mark.vi for mark in told),
    }


def points(value: Decimal | None) -> str:
    """``1.234,5``; a dash where there are none."""
    return "–" if value is None else show(value)


def claimed(score: Score) -> str:
    """What the unit claims on a leaf."""
    if score.criterion.is_survey:
        return "ĐTXHH"
    return NA if score.claimed_na else points(score.claimed_points)


def awarded(score: Score) -> str:
    """What a leaf was awarded."""
    return NA if score.awarded_na else points(score.awarded_points)
