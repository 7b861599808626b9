"""Publishing through the pages: nothing is public before it has been confirmed."""

import datetime

import pytest
from django.test import Client
from django.utils import timezone

from assessments.models import Role, Round, Status
from rankings.models import Ranking
from tests.factories import make_person
from tests.markup import markup
from tests.rankings.worlds import Sheet, computed, graded, make_tree, one_leaf, published
from tests.remembered import remembered

pytestmark = pytest.mark.django_db

FORM = {"decision_number": "7/QĐ-BNV", "decision_date": "2026-01-05"}


@pytest.fixture
@remembered
def draft() -> Ranking:
    return computed(one_leaf(["90", "80"]))


@pytest.fixture
def desk() -> Client:
    client = Client()
    client.force_login(make_person(Role.COORDINATOR))
    return client


def send(desk: Client, draft: Ranking, status: int, **form: str) -> str:
    answer = desk.post(f"/rankings/{draft.pk}/publish/", form)
    assert answer.status_code == status
    return markup(answer)


def test_first_it_says_what_would_be_published_when(desk: Client, draft: Ranking) -> None:
    page = send(desk, draft, 200, **FORM, publish_at="2096-04-19T08:00")
    assert "2 đơn vị, 2 được đánh giá, 2 được xếp hạng" in page
    assert "7/QĐ-BNV, 05/01/2026" in page
    assert "08:00 – 19/04/2096" in page
    assert draft.digest in page
    draft.refresh_from_db()
    assert draft.state == "draft"


def test_confirmed_it_is_published_as_shown(desk: Client, draft: Ranking) -> None:
    page = send(desk, draft, 200, **FORM)
    assert "ngay khi xác nhận" in page
    for name, value in FORM.items():
        assert f'type="hidden" name="{name}" value="{value}"' in page
    send(desk, draft, 302, **FORM, confirm="1")
    draft.refresh_from_db()
    assert (draft.state, draft.decision_number) == ("published", "7/QĐ-BNV")


def test_the_units_without_a_result_are_named(desk: Client) -> None:
    drafting = [Sheet(status=Status.DRAFTING, name=f"Tỉnh {number}") for number in range(22)]
    round_ = graded(make_tree({"1.1": "10"}), [Sheet({"1.1": "9"}), *drafting])
    page = send(desk, computed(round_), 200, **FORM)
    assert "Công bố là chưa đánh giá" in page
    assert page.count("Tỉnh ") == 20
    assert "22: Tỉnh" in page


def test_the_page_says_who_can_still_submit(desk: Client) -> None:
    round_ = graded(make_tree({"1.1": "10"}), [Sheet({"1.1": "9"}), Sheet(status=Status.DRAFTING)])
    draft = computed(round_)
    until = timezone.now() + datetime.timedelta(days=2)
    Round.objects.filter(pk=round_.pk).update(submit_by=until)
    said = "Còn 1 đơn vị đang tự đánh giá và vẫn gửi được phiếu"
    assert said in send(desk, draft, 422, **FORM)
    assert said in markup(desk.get(f"/rounds/{round_.pk}/rankings/"))
    assert said in markup(desk.get(f"/rankings/{draft.pk}/preview/"))


def test_a_second_press_is_refused(desk: Client, draft: Ranking) -> None:
    send(desk, draft, 302, **FORM, confirm="1")
    page = send(desk, draft, 422, **FORM, confirm="1")
    assert "Chỉ công bố được bảng dự thảo" in page
    assert 'name="confirm"' not in page


def test_it_can_be_mended_with_what_was_typed(desk: Client, draft: Ranking) -> None:
    page = send(desk, draft, 200, **FORM, edit="1")
    assert 'name="decision_number" maxlength="100" required value="7/QĐ-BNV"' in page
    assert 'name="confirm"' not in page


@pytest.mark.parametrize("step", [{}, {"confirm": "1"}], ids=["first", "confirmed"])
def test_all_that_is_missing_is_said_at_either_step(
    desk: Client, draft: Ranking, step: dict[str, str]
) -> None:
    page = send(desk, draft, 422, **step)
    assert "Hãy ghi số quyết định" in page
    assert "Hãy ghi ngày quyết định" in page
    assert 'name="confirm"' not in page
    draft.refresh_from_db()
    assert draft.state == "draft"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"publish_at": "mai"}, "Thời điểm công bố không hợp lệ"),
        ({"publish_at": "2026-13-01T00:00"}, "Thời điểm công bố không hợp lệ"),
        ({"decision_date": "x"}, "Ngày quyết định không hợp lệ"),
    ],
)
def test_a_time_that_is_none_is_refused_and_can_be_mended(
    desk: Client, draft: Ranking, wrong: dict[str, str], said: str
) -> None:
    page = send(desk, draft, 422, **(FORM | wrong), confirm="1")
    assert said in page
    assert "Hãy ghi ngày" not in page
    assert 'value="7/QĐ-BNV"' in page


def test_a_new_version_says_which_and_why(desk: Client) -> None:
    old = published(one_leaf(["90"]))
    draft = computed(old.round)
    assert "Hãy nêu lý do thay thế" in send(desk, draft, 422, **FORM)
    page = send(desk, draft, 200, **FORM, reason="Đính chính")
    assert "phiên bản 2" in page
    assert "Đính chính" in page
