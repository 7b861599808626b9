"""axe finds nothing on the public pages and the main pages of people signed in, in both languages."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from axe_playwright_python.base import AXE_SCRIPT  # type: ignore[import-untyped]  # ships no types
from playwright.sync_api import Page

from assessments.models import Role, Round, Score
from rankings.models import Ranking
from tests.assessments.proposal_worlds import final_sheet, new_sheet
from tests.browser.people import sign_in
from tests.factories import (
    make_disputed,
    make_person,
    make_round,
    make_submitted,
    make_unit,
    score_of,
)
from tests.rankings.plan_worlds import leader_of, ready_plan, result
from tests.rankings.worlds import NA, Sheet, computed, graded, make_tree, published

pytestmark = pytest.mark.django_db(transaction=True)
NARROW = {"width": 390, "height": 844}
WIDE = {"width": 1366, "height": 768}
NARROWEST = {"width": 320, "height": 640}
"""A page at 1280 pixels, enlarged four times: it must not be scrolled in both directions."""
OPTIONS = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"],
    # What passes is not told of: it is most of the page.
    "resultTypes": ["violations"],
    # It would ask for each sheet that a style sheet imports, at the address of the page. No rule here needs them.
    "preload": False,
}
BESIDE = (
    *("bang-xep-hang/", "vung/", "cac-nam/", "dinh-chinh/", "tieu-chi/", "tieu-chi/1/"),
    *("tieu-chi/1.1/", "so-sanh/"),
)


def faults(page: Page, address: str, *viewports: dict[str, int]) -> list[str]:
    """What axe finds at the page as it is, or in each of the ``viewports``; loaded once.

    At 320 pixels it is only too wide or not.
    """
    page.goto(address)
    page.evaluate(AXE_SCRIPT)
    size = page.viewport_size
    found = [fault for viewport in viewports or (None,) for fault in seen(page, address, viewport)]
    page.set_viewport_size(NARROWEST)  # type: ignore[arg-type]  # as below
    found += too_wide(page, address)
    if size:
        page.set_viewport_size(size)
    return found


def too_wide(page: Page, address: str) -> list[str]:
    width, more = page.evaluate(
        "[window.innerWidth, document.documentElement.scrollWidth - window.innerWidth]"
    )
    return [f"{address} at {width}: {more} pixels too wide"] if Decimal(more) > 0 else []


def seen(page: Page, address: str, viewport: dict[str, int] | None) -> list[str]:
    if viewport:
        page.set_viewport_size(viewport)  # type: ignore[arg-type]  # Playwright's own dictionary
    found = page.evaluate("options => axe.run(options)", OPTIONS)
    width = page.evaluate("window.innerWidth")
    return [
        *(
            f"{address} at {width}: {one['id']} {[node['html'][:160] for node in one['nodes'][:3]]}"
            for one in found["violations"]
        ),
        *too_wide(page, address),
    ]


def ranking_of_three() -> Ranking:
    tree = make_tree({"1.1": "10", "1.2": "10", "2.1": "5"}, survey=["2.1"])
    return published(
        graded(
            tree,
            [
                Sheet({"1.1": "9", "1.2": "7.5", "2.1": "4"}, {"1.1": "10", "1.2": "7.5"}),
                Sheet({"1.1": "8", "1.2": NA, "2.1": "4"}, {"1.1": "8", "1.2": NA}),
                Sheet(status="drafting"),
            ],
        )
    )


@pytest.mark.parametrize("language", ["vi", "en"])
def test_public_pages(new_page: Callable[..., Page], language: str) -> None:
    replaced = ranking_of_three()
    ranking = published(replaced.round)
    # With the longest marks that the bar may hold.
    Round.objects.filter(pk=ranking.round_id).update(is_demo=True)
    first, second, last = ranking.rows.order_by("code")
    own = f"/rankings/{ranking.pk}/"
    page = new_page()
    page.goto("/")
    url = page.url
    page.context.add_cookies([{"name": "django_language", "value": language, "url": url}])
    found = [
        fault
        for address in (
            "/",
            "/accounts/login/",
            "/accounts/password/reset/",
            "/rankings/",
            "/method/",
            own,
            f"{own}?sort=-d1&q=a",
            f"{own}overview/",
            f"{own}years/",
            f"{own}compare/?u={first.code}&u={second.code}&u={last.code}",
            f"{own}units/{first.pk}/",
            f"{own}units/{last.pk}/",
            f"/{ranking.round.year}/tinh/?q=khong+co",
            *(f"/{ranking.round.year}/tinh/{beside}" for beside in BESIDE),
            "/data/",
            "/data/api/",
            f"{own}verify/",
            f"/rankings/{replaced.pk}/",
        )
        for fault in faults(page, address, WIDE, NARROW)
    ]
    assert found == []


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_map_of_the_provinces_and_a_unit_on_it(
    new_page: Callable[..., Page], language: str
) -> None:
    results = {"Quảng Ninh": "95", "Hà Tĩnh": "85", "Cà Mau": "75", "Thừa Thiên Huế": "65"}
    sheets = [Sheet({"1.1": points}, name=name) for name, points in results.items()]
    absent = Sheet(status="drafting", name="An Giang")
    year = published(graded(make_tree({"1.1": "100"}), [*sheets, absent])).round.year
    page = new_page()
    page.goto("/")
    page.context.add_cookies([{"name": "django_language", "value": language, "url": page.url}])
    found = [
        fault
        for path in ("", "ca-mau/", "an-giang/")
        for fault in faults(page, f"/{year}/tinh/{path}", WIDE, NARROW)
    ]
    assert found == []


def draft_after_a_publication() -> Ranking:
    """A draft that can be published, in which a unit has moved."""
    old = ranking_of_three()
    Score.objects.filter(
        assessment=old.rows.latest("points").assessment_id, criterion__code="1.1"
    ).update(awarded_points=Decimal(1))
    return computed(old.round)


# Both languages and both widths, and half the time of every pair: the public pages try them all.
@pytest.mark.parametrize(
    ("language", "viewport"), [("vi", NARROW), ("en", WIDE)], ids=["vi-narrow", "en-wide"]
)
def test_pages_of_a_unit_and_of_a_coordinator(
    new_page: Callable[..., Page], language: str, viewport: dict[str, int]
) -> None:
    disputed = make_disputed("1.1", "2.2", survey=True)
    draft = draft_after_a_publication()
    open_round = make_round(units=[make_unit()])
    own, round_ = f"/sheets/{disputed.pk}/", f"/rounds/{open_round.pk}/"
    sent = make_submitted()
    planner = leader_of(row := result())
    plan = ready_plan(row, planner)
    half = new_sheet(final_sheet(make_unit()))
    set_id = open_round.criteria_set_id
    found = []
    for person, addresses in (
        (
            make_person(Role.LEADER, unit=disputed.unit),
            (
                "/rounds/",
                own,
                f"{own}leaves/1.1/",
                f"{own}evidence/",
                "/help/",
                f"{own}people/",
                f"{own}history/",
                f"{own}what-it-takes/?leaf=1.1&leaf=1.2&leaf=2.2",
                "/account/",
                "/accounts/2fa/",
                "/accounts/sessions/",
                "/accounts/reauthenticate/",
            ),
        ),
        (
            planner,
            (
                "/plans/",
                f"/plans/{plan.pk}/",
                f"/plans/{plan.pk}/leaves/2.1/",
                f"/plans/{plan.pk}/import/",
                f"/plans/{plan.pk}/year/",
            ),
        ),
        (
            make_person(Role.OFFICER, unit=half.unit),
            (
                f"/sheets/{half.pk}/proposals/",
                f"/sheets/{half.pk}/leaves/1.3/",
                f"/units/{half.unit_id}/evidence/",
                f"/units/{half.unit_id}/evidence/?for={score_of(half, '1.3').pk}",
            ),
        ),
        (make_person(Role.REVIEWER), (f"/sheets/{sent.pk}/",)),
        (
            make_person(Role.COORDINATOR),
            (
                "/rounds/",
                round_,
                f"{round_}?view=table",
                f"/sheets/{open_round.assessments.get().pk}/check/",
                f"/rounds/{disputed.round_id}/leaves/1.1/",
                f"{round_}change/",
                f"{round_}councils/",
                f"/rounds/{draft.round_id}/rankings/",
                f"/rankings/{draft.pk}/preview/",
                "/webhooks/",
                "/administration/rounds/",
                f"/administration{round_}",
                "/administration/rounds/open/",
                f"/administration/rounds/open/?criteria_set={set_id}",
                "/criteria/",
                *(f"/criteria/{set_id}/{part}" for part in ("", "leaves/1.3/", "publish/")),
            ),
        ),
        (
            make_person(Role.INSPECTOR),
            ("/journal/", "/journal/chain/", "/account/journal/", "/account/data/", "/system/"),
        ),
        (
            make_person(Role.ADMIN),
            (
                "/administration/people/",
                "/administration/people/add/",
                f"/administration/people/{planner.pk}/",
                "/administration/units/",
                f"/administration/units/{disputed.unit_id}/",
                "/administration/units/add/",
                "/administration/imports/",
                "/administration/imports/units/",
            ),
        ),
    ):
        page = sign_in(new_page(viewport=viewport), person)
        page.context.add_cookies([{"name": "django_language", "value": language, "url": page.url}])
        found += [fault for address in addresses for fault in faults(page, address)]
    assert found == []


def test_a_reviewer_s_sheet_is_no_wider_than_the_window(new_page: Callable[..., Page]) -> None:
    address = f"/sheets/{make_submitted().pk}/"
    page = sign_in(new_page(viewport=WIDE), make_person(Role.REVIEWER))
    page.goto(address)
    assert page.locator("form.inline button.text").first.is_visible()
    assert too_wide(page, address) == []


LUMINANCE = """(selector) => [...document.querySelectorAll(selector)].map((one) => {
  const paint = document.createElement("canvas").getContext("2d");
  paint.fillStyle = getComputedStyle(one).fill;
  paint.fillRect(0, 0, 1, 1);
  const [red, green, blue] = paint.getImageData(0, 0, 1, 1).data;
  return (0.2126 * red + 0.7152 * green + 0.0722 * blue) / 255;
})"""


def test_charts_can_be_read_in_forced_colours(new_page: Callable[..., Page]) -> None:
    ranking = ranking_of_three()
    row = ranking.rows.order_by("code")[0]
    for scheme in ("dark", "light"):
        page = new_page(forced_colors="active", color_scheme=scheme)
        for path in (f"units/{row.pk}/", "overview/"):
            page.goto(f"/rankings/{ranking.pk}/{path}")
            found = page.evaluate(LUMINANCE, ".plot text, .strip-row text")
            assert found
            assert all(one > 0.9 if scheme == "dark" else one < 0.1 for one in found), path


def test_what_waits_differs_by_more_than_colour(new_page: Callable[..., Page]) -> None:
    fresh = make_round(units=[make_unit()]).assessments.get()
    page = sign_in(
        new_page(forced_colors="active", color_scheme="dark"),
        make_person(Role.OFFICER, unit=fresh.unit),
    )
    page.goto(f"/sheets/{fresh.pk}/")
    edge = (
        "one => { const s = getComputedStyle(one); return [s.borderLeftStyle, s.borderLeftWidth]; }"
    )
    waiting = page.locator(".sheet .todo th").first.evaluate(edge)
    other = page.locator(".sheet .group th, .sheet .domain th").first.evaluate(edge)
    assert waiting[0] == "double"
    assert waiting != other
