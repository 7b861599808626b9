"""What an upload cannot take is told before it is sent."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from assessments.models import Assessment
from tests.assessments.samples import pdf
from tests.browser.people import at_leaf

pytestmark = pytest.mark.django_db(transaction=True)

PANEL = "#panel"


def test_more_files_than_fit_are_told_before_they_are_sent(
    new_page: Callable[..., Page], sheet: Assessment, tmp_path: Path
) -> None:
    page = at_leaf(new_page(), sheet)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.method))
    form = page.locator(f"{PANEL} form.upload")
    files = form.locator("[name=files]")
    assert files.get_attribute("data-most-files") == "100"
    paths = []
    for number in range(101):
        path = tmp_path / f"{number}.pdf"
        path.write_bytes(pdf(f"{number}"))
        paths.append(path)
    files.set_input_files(paths)
    page.wait_for_function(
        "() => document.querySelector('form.upload [type=file]').validationMessage.length > 0"
    )
    message = files.evaluate("input => input.validationMessage")
    assert message.startswith("101 tệp")
    assert "100" in message
    assert "POST" not in sent
    # Chosen is sent.
    files.set_input_files(paths[:3])
    expect(page.locator(f"{PANEL} .files > li")).to_have_count(3)


def test_a_folder_is_told_and_not_sent(
    new_page: Callable[..., Page], sheet: Assessment, tmp_path: Path
) -> None:
    folder = tmp_path / "Hồ sơ"
    folder.mkdir()
    page = at_leaf(new_page(), sheet)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.method))
    area = page.locator(f"{PANEL} .drop")
    area.scroll_into_view_if_needed()
    place = area.bounding_box()
    assert place
    mouse = page.context.new_cdp_session(page)
    data = {"items": [], "files": [str(folder)], "dragOperationsMask": 1}
    at = {"x": place["x"] + 20, "y": place["y"] + 10}
    for kind in ("dragEnter", "dragOver", "drop"):
        mouse.send("Input.dispatchDragEvent", {"type": kind, "data": data, **at})
    page.wait_for_function(
        "() => document.querySelector('form.upload [type=file]').validationMessage.length > 0"
    )
    message = area.locator("[type=file]").evaluate("input => input.validationMessage")
    assert message.startswith("Hồ sơ: không đọc được")
    assert "POST" not in sent


def test_a_file_moved_away_since_it_was_chosen_is_named(
    new_page: Callable[..., Page], sheet: Assessment, tmp_path: Path
) -> None:
    path = tmp_path / "bao-cao.pdf"
    path.write_bytes(pdf())
    page = at_leaf(new_page(), sheet)
    form = page.locator(f"{PANEL} form.upload")
    # Who describes it first sends it by the button.
    form.locator("summary").click()
    form.locator("[name=files]").set_input_files(path)
    path.unlink()
    form.locator("button").click()
    page.wait_for_function(
        "() => document.querySelector('form.upload [type=file]').validationMessage.length > 0"
    )
    message = form.locator("[name=files]").evaluate("input => input.validationMessage")
    assert message.startswith("bao-cao.pdf: không đọc được")
    expect(form.locator("[data-note]")).to_have_count(0)
