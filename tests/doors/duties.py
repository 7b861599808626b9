"""Who does what: in a unit, and among the reviewing bodies."""

from assessments.models import Membership, Role
from tests.doors.base import (
    COORDINATOR,
    REASON,
    SHEET,
    SIGNED_IN,
    SUBMITTED,
    Door,
    World,
    coordinator,
    fixed,
    round_url,
    score_url,
    sheet_url,
    to,
)

PEOPLE = f"{SHEET}people/"


def officer_s(world: World) -> str:
    held = Membership.objects.get(user=world.people["officer"], role=Role.OFFICER)
    return f"/sheets/{world.sheet.pk}/people/{held.pk}/"


BODIES = "rounds/<int:round_id>/bodies/"
CHANGE = "rounds/<int:round_id>/change/"
REFERENCES = "rounds/<int:round_id>/references/"
STEPS = "rounds/<int:round_id>/steps/"

DOORS = (
    Door("GET", "notices/", SIGNED_IN, fixed("/notices/")),
    Door("POST", "notices/read/", to(302), fixed("/notices/read/"), {"notice": "1"}),
    Door("GET", BODIES, COORDINATOR, round_url("bodies/")),
    Door("POST", BODIES, coordinator(422), round_url("bodies/"), REASON),
    Door("GET", REFERENCES, COORDINATOR, round_url("references/")),
    Door("POST", REFERENCES, coordinator(422), round_url("references/"), REASON),
    Door("GET", CHANGE, COORDINATOR, round_url("change/")),
    Door("POST", CHANGE, coordinator(422), round_url("change/"), REASON),
    Door(
        "POST",
        CHANGE,
        coordinator(302),
        round_url("change/"),
        REASON | {"quorum_percent": "80", "seen-quorum_percent": "67"},
    ),
    Door("POST", STEPS, coordinator(422), round_url("steps/"), {"step": "finish"}),
    Door("GET", PEOPLE, to(403, officer=200, colleague=200, leader=200), sheet_url("people/")),
    Door("POST", f"{PEOPLE}matrix/", to(403, leader=302), sheet_url("people/matrix/")),
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
