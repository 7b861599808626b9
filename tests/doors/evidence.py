"""Evidence."""

from assessments.models import Status
from tests.doors.base import (
    HIDDEN_DRAFT,
    HIDDEN_SUBMITTED,
    READ_DRAFT,
    READ_SUBMITTED,
    REASON,
    SUBMITTED,
    UNIT,
    Door,
    World,
    score_url,
    to,
)

PROOFS = "api/v1/assessments/<int:assessment>/scores/<text:code>/evidence/"


def proofs_url(world: World) -> str:
    return f"/api/v1/assessments/{world.sheet.pk}/scores/2.3/evidence/"


DOORS = (
    # Nothing of the year before stands on this sheet: whoever may, is told so.
    Door(
        "POST",
        "scores/<int:score_id>/evidence/reuse/",
        to(403, officer=422, leader=422),
        score_url("evidence/reuse/"),
        {"evidence": "1"},
    ),
    Door(
        "POST",
        "scores/<int:score_id>/evidence/reuse/",
        to(403),
        score_url("evidence/reuse/"),
        {"evidence": "1"},
        SUBMITTED,
    ),
    Door(
        "POST",
        "scores/<int:score_id>/evidence/stored/",
        to(403, officer=422, leader=422),
        score_url("evidence/stored/"),
        {"evidence": "0"},
    ),
    Door(
        "POST",
        "scores/<int:score_id>/evidence/stored/",
        to(403),
        score_url("evidence/stored/"),
        {"evidence": "1"},
        SUBMITTED,
    ),
    Door(
        "GET",
        "units/<int:unit_id>/evidence/",
        to(403, **UNIT),
        lambda world: f"/units/{world.sheet.unit_id}/evidence/",
    ),
    Door(
        "POST",
        "scores/<int:score_id>/evidence/",
        to(403, officer=302, leader=302),
        score_url("evidence/"),
        {"url": "https://example.vn/van-ban"},
    ),
    Door(
        "POST",
        "scores/<int:score_id>/evidence/",
        to(403),
        score_url("evidence/"),
        {"url": "https://example.vn/van-ban"},
        SUBMITTED,
    ),
    Door(
        "POST",
        "evidence-links/<int:link_id>/withdraw/",
        to(403, officer=302, leader=302),
        lambda world: f"/evidence-links/{world.link.pk}/withdraw/",
        REASON,
    ),
    Door(
        "POST",
        "evidence-links/<int:link_id>/withdraw/",
        to(403),
        lambda world: f"/evidence-links/{world.link.pk}/withdraw/",
        REASON,
        SUBMITTED,
    ),
    Door(
        "POST",
        "evidence-links/<int:link_id>/describe/",
        to(403, officer=302, leader=302),
        lambda world: f"/evidence-links/{world.link.pk}/describe/",
        {"title": "Báo cáo năm"},
    ),
    Door(
        "POST",
        "evidence-links/<int:link_id>/describe/",
        to(403),
        lambda world: f"/evidence-links/{world.link.pk}/describe/",
        {"title": "Báo cáo năm"},
        SUBMITTED,
    ),
    Door(
        "POST",
        "evidence-links/<int:link_id>/tick/",
        to(403, officer=302, leader=302),
        lambda world: f"/evidence-links/{world.link.pk}/tick/",
        {"asked_for": "1"},
    ),
    Door(
        "POST",
        "evidence-links/<int:link_id>/tick/",
        to(403),
        lambda world: f"/evidence-links/{world.link.pk}/tick/",
        {"asked_for": "1"},
        SUBMITTED,
    ),
    *(
        Door(
            "GET",
            f"evidence/<int:evidence_id>/{rest}",
            meets,
            lambda world, rest=rest: f"/evidence/{world.file.pk}/{rest}",  # type: ignore[misc]
            state=state,
        )
        for rest in ("", "preview/")
        for state, meets in ((Status.DRAFTING, HIDDEN_DRAFT), (SUBMITTED, HIDDEN_SUBMITTED))
    ),
    Door(
        "GET",
        "api/v1/units/<int:unit>/evidence/",
        to(403, anonymous=401, **UNIT),
        lambda world: f"/api/v1/units/{world.sheet.unit_id}/evidence/",
    ),
    *(
        Door("GET", PROOFS, meets | {"anonymous": 401}, proofs_url, state=state)
        for state, meets in ((Status.DRAFTING, READ_DRAFT), (SUBMITTED, READ_SUBMITTED))
    ),
    *(
        Door(
            "POST",
            PROOFS,
            meets | {"anonymous": 401},
            proofs_url,
            {"url": "https://example.vn/van-ban"},
            state,
        )
        for state, meets in (
            (Status.DRAFTING, to(403, officer=200, leader=200)),
            (SUBMITTED, to(403)),
        )
    ),
)
