"""A sheet that begins half filled: 74 leaves confirmed by the keyboard, against filling them in anew."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from assessments.models import Assessment, Evidence, EvidenceLink, Role, Score, Status
from tests.assessments import samples
from tests.assessments.proposal_worlds import new_sheet
from tests.browser.people import sign_in
from tests.browser.waits import until
from tests.factories import make_large_set, make_person, make_round, make_unit, sheet_of

pytestmark = pytest.mark.django_db(transaction=True)

LEAVES, TRIED = 74, 3
"""The leaves of a province that it scores itself; those on which the presses of filling anew are counted."""


class Presses:
    """What a person does on a page: each key and each click is one."""

    def __init__(self, page: Page) -> None:
        self.page, self.number = page, 0

    def key(self, name: str) -> None:
        self.number += 1
        self.page.keyboard.press(name)

    def type(self, text: str) -> None:
        self.number += len(text)
        self.page.keyboard.type(text)

    def click(self, selector: str) -> None:
        self.number += 1
        self.page.click(selector)


def last_year() -> Assessment:
    """A final sheet with figures on 74 leaves, each proven by a document of its own."""
    sheet = sheet_of(make_round(make_large_set(), [make_unit(level="ministry")]))
    officer = make_person(Role.OFFICER, unit=sheet.unit)
    scores = list(sheet.scores.order_by("criterion__position")[:LEAVES])
    for score in scores:
        score.claimed_input = {"numerator": "72", "denominator": "80"}
        score.claimed_points = score.awarded_points = Decimal("0.9")
    Score.objects.bulk_update(scores, ["claimed_input", "claimed_points", "awarded_points"])
    documents = Evidence.objects.bulk_create(
        Evidence(
            assessment=sheet,
            title=f"Báo cáo {place}",
            url=f"https://example.vn/{place}",
            uploaded_by=officer,
        )
        for place, _score in enumerate(scores)
    )
    EvidenceLink.objects.bulk_create(
        EvidenceLink(evidence=document, score=score, linked_by=officer)
        for document, score in zip(documents, scores, strict=True)
    )
    Assessment.objects.filter(pk=sheet.pk).update(status=Status.FINAL)
    return sheet


def presses_anew(page: Page, sheet: Assessment, file: Path) -> int:
    """The presses of filling in a leaf without its past: two figures, a document, on to the next."""
    person = Presses(page)
    first = sheet.scores.order_by("criterion__position")[LEAVES]
    page.goto(f"/sheets/{sheet.pk}/leaves/{first.criterion.code}/?show=all")
    for score in sheet.scores.order_by("criterion__position")[LEAVES : LEAVES + TRIED]:
        form = page.locator(f"#claim{score.pk}")
        expect(form).to_be_visible()
        assert page.locator(".proposed *").count() == 0
        person.click(f"#claim{score.pk} [name=numerator]")
        person.type("72")
        person.key("Enter")
        person.type("80")
        with page.expect_file_chooser() as chooser:
            person.click("#panel form.upload label.drop .link")
        person.number += 1  # the file in the system's own window
        chooser.value.set_files(file)
        expect(page.locator("#panel .files a").first).to_be_visible()
        person.key("Control+Enter")
        until(page, lambda pk=score.pk: Score.objects.get(pk=pk).claimed_points is not None)  # type: ignore[misc]
        expect(form).to_have_count(0)
    return person.number


def test_74_leaves_take_less_than_a_third_of_the_presses(
    new_page: Callable[..., Page], live_server: LiveServer, tmp_path: Path
) -> None:
    before = last_year()
    sheet = new_sheet(before)
    officer = make_person(Role.OFFICER, unit=sheet.unit)
    page = sign_in(new_page(), officer)
    file = tmp_path / "tep.pdf"
    file.write_bytes(samples.pdf())
    anew = presses_anew(page, sheet, file)

    page.goto(f"/sheets/{sheet.pk}/")
    person = Presses(page)
    expect(page.locator(".sheethead")).to_contain_text(f"{LEAVES} tiêu chí có đề xuất")
    with page.expect_navigation():
        person.click("text=Xem và xác nhận")
    for left in range(LEAVES, 0, -1):
        expect(page.get_by_role("heading", level=1)).to_have_text(f"{left} tiêu chí có đề xuất")
        expect(page.locator("main button:focus")).to_contain_text("Xác nhận")
        with page.expect_navigation():
            person.key("Enter")
    expect(page.locator("main")).to_contain_text("Không còn tiêu chí nào có đề xuất.")

    claimed = sheet.scores.filter(claimed_points=Decimal("0.9"))
    assert claimed.count() == LEAVES + TRIED
    live = EvidenceLink.objects.filter(score__assessment=sheet, withdrawn_at=None)
    assert live.values("score").distinct().count() == LEAVES + TRIED
    assert sheet.scores.filter(claimed_points=None).count() == 105 - LEAVES - TRIED
    assert person.number == LEAVES + 1
    assert person.number * TRIED * 3 < anew * LEAVES
