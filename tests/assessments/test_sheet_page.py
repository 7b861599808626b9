"""The sheet as a table, its check, and the steps of the whole sheet by their buttons."""

import datetime
import gzip
import logging
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.messages.notices import notify
from assessments.models import Assessment, Change, Role, Score, Status, User
from criteria.common.text import Text
from criteria.models import Criterion
from tests.factories import (
    fill,
    make_large_set,
    make_person,
    make_round,
    make_unit,
    page,
    score_of,
    set_clock,
    sheet_of,
)
from tests.markup import markup

pytestmark = pytest.mark.django_db

SHEET_QUERIES = 12
SHEET_BYTES = 80 * 1024


@pytest.fixture
def leader(sheet: Assessment, client: Client) -> User:
    """The unit's leader, signed in."""
    leader = make_person(Role.LEADER, unit=sheet.unit)
    client.force_login(leader)
    return leader


@pytest.fixture
def coordinator(client: Client) -> User:
    """A coordinator, signed in."""
    coordinator = make_person(Role.COORDINATOR)
    client.force_login(coordinator)
    return coordinator


def address(door: str, number: int) -> str:
    """Of the sheet, of its check, or of one of its steps."""
    if door in ("sheet", "check"):
        return reverse(door, args=[number])
    return reverse("step", args=[number, door])


def get(client: Client, door: str, sheet: Assessment) -> Any:
    return client.get(address(door, sheet.pk))


def post(client: Client, door: str, sheet: Assessment, **data: str) -> Any:
    return client.post(address(door, sheet.pk), data)


def text(response: Any) -> str:
    return markup(response)


def status(sheet: Assessment) -> str:
    return Assessment.objects.get(pk=sheet.pk).status


# The table


def test_the_whole_tree_with_its_numbers(client: Client, sheet: Assessment, leader: User) -> None:
    fill(sheet, "1.1", "2.3")
    shown = text(get(client, "sheet", sheet))
    for code in ("1", "1.1", "1.2", "1.3", "2", "2.1", "2.2", "2.3", "3", "3.1"):
        assert f'id="r{code}"' in shown
    assert re.search(r'id="total-claimed"[^>]*>4<', shown)
    assert re.search(r'id="total-progress"[^>]*>2/6<', shown)
    assert re.search(r'data-progress="1">1/3<', shown)
    assert "Điều tra xã hội học" in shown
    assert "Bộ tiêu chí tạm thời" in shown


def test_titles_are_escaped(client: Client) -> None:
    unit = make_unit("<script>alert(1)</script>")
    sheet = sheet_of(make_round(units=[unit]))
    client.force_login(make_person(Role.LEADER, unit=unit))
    shown = text(get(client, "sheet", sheet))
    assert "<script>alert(1)" not in shown
    assert "&lt;script&gt;alert(1)" in shown


def test_english_where_it_was_chosen(client: Client, sheet: Assessment, leader: User) -> None:
    assert '<html lang="vi">' in text(get(client, "sheet", sheet))
    client.cookies["django_language"] = "en"
    assert '<html lang="en">' in text(get(client, "sheet", sheet))


def test_a_closed_sheet_says_why(
    client: Client, sheet: Assessment, leader: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "Đã hết hạn tự đánh giá" not in text(get(client, "sheet", sheet))
    set_clock(monkeypatch, sheet.round.submit_by)
    client.force_login(leader)
    assert "Đã hết hạn tự đánh giá" in text(get(client, "sheet", sheet))


def test_a_returned_sheet_says_why(client: Client, submitted: Assessment) -> None:
    client.force_login(make_person(Role.COORDINATOR))
    post(client, "return", submitted, reason="Thiếu tài liệu 1.2")
    client.force_login(make_person(Role.OFFICER, unit=submitted.unit))
    assert "Thiếu tài liệu 1.2" in text(get(client, "sheet", submitted))


def test_a_domain_is_accepted_by_its_button(client: Client, submitted: Assessment) -> None:
    client.force_login(make_person(Role.REVIEWER, at="VPCP"))
    url = reverse("accept_domain", args=[submitted.pk, "2"])
    shown = text(get(client, "sheet", submitted))
    assert "Chấp nhận 3 tiêu chí chưa thẩm định của tôi" in shown
    assert re.search(f'action="{url}".*name="leaves" value="3"', shown)
    assert "Nay có 3 tiêu chí" in text(client.post(url, {"leaves": "2"}))
    assert client.post(url, {"leaves": "3"})["Location"] == reverse("sheet", args=[submitted.pk])
    assert Score.objects.filter(assessment=submitted, awarded_points=2).count() == 3
    assert "Đã chấp nhận 3 tiêu chí" in text(get(client, "sheet", submitted))

    again = client.post(url, {"leaves": "3"})
    assert again.status_code == 422
    assert "không còn tiêu chí nào được giao chờ thẩm định" in text(again)


def test_what_is_reviewed_is_counted_without_the_survey(
    client: Client, submitted: Assessment
) -> None:
    submitted.scores.filter(criterion__code__in=("1.1", "3.1")).update(
        awarded_points=2, awarded_note="x"
    )
    client.force_login(make_person(Role.LEADER, unit=submitted.unit))
    of_all = r'id="total-reviewed"[^>]*>1/6<'
    shown = text(get(client, "sheet", submitted))
    assert re.search(of_all, shown)
    assert "total-mine" not in shown
    # A reviewer sees what is theirs of it, and after each save what is left.
    client.force_login(make_person(Role.REVIEWER, at="VPCP"))
    shown = text(get(client, "sheet", submitted))
    assert re.search(of_all, shown)
    assert re.search(r'id="total-mine"[^>]*>0/3<', shown)
    assert re.search(r'id="left-todo"[^>]*>3<', shown)
    url = reverse("award", args=[score_of(submitted, "2.1").pk])
    data = {"accept": "1", "version": "1"}
    saved = text(client.post(url, data, headers={"HX-Request": "true"}))
    assert re.search(r'id="count-todo"[^>]*>2<', saved)
    assert re.search(r'data-progress="2"[^>]*> ?1/3', saved)


def test_nothing_is_reviewed_while_it_is_drafted(
    client: Client, sheet: Assessment, leader: User
) -> None:
    assert "total-reviewed" not in text(get(client, "sheet", sheet))


@pytest.mark.parametrize("code", ["9", "x", "2%00", "9" * 300])
def test_a_domain_that_does_not_exist(client: Client, submitted: Assessment, code: str) -> None:
    client.force_login(make_person(Role.REVIEWER, at="VPCP"))
    assert client.post(f"/sheets/{submitted.pk}/accept/{code}/").status_code == 404


DOORS = ("sheet", "check", "submit", "return", "finish", "extend")


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("number", ["0", "999999", "9" * 30, "9" * 5000])
def test_a_sheet_that_does_not_exist(
    client: Client, coordinator: User, door: str, number: str
) -> None:
    url = address(door, 0).replace("/0/", f"/{number}/")
    send = client.get if door in ("sheet", "check") else client.post
    data = {} if send == client.get else {"reason": "x", "until": "2030-01-01"}
    assert send(url, data).status_code == 404


@pytest.mark.parametrize("door", DOORS)
def test_a_stranger_is_refused_and_learns_nothing(
    client: Client, sheet: Assessment, door: str, caplog: pytest.LogCaptureFixture
) -> None:
    stranger = make_person(Role.LEADER, unit=make_unit())
    client.force_login(stranger)
    url = address(door, sheet.pk)
    with caplog.at_level(logging.WARNING, "parindex.access"):
        response = client.get(url) if door in ("sheet", "check") else client.post(url)
    assert response.status_code == 403
    assert "thuộc đơn vị khác" in text(response)
    # Not which leaves are empty, nor how far the sheet has come.
    # By itself: the server's clock, which the page tells, may have it among its digits.
    assert not re.search(r"\b1\.1\b", text(response))
    assert "trạng thái" not in text(response)
    lines = [record for record in caplog.records if record.name == "parindex.access"]
    assert len(lines) == 1
    assert f"{url} to user {stranger.pk}" in lines[0].message
    assert status(sheet) == Status.DRAFTING


# Its size and cost


def large() -> tuple[Assessment, User]:
    sheet = sheet_of(make_round(make_large_set(), [make_unit(level="ministry")]))
    officer = make_person(Role.OFFICER, unit=sheet.unit)
    # Notes as long as people write them.
    for score in Score.objects.filter(assessment=sheet).select_related("criterion"):
        Score.objects.filter(pk=score.pk).update(
            claimed_input={"numerator": str(60 + score.pk % 40), "denominator": "100"},
            claimed_points=1,
            claimed_note=f"Kế hoạch số {score.pk}/KH-BNV, đã hoàn thành {score.pk % 97} nhiệm vụ. "
            * 4,
        )
    return sheet, officer


def test_105_leaves_take_few_queries_and_bytes(client: Client) -> None:
    sheet, officer = large()
    client.force_login(officer)
    with CaptureQueriesContext(connection) as queries:
        response: Any = client.get(
            reverse("sheet", args=[sheet.pk]), headers={"Accept-Encoding": "gzip"}
        )
    assert response.status_code == 200
    assert response["Content-Encoding"] == "gzip"
    assert len(re.findall(rb'<tr\s+class="leaf', gzip.decompress(response.content))) == 105
    assert len(queries) <= SHEET_QUERIES, [q["sql"][:90] for q in queries]
    assert len(response.content) <= SHEET_BYTES


def test_queries_do_not_grow_with_leaves(client: Client, sheet: Assessment) -> None:
    def cost(of: Assessment, by: User) -> int:
        client.force_login(by)
        with CaptureQueriesContext(connection) as queries:
            assert get(client, "sheet", of).status_code == 200
        return len(queries)

    assert cost(*large()) == cost(sheet, make_person(Role.OFFICER, unit=sheet.unit))


# Check and submit


def test_the_check_lists_faults_with_links(client: Client, sheet: Assessment, leader: User) -> None:
    fill(sheet, "1.1")
    shown = text(get(client, "check", sheet))
    empty = shown.partition('id="cause-1">Chưa có số liệu')[2].partition("</section>")[0]
    assert f'href="{reverse("leaf", args=[sheet.pk, "1.2"])}?from=check">1.2 Đánh dấu</a>' in empty
    assert re.findall(r'1 Lĩnh vực 1 <span class="num mute">(\d)</span>', empty) == ["2"]
    assert "Có điểm nhưng chưa có tài liệu kiểm chứng" in shown
    assert reverse("step", args=[sheet.pk, "submit"]) not in shown


def test_the_check_counts_what_must_be_changed_and_lists_it_first_and_once(
    client: Client, sheet: Assessment, leader: User
) -> None:
    fill(sheet, "1.1")
    shown = text(get(client, "check", sheet))
    assert re.search(
        r'href="#must">5 lỗi phải khắc phục</a>, <a href="#should">1 nội dung cần rà soát</a>',
        shown,
    )
    assert shown.index('id="must"') < shown.index('id="should"')
    # The step names the codes in one line; the list is the table's.
    assert shown.count("?from=check") == 6
    # Once in the summary, which takes the focus, and once as a heading.
    assert len(re.findall(">Chưa có số liệu(?: <span|</a>:)", shown)) == 2
    assert re.search(r'id="summary" tabindex="-1" autofocus', shown)
    assert "Còn 5 lỗi phải khắc phục mới gửi được (1.2, 1.3" in shown


@pytest.mark.parametrize("door", ["sheet", "submit"])
def test_what_must_be_changed_is_one_line_with_the_way_to_the_list(
    client: Client, sheet: Assessment, leader: User, door: str
) -> None:
    shown = text(get(client, door, sheet))
    assert shown.count("Còn 6 lỗi phải khắc phục mới gửi được (") == 1
    assert f'href="{reverse("check", args=[sheet.pk])}"' in shown


def test_a_leader_submits_by_the_button(client: Client, sheet: Assessment, leader: User) -> None:
    fill(sheet)
    assert reverse("step", args=[sheet.pk, "submit"]) in text(get(client, "check", sheet))
    refused = post(client, "submit", sheet)
    assert refused.status_code == 422
    assert "Hãy đánh dấu nội dung cam đoan" in text(refused)
    assert status(sheet) == Status.DRAFTING
    response = post(client, "submit", sheet, declared="1")
    assert response["Location"] == reverse("sheet", args=[sheet.pk])
    assert status(sheet) == Status.SUBMITTED
    assert "Đã gửi phiếu" in text(get(client, "sheet", sheet))


def test_an_incomplete_sheet_is_not_submitted(
    client: Client, sheet: Assessment, leader: User
) -> None:
    response = post(client, "submit", sheet)
    assert response.status_code == 403
    assert text(response).count("Còn 6 lỗi phải khắc phục mới gửi được (") == 1
    assert f'href="{reverse("check", args=[sheet.pk])}"' in text(response)
    assert status(sheet) == Status.DRAFTING


def test_pages_are_not_submitted_by_looking(
    client: Client, sheet: Assessment, leader: User
) -> None:
    fill(sheet)
    for door in ("submit", "return", "finish", "extend"):
        assert get(client, door, sheet).status_code == 200
    assert status(sheet) == Status.DRAFTING


def test_forms_of_other_sites_are_refused(sheet: Assessment) -> None:
    fill(sheet)
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_person(Role.LEADER, unit=sheet.unit))
    assert post(client, "submit", sheet).status_code == 403
    assert status(sheet) == Status.DRAFTING


# Return, finish, extend


def test_returning_by_the_form(client: Client, submitted: Assessment, coordinator: User) -> None:
    assert "Trả lại đơn vị" in text(get(client, "sheet", submitted))
    assert post(client, "return", submitted, reason="Bổ sung").status_code == 302
    assert status(submitted) == Status.DRAFTING


@pytest.mark.parametrize("reason", ["", " ", "\x00\u200b", "a" * 10_001])
def test_returning_needs_a_reason_that_can_be_kept(
    client: Client, submitted: Assessment, coordinator: User, reason: str
) -> None:
    assert post(client, "return", submitted, reason=reason).status_code == 422
    assert status(submitted) == Status.SUBMITTED


def test_finishing_by_the_form(client: Client, submitted: Assessment, coordinator: User) -> None:
    response = post(client, "finish", submitted)
    assert response.status_code == 403
    assert "Còn 7 tiêu chí chưa có điểm" in text(response)

    Score.objects.filter(assessment=submitted).update(awarded_points=2, awarded_note="Đủ")
    assert post(client, "finish", submitted).status_code == 302
    assert status(submitted) == Status.FINAL
    shown = text(get(client, "sheet", submitted))
    assert "không bên nào sửa được nữa" in shown


def test_more_time_to_the_end_of_a_day_in_vietnam(
    client: Client, sheet: Assessment, coordinator: User
) -> None:
    day = (sheet.round.submit_by + datetime.timedelta(days=3)).date()
    response = post(client, "extend", sheet, until=day.isoformat(), reason="Bão số 9")
    assert response.status_code == 302
    vietnam = datetime.timezone(datetime.timedelta(hours=7))
    after = sheet_of(sheet.round)
    assert after.extended_to is not None
    assert after.extended_to.astimezone(vietnam) == datetime.datetime.combine(
        day + datetime.timedelta(days=1), datetime.time.min, vietnam
    )
    assert Change.objects.filter(act="extend_deadline", by=coordinator).count() == 1
    # Midnight is told as the end of the day that was given.
    assert f"data-countdown>hết ngày {day:%d/%m/%Y}<" in text(get(client, "sheet", sheet))


@pytest.mark.parametrize(
    "until",
    [
        "",
        "mai",
        "2023-02-30",
        "2023-13-01",
        "30/02/2023",
        "0000-00-00",
        "0001-01-01",
        "9999-12-31",
        "99999-01-01",
        "2030-01-01\x00",
        "٢٠٣٠-٠١-٠١",
        "2000-01-01",
    ],
)
def test_days_that_are_no_new_deadline(
    client: Client, sheet: Assessment, coordinator: User, until: str
) -> None:
    response = post(client, "extend", sheet, until=until, reason="Bão")
    assert response.status_code == 422
    assert 'role="alert"' in text(response)
    assert sheet_of(sheet.round).extended_to is None


def test_an_extension_without_a_reason(
    client: Client, sheet: Assessment, coordinator: User
) -> None:
    day = (sheet.round.submit_by + datetime.timedelta(days=3)).date().isoformat()
    response = post(client, "extend", sheet, until=day, reason=" ")
    assert response.status_code == 422
    assert "Hãy nêu lý do gia hạn" in text(response)


def test_steps_are_offered_to_the_coordinator_only(client: Client, submitted: Assessment) -> None:
    for person in (
        make_person(Role.LEADER, unit=submitted.unit),
        make_person(Role.REVIEWER),
        make_person(Role.INSPECTOR),
        make_person(Role.ADMIN),
    ):
        client.force_login(person)
        shown = text(get(client, "sheet", submitted))
        assert reverse("step", args=[submitted.pk, "return"]) not in shown
        assert reverse("step", args=[submitted.pk, "finish"]) not in shown
        assert post(client, "return", submitted, reason="x").status_code == 403
    assert status(submitted) == Status.SUBMITTED
    assert page(person).door == "page"


def test_only_what_is_mine_is_marked_to_do(client: Client, sheet: Assessment) -> None:
    domain = Criterion.objects.get(criteria_set=sheet.round.criteria_set, code="2")
    client.force_login(make_person(Role.OFFICER, unit=sheet.unit, parts=[domain]))
    assert client.get(f"/sheets/{sheet.pk}/").content.count(b'class="leaf todo"') == 3
    client.force_login(make_person(Role.COORDINATOR))
    assert client.get(f"/sheets/{sheet.pk}/").content.count(b'class="leaf todo"') == 0


def test_a_shared_machine_keeps_nothing(client: Client, sheet: Assessment, leader: User) -> None:
    assert "no-store" in client.get(f"/sheets/{sheet.pk}/")["Cache-Control"]


def test_a_late_return_says_what_it_needs(
    client: Client, submitted: Assessment, coordinator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_clock(monkeypatch, submitted.round.submit_by)
    client.force_login(coordinator)
    refused = post(client, "return", submitted, reason="Bổ sung báo cáo quý IV")
    assert refused.status_code == 422
    assert "hãy cho đơn vị hạn mới" in text(refused)
    # What was typed is still there.
    assert "Bổ sung báo cáo quý IV</textarea>" in text(refused)


def test_a_reopened_sheet_says_why(client: Client, submitted: Assessment) -> None:
    Assessment.objects.filter(pk=submitted.pk).update(
        status=Status.IN_REVIEW, return_reason="Sót văn bản"
    )
    client.force_login(make_person(Role.LEADER, unit=submitted.unit))
    shown = text(get(client, "sheet", submitted))
    assert re.search(r"Thẩm định được mở lại:</strong> Sót văn bản", shown)


def test_the_bell_counts_notices_on_a_sheet_too(client: Client, submitted: Assessment) -> None:
    submitted.scores.filter(criterion__code="1.1").update(flag="answered")
    user = make_person(Role.LEADER, unit=submitted.unit)
    notify([user.pk], "test", Text(vi="Một", en="One"), "/")
    notify([user.pk], "test 2", Text(vi="Hai", en="Two"), "/")
    client.force_login(user)
    assert re.search(r"<em>2<", text(get(client, "sheet", submitted)))


def test_what_is_submitted_is_declared_with_its_totals(
    client: Client, sheet: Assessment, leader: User
) -> None:
    assert "declaration-title" not in text(get(client, "check", sheet))
    fill(sheet)
    shown = text(get(client, "check", sheet))
    last = re.search(r'<tr class="sum">(.*?)</tr>', shown)
    assert last
    assert re.findall(r">([^<>]+)</td>", last[1]) == ["12", "12", "6/6", "0", "0"]
    assert re.search(r'name="declared" value="1" required', shown)


def test_a_leaf_leads_back_to_the_check_it_was_opened_from(
    client: Client, sheet: Assessment, leader: User
) -> None:
    leaf, back = reverse("leaf", args=[sheet.pk, "1.2"]), address("check", sheet.pk)
    assert f'href="{back}">Kiểm tra và gửi</a>' in text(client.get(f"{leaf}?from=check"))
    assert f'href="{back}">Kiểm tra và gửi</a>' not in text(client.get(leaf))


def test_filters_stand_in_the_address_with_their_counts(
    client: Client, sheet: Assessment, leader: User
) -> None:
    fill(sheet, "1.1")
    shown = text(get(client, "sheet", sheet))
    chips = re.findall(r'href="\?show=(\w+)"[^>]*>[^<]+<strong ?>(\d+)</strong>', shown)
    assert dict(chips) == {
        "all": "6",
        "empty": "5",
        "unproven": "1",
        "returned": "0",
        "raised": "0",
    }
    url = address("sheet", sheet.pk)
    assert text(client.get(f"{url}?show=unproven")).count('<tr class="leaf') == 1
    found = text(client.get(f"{url}?show=empty&q=danh dau"))
    assert re.findall(r'<tr class="leaf[^"]*" id="r([\d.]+)"', found) == ["1.2"]
    assert "Không có tiêu chí nào khớp bộ lọc" in text(client.get(f"{url}?q=khong"))


def test_more_holds_what_the_page_is_not_for(
    client: Client, sheet: Assessment, leader: User
) -> None:
    shown = text(get(client, "sheet", sheet))
    menu = re.search(r'Thêm <svg.*?<div class="menu">(.*?)</div>', shown)
    assert menu
    assert re.findall(r">([^<>]+)</(?:a|button)>", menu[1]) == [
        "Tải về Excel",
        "Tải tệp đã điền lên",
        "Tải tài liệu (ZIP)",
        "In",
        "Phân công",
        "Lịch sử thay đổi",
        "Khả năng cải thiện thứ hạng",
    ]
    assert shown.count("btn primary") == 1
    assert "Tổng cộng" in shown.partition("<tfoot>")[2]
