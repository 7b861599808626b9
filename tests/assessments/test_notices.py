"""Who is told of what, once."""

import datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assessments.acts import (
    extend_deadline,
    extend_review,
    finish_review,
    reopen_assessment,
    return_assessment,
    return_leaf,
)
from assessments.messages.notices import mark_read, notify
from assessments.models import Assessment, Notice, Role, User
from criteria.common.text import Refused, Text
from tests.factories import (
    make_answered,
    make_explaining,
    make_person,
    make_reviewed,
    make_round,
    make_submitted,
    make_unit,
    page,
    score_of,
    set_clock,
    sheet_of,
)
from tests.markup import markup

pytestmark = pytest.mark.django_db

WORDS = Text(vi="Có việc", en="Something is up")
DAY = datetime.timedelta(days=1)


def told(user: User) -> list[str]:
    return list(Notice.objects.filter(user=user).order_by("pk").values_list("text_en", flat=True))


def staff_of(sheet: Assessment) -> tuple[User, User]:
    return make_person(Role.OFFICER, unit=sheet.unit), make_person(Role.LEADER, unit=sheet.unit)


@pytest.mark.sqlite
def test_nobody_is_told_of_one_occasion_twice() -> None:
    one, other = make_person(), make_person()
    notify([one.pk], "x:1", WORDS, "/rounds/")
    notify([one.pk, other.pk, other.pk], "x:1", WORDS, "/rounds/")
    notify([one.pk], "x:2", WORDS, "/rounds/")
    assert [len(told(user)) for user in (one, other)] == [2, 1]


def test_a_returned_sheet(coordinator: User) -> None:
    sheet = make_submitted()
    officer, leader = staff_of(sheet)
    stranger = make_person(Role.LEADER, unit=make_unit())
    return_assessment(actor=page(coordinator), assessment_id=sheet.pk, reason="Thiếu 1.2")
    at = f"{timezone.localtime(sheet.deadline):%H:%M:%S on %d/%m/%Y}"
    returned = f"The sheet of {sheet.unit} was returned, to be submitted again before {at}"
    assert told(officer) == told(leader) == [f"{returned} (Vietnam time): Thiếu 1.2"]
    assert told(stranger) == told(coordinator) == []
    notice = Notice.objects.filter(user=officer).get()
    assert (notice.path, notice.mail, notice.read_at) == (f"/sheets/{sheet.pk}/", "waiting", None)


@pytest.mark.sqlite
def test_what_did_not_happen_is_not_told(coordinator: User) -> None:
    sheet = make_submitted()
    staff_of(sheet)
    with pytest.raises(Refused):
        return_assessment(actor=page(coordinator), assessment_id=sheet.pk, reason="")
    assert not Notice.objects.exists()


def test_who_has_left_is_told_nothing(coordinator: User) -> None:
    sheet = make_submitted()
    officer, _ = staff_of(sheet)
    User.objects.filter(pk=officer.pk).update(is_active=False)
    return_assessment(actor=page(coordinator), assessment_id=sheet.pk, reason="Thiếu")
    assert told(officer) == []


def test_an_explanation_asked_for_and_given() -> None:
    reviewer, other = make_person(Role.REVIEWER, at="VPCP"), make_person(Role.REVIEWER, at="BNV")
    sheet = make_answered("2.3")
    assert told(reviewer)[-1].endswith("has explained: read it and reply.")
    assert not any("has explained" in text for text in told(other))
    asked = Notice.objects.filter(text_en__contains="to be explained")
    assert asked.exists()
    at = f"{timezone.localtime(sheet.explain_by):%H:%M:%S on %d/%m/%Y}"
    assert all(f"before {at}" in notice.text_en for notice in asked)
    assert {notice.path for notice in asked} == {f"/sheets/{sheet.pk}/"}


def test_more_time(coordinator: User) -> None:
    sheet = sheet_of(make_round())
    officer, leader = staff_of(sheet)
    until = sheet.round.submit_by + DAY
    extend_deadline(actor=page(coordinator), assessment_id=sheet.pk, until=until, reason="Bão")
    assert told(officer) == told(leader)
    assert told(officer)[0].endswith("(Vietnam time): Bão")


def test_more_time_to_explain(coordinator: User) -> None:
    sheet = make_explaining("2.3")
    officer, _ = staff_of(sheet)
    until = timezone.now() + 20 * DAY
    extend_deadline(actor=page(coordinator), assessment_id=sheet.pk, until=until, reason="Bão")
    assert f"{timezone.localtime(until):%H:%M:%S on %d/%m/%Y}" in told(officer)[0]


def test_more_time_to_review(coordinator: User) -> None:
    sheet = make_submitted()
    officer, _ = staff_of(sheet)
    reviewer = make_person(Role.REVIEWER, at="VPCP")
    until = sheet.round.review_by + DAY
    extend_review(actor=page(coordinator), assessment_id=sheet.pk, until=until, reason="Bão")
    assert told(officer) == []
    assert told(reviewer)[0].endswith("(Vietnam time): Bão")


def test_a_leaf_given_back_is_told_to_who_holds_it() -> None:
    sheet = sheet_of(make_round())
    nodes = sheet.round.criteria_set.criteria
    mine = make_person(Role.OFFICER, unit=sheet.unit, parts=[nodes.get(code="2")])
    other = make_person(Role.OFFICER, unit=sheet.unit, parts=[nodes.get(code="1")])
    leader = make_person(Role.LEADER, unit=sheet.unit)
    return_leaf(actor=page(leader), score_id=score_of(sheet, "2.3").pk, note="Thiếu quý IV")
    assert told(mine) == ["Your leader gave 2.3 back: Thiếu quý IV"]
    assert told(other) == told(leader) == []
    assert Notice.objects.get().path == f"/sheets/{sheet.pk}/leaves/2.3/"


def test_final_and_reopened(coordinator: User) -> None:
    sheet = make_reviewed(survey=True)
    officer, _ = staff_of(sheet)
    reviewer = make_person(Role.REVIEWER, at="VPCP")
    finish_review(actor=page(coordinator), assessment_ids=[sheet.pk])
    reopen_assessment(
        actor=page(coordinator),
        assessment_id=sheet.pk,
        until=sheet.round.review_by + DAY,
        reason="Kiến nghị",
    )
    assert [text.partition(" of ")[0] for text in told(officer)] == ["The review", "The review"]
    assert [text.rpartition(" ")[2] for text in told(officer)] == ["thử).", "nghị"]
    assert f"is finished ({sheet.round.title_vi})." in told(officer)[0]
    at = f"{timezone.localtime(sheet.round.review_by + DAY):%H:%M:%S on %d/%m/%Y}"
    assert f"is reopened until {at} (Vietnam time): Kiến nghị" in told(officer)[-1]
    assert len(told(reviewer)) == 1


def test_a_returned_sheet_with_a_new_deadline(coordinator: User) -> None:
    sheet = make_submitted()
    officer, _ = staff_of(sheet)
    until = sheet.deadline + DAY
    return_assessment(actor=page(coordinator), assessment_id=sheet.pk, reason="Sai", until=until)
    assert f"before {timezone.localtime(until):%H:%M:%S on %d/%m/%Y}" in told(officer)[-1]


def test_a_submitted_sheet_is_told_to_those_who_review_it_once_a_day(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    mine = make_person(Role.REVIEWER, at="VPCP")
    other = make_person(Role.REVIEWER, at="BYT")
    units = [make_unit() for _ in range(3)]
    round_ = make_round(units=units)
    sheet = make_submitted(round_, units[0])
    at = f"{timezone.localtime(sheet.review_deadline):%H:%M:%S on %d/%m/%Y}"
    submitted = f"{sheet.unit} has submitted its sheet: review it before {at} (Vietnam time)."
    assert [text.startswith(submitted) for text in told(mine)] == [True]
    assert Notice.objects.get(user=mine).path == f"/rounds/{round_.pk}/"
    make_submitted(round_, units[1])
    assert len(told(mine)) == 1
    set_clock(monkeypatch, timezone.now() + DAY)
    make_submitted(round_, units[2])
    assert len(told(mine)) == 2
    assert told(other) == []


# The page and the bell


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_the_bell_counts_what_is_unread() -> None:
    user = make_person()
    client = client_of(user)
    assert "chưa đọc" not in markup(client.get("/rounds/"))
    notify([user.pk], "x:1", WORDS, "/rounds/")
    notify([user.pk], "x:2", WORDS, "/rounds/")
    assert "<em>2<" in markup(client.get("/rounds/"))


def test_the_bell_asks_nothing_for_fragments_and_strangers(
    django_assert_num_queries: Any,
) -> None:
    with django_assert_num_queries(0):
        Client().get("/accounts/login/")
    sheet = sheet_of(make_round())
    client = client_of(make_person(Role.OFFICER, unit=sheet.unit))
    url = f"/sheets/{sheet.pk}/leaves/2.3/"
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url, headers={"HX-Request": "true"}).status_code == 200
    assert not any("notice" in query["sql"] for query in queries)


def test_notices_are_listed_and_marked_as_read() -> None:
    user, other = make_person(), make_person()
    for number in range(3):
        notify([user.pk, other.pk], f"x:{number}", WORDS, "/rounds/")
    client = client_of(user)
    listed = markup(client.get("/notices/"))
    assert listed.count('class="unread"') == 3
    assert listed.count(">Đánh dấu đã đọc<") == 3
    first = Notice.objects.filter(user=user)[0]
    theirs = Notice.objects.filter(user=other)[0]
    assert client.post("/notices/read/", {"notice": [first.pk, theirs.pk]}).status_code == 302
    assert markup(client.get("/notices/")).count('class="unread"') == 2
    client.post("/notices/read/", {"all": "1"})
    assert 'class="unread"' not in markup(client.get("/notices/"))
    assert Notice.objects.filter(user=other, read_at=None).count() == 3
    assert mark_read(user=user) == 0


@pytest.mark.parametrize("typed", ["²", "x", "", "9" * 5000])
def test_a_notice_that_is_no_number_is_refused_by_name(typed: str) -> None:
    answer = client_of(make_person()).post("/notices/read/", {"notice": typed})
    assert answer.status_code == 422
    assert "notice: “" in markup(answer)


def test_a_long_list_comes_in_pages(django_assert_max_num_queries: Any) -> None:
    user = make_person()
    for number in range(120):
        notify([user.pk], f"x:{number}", WORDS, "")
    client = client_of(user)
    for shown, rows in (("1", 50), ("3", 20), ("99", 20), ("x", 50)):
        with django_assert_max_num_queries(6):
            html = markup(client.get(f"/notices/?page={shown}"))
        assert html.count('class="unread"') == rows
