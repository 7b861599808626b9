"""A leaf's thread on its page: asked, explained, replied to; and what is new since the first award."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.acts import add_link, award_points, settle_flag
from assessments.models import Assessment, Flag, Role, Score, User
from tests.factories import (
    act_on,
    flag,
    make_answered,
    make_explaining,
    make_person,
    make_reviewed,
    make_unit,
    page,
    reviewer_of,
    score_of,
)
from tests.markup import markup

pytestmark = pytest.mark.django_db

HTMX: Any = {"HX-Request": "true"}


def say(client: Client, score: Score, act: str, words: str = "Đã có", **more: Any) -> Any:
    version = score_of(score.assessment, score.criterion.code).version
    data = {"act": act, "text": words, "version": version} | more
    return client.post(reverse("thread", args=[score.pk]), data)


def text(response: Any) -> str:
    return markup(response)


def panel(client: Client, sheet: Assessment, code: str) -> str:
    return text(client.get(reverse("leaf", args=[sheet.pk, code]) + "?tab=talk"))


def as_(client: Client, user: User) -> Client:
    client.force_login(user)
    return client


def unit_s(sheet: Assessment) -> User:
    return make_person(Role.LEADER, unit=sheet.unit)


def test_a_reviewer_asks_and_takes_back(client: Client) -> None:
    sheet = make_reviewed(None, "1.3")
    score = score_of(sheet, "1.3")
    as_(client, reviewer_of(score).user)
    assert 'value="raise"' in panel(client, sheet, "1.3")
    assert say(client, score, "raise", "Đủ 80 cơ quan?").status_code == 302
    shown = panel(client, sheet, "1.3")
    assert "Đủ 80 cơ quan?" in shown
    assert "Cơ quan BNV" in shown
    assert 'value="raise"' not in shown
    assert say(client, score, "withdraw", "Đã rõ").status_code == 302
    assert score_of(sheet, "1.3").flag == Flag.NONE


def test_a_question_says_that_it_is_not_sent_yet(client: Client) -> None:
    sheet = make_reviewed(None, "1.3", "2.1")
    flag(sheet, "1.3", "2.1")
    for reader in (unit_s(sheet), reviewer_of(score_of(sheet, "1.3")).user):
        as_(client, reader)
        assert "chưa gửi đơn vị" in panel(client, sheet, "1.3")
        table = text(client.get(reverse("sheet", args=[sheet.pk])))
        assert "Cần giải trình (chưa gửi)" in table
        assert "Câu hỏi chưa gửi <strong>2</strong>" in table
    sent = make_explaining("1.3")
    as_(client, unit_s(sent))
    assert "chưa gửi" not in panel(client, sent, "1.3")
    assert "chưa gửi" not in text(client.get(reverse("sheet", args=[sent.pk])))


def test_the_second_review_says_what_has_changed_and_what_waits(client: Client) -> None:
    sheet = make_answered("1.3", "2.1", "2.3")
    score = score_of(sheet, "2.1")
    reviewer = reviewer_of(score)
    settle_flag(actor=reviewer, **act_on(score), reply="Đồng ý", accept=True)
    for query in ("", "?flag=answered"):
        as_(client, reviewer.user)
        table = text(client.get(reverse("sheet", args=[sheet.pk]) + query))
        assert (
            "Thẩm định lần hai: 1 tiêu chí đã đổi điểm so với lần đầu, còn 2 giải trình chờ"
            in table
        )
        assert "đang chờ thẩm định" not in table


def test_the_unit_explains_and_both_read_it(client: Client) -> None:
    sheet = make_explaining("1.3")
    score = score_of(sheet, "1.3")
    as_(client, unit_s(sheet))
    assert 'value="explain"' in panel(client, sheet, "1.3")
    answer = say(client, score, "explain", "Kèm báo cáo số 12")
    assert answer["Location"] == reverse("leaf", args=[sheet.pk, "1.3"])
    for reader in (unit_s(sheet), reviewer_of(score).user):
        shown = panel(as_(client, reader), sheet, "1.3")
        assert "Giải trình 1.3" in shown
        assert "Kèm báo cáo số 12" in shown


def test_other_leaves_are_visibly_locked(client: Client) -> None:
    sheet = make_explaining("1.3")
    as_(client, unit_s(sheet))
    table = text(client.get(reverse("sheet", args=[sheet.pk])))
    assert table.count(" locked") == 6
    assert "vẫn khóa" in table
    shown = panel(client, sheet, "2.1")
    assert 'value="explain"' not in shown
    assert 'class="upload"' not in shown
    assert say(client, score_of(sheet, "2.1"), "explain").status_code == 403


def test_a_refused_explanation_keeps_its_text(client: Client) -> None:
    sheet = make_explaining("1.3")
    score = score_of(sheet, "1.3")
    as_(client, unit_s(sheet))
    long = "Rất dài " * 2000
    refused = say(client, score, "explain", long)
    assert refused.status_code == 422
    assert long[:500] in text(refused)
    stale = say(client, score, "explain", "Của tôi", version="0")
    assert stale.status_code == 409
    assert "Của tôi</textarea>" in text(stale)
    fragment = client.post(
        reverse("thread", args=[score.pk]),
        {"act": "explain", "text": "Của tôi", "version": "0"},
        headers=HTMX,
    )
    assert fragment.status_code == 409
    assert "data-keep-mine" in text(fragment)


def test_supplementary_evidence_is_marked_new(client: Client) -> None:
    sheet = make_explaining("1.3")
    leader = unit_s(sheet)
    add_link(
        actor=page(leader),
        score_id=score_of(sheet, "1.3").pk,
        url="https://example.vn/12",
        title="Báo cáo bổ sung",
    )
    shown = panel(as_(client, leader), sheet, "1.3")
    assert "mới, sau yêu cầu giải trình" in shown
    assert 'class="upload"' in shown


def test_a_second_review_sees_what_changed(client: Client) -> None:
    sheet = make_answered("1.3", "2.1")
    score = score_of(sheet, "1.3")
    as_(client, reviewer_of(score).user)
    shown = panel(client, sheet, "1.3")
    assert "Thẩm định lần đầu" not in shown
    assert '<strong class="new">mới</strong>' in shown
    entry = {"numerator": "80", "denominator": "80"}
    award_points(actor=reviewer_of(score), **act_on(score), entry=entry, reason="Đã bổ sung")
    shown = panel(client, sheet, "1.3")
    assert "Thẩm định lần đầu: <strong>0</strong>" in shown
    assert "lần đầu 0" in text(client.get(reverse("sheet", args=[sheet.pk])))


def test_a_reply_keeps_the_award_or_goes_to_the_council(client: Client) -> None:
    sheet = make_answered("1.2", "1.3")
    one, other = score_of(sheet, "1.2"), score_of(sheet, "1.3")
    as_(client, reviewer_of(one).user)
    assert say(client, one, "keep", "Không đủ căn cứ").status_code == 302
    assert say(client, other, "dispute", "Trình hội đồng").status_code == 302
    assert score_of(sheet, "1.2").flag == Flag.SETTLED
    assert score_of(sheet, "1.3").flag == Flag.DISPUTED


def test_a_reply_starts_empty(client: Client) -> None:
    sheet = make_answered("1.3")
    score = score_of(sheet, "1.3")
    as_(client, reviewer_of(score).user)
    shown = panel(client, sheet, "1.3")
    assert "Lý do của điểm hiện tại: <span" in shown
    assert 'name="reason" rows="3" maxlength="10000"></textarea>' in shown
    data = {"numerator": "x", "denominator": "80", "reason": "Đã gõ", "version": score.version}
    refused = client.post(reverse("award", args=[score.pk]), data)
    assert refused.status_code == 422
    assert "Đã gõ</textarea>" in text(refused)


def test_a_fragment_brings_the_thread_and_the_mark(client: Client) -> None:
    sheet = make_reviewed(None, "1.3")
    score = score_of(sheet, "1.3")
    as_(client, reviewer_of(score).user)
    said = client.post(
        reverse("thread", args=[score.pk]),
        {"act": "raise", "text": "Vì sao?", "version": score.version},
        headers=HTMX,
    )
    shown = text(said)
    assert f'id="th{score.pk}"' in shown
    assert 'class="flag flag-raised">Cần giải trình' in shown
    assert f'id="sg{score.pk}" hx-swap-oob="true"' in shown
    assert f'value="{score.version + 1}" hx-swap-oob' in shown
    # What is left on the sheet is counted anew.
    assert re.search(r'id="count-raised" hx-swap-oob="true">1<', shown)


def test_what_is_left_is_in_sight_and_filters(client: Client) -> None:
    sheet = make_answered("1.3", "2.1")
    url = reverse("sheet", args=[sheet.pk])
    as_(client, reviewer_of(score_of(sheet, "1.3")).user)
    table = text(client.get(url))
    mine = '<a class="chip chip-todo" href="?show=todo">Việc cần làm <strong id="left-todo">'
    assert f"{mine}1</strong>" in table
    assert re.search(r"Đã giải trình <strong ?>2</strong>", table)
    assert text(client.get(f"{url}?show=answered")).count('<tr class="leaf') == 2
    # As addresses were before they had one name.
    assert text(client.get(f"{url}?flag=answered")).count('<tr class="leaf') == 2
    assert text(client.get(f"{url}?flag=todo")).count('<tr class="leaf') == 1
    assert text(client.get(f"{url}?flag=x")).count('<tr class="leaf') == 7


def test_a_stranger_says_nothing(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    sheet = make_explaining("1.3")
    score = score_of(sheet, "1.3")
    as_(client, make_person(Role.LEADER, unit=make_unit()))
    with caplog.at_level("WARNING", "parindex.access"):
        assert say(client, score, "explain").status_code == 403
    assert reverse("thread", args=[score.pk]) in caplog.text
    assert score.remarks.count() == 1


def test_an_unknown_act(client: Client) -> None:
    sheet = make_explaining("1.3")
    as_(client, unit_s(sheet))
    assert say(client, score_of(sheet, "1.3"), "shout").status_code == 404


def test_few_queries(client: Client) -> None:
    sheet = make_answered("1.3")
    score = score_of(sheet, "1.3")
    as_(client, reviewer_of(score).user)

    def cost(send: Any) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert send().status_code in (200, 302)
        return len(queries)

    # The tree beside it, and the thread, which a leaf in question opens with.
    assert cost(lambda: client.get(reverse("leaf", args=[sheet.pk, "1.3"]))) <= 20
    assert cost(lambda: client.get(reverse("sheet", args=[sheet.pk]))) <= 14
    award = {"numerator": "80", "denominator": "80", "reason": "Đủ", "version": score.version}
    url = reverse("award", args=[score.pk])
    # With the reply, its line, and the thread as it now stands.
    assert cost(lambda: client.post(url, award, headers=HTMX)) <= 25


def test_flags_before_the_request(client: Client) -> None:
    sheet = make_reviewed(None, "1.3")
    flag(sheet, "1.3")
    table = text(as_(client, unit_s(sheet)).get(reverse("sheet", args=[sheet.pk])))
    assert 'class="flag flag-raised"' in table
