"""Values that several documents share; every value is text as a Vietnamese document writes it."""

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
    """Returns the issuing body, the date, the round, and the marks for the footer."""
    footer_marks = [*marks, *marks_of(round_)]
    this_year = timezone.localdate().year
    return {
        "issuer": settings.ISSUING_BODY,
        "issuer_upper": settings.ISSUING_BODY.upper(),
        "issuer_signer": settings.ISSUING_SIGNER,
        "place": settings.ISSUING_PLACE,
        "this_year": str(this_year),
        # The day is written in by hand on a document without a date of its own.
        "dated": f"ngày …… tháng …… năm {this_year}",
        "year": str(round_.year),
        "round": round_.title_vi,
        "criteria_set": round_.criteria_set.title_vi,
        "legal_basis": round_.criteria_set.legal_basis,
        "mark": " ".join(mark.vi for mark in footer_marks),
    }


def in_words(day: datetime.date) -> str:
    """Returns a day as the decree writes it: a nought only before days below ten and before the first two months."""
    month = f"{day.month:02}" if day.month < 3 else str(day.month)
    return f"ngày {day.day:02} tháng {month} năm {day.year}"


def full_name(unit: Unit) -> str:
    """Returns a unit as documents name it in a sentence: a province by its people's committee."""
    if unit.document_name or unit.level != Level.PROVINCE:
        return unit.document_name or unit.name_vi
    return f"{COMMITTEE} {unit.name_vi}"


def issued_by(unit: Unit) -> dict[str, str]:
    """Returns the head and the signature of a unit's own document.

    A committee's name stands on two lines, and its signer signs on its behalf (TM.).
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
        # A city named after a person is written with its kind (annex I, II.4 of the decree).
        "place": unit.name_vi.replace("TP. ", "Thành phố ") if province else settings.ISSUING_PLACE,
        "signer": signer.upper(),
    }


def points_as_written(value: Decimal | None) -> str:
    """Returns points such as ``1.234,5``; a dash where there are none."""
    return "–" if value is None else show(value)


def claimed_side(score: Score) -> str:
    """Returns the unit's claim on a leaf, in words."""
    if score.criterion.is_survey:
        return "ĐTXHH"
    return NA if score.claimed_na else points_as_written(score.claimed_points)


def awarded_side(score: Score) -> str:
    """Returns the award of a leaf, in words."""
    return NA if score.awarded_na else points_as_written(score.awarded_points)
