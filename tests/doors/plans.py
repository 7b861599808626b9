"""A unit's improvement plan: its own people alone, and to everybody else it does not exist."""

from collections.abc import Callable

from rankings.models import ImprovementPlan, PlanLeaf, RankingLeaf, RankingRow
from tests.doors.base import UNIT, Door, World, fixed, to

OWN = to(404, **UNIT)
PLAN, API_PLAN = "plans/<int:plan_id>/", "plans/<int:plan>/"


def plan_url(rest: str = "") -> Callable[[World], str]:
    """The plan of the officer's unit, with a leaf that lost points.

    It stands on the ranking that is not frozen, since that can be given the leaf.
    """

    def url(world: World) -> str:
        row = RankingRow.objects.get(ranking=world.draft, unit=world.sheet.unit_id)
        leaf = world.draft.round.criteria_set.criteria.get(code="2.3")
        RankingLeaf.objects.get_or_create(row=row, criterion=leaf, points=0, max_points=2)
        plan, _ = ImprovementPlan.objects.get_or_create(
            unit=row.unit,
            round=world.draft.round,
            row=row,
            number=1,
            made_by=world.people["officer"],
        )
        PlanLeaf.objects.get_or_create(plan=plan, criterion=leaf, points=0, max_points=2)
        return f"/plans/{plan.pk}/{rest}"

    return url


def api_url(rest: str) -> Callable[[World], str]:
    """The same plan's address in the API."""
    return lambda world: f"/api/v1{plan_url(rest)(world)}"


def own_row(world: World) -> str:
    row = RankingRow.objects.get(ranking=world.published, unit=world.sheet.unit_id)
    return f"/plans/make/{row.pk}/"


def unit(status: int) -> dict[str, int | str]:
    return to(404, officer=status, colleague=status, leader=status)


DOORS = (
    Door("GET", "plans/", to(403, **UNIT, stranger=200), fixed("/plans/")),
    # The unit's sheet is a draft: nothing of it was assessed yet.
    Door(
        "POST", "plans/make/<int:row_id>/", to(403, officer=422, colleague=422, leader=422), own_row
    ),
    Door("GET", PLAN, OWN, plan_url()),
    Door("GET", f"{PLAN}leaves/<text:code>/", OWN, plan_url("leaves/2.3/")),
    Door(
        "GET",
        f"{PLAN}leaves/<text:code>/",
        OWN | {"anonymous": 401},
        plan_url("leaves/2.3/?points=1"),
        htmx=True,
    ),
    Door(
        "POST",
        f"{PLAN}leaves/<text:code>/",
        unit(302),
        plan_url("leaves/2.3/"),
        {"points": "1", "version": "0", "text-1": "Ban hành kế hoạch"},
    ),
    Door(
        "POST",
        f"{PLAN}approve/",
        to(404, officer=403, colleague=403, leader=422),
        plan_url("approve/"),
    ),
    Door("POST", f"{PLAN}version/", unit(422), plan_url("version/")),
    Door("GET", f"{PLAN}plan.<slug:kind>", OWN, plan_url("plan.docx")),
    Door("GET", f"{PLAN}table.xlsx", OWN, plan_url("table.xlsx")),
    Door("GET", f"{PLAN}import/", OWN, plan_url("import/")),
    Door("POST", f"{PLAN}import/", unit(422), plan_url("import/")),
    Door("GET", f"{PLAN}year/", OWN, plan_url("year/")),
    Door("GET", f"{PLAN}year/<text:code>/", OWN, plan_url("year/2.3/")),
    Door("POST", f"{PLAN}year/<text:code>/", unit(422), plan_url("year/2.3/")),
    Door("POST", f"{PLAN}remedies/<int:remedy_id>/done/", to(404), plan_url("remedies/9/done/")),
    Door("GET", "api/v1/^plans/$", to(200, anonymous=401), fixed("/api/v1/plans/")),
    *(
        Door("GET", f"api/v1/{pattern}", OWN | {"anonymous": 401}, api_url(rest))
        for pattern, rest in (
            ("^plans/(?P<pk>[^/]+)/$", ""),
            (f"{API_PLAN}leaves/", "leaves/"),
            (f"{API_PLAN}leaves/<text:code>/", "leaves/2.3/"),
            (f"{API_PLAN}figures/", "figures/"),
        )
    ),
    Door(
        "PATCH",
        f"api/v1/{API_PLAN}leaves/<text:code>/",
        unit(200) | {"anonymous": 401},
        api_url("leaves/2.3/"),
        {"target": {"points": "1"}},
        headers={"If-Match": '"0"'},
    ),
    Door(
        "POST",
        f"api/v1/{API_PLAN}figures/",
        unit(400) | {"anonymous": 401},
        api_url("figures/"),
        {"code": "9.9"},
    ),
)
