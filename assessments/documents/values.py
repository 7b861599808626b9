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
    return _issuer(round_) | {
        "this_year": str(this_year),
        # The day is written in by hand on a document without a date of its own.
        "dated": f"ngày …… tháng …… năm {this_year}",
        "year": str(round_.year),
        "round": round_.title_vi,
        "criteria_set": round_.criteria_set.title_vi,
        "legal_basis": round_.criteria_set.legal_basis,
        "mark": " ".join(mark.vi for mark in footer_marks),
    }


def _issuer(round_: Round) -> dict[str, str]:
    """Returns who issues a round's documents: its owner, or the body that runs the nation's rounds."""
    owner = round_.owner
    name = full_name(owner) if owner else settings.ISSUING_BODY
    return {
        "issuer": name,
        "issuer_upper": name.upper(),
        "issuer_signer": _signer(owner).upper() if owner else settings.ISSUING_SIGNER,
        "place": _place(owner) if owner else settings.ISSUING_PLACE,
    }


def _signer(unit: Unit) -> str:
    """Returns the title of who signs a unit's documents."""
    is_committee = full_name(unit).startswith(f"{COMMITTEE} ")
    return unit.signer_title or ("Chủ tịch" if is_committee else "Thủ trưởng cơ quan")


def _place(unit: Unit) -> str:
    # A city named after a person is written with its kind (annex I, II.4 of the decree).
    is_province = unit.level == Level.PROVINCE
    return unit.name_vi.replace("TP. ", "Thành phố ") if is_province else settings.ISSUING_PLACE


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
    name, signer = full_name(unit), _signer(unit)
    upper = name
    if name.startswith(f"{COMMITTEE} "):
        upper = f"{COMMITTEE}\n{name.removeprefix(COMMITTEE).strip()}"
        signer = f"TM. {COMMITTEE}\n{signer}"
    return {
        "unit": name,
        "unit_upper": upper.upper(),
        "superior_upper": unit.superior_name.upper(),
        "place": _place(unit),
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
