"""What nobody has declared finished, what was sent twice, and what contradicts itself."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from assessments.acts import Conflict, award_points, return_leaf, save_claim
from assessments.models import Assessment, Change, Role, User
from criteria.common.text import Refused
from tests.assessments.leaf_doors import HTMX, leaf_url, post
from tests.factories import fill, make_person, make_submitted, page, score_of
from tests.markup import markup

pytestmark = pytest.mark.django_db

HALF = {"numerator": "60", "denominator": ""}
WHOLE = {"numerator": "75", "denominator": "80"}


@pytest.fixture
def officer(client: Client, sheet: Assessment) -> User:
    officer = make_person(Role.OFFICER, unit=sheet.unit)
    client.force_login(officer)
    return officer


def text(response: Any) -> str:
    """The answer as it is read, without its elements."""
    return " ".join(re.sub("<[^>]*>", " ", markup(response)).split())


def save(sheet: Assessment, by: User, version: int | None = None, **fields: Any) -> int:
    score = score_of(sheet, "1.3")
    version = score.version if version is None else version
    return save_claim(actor=page(by), score_id=score.pk, version=version, **fields).version


def test_a_draft_leaves_the_figures_and_saves_the_note(sheet: Assessment, officer: User) -> None:
    save(sheet, officer, entry=WHOLE)
    save(sheet, officer, entry=HALF, note="Đang tìm số", is_draft=True)
    score = score_of(sheet, "1.3")
    assert (score.claimed_input, score.claimed_note) == (WHOLE, "Đang tìm số")
    # The same note again is nothing to record.
    assert save(sheet, officer, entry=HALF, note="Đang tìm số", is_draft=True) == score.version


def test_a_draft_is_no_answer_to_the_leader(sheet: Assessment, officer: User) -> None:
    save(sheet, officer, entry=WHOLE)
    leader = make_person(Role.LEADER, unit=sheet.unit)
    return_leaf(actor=page(leader), score_id=score_of(sheet, "1.3").pk, note="Xem lại")
    save(sheet, officer, entry=HALF, is_draft=True)
    save(sheet, officer, entry=HALF, note="Đang xem", is_draft=True)
    assert score_of(sheet, "1.3").returned_note == "Xem lại"


def test_a_pair_declared_finished_is_refused_half_done(sheet: Assessment, officer: User) -> None:
    with pytest.raises(Refused, match="Chưa nhập mẫu số"):
        save(sheet, officer, entry=HALF)


@pytest.mark.parametrize("numerator", ["sáu mươi", "-6", "6/8"])
def test_a_wrong_figure_is_refused_in_a_draft_too(
    sheet: Assessment, officer: User, numerator: str
) -> None:
    with pytest.raises(Refused):
        save(sheet, officer, entry=HALF | {"numerator": numerator}, is_draft=True)
    assert score_of(sheet, "1.3").version == 0


def test_a_draft_over_an_older_value_is_a_conflict(sheet: Assessment, officer: User) -> None:
    fill(sheet, "1.3", by=make_person(Role.OFFICER, unit=sheet.unit))
    with pytest.raises(Conflict):
        save(sheet, officer, version=0, entry=HALF, is_draft=True)


def test_the_page_says_that_it_is_a_draft(client: Client, sheet: Assessment, officer: User) -> None:
    answer = post(client, "claim", sheet, HALF | {"auto": "1", "note": "Chờ"}, "1.3", htmx=True)
    assert (answer.status_code, answer["PAR-Answer"]) == (200, "draft")
    assert "Bản nháp, chưa ghi số liệu: Chưa nhập mẫu số" in text(answer)
    pressed = post(client, "claim", sheet, HALF, "1.3", htmx=True)
    assert (pressed.status_code, pressed["PAR-Answer"]) == (422, "refusal")
    assert score_of(sheet, "1.3").claimed_note == "Chờ"


# Sent twice


def test_the_same_save_sent_again_is_no_conflict(sheet: Assessment, officer: User) -> None:
    assert save(sheet, officer, entry=WHOLE, note="A") == 1
    assert save(sheet, officer, version=0, entry=WHOLE, note="A") == 1
    assert Change.objects.filter(act="save_claim").count() == 1


@pytest.mark.parametrize(
    "other", [{"entry": WHOLE, "note": "B"}, {"entry": {}}, {"entry": WHOLE | {"denominator": "0"}}]
)
def test_another_save_over_the_older_value_is_a_conflict(
    sheet: Assessment, officer: User, other: dict[str, Any]
) -> None:
    save(sheet, officer, entry=WHOLE, note="A")
    with pytest.raises(Conflict):
        save(sheet, officer, version=0, **other)


def test_the_same_value_saved_by_a_colleague_is_a_conflict(
    sheet: Assessment, officer: User
) -> None:
    save(sheet, make_person(Role.OFFICER, unit=sheet.unit), entry=WHOLE)
    with pytest.raises(Conflict):
        save(sheet, officer, version=0, entry=WHOLE)


def test_what_the_leader_gave_back_meanwhile_still_waits(sheet: Assessment, officer: User) -> None:
    save(sheet, officer, entry=WHOLE)
    leader = make_person(Role.LEADER, unit=sheet.unit)
    return_leaf(actor=page(leader), score_id=score_of(sheet, "1.3").pk, note="Xem lại")
    save(sheet, officer, version=0, entry=WHOLE)
    assert score_of(sheet, "1.3").returned_note == "Xem lại"
    save(sheet, officer, entry=WHOLE)
    assert score_of(sheet, "1.3").returned_note == ""


def test_the_same_award_sent_again_is_no_conflict() -> None:
    sheet = make_submitted()
    reviewer = make_person(Role.REVIEWER, at="BNV")
    score = score_of(sheet, "1.3")
    award: dict[str, Any] = {
        "actor": page(reviewer),
        "score_id": score.pk,
        "version": score.version,
        "entry": HALF | {"denominator": "80"},
        "reason": "Thiếu",
    }
    first = award_points(**award)
    assert award_points(**award).version == first.version
    for change in ({"reason": "Khác"}, {"accept": True}, {"entry": WHOLE}, {"entry": HALF}):
        with pytest.raises(Conflict) as conflict:
            award_points(**award | change)
        # The value that stands is the one shown.
        assert conflict.value.current.awarded_note == "Thiếu"


# What the previews say


def preview(client: Client, sheet: Assessment, code: str, **fields: Any) -> Any:
    return client.post(reverse("preview_claim", args=[score_of(sheet, code).pk]), fields)


@pytest.mark.usefixtures("officer")
def test_a_preview_says_what_is_missing_without_a_fault(client: Client, sheet: Assessment) -> None:
    answer = preview(client, sheet, "1.3", **HALF)
    assert "Chưa nhập mẫu số" in markup(answer)
    assert "why-wrong" not in markup(answer)
    wrong = preview(client, sheet, "1.3", **HALF | {"numerator": "ba"})
    assert "why-wrong" in markup(wrong)


@pytest.mark.usefixtures("officer")
def test_not_applicable_stands_in_the_place_of_points(client: Client, sheet: Assessment) -> None:
    figures = {"numerator": "10", "denominator": "10", "not_applicable": "on"}
    answer = preview(client, sheet, "2.2", **figures, note="")
    assert text(answer) == "Không áp dụng Báo không áp dụng mà chưa nêu lý do."
    assert text(preview(client, sheet, "2.2", **figures, note="Không có")) == "Không áp dụng"
    post(client, "claim", sheet, figures | {"note": "Không có"}, "2.2")
    shown = markup(client.get(leaf_url(sheet, "2.2")))
    assert '<span class="why">Không áp dụng</span>' in shown


@pytest.mark.usefixtures("officer")
@pytest.mark.parametrize("lines", [["0"], ["0", "1"]])
def test_none_beside_a_line_is_refused(client: Client, sheet: Assessment, lines: list[str]) -> None:
    both = {"lines": lines, "no_lines": "on"}
    answer = post(client, "claim", sheet, both, "1.2")
    assert answer.status_code == 422
    assert f"“Không đạt mục nào” cùng với {len(lines)} mục" in text(answer)
    form = markup(answer).partition('<form id="claim')[2].partition("</form>")[0]
    assert form.count("checked") == len(lines) + 1
    assert score_of(sheet, "1.2").version == 0
    assert "hãy bỏ một trong hai" in text(preview(client, sheet, "1.2", **both))


# The versions of the forms of a page


@pytest.mark.usefixtures("officer")
def test_only_forms_that_show_all_but_the_change_take_its_version(
    client: Client, sheet: Assessment
) -> None:
    answer = post(client, "claim", sheet, WHOLE, "1.3", htmx=True)
    pk = score_of(sheet, "1.3").pk
    places = f"outerHTML:[data-version-of='{pk}']:is([value='0'], #claim{pk} *)"
    assert f'hx-swap-oob="{places}"' in markup(answer)
    same = post(client, "claim", sheet, WHOLE, "1.3", htmx=True)
    assert f":is([value='None'], #claim{pk} *)" in markup(same)


@pytest.mark.usefixtures("officer")
def test_forms_over_saved_values_are_not_filled_by_the_browser(
    client: Client, sheet: Assessment
) -> None:
    shown = markup(client.get(leaf_url(sheet, "1.3"), headers=HTMX))
    form = shown[shown.index('<form id="claim') :]
    assert 'autocomplete="off"' in form[: form.index(">")]
