"""A unit's line on the screen of one leaf: opened, saved, in conflict, flagged."""

import datetime
import re
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from assessments.acts import add_file, add_link, award_points, open_council
from assessments.models import Assessment, Change, Council, Flag, Remark, Role, Score, Status, User
from tests.assessments.samples import pdf, upload
from tests.factories import (
    fill,
    last_line,
    make_answered,
    make_disputed,
    make_person,
    make_round,
    make_submitted,
    page,
    score_of,
    sheet_of,
)
from tests.markup import markup

pytestmark = pytest.mark.django_db
MOST_QUERIES = 14
LOWER = {"numerator": "6", "denominator": "10", "reason": "4 hồ sơ trễ hạn"}


@pytest.fixture
def reviewer() -> User:
    return make_person(Role.REVIEWER, at="VPCP")


def send(sheet: Assessment, by: User, data: dict[str, Any], code: str = "2.2", **more: Any) -> Any:
    client = Client()
    client.force_login(by)
    score = score_of(sheet, code)
    return client.post(
        f"/rounds/{sheet.round_id}/leaves/{code}/units/{sheet.pk}/",
        {"version": score.version} | data,
        **({"headers": {"HX-Request": "true"}} | more),
    )


def opened(sheet: Assessment, by: User, code: str = "2.2") -> str:
    client = Client()
    client.force_login(by)
    url = f"/rounds/{sheet.round_id}/leaves/{code}/units/{sheet.pk}/?open"
    return markup(client.get(url, headers={"HX-Request": "true"}))


def test_the_reviewer_enters_figures_of_their_own(submitted: Assessment, reviewer: User) -> None:
    answer = send(submitted, reviewer, LOWER)
    assert answer.status_code == 200
    score = score_of(submitted, "2.2")
    assert (score.awarded_points, score.awarded_note) == (Decimal("1.2"), "4 hồ sơ trễ hạn")
    html = markup(answer)
    assert answer["HX-Retarget"] == f"#u{score.pk}"
    assert "awarded" in answer["HX-Trigger"], "the counts and the distribution are asked for anew"
    assert "Đã điều chỉnh" in html
    assert re.search(r'id="said"[^>]*>Đã lưu [^<]*: 1,2 điểm', html)


def test_a_claim_is_accepted_in_the_line(submitted: Assessment, reviewer: User) -> None:
    assert "Đã chấp nhận" in markup(send(submitted, reviewer, {"accept": "1"}))
    assert score_of(submitted, "2.2").awarded_points == Decimal(2)


def test_other_points_without_a_reason(submitted: Assessment, reviewer: User) -> None:
    answer = send(submitted, reviewer, LOWER | {"reason": ""})
    assert answer.status_code == 422
    assert "hãy nêu lý do" in markup(answer)
    assert "HX-Retarget" not in answer, "what is typed stays where it is"


def test_two_reviewers_see_both_values(submitted: Assessment, reviewer: User) -> None:
    other = make_person(Role.REVIEWER, at="VPCP")
    send(submitted, other, LOWER)
    mine = {"version": "1", "numerator": "7", "denominator": "10", "reason": "Ba hồ sơ"}
    answer = send(submitted, reviewer, mine)
    html = markup(answer)
    assert answer.status_code == 409
    assert str(other) in html
    assert "6/10 = 60%" in html
    assert 'value="7"' in html
    assert "Ba hồ sơ" in html
    assert f'name="version" value="{score_of(submitted, "2.2").version}"' in html
    # The choice: the reviewer's own, with the version that is now known.
    assert send(submitted, reviewer, mine | {"version": "2"}).status_code == 200
    assert score_of(submitted, "2.2").awarded_points == Decimal("1.4")


def test_a_save_costs_at_most_14_queries_with_its_history(
    submitted: Assessment, reviewer: User
) -> None:
    client = Client()
    client.force_login(reviewer)
    url = f"/rounds/{submitted.round_id}/leaves/2.2/units/{submitted.pk}/"
    Assessment.objects.filter(pk=submitted.pk).update(status=Status.IN_REVIEW)
    lines = Change.objects.count()
    with CaptureQueriesContext(connection) as queries:
        client.post(url, LOWER | {"version": "1"}, headers={"HX-Request": "true"})
    assert Change.objects.count() == lines + 1
    assert len(queries) <= MOST_QUERIES


def test_a_conflict_costs_hardly_more_than_a_save(submitted: Assessment, reviewer: User) -> None:
    send(submitted, make_person(Role.REVIEWER, at="VPCP"), LOWER)
    client = Client()
    client.force_login(reviewer)
    url = f"/rounds/{submitted.round_id}/leaves/2.2/units/{submitted.pk}/"
    with CaptureQueriesContext(connection) as queries:
        answer = client.post(url, LOWER | {"version": "1"}, headers={"HX-Request": "true"})
    assert answer.status_code == 409
    assert len(queries) <= MOST_QUERIES, [q["sql"][:90] for q in queries]


def test_without_javascript_it_is_the_leaf_s_own_page(
    submitted: Assessment, reviewer: User
) -> None:
    client = Client()
    client.force_login(reviewer)
    url = f"/rounds/{submitted.round_id}/leaves/2.2/units/{submitted.pk}/"
    assert client.get(url)["Location"] == f"/sheets/{submitted.pk}/leaves/2.2/"
    answer = send(submitted, reviewer, {"accept": "1"}, headers={})
    assert answer["Location"] == f"/rounds/{submitted.round_id}/leaves/2.2/"


def test_the_opened_line_shows_the_evidence(reviewer: User) -> None:
    sheet = sheet_of(make_round())
    officer = fill(sheet)
    score = score_of(sheet, "2.2")
    add_link(actor=page(officer), score_id=score.pk, url="https://example.org/", title="Báo cáo 12")
    Assessment.objects.filter(pk=sheet.pk).update(status=Status.SUBMITTED)
    html = opened(sheet, reviewer)
    assert "Báo cáo 12" in html
    assert 'name="numerator" value="10"' in html, "a review starts from the unit's figures"


def test_who_does_not_review_sees_no_form(submitted: Assessment) -> None:
    html = opened(submitted, make_person(Role.INSPECTOR))
    assert "Đơn vị tự đánh giá" in html
    assert 'class="award"' not in html


# Flags


def test_a_question_is_asked_of_a_reviewed_leaf(submitted: Assessment, reviewer: User) -> None:
    assert 'value="raise"' not in opened(submitted, reviewer), "first the award"
    send(submitted, reviewer, LOWER)
    assert 'value="raise"' in opened(submitted, reviewer)
    answer = send(submitted, reviewer, {"act": "raise", "question": "Vì sao trễ?"})
    assert "Cần giải trình" in markup(answer)
    assert score_of(submitted, "2.2").flag == Flag.RAISED
    assert Remark.objects.get(kind=Remark.Kind.QUESTION).text == "Vì sao trễ?"
    send(submitted, reviewer, {"act": "withdraw", "question": "Đã rõ"})
    assert score_of(submitted, "2.2").flag == Flag.NONE


def test_an_answered_leaf_shows_what_is_new_and_takes_a_reply() -> None:
    sheet = make_answered("2.2")
    reviewer = make_person(Role.REVIEWER, at="VPCP")
    html = opened(sheet, reviewer)
    assert "Thẩm định lần đầu" in html
    assert "Ý kiến trả lời giải trình" in html
    assert send(sheet, reviewer, {"act": "keep", "reason": ""}).status_code == 422
    assert send(sheet, reviewer, {"act": "keep", "reason": "Không đủ căn cứ"}).status_code == 200
    assert score_of(sheet, "2.2").flag == Flag.SETTLED
    assert last_line(act="settle_flag").reason == "Không đủ căn cứ"


def test_an_answered_leaf_goes_to_the_council() -> None:
    sheet = make_answered("2.2")
    reviewer = make_person(Role.REVIEWER, at="VPCP")
    send(sheet, reviewer, {"act": "dispute", "reason": "Vẫn khác"})
    assert score_of(sheet, "2.2").flag == Flag.DISPUTED


def test_accepting_in_a_race_says_so(reviewer: User) -> None:
    sheet = make_submitted()
    award_points(
        actor=page(make_person(Role.REVIEWER, at="VPCP")),
        score_id=score_of(sheet, "2.2").pk,
        version=1,
        entry={"numerator": "6", "denominator": "10"},
        reason="Trễ",
    )
    answer = send(sheet, reviewer, {"accept": "1", "version": "1"})
    assert answer.status_code == 409
    assert score_of(sheet, "2.2").awarded_points == Decimal("1.2")


def test_a_reply_starts_empty_below_the_reason_that_was_explained() -> None:
    sheet = make_answered("2.2")
    html = opened(sheet, make_person(Role.REVIEWER, at="VPCP"))
    assert "Lý do của điểm hiện tại" in html
    assert "Thiếu tài liệu" in html
    assert re.search(r'<textarea[^>]* name="reason"[^>]*></textarea>', html)
    reader = opened(sheet, make_person(Role.INSPECTOR))
    assert "Thiếu tài liệu" in reader, "who only reads sees the reason as before"


def test_a_typed_reply_survives_a_conflict() -> None:
    sheet = make_answered("2.2")
    reviewer = make_person(Role.REVIEWER, at="VPCP")
    answer = send(sheet, reviewer, LOWER | {"version": "1", "reason": "Của tôi"})
    assert answer.status_code == 409
    assert "Của tôi</textarea>" in markup(answer)


@pytest.mark.parametrize("how", [{"act": "keep"}, {"act": "dispute"}, {"accept": "1"}, LOWER])
def test_the_old_reason_is_no_reply(how: dict[str, str]) -> None:
    sheet = make_answered("2.2")
    reviewer = make_person(Role.REVIEWER, at="VPCP")
    answer = send(sheet, reviewer, how | {"reason": " Thiếu tài liệu "})
    assert answer.status_code == 422
    assert "Hãy viết ý kiến về nội dung giải trình" in markup(answer)
    assert score_of(sheet, "2.2").flag == Flag.ANSWERED


def test_no_question_where_explanations_are_used_up() -> None:
    sheet = make_answered("2.2")
    reviewer = make_person(Role.REVIEWER, at="VPCP")
    html = opened(sheet, reviewer, "2.1")
    assert 'value="raise"' not in html
    assert re.search(r"data-no-flag>Phiếu đã giải trình đủ 1 lần", html)


def test_what_is_on_an_agenda_takes_no_award() -> None:
    sheet = make_disputed("2.2")
    reviewer = make_person(Role.REVIEWER, at="VPCP")
    assert 'value="keep"' in opened(sheet, reviewer)
    open_council(
        actor=page(make_person(Role.COORDINATOR)),
        round_id=sheet.round_id,
        title="Phiên họp",
        held_on=datetime.date(2026, 11, 24),
        members=[("Trần A", "")],
        score_ids=[score_of(sheet, "2.2").pk],
    )
    way = f'href="/councils/{Council.objects.get().pk}/"'
    client = Client()
    client.force_login(reviewer)
    own_page = markup(client.get(f"/sheets/{sheet.pk}/leaves/2.2/"))
    form = re.compile(r'<form[^>]* class="award"')
    assert form.search(opened(sheet, reviewer, "2.1")), "of another leaf it is there"
    for html in (opened(sheet, reviewer), own_page):
        assert not form.search(html)
        assert "đang trong chương trình của “Phiên họp”: điểm do hội đồng quyết định." in html
        assert way in html


def test_what_equals_the_claim_is_not_disputed() -> None:
    sheet = make_answered("2.2")
    reviewer = make_person(Role.REVIEWER, at="VPCP")
    assert 'value="dispute"' in opened(sheet, reviewer)
    Score.objects.filter(pk=score_of(sheet, "2.2").pk).update(awarded_points=2)
    html = opened(sheet, reviewer)
    assert 'value="dispute"' not in html
    assert 'value="keep"' in html


def test_the_first_document_stands_by_for_the_frame(reviewer: User) -> None:
    sheet = sheet_of(make_round())
    officer = fill(sheet)
    score = score_of(sheet, "2.2")
    add_link(actor=page(officer), score_id=score.pk, url="https://example.org/", title="Liên kết")
    proof = add_file(
        actor=page(officer),
        score_id=score.pk,
        upload=upload("bao-cao.pdf", pdf()),
        title="Báo cáo 12",
    )
    Assessment.objects.filter(pk=sheet.pk).update(status=Status.SUBMITTED)
    html = opened(sheet, reviewer)
    address = f"/evidence/{proof.pk}/preview/#navpanes=0&amp;view=FitH"
    assert f'data-proof="{address}" data-proof-title="Báo cáo 12"' in html
    assert f'href="{address}"' in html


def test_the_opened_line_shows_the_scale_with_the_ticks_of_both_sides(
    submitted: Assessment,
) -> None:
    score = score_of(submitted, "1.2")
    Score.objects.filter(pk=score.pk).update(
        claimed_input={"lines": [0, 1]}, awarded_input={"lines": [0]}, awarded_note="Thiếu"
    )
    text = opened(submitted, make_person(Role.COORDINATOR), "1.2")
    lines = text[text.index(f'<tbody id="levels{score.pk}"') :]
    lines = lines[: lines.index("</tbody>")]
    assert (lines.count("#m-claim"), lines.count("#m-award")) == (2, 1)
