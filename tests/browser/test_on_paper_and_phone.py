"""Rankings on A4 paper and on a phone: what belongs together is seen together."""

import datetime
from collections.abc import Callable
from decimal import Decimal
from urllib.parse import quote

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from assessments.models import Role, Score
from rankings.models import Ranking
from tests.browser.people import sign_in
from tests.factories import make_person, make_reviewed, make_round, make_unit
from tests.rankings.worlds import Sheet, computed, graded, make_tree, publish, published

pytestmark = pytest.mark.django_db(transaction=True)
A4 = {"width": 703, "height": 1032}
"""The paper within its margins."""
DESK = {"width": 1366, "height": 768}
BROKEN = """[...document.querySelectorAll(".sheet td.n")].flatMap((cell) => {
  const texts = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT), found = [];
  while (texts.nextNode()) {
    for (const number of texts.currentNode.data.matchAll(/[\\d.,]+/g)) {
      const range = document.createRange();
      range.setStart(texts.currentNode, number.index);
      range.setEnd(texts.currentNode, number.index + number[0].length);
      if (new Set([...range.getClientRects()].map((box) => box.top)).size > 1) found.push(number[0]);
    }
  }
  return found;
})"""
"""The numbers of a sheet that stand on two lines."""


def two_years() -> Ranking:
    for year in (2021, 2022):
        tree = make_tree({"1.1": "10", "2.1": "5"}, year=year)
        found = graded(tree, [Sheet({"1.1": "9", "2.1": "4"}), Sheet({"1.1": "8", "2.1": "4"})])
        found.year = year
        found.save()
        ranking = published(found)
    return ranking


def test_a_printed_chart_stands_in_its_table_over_the_whole_width(
    new_page: Callable[..., Page],
) -> None:
    ranking = two_years()
    page = new_page(viewport=A4)
    page.emulate_media(media="print")
    codes = "&".join(f"u={row.code}" for row in ranking.rows.all())
    for path in (f"units/{ranking.rows.all()[0].pk}/", f"compare/?{codes}"):
        page.goto(f"/rankings/{ranking.pk}/{path}")
        table = page.locator(".sv").first.locator("xpath=ancestor::table").bounding_box()
        drawn = page.locator("tbody .strip-row").first.bounding_box()
        assert table
        assert drawn
        assert table["width"] > 600
        assert table["x"] <= drawn["x"] < drawn["x"] + drawn["width"] <= table["x"] + table["width"]


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
        for width in (390, 320):
            page.set_viewport_size({"width": width, "height": 844})
            assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_printed_sheet_breaks_no_number_and_no_row(new_page: Callable[..., Page]) -> None:
    sheet = make_reviewed()
    Score.objects.filter(assessment=sheet).update(
        claimed_points=Decimal("1.4129"), awarded_points=Decimal("1.4129")
    )
    # The sheet of paper decides which rules hold, what its margins leave is written on.
    paper = {"width": 794, "height": 1123}
    page = sign_in(new_page(viewport=paper), make_person(Role.LEADER, unit=sheet.unit))
    page.goto(f"/sheets/{sheet.pk}/")
    page.emulate_media(media="print")
    page.evaluate("document.body.style.width = '718px'")
    assert page.evaluate(BROKEN) == []
    rows = page.locator(".sheet > tbody > tr:visible")
    breaks = rows.evaluate_all("all => all.map(one => getComputedStyle(one).breakInside)")
    assert set(breaks) == {"avoid"}


IN_SIGHT = """(entries) => entries.slice(0, 3).map((entry) => {
  const box = entry.getBoundingClientRect();
  return entry.contains(document.elementFromPoint(box.left + box.width / 2, box.top + 3));
})"""
"""Whether each of the first entries is what is seen at its upper edge."""


def test_nothing_covers_the_first_entries_of_a_history(new_page: Callable[..., Page]) -> None:
    sheet = make_reviewed()
    page = sign_in(new_page(viewport=DESK), make_person(Role.LEADER, unit=sheet.unit))
    page.goto(f"/sheets/{sheet.pk}/leaves/1.3/?tab=history")
    entries = page.locator("#panel .trail-list > li")
    entries.first.wait_for()
    assert all(entries.evaluate_all(IN_SIGHT))
    page.goto(f"/sheets/{sheet.pk}/history/")
    rows = page.locator(".trail tbody tr")
    assert all(rows.evaluate_all(IN_SIGHT))
    table, time = (
        page.locator(".trail").bounding_box(),
        rows.first.locator("td").first.bounding_box(),
    )
    assert table
    assert time
    assert time["width"] < table["width"] / 4


def test_nothing_shows_between_the_bar_and_the_heads(new_page: Callable[..., Page]) -> None:
    sheet = make_round(units=[make_unit()]).assessments.get()
    person = make_person(Role.OFFICER, unit=sheet.unit)
    # At these sizes and this enlargement the bar's height is no whole number.
    page = sign_in(
        new_page(viewport={"width": 1093, "height": 300}, device_scale_factor=1.25), person
    )
    page.goto(f"/sheets/{sheet.pk}/")
    page.evaluate("window.scrollTo(0, document.querySelector('.sheet').offsetTop + 40)")
    bar = page.locator(".sheet-bar").bounding_box()
    head = page.locator(".sheet > thead th").first.bounding_box()
    assert bar
    assert head
    assert head["y"] <= bar["y"] + bar["height"]


def test_the_ranking_s_heads_stay_and_its_bar_rises(new_page: Callable[..., Page]) -> None:
    tree = make_tree({"1.1": "10", "2.1": "5"})
    sheets = [Sheet({"1.1": str(n % 9), "2.1": "4"}) for n in range(40)]
    published(graded(tree, sheets))
    for size in (DESK, {"width": 390, "height": 844}):
        page = new_page(viewport=size)
        page.goto("/2022/tinh/bang-xep-hang/")
        bar = page.locator(".compare-bar")
        assert not bar.is_visible()
        page.locator(".rank input[name=u]").nth(30).check()
        assert bar.is_visible()
        head = page.locator(".rank thead th.nm").bounding_box()
        place = bar.bounding_box()
        assert head
        assert place
        assert -1 <= head["y"] <= 1
        assert place["y"] + place["height"] <= size["height"] + 1
        for place_ in range(4):
            page.locator(".rank input[name=u]").nth(place_).check()
        assert page.locator(".rank input[name=u]:disabled").count() == 35
        bar.get_by_role("button", name="So sánh").click()
        page.wait_for_url("**/so-sanh/?*")
        assert page.locator("input[name=u]:checked").count() == 5


TYPED = (
    *(
        "tỉnh quang",
        "TP.HCM",
        "TP HCM",
        "TPHCM",
        "hcmc",
        "Thành phố Hồ Chí Minh",
        "TP. Hồ Chí Minh",
    ),
    *(
        "Tp.Hồ Chí Minh",
        "UBND thành phố Huế",
        "Bà Rịa-Vũng Tàu",
        "Bà Rịa – Vũng Tàu",
        "Bà Rịa—Vũng Tàu",
    ),
    *(
        "bà rịa\u2011vũng tàu",
        "tỉnh Bà Rịa, Vũng Tàu",
        "\u200bHà Tĩnh",
        "H\u200bà T\u202aĩnh",
        "TP",
        "tỉnh",
    ),
    *(
        "–",
        "%",
        ".",
        "HÀ  TĨNH ",
        "Thừa Thiên – Huế",
        "Uỷ ban nhân dân tỉnh Quảng Nam",
        "quang-ninh",
    ),
)


def test_what_is_typed_finds_the_rows_that_the_server_finds(new_page: Callable[..., Page]) -> None:
    names = (
        *("Quảng Ninh", "Quảng Nam", "Hà Tĩnh", "TP. Hồ Chí Minh"),
        *("Bà Rịa - Vũng Tàu", "Thừa Thiên Huế", "Hà Giang"),
    )
    sheets = [Sheet({"1.1": str(n + 1)}, name=name) for n, name in enumerate(names)]
    published(graded(make_tree({"1.1": "10"}), sheets))
    page, plain = new_page(), new_page(java_script_enabled=False)
    page.goto("/2022/tinh/bang-xep-hang/")
    differing = {}
    for typed in TYPED:
        page.locator("input[name=q]").fill(typed)
        plain.goto(f"/2022/tinh/bang-xep-hang/?q={quote(typed)}")
        found = [
            sorted(one.locator(".rank tr[data-search]:visible th").all_inner_texts())
            for one in (page, plain)
        ]
        if found[0] != found[1]:
            differing[typed] = found
    assert differing == {}


def test_rows_are_filtered_while_typing_and_by_the_form_alone(
    new_page: Callable[..., Page],
) -> None:
    tree = make_tree({"1.1": "10"})
    names = ("Quảng Ninh", "Quảng Nam", "Hà Tĩnh")
    published(graded(tree, [Sheet({"1.1": str(n + 3)}, name=name) for n, name in enumerate(names)]))
    page = new_page()
    page.goto("/2022/tinh/bang-xep-hang/")
    page.locator("input[name=q]").fill("tỉnh quang")
    shown = page.locator(".rank tr[data-search]:visible")
    assert shown.count() == 2
    assert page.locator("#shown").inner_text() == "2 trên 3 đơn vị"
    plain = new_page(java_script_enabled=False)
    plain.goto("/2022/tinh/bang-xep-hang/")
    plain.locator("input[name=q]").fill("tỉnh quang")
    plain.get_by_role("button", name="Lọc").click()
    assert plain.locator(".rank tr[data-search]").count() == 2
    plain.locator(".rank input[name=u]").first.check()
    assert plain.locator(".compare-bar").is_visible()


def test_a_coordinator_s_board_is_printed_with_its_units(new_page: Callable[..., Page]) -> None:
    round_ = make_round(units=[make_unit("Đắk Lắk"), make_unit("Cà Mau")])
    page = sign_in(new_page(viewport=A4), make_person(Role.COORDINATOR))
    page.goto(f"/rounds/{round_.pk}/")
    page.emulate_media(media="print")
    for name in ("Đắk Lắk", "Cà Mau"):
        box = page.get_by_role("link", name=name).bounding_box()
        assert box
        assert box["width"] > 40
    assert not page.locator(".card input").first.is_visible()
