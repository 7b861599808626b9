"""A sheet's steps on its page: possible with a form, or every reason why not; one address makes them."""

import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessments.acts import finish_review
from assessments.models import Assessment, Role, Status
from assessments.review.workflow.path import path_of
from tests.factories import (
    flag,
    make_answered,
    make_disputed,
    make_explaining,
    make_person,
    make_reviewed,
    make_round,
    make_submitted,
    make_unit,
    page,
    sheet_of,
)
from tests.markup import markup

pytestmark = pytest.mark.django_db


@pytest.fixture
def coordinator(client: Client) -> Client:
    client.force_login(make_person(Role.COORDINATOR))
    return client


def text(response: Any) -> str:
    return markup(response)


def shown(client: Client, sheet: Assessment) -> Any:
    return client.get(reverse("sheet", args=[sheet.pk]))


def make(client: Client, sheet: Assessment, name: str, **data: str) -> Any:
    return client.post(reverse("step", args=[sheet.pk, name]), data)


def day(ahead: int) -> str:
    return (timezone.localdate() + datetime.timedelta(days=ahead)).isoformat()


def status(sheet: Assessment) -> str:
    return sheet_of(sheet.round).status


def test_each_step_with_its_form_or_its_reasons(coordinator: Client) -> None:
    response = shown(coordinator, make_submitted())
    offers = {offer.name: offer for offer in response.context["offers"]}
    # What is possible comes first, the grave last of it; then what is not, with its reasons.
    assert list(offers) == ["start_review", "extend_review", "return", "finish"]
    assert [bool(offer.reasons) for offer in offers.values()] == [False, False, False, True]
    assert 'name="reason"' in text(response)
    assert [reason.vi for reason in offers["finish"].reasons] == [
        "Còn 7 tiêu chí chưa có điểm thẩm định hoặc điểm điều tra: 1.1, 1.2, 1.3, 2.1, 2.2, 2.3, 3.1."
    ]
    others = {offer.name: offer.reasons for offer in response.context["other_offers"]}
    assert [reason.vi for reason in others["reopen"]] == ["Phiếu đang ở trạng thái “Đã gửi”."]


def test_questions_are_sent_with_a_deadline(coordinator: Client) -> None:
    sheet = make_reviewed(None, "1.3")
    assert make(coordinator, sheet, "request_explanation", until=day(7)).status_code == 403
    flag(sheet, "1.3")
    refused = make(coordinator, sheet, "request_explanation", until="")
    assert refused.status_code == 422
    assert "Hạn giải trình phải ở tương lai" in text(refused)
    assert make(coordinator, sheet, "request_explanation", until=day(7)).status_code == 302
    after = sheet_of(sheet.round)
    assert after.status == Status.EXPLAINING
    assert timezone.localtime(after.explain_by).strftime("%H:%M") == "00:00"


def test_what_is_not_explained_is_counted_beside_the_button(client: Client) -> None:
    sheet = make_explaining("1.3", "2.1")
    client.force_login(make_person(Role.LEADER, unit=sheet.unit))
    shown = markup(client.get(f"/sheets/{sheet.pk}/"))
    assert "Còn 2 tiêu chí chưa giải trình." in shown


def test_the_leader_sends_and_hears_what_stays_unanswered(client: Client) -> None:
    sheet = make_explaining("1.3", "2.1")
    client.force_login(make_person(Role.LEADER, unit=sheet.unit))
    response = client.post(reverse("step", args=[sheet.pk, "send_explanations"]), follow=True)
    assert "2 tiêu chí không giải trình giữ điểm thẩm định lần đầu" in text(response)
    assert status(sheet) == Status.IN_REVIEW


def test_a_final_sheet_is_reopened_with_reason_and_deadline(coordinator: Client) -> None:
    sheet = make_reviewed(survey=True)
    finish_review(actor=page(make_person(Role.COORDINATOR)), assessment_ids=[sheet.pk])
    refused = make(coordinator, sheet, "reopen", reason="", until=day(1))
    assert refused.status_code == 422
    assert "Hãy nêu lý do" in text(refused)
    assert "Hạn mới không được trước hạn thẩm định chung" in text(refused)
    assert f'value="{day(1)}"' in text(refused)
    given = {"reason": "Phát hiện sai số liệu", "until": day(120)}
    assert make(coordinator, sheet, "reopen", **given).status_code == 302
    assert status(sheet) == Status.IN_REVIEW


def test_a_link_on_top_leads_to_the_steps_of_a_sheet_that_is_filled_in(coordinator: Client) -> None:
    sheet = sheet_of(make_round())
    assert 'href="#steps"' in text(shown(coordinator, sheet))
    coordinator.force_login(make_person(Role.LEADER, unit=sheet.unit))
    assert 'href="#steps"' not in text(shown(coordinator, sheet))


def test_a_possible_step_stands_before_the_impossible(coordinator: Client) -> None:
    response = shown(coordinator, make_reviewed(survey=True))
    names = [offer.name for offer in response.context["offers"]]
    assert names[:3] == ["finish", "extend_review", "return"]
    html = text(response)
    assert html.index('id="step-return"') < html.index('id="step-to_council"')


def test_a_sheet_is_taken_back_from_the_council(coordinator: Client) -> None:
    sheet = make_disputed("1.1")
    Assessment.objects.filter(pk=sheet.pk).update(status=Status.COUNCIL)
    names = [offer.name for offer in shown(coordinator, sheet).context["offers"]]
    assert names == ["extend_review", "leave_council", "decided"]
    assert make(coordinator, sheet, "leave_council", reason="").status_code == 422
    assert make(coordinator, sheet, "leave_council", reason="Hoãn họp").status_code == 302
    assert status(sheet) == Status.IN_REVIEW


def test_where_a_sheet_stands() -> None:
    kinds = {mark.label.vi: mark.kind for mark in path_of(make_answered("1.3"))}
    assert kinds == {
        "Tự đánh giá": "done",
        "Đã gửi": "done",
        "Thẩm định": "done",
        "Giải trình": "done",
        "Thẩm định lần hai": "now",
        "Hội đồng": "maybe",
        "Đã xong": "ahead",
    }
    straight = {mark.label.vi: mark.kind for mark in path_of(make_submitted())}
    assert straight["Đã gửi"] == "now"
    assert straight["Giải trình"] == "maybe"


def test_an_unknown_step(coordinator: Client) -> None:
    sheet = make_submitted()
    for name in ("to_council", "decided", "start_review", "fly"):
        assert make(coordinator, sheet, name).status_code == 404


def test_a_stranger_makes_no_step(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    sheet = make_explaining("1.3")
    client.force_login(make_person(Role.LEADER, unit=make_unit()))
    with caplog.at_level("WARNING", "parindex.access"):
        assert make(client, sheet, "send_explanations").status_code == 403
    assert "/steps/send_explanations/" in caplog.text
    assert status(sheet) == Status.EXPLAINING


def test_a_step_s_page_in_few_queries(
    coordinator: Client, django_assert_max_num_queries: Any
) -> None:
    sheet = make_answered("1.3")
    with django_assert_max_num_queries(10):
        coordinator.get(reverse("step", args=[sheet.pk, "finish"]))
    with django_assert_max_num_queries(14):
        shown(coordinator, sheet)


def test_what_is_wrong_with_a_step_stands_at_its_field(coordinator: Client) -> None:
    answer = make(
        coordinator, make_submitted(), "return", reason="", until="mai", document="x" * 101
    )
    assert answer.status_code == 422
    assert 'aria-invalid="true" aria-describedby="fault-until"' in text(answer)
    answer = make(
        coordinator, make_submitted(), "return", reason="", until=day(9), document="x" * 101
    )
    for field in ("reason", "document"):
        assert f'aria-describedby="fault-{field}"' in text(answer), field
