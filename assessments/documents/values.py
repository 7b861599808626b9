"""What several documents say alike; every value is text as a Vietnamese document writes it."""

import datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils import timezone

from assessments.models import Round, Score, Unit
from assessments.rounds.disclaimers import marks_of
from criteria.common.numbers import show
from criteria.common.text import Text
from criteria.models import Level

NA = "Không áp dụng"
COMMITTEE = "Ủy ban nhân dân"


def head(round_: Round, *marks: Text) -> dict[str, Any]:
    """Who issues it, when, in which round; and what its footer must tell."""
    told = [*marks, *marks_of(round_)]
    this_year = timezone.localdate().year
    return {
        "issuer": settings.ISSUING_BODY,
        "issuer_upper": settings.ISSUING_BODY.upper(),
        "issuer_signer": settings.ISSUING_SIGNER,
        "place": settings.ISSUING_PLACE,
        "this_year": str(this_year),
        # Written in by hand on what has no date of its own yet.
        "dated": f"ngày …… tháng …… năm {this_year}",
        "year": str(round_.year),
        "round": round_.title_vi,
        "criteria_set": round_.criteria_set.title_vi,
        "legal_basis": round_.criteria_set.legal_basis,
        "mark": " ".join(mark.vi for mark in told),
    }


def in_words(day: datetime.date) -> str:
    """As the decree writes one: a nought before days below ten and the first two months alone."""
    month = f"{day.month:02}" if day.month < 3 else str(day.month)
    return f"ngày {day.day:02} tháng {month} năm {day.year}"


def full_name(unit: Unit) -> str:
    """A unit as documents name it in a sentence: a province by its people's committee."""
    if unit.document_name or unit.level != Level.PROVINCE:
        return unit.document_name or unit.name_vi
    return f"{COMMITTEE} {unit.name_vi}"


def issued_by(unit: Unit) -> dict[str, str]:
    """The head and the signature of a unit's own document.

    A committee stands over two lines, and whoever signs does so on its behalf (TM.).
    """
    name, title = full_name(unit), unit.signer_title
    province = unit.level == Level.PROVINCE
    upper, signer = name, title or "Thủ trưởng cơ quan"
    if name.startswith(f"{COMMITTEE} "):
        upper = f"{COMMITTEE}\n{name.removeprefix(COMMITTEE).strip()}"
        signer = f"TM. {COMMITTEE}\n{title or 'Chủ tịch'}"
    return {
        "unit": name,
        "unit_upper": upper.upper(),
        "superior_upper": unit.superior_name.upper(),
        # Named after a person, a city stands with what it is (annex I, II.4 of the decree).
        "place": unit.name_vi.replace("TP. ", "Thành phố ") if province else settings.ISSUING_PLACE,
        "signer": signer.upper(),
    }


def points_as_written(value: Decimal | None) -> str:
    """``1.234,5``; a dash where there are none."""
    return "–" if value is None else show(value)


def claimed_side(score: Score) -> str:
    """What the unit claims on a leaf."""
    if score.criterion.is_survey:
        return "ĐTXHH"
    return NA if score.claimed_na else points_as_written(score.claimed_points)


def awarded_side(score: Score) -> str:
    """What a leaf was awarded."""
    return NA if score.awarded_na else points_as_written(score.awarded_points)
