"""Two presses on one button: one act, with scripts and without."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from assessments.models import Change, Council, Role
from rankings.models import Ranking
from tests.browser.people import sign_in
from tests.factories import make_disputed, make_explaining, make_person, make_submitted

pytestmark = pytest.mark.django_db(transaction=True)

BOTH = pytest.mark.parametrize("scripts", [True, False])


@BOTH
def test_a_council_is_called_once(
    new_page: Callable[..., Page], live_server: object, scripts: bool
) -> None:
    sheet = make_disputed("1.3")
    page = sign_in(new_page(java_script_enabled=scripts), make_person(Role.COORDINATOR))
    page.goto(f"/rounds/{sheet.round_id}/councils/")
    page.fill("[name=title]", "Phiên họp thứ nhất")
    page.fill("[name=held_on]", "2026-11-24")
    page.get_by_role("button", name="Lập phiên họp").dblclick()
    expect(page.get_by_role("heading", level=1)).to_have_text("Phiên họp thứ nhất")
    assert Council.objects.count() == 1


@BOTH
def test_a_ranking_is_computed_once(
    new_page: Callable[..., Page], live_server: object, scripts: bool
) -> None:
    sheet = make_submitted()
    page = sign_in(new_page(java_script_enabled=scripts), make_person(Role.COORDINATOR))
    page.goto(f"/rounds/{sheet.round_id}/rankings/")
    page.locator("main form button").first.dblclick()
    expect(page.locator("main table tbody tr")).to_have_count(1)
    assert Ranking.objects.count() == 1


@BOTH
def test_explanations_are_sent_once_and_said_to_be(
    new_page: Callable[..., Page], live_server: object, scripts: bool
) -> None:
    sheet = make_explaining("1.3")
    leader = make_person(Role.LEADER, unit=sheet.unit)
    page = sign_in(new_page(java_script_enabled=scripts), leader)
    page.goto(f"/sheets/{sheet.pk}/")
    page.get_by_role("button", name="Gửi giải trình").dblclick()
    expect(page.locator("main [role=status]").first).to_contain_text("Đã gửi giải trình")
    expect(page.locator("main")).not_to_contain_text("Chưa có gì thay đổi")
    assert Change.objects.filter(act="send_explanations").count() == 1
