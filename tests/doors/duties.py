"""Who does what in a unit."""

from assessments.models import Membership, Role
from tests.doors.base import SHEET, SUBMITTED, Door, World, score_url, sheet_url, to

PEOPLE = f"{SHEET}people/"


def officer_s(world: World) -> str:
    held = Membership.objects.get(user=world.people["officer"], role=Role.OFFICER)
    return f"/sheets/{world.sheet.pk}/people/{held.pk}/"


DOORS = (
    Door("GET", PEOPLE, to(403, officer=200, colleague=200, leader=200), sheet_url("people/")),
    Door(
        "POST",
        f"{PEOPLE}<int:membership_id>/",
        to(403, leader=302),
        officer_s,
        {"extent": "parts", "parts": ["1", "2.1"]},
    ),
    Door("POST", f"{PEOPLE}<int:membership_id>/", to(403, leader=422), officer_s),
    Door(
        "POST",
        "scores/<int:score_id>/return-leaf/",
        to(403, leader=302),
        score_url("return-leaf/"),
        {"returned_note": "Bổ sung số liệu quý IV"},
    ),
    Door(
        "POST",
        "scores/<int:score_id>/return-leaf/",
        to(403),
        score_url("return-leaf/"),
        {"returned_note": "Bổ sung"},
        SUBMITTED,
    ),
)
