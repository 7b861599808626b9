"""Rankings on A4 paper and on a phone: what belongs together is seen together."""

import datetime
from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from assessments.models import Role
from rankings.models import Ranking
from tests.browser.people import sign_in
from tests.factories import make_person
from tests.rankings.worlds import Sheet, computed, graded, make_tree, publish, published

pytestmark = pytest.mark.django_db(transaction=True)


def two_years() -> Ranking:
    for year in (2021, 2022):
        tree = make_tree({"1.1": "10", "2.1": "5"}, year=year)
        found = graded(tree, [Sheet({"1.1": "9", "2.1": "4"}), Sheet({"1.1": "8", "2.1": "4"})])
        found.year = year
        found.save()
        ranking = published(found)
    return ranking


def test_a_printed_chart_stands_above_its_table_over_the_whole_width(
    new_page: Callable[..., Page],
) -> None:
    ranking = two_years()
    page = new_page(viewport={"width": 703, "height": 1032})  # A4 within its margins
    page.emulate_media(media="print")
    codes = "&".join(f"u={row.code}" for row in ranking.rows.all())
    for path in (f"units/{ranking.rows.all()[0].pk}/", f"compare/?{codes}"):
        page.goto(f"/rankings/{ranking.pk}/{path}")
        chart = page.locator(".beside .plot").first.bounding_box()
        table = page.locator(".beside table").first.bounding_box()
        assert chart
        assert table
        assert chart["y"] + chart["height"] <= table["y"]
        assert chart["height"] < 640  # 17 cm: there is room for it below what comes first
        assert table["width"] > 600


def test_on_a_phone_names_stay_beside_what_changed(new_page: Callable[..., Page]) -> None:
    ranking = two_years()
    page = new_page(viewport={"width": 390, "height": 844})
    page.goto(f"/rankings/{ranking.pk}/years/")
    page.locator(".board-scroll").evaluate("it => it.scrollLeft = it.scrollWidth")
    name = page.locator(".board tbody th").first.bounding_box()
    change = page.locator(".board tbody tr").first.locator("td").last.bounding_box()
    assert name
    assert change
    assert name["x"] >= 0
    assert name["x"] + name["width"] <= change["x"] + change["width"] <= 390


def test_the_coordinator_s_desk_fits_a_phone(new_page: Callable[..., Page]) -> None:
    ranking = two_years()
    at = timezone.now() + datetime.timedelta(days=1)
    publish(computed(ranking.round), publish_at=at, reason="Sửa sai sót.")
    page = sign_in(new_page(viewport={"width": 390, "height": 844}), make_person(Role.COORDINATOR))
    for language in ("vi", "en"):
        page.context.add_cookies([{"name": "django_language", "value": language, "url": page.url}])
        page.goto(f"/rounds/{ranking.round_id}/rankings/")
        assert page.locator("form[action*=take-back]").count() == 1
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
