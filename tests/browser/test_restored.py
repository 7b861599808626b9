"""What a browser or this program puts back never meets a newer value in silence, and is its author's alone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from assessments.acts import award_points, save_claim, submit_assessment
from assessments.models import Assessment, Role, User
from tests.browser.people import sign_in, sign_out
from tests.factories import fill, make_person, score_of
from tests.factories import page as by_page

pytestmark = pytest.mark.django_db(transaction=True)

FORM = "form.autosave"
SECRET = "Chưa ai được đọc"
STORE = "() => JSON.stringify({...localStorage, ...sessionStorage})"


@pytest.fixture
def officer(sheet: Assessment) -> User:
    return make_person(Role.OFFICER, unit=sheet.unit)


def colleague_saves(sheet: Assessment, note: str, code: str = "1.3") -> None:
    score = score_of(sheet, code)
    save_claim(
        actor=by_page(make_person(Role.LEADER, unit=sheet.unit)),
        score_id=score.pk,
        version=score.version,
        entry={"numerator": "40", "denominator": "80"},
        note=note,
    )


def leaf(page: Page, sheet: Assessment) -> Page:
    page.goto(f"/sheets/{sheet.pk}/leaves/1.3/")
    return page


def write(page: Page, name: str, value: str) -> None:
    page.fill(f"{FORM} [name={name}]", value)
    page.locator(f"{FORM} [name={name}]").blur()


@pytest.mark.parametrize("scripts", [True, False])
def test_back_shows_what_the_server_has(
    new_page: Callable[..., Page], sheet: Assessment, officer: User, scripts: bool
) -> None:
    page = leaf(sign_in(new_page(java_script_enabled=scripts), officer), sheet)
    page.fill(f"{FORM} [name=note]", "A")
    if scripts:
        page.locator(f"{FORM} [name=note]").blur()
        expect(page.locator(f"{FORM} .state .ok")).to_be_visible()
    else:
        page.click(f"{FORM} button")
        expect(page.locator("main .banner[role=status]")).to_have_text("Đã lưu")
        page.fill(f"{FORM} [name=note]", "A, rồi bỏ dở")
    page.goto("/rounds/")
    colleague_saves(sheet, "B")
    page.go_back()
    expect(page.locator(f"{FORM} [name=note]")).to_have_value("B")
    expect(page.locator(f"{FORM} [name=numerator]")).to_have_value("40")
    page.fill(f"{FORM} [name=denominator]", "50")
    if scripts:
        # What is typed saves itself: its button shows only when that fails. Enter declares it finished.
        page.press(f"{FORM} [name=denominator]", "Enter")
    else:
        page.click(f"{FORM} button:has-text('Lưu')")
    expect(page.locator(f"{FORM} .state .ok, main .banner[role=status]").first).to_be_visible()
    score = score_of(sheet, "1.3")
    assert score.claimed_note == "B"
    assert score.claimed_input == {"numerator": "40", "denominator": "50"}


@pytest.mark.parametrize("scripts", [True, False])
def test_back_shows_a_reviewer_the_newest_award(
    new_page: Callable[..., Page], sheet: Assessment, scripts: bool
) -> None:
    fill(sheet)
    submit_assessment(
        actor=by_page(make_person(Role.LEADER, unit=sheet.unit)), assessment_id=sheet.pk
    )
    page = sign_in(new_page(java_script_enabled=scripts), make_person(Role.REVIEWER, at="BNV"))
    leaf(page, sheet)
    award = "form.award"
    page.fill(f"{award} [name=reason]", "Lý do bỏ dở")
    page.fill(f"{award} [name=numerator]", "10")
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto("/rounds/")
    score = score_of(sheet, "1.3")
    award_points(
        actor=by_page(make_person(Role.REVIEWER, at="BNV")),
        score_id=score.pk,
        version=score.version,
        entry={"numerator": "40", "denominator": "80"},
        reason="Của đồng nghiệp",
    )
    page.go_back()
    if scripts:
        # What was typed over the older award comes back as a draft of that version, and meets the newer one.
        page.fill(f"{award} [name=reason]", "Vẫn là 10")
    else:
        expect(page.locator(f"{award} [name=reason]")).to_have_value("Của đồng nghiệp")
        expect(page.locator(f"{award} [name=numerator]")).to_have_value("40")
        return
    page.get_by_role("button", name="Lưu điểm thẩm định").click()
    expect(page.locator("main")).to_contain_text("Của đồng nghiệp")
    assert score_of(sheet, "1.3").awarded_note == "Của đồng nghiệp"


def cut_off(page: Page, sheet: Assessment) -> None:
    """What is typed does not arrive, and stays on this machine."""
    leaf(page, sheet)
    page.route("**/claim/", lambda route: route.abort())
    write(page, "note", SECRET)
    expect(page.locator(f"{FORM} .state")).to_contain_text("Chưa lưu được")
    page.on("dialog", lambda dialog: dialog.accept())


def test_a_draft_over_an_older_value_shows_both(
    new_page: Callable[..., Page], sheet: Assessment, officer: User
) -> None:
    page = sign_in(new_page(), officer)
    cut_off(page, sheet)
    colleague_saves(sheet, "Của lãnh đạo")
    page.unroute("**/claim/")
    leaf(page, sheet)
    expect(page.locator(f"{FORM} [name=note]")).to_have_value(SECRET)
    expect(page.locator(f"{FORM} .state")).to_contain_text("Đã khôi phục")
    page.click(f"{FORM} button:has-text('Lưu')")
    conflict = page.locator(f"{FORM} [data-conflict]")
    expect(conflict).to_contain_text("Của lãnh đạo")
    expect(conflict).to_contain_text("40/80")
    assert score_of(sheet, "1.3").claimed_note == "Của lãnh đạo"
    page.click(f"{FORM} [data-keep-mine]")
    expect(page.locator(f"{FORM} .state .ok")).to_be_visible()
    assert score_of(sheet, "1.3").claimed_note == SECRET


def test_a_draft_over_the_same_value_is_saved_at_a_press(
    new_page: Callable[..., Page], sheet: Assessment, officer: User
) -> None:
    page = sign_in(new_page(), officer)
    cut_off(page, sheet)
    page.unroute("**/claim/")
    leaf(page, sheet)
    page.click(f"{FORM} button:has-text('Lưu')")
    expect(page.locator(f"{FORM} .state .ok")).to_be_visible()
    leaf(page, sheet)
    expect(page.locator(f"{FORM} .state")).to_be_empty()
    assert score_of(sheet, "1.3").claimed_note == SECRET


def test_a_draft_that_the_server_has_is_forgotten_in_silence(
    new_page: Callable[..., Page], sheet: Assessment, officer: User
) -> None:
    page = leaf(sign_in(new_page(), officer), sheet)
    # The server saves it, and its answer is lost on the way.
    page.route("**/claim/", lambda route: (route.fetch(), route.abort()))
    write(page, "note", SECRET)
    expect(page.locator(f"{FORM} .state")).to_contain_text("mất kết nối")
    page.unroute("**/claim/")
    page.on("dialog", lambda dialog: dialog.accept())
    leaf(page, sheet)
    expect(page.locator(f"{FORM} .state")).to_be_empty()
    assert score_of(sheet, "1.3").version == 1


def test_a_save_whose_answer_was_lost_meets_no_conflict_with_itself(
    new_page: Callable[..., Page], sheet: Assessment, officer: User
) -> None:
    page = leaf(sign_in(new_page(), officer), sheet)
    page.route("**/claim/", lambda route: (route.fetch(), route.abort()))
    write(page, "note", SECRET)
    expect(page.locator(f"{FORM} .state")).to_contain_text("mất kết nối")
    page.unroute("**/claim/")
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(page.locator(f"{FORM} .state .ok")).to_be_visible()
    assert score_of(sheet, "1.3").version == 1
    write(page, "note", "Viết tiếp")
    expect(page.locator(f"{FORM} .state .ok")).to_be_visible()
    assert score_of(sheet, "1.3").claimed_note == "Viết tiếp"


def test_unsaved_text_is_read_by_nobody_else_and_comes_back_to_its_author(
    new_page: Callable[..., Page], sheet: Assessment, officer: User
) -> None:
    page = sign_in(new_page(), officer)
    cut_off(page, sheet)
    page.wait_for_function(
        "() => Object.keys(localStorage).some((name) => name.includes('claim-'))"
    )
    page.goto("/rounds/")
    sign_out(page)
    page.wait_for_url("**/")
    kept = page.evaluate(STORE)
    assert "claim-" in kept
    assert SECRET not in kept
    # Nor does another person at the same machine, in their own session.
    other = make_person(Role.OFFICER, unit=sheet.unit)
    leaf(sign_in(page, other), sheet)
    expect(page.locator(f"{FORM} [name=note]")).to_have_value("")
    assert SECRET not in page.evaluate(STORE)
    leaf(sign_in(page, officer), sheet)
    expect(page.locator(f"{FORM} [name=note]")).to_have_value(SECRET)


def test_back_after_signing_out_shows_nothing(
    new_page: Callable[..., Page], sheet: Assessment, officer: User
) -> None:
    page = leaf(sign_in(new_page(), officer), sheet)
    sign_out(page)
    page.wait_for_url("**/")
    page.go_back()
    expect(page.locator("[name=login]")).to_be_visible()
