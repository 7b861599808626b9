"""The coordinator's desk."""

from assessments.models import SurveyImport
from tests.doors.base import COORDINATOR, Door, World, coordinator, round_url


def survey_version(world: World) -> str:
    SurveyImport.objects.get_or_create(
        round=world.sheet.round,
        number=1,
        defaults={"by": world.people["coordinator"], "rows": 0, "changed": 0, "units": 0},
    )
    return f"/rounds/{world.sheet.round_id}/survey/1/"


DOORS = (
    Door("GET", "rounds/<int:round_id>/rankings/", COORDINATOR, round_url("rankings/")),
    Door("POST", "rounds/<int:round_id>/rankings/", coordinator(302), round_url("rankings/")),
    Door(
        "GET",
        "rankings/<int:ranking_id>/progress/",
        COORDINATOR,
        lambda world: f"/rankings/{world.draft.pk}/progress/",
    ),
    Door(
        # 422 for the coordinator: the sheets are not final.
        "POST",
        "rankings/<int:ranking_id>/publish/",
        coordinator(422),
        lambda world: f"/rankings/{world.draft.pk}/publish/",
    ),
    Door(
        "GET",
        "rankings/<int:ranking_id>/preview/",
        COORDINATOR,
        lambda world: f"/rankings/{world.draft.pk}/preview/",
    ),
    # 422 for the coordinator: it waits for no moment, and it does not run.
    Door(
        "POST",
        "rankings/<int:ranking_id>/take-back/",
        coordinator(422),
        lambda world: f"/rankings/{world.draft.pk}/take-back/",
    ),
    Door(
        "POST",
        "rankings/<int:ranking_id>/resume/",
        coordinator(422),
        lambda world: f"/rankings/{world.draft.pk}/resume/",
    ),
    Door("GET", "rounds/<int:round_id>/survey/", COORDINATOR, round_url("survey/")),
    Door("POST", "rounds/<int:round_id>/survey/", coordinator(422), round_url("survey/")),
    Door(
        "GET",
        "rounds/<int:round_id>/survey/template/",
        COORDINATOR,
        round_url("survey/template/"),
    ),
    Door(
        "GET",
        "rounds/<int:round_id>/survey/<int:number>/",
        COORDINATOR,
        survey_version,
    ),
)
