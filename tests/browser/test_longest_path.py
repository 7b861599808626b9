"""The longest path of a sheet in a real browser, in both languages: explained, reviewed again, decided, final."""

import datetime
from collections.abc import Callable

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from assessments.models import Assessment, Membership, Role, Score, Snapshot, Status, User
from tests.browser.people import sign_in
from tests.browser.waits import follow
from tests.factories import body, fill, make_person, make_round, score_of, sheet_of

pytestmark = pytest.mark.django_db(transaction=True)

WORDS = {
    "vi": {
        "sent": "Đã gửi phiếu",
        "flagged": "Cần giải trình (chưa gửi)",
        "unanswered": "1 tiêu chí không giải trình",
        "quorum": "Đủ thành viên.",
        "finished": "Đã kết thúc thẩm định",
        "final": "Kết quả cuối cùng",
    },
    "en": {
        "sent": "submitted",
        "flagged": "Explanation wanted (not sent)",
        "unanswered": "1 leaves not explained",
        "quorum": "The quorum is reached.",
        "finished": "finished",
        "final": "Final",
    },
}
FLAGGED = ("1.1", "1.2", "1.3", "2.1", "2.2")


def reviewer_of_both() -> User:
    """One person who reviews for both bodies."""
    person = make_person(Role.REVIEWER, at="BNV")
    Membership.objects.create(user=person, role=Role.REVIEWER, body=body("VPCP"))
    return person


def open_leaf(page: Page, sheet: Assessment, code: str) -> None:
    """With what is said of it beside."""
    page.goto(f"/sheets/{sheet.pk}/leaves/{code}/?tab=talk&show=all")


def lower(page: Page, code: str) -> None:
    """Other figures on the reviewer's side: they earn 0 points."""
    form = "form.award"
    match code:
        case "1.1":
            page.check(f"{form} [name=option][value='1']")
        case "1.2":
            for line in ("0", "1"):
                page.uncheck(f"{form} [name=lines][value='{line}']")
            page.check(f"{form} [name=no_lines]")
        case "2.1":
            page.fill(f"{form} [name=count]", "0")
        case _:
            page.fill(f"{form} [name=numerator]", "0")


def award(page: Page, reason: str, button: str = "button:not([name])") -> None:
    form = "form.award"
    page.fill(f"{form} [name=reason]", reason)
    page.click(f"{form} {button}")
    expect(page.locator(f"{form} .state .ok")).to_be_visible()


def say(page: Page, act: str, words: str) -> None:
    form = "form.say"
    page.fill(f"{form} [name=text]", words)
    page.click(f"{form} [value={act}]")
    expect(page.locator("#panel .facing")).to_contain_text(words)


def step(page: Page, sheet: Assessment, name: str, **fields: str) -> None:
    page.goto(f"/sheets/{sheet.pk}/")
    for field, value in fields.items():
        page.fill(f"#step-{name} [name={field}]", value)
    follow(page, f"#step-{name} form button")


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_longest_path(
    new_page: Callable[..., Page], live_server: LiveServer, language: str
) -> None:
    words = WORDS[language]

    def person(user: User) -> Page:
        page = new_page()
        page.context.add_cookies(
            [
                {
                    "name": settings.LANGUAGE_COOKIE_NAME,
                    "value": language,
                    "url": live_server.url,
                }
            ]
        )
        return sign_in(page, user)

    sheet = sheet_of(make_round())
    fill(sheet)
    Score.objects.filter(assessment=sheet, criterion__code="3.1").update(
        awarded_points=2, awarded_note="SIPAS"
    )

    # The leader submits.
    leader = person(make_person(Role.LEADER, unit=sheet.unit))
    leader.goto(f"/sheets/{sheet.pk}/check/")
    leader.check("main [name=declared]")
    leader.click("main form button")
    expect(leader.locator("main")).to_contain_text(words["sent"])

    # The reviewer adjusts five leaves and asks about each; the sixth is accepted.
    reviewer = person(reviewer_of_both())
    open_leaf(reviewer, sheet, "2.3")
    reviewer.click("form.award [name=accept]")
    expect(reviewer.locator("form.award .state .ok")).to_be_visible()
    for code in FLAGGED:
        open_leaf(reviewer, sheet, code)
        lower(reviewer, code)
        award(reviewer, f"Thiếu tài liệu {code}")
        say(reviewer, "raise", f"Hỏi {code}")
        expect(reviewer.locator("#panel .flag")).to_have_text(words["flagged"])

    # The coordinator sends the questions.
    coordinator = person(make_person(Role.COORDINATOR))
    in_a_week = (timezone.localtime() + datetime.timedelta(days=7)).date().isoformat()
    step(coordinator, sheet, "request_explanation", until=in_a_week)
    expect(coordinator.locator(".path .path-now")).to_be_visible()

    # The unit explains four of the five; everything else is locked.
    leader.goto(f"/sheets/{sheet.pk}/")
    expect(leader.locator("tr.leaf.locked")).to_have_count(2)
    expect(leader.locator(".chip-raised strong")).to_have_text("5")
    for code in FLAGGED[:4]:
        open_leaf(leader, sheet, code)
        say(leader, "explain", f"Đã làm {code}")
    step(leader, sheet, "send_explanations")
    expect(leader.locator("main")).to_contain_text(words["unanswered"])

    # Second review: accepted, kept, other points, and one for the council.
    reviewer.goto(f"/sheets/{sheet.pk}/?flag=answered")
    expect(reviewer.locator("tr.leaf")).to_have_count(4)
    open_leaf(reviewer, sheet, "1.1")
    expect(reviewer.locator("#panel .facing .new")).to_have_count(1)
    award(reviewer, "Đã bổ sung", "[name=accept]")
    open_leaf(reviewer, sheet, "1.2")
    say(reviewer, "keep", "Không đủ căn cứ")
    open_leaf(reviewer, sheet, "1.3")
    reviewer.fill("form.award [name=numerator]", "64")
    award(reviewer, "Xác nhận 64 cơ quan")
    open_leaf(reviewer, sheet, "2.1")
    say(reviewer, "dispute", "Vẫn khác ý kiến")

    # The council decides the one, with a quorum and minutes.
    coordinator.goto(f"/rounds/{sheet.round_id}/councils/")
    coordinator.fill("[name=title]", "Phiên họp thứ nhất")
    coordinator.fill("[name=held_on]", timezone.localdate().isoformat())
    coordinator.fill("[name=members]", "Nguyễn Văn An; Thứ trưởng\nTrần Thị Bình; Vụ trưởng")
    coordinator.check("[name=scores]")
    follow(coordinator, "main section form > button")
    follow(coordinator, "[value=send]")
    coordinator.fill("form.decide [name=reason]", "Hội đồng thống nhất với đơn vị")
    follow(coordinator, "form.decide [value=accept]")
    for value in ("present", "written"):
        group = coordinator.locator(f"#attendance [value={value}]")
        (group.first if value == "present" else group.last).check()
    follow(coordinator, "[value=attend]")
    expect(coordinator.locator("main")).to_contain_text(words["quorum"])
    coordinator.fill("[name=minutes_number]", "12/BB-HĐ")
    coordinator.fill("[name=minutes]", "Hội đồng đã thảo luận và biểu quyết.")
    follow(coordinator, "[value=close]")

    # Final: the leader sees every stage, and the decision on the leaf.
    step(coordinator, sheet, "finish")
    expect(coordinator.locator("main")).to_contain_text(words["finished"])
    leader.goto(f"/sheets/{sheet.pk}/stages/")
    expect(leader.locator("table >> nth=0 >> tbody tr")).to_have_count(4)
    expect(leader.locator("main")).to_contain_text(words["final"])
    open_leaf(leader, sheet, "2.1")
    expect(leader.locator(".facing")).to_contain_text("Hội đồng thống nhất với đơn vị")
    expect(leader.locator(".facing")).to_contain_text("Vẫn khác ý kiến")

    assert sheet_of(sheet.round).status == Status.FINAL
    points = {code: score_of(sheet, code).awarded_points for code in (*FLAGGED, "2.3", "3.1")}
    assert points == {"1.1": 2, "1.2": 0, "1.3": 1, "2.1": 2, "2.2": 0, "2.3": 2, "3.1": 2}
    stages = Snapshot.objects.filter(assessment=sheet).values_list("stage", flat=True)
    assert list(stages) == ["claimed", "first_award", "explained", "final"]
