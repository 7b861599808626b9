"""The council's pages: called on what is disputed, prepared, decided, closed with its minutes."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessments.acts import add_link
from assessments.models import Assessment, Council, CouncilItem, Flag, Role, Status
from assessments.review.councils.agenda import Quorum
from tests.factories import (
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

PEOPLE = "Nguyễn Văn An; Thứ trưởng\nTrần Thị Bình – Vụ trưởng\nLê Văn Cường"


@pytest.fixture
def disputed() -> Assessment:
    return make_disputed("1.3", survey=True)


@pytest.fixture
def coordinator(client: Client) -> Client:
    client.force_login(make_person(Role.COORDINATOR))
    return client


def text(response: Any) -> str:
    return markup(response)


def call(client: Client, sheet: Assessment, **more: Any) -> Any:
    data = {
        "title": "Phiên họp thứ nhất",
        "held_on": "2023-03-10",
        "members": PEOPLE,
        "scores": [score_of(sheet, "1.3").pk],
    }
    return client.post(reverse("councils", args=[sheet.round_id]), data | more)


def act(client: Client, council: Council, **data: Any) -> Any:
    return client.post(reverse("council", args=[council.pk]), data)


def test_from_the_call_to_the_minutes(coordinator: Client, disputed: Assessment) -> None:
    listed = text(coordinator.get(reverse("councils", args=[disputed.round_id])))
    assert str(disputed.unit) in listed
    response = call(coordinator, disputed)
    council = Council.objects.get()
    assert response["Location"] == reverse("council", args=[council.pk])
    assert list(council.members.values_list("full_name", "position")) == [
        ("Nguyễn Văn An", "Thứ trưởng"),
        ("Trần Thị Bình", "Vụ trưởng"),
        ("Lê Văn Cường", ""),
    ]
    page = text(coordinator.get(response["Location"]))
    assert "Giải trình 1.3" in page
    assert "Đã làm 1.3" in page
    assert "Vẫn thiếu tài liệu" in page
    assert "0/3; cần ít nhất 67% của 3, tức 3 thành viên" in page

    assert act(coordinator, council, act="send").status_code == 302
    assert sheet_of(disputed.round).status == Status.COUNCIL
    item = CouncilItem.objects.get()
    decided = act(
        coordinator,
        council,
        act="decide",
        item=item.pk,
        how="figures",
        numerator="64",
        denominator="80",
        reason="Xác nhận 64 cơ quan",
    )
    assert decided.status_code == 302
    members = list(council.members.all())
    presences = {
        f"presence-{members[0].pk}": "present",
        f"presence-{members[1].pk}": "present",
        f"presence-{members[2].pk}": "written",
    }
    assert act(coordinator, council, act="attend", **presences).status_code == 302
    assert "Đủ thành viên." in text(coordinator.get(reverse("council", args=[council.pk])))
    closed = act(
        coordinator, council, act="close", minutes_number="12/BB-HĐ", minutes="Đã thảo luận"
    )
    assert closed.status_code == 302
    score = score_of(disputed, "1.3")
    assert score.awarded_points == 1
    assert score.flag == Flag.SETTLED
    assert sheet_of(disputed.round).status == Status.IN_REVIEW
    # The unit reads the decision on its own sheet.
    unit_s = Client()
    unit_s.force_login(make_person(Role.OFFICER, unit=disputed.unit))
    panel = text(unit_s.get(reverse("leaf", args=[disputed.pk, "1.3"])))
    assert "Quyết định của hội đồng" in panel
    assert "Xác nhận 64 cơ quan" in panel
    assert act(coordinator, council, act="attend").status_code == 422


@pytest.mark.parametrize(("how", "points"), [("keep", 0), ("accept", 2)])
def test_the_council_takes_one_side(
    coordinator: Client, disputed: Assessment, how: str, points: int
) -> None:
    call(coordinator, disputed)
    council, item = Council.objects.get(), CouncilItem.objects.get()
    act(coordinator, council, act="send")
    # What stands in the fields below is not what was decided.
    act(
        coordinator,
        council,
        act="decide",
        item=item.pk,
        how=how,
        reason="Theo hồ sơ",
        numerator="70",
        denominator="80",
    )
    item.refresh_from_db()
    assert item.points == points


def test_what_was_typed_stays_when_it_is_refused(coordinator: Client, disputed: Assessment) -> None:
    refused = call(coordinator, disputed, title="")
    assert refused.status_code == 422
    assert 'id="fault-title">Tên phiên họp: chưa nhập' in text(refused)
    assert "Trần Thị Bình – Vụ trưởng" in text(refused)
    assert "checked" in text(refused)
    assert 'id="fault-held_on">Hãy chọn ngày họp' in text(
        call(coordinator, disputed, held_on="mai")
    )
    assert not Council.objects.exists()

    call(coordinator, disputed)
    council = Council.objects.get()
    refused = act(coordinator, council, act="close", minutes_number="1", minutes="Dài lắm")
    assert refused.status_code == 422
    for cause in ("Chưa đủ thành viên: 0/3", "chưa quyết định", "chưa được trình hội đồng"):
        assert cause in text(refused)
    assert "Dài lắm</textarea>" in text(refused)
    refused = act(coordinator, council, act="close", minutes_number="", minutes="")
    for name in ("minutes_number", "minutes"):
        assert f'id="fault-{name}"' in text(refused)
    assert "fault-reason" not in text(refused)


def test_a_second_decision_meets_the_first(coordinator: Client, disputed: Assessment) -> None:
    call(coordinator, disputed)
    council, item = Council.objects.get(), CouncilItem.objects.get()
    act(coordinator, council, act="send")
    mine = {"act": "decide", "item": item.pk, "reason": "Của tôi", "seen": ""}
    theirs = {**mine, "how": "accept", "reason": "Của người kia"}
    assert act(coordinator, council, **theirs).status_code == 302
    figures = {"how": "figures", "numerator": "64", "denominator": "80"}
    conflict = act(coordinator, council, **mine, **figures)
    assert conflict.status_code == 409
    for part in ("2, lý do “Của người kia”", "Của tôi</textarea>", 'value="64"'):
        assert part in text(conflict)
    item.refresh_from_db()
    assert item.reason == "Của người kia"
    # Seen now, it can be replaced.
    assert item.decided_at is not None
    seen = item.decided_at.isoformat()
    assert f'name="seen" value="{seen}"' in text(conflict)
    assert act(coordinator, council, **mine | {"seen": seen}, **figures).status_code == 302
    item.refresh_from_db()
    assert (item.reason, item.points) == ("Của tôi", Decimal(1))
    assert act(coordinator, council, **mine | {"seen": "x"}, how="keep").status_code == 409


def test_two_who_record_the_attendance(coordinator: Client, disputed: Assessment) -> None:
    call(coordinator, disputed)
    council = Council.objects.get()
    one, other, third = (str(pk) for pk in council.members.values_list("pk", flat=True))
    seen = {f"seen-{pk}": "absent" for pk in (one, other, third)}
    theirs = {f"presence-{one}": "present", f"presence-{other}": "absent"}
    act(coordinator, council, act="attend", **seen, **theirs)
    # What was left alone is not put back, what both saw the same way is no conflict.
    mine = {f"presence-{one}": "absent", f"presence-{other}": "written"}
    assert act(coordinator, council, act="attend", **seen, **mine).status_code == 302
    present = list(council.members.values_list("presence", flat=True))
    assert present == ["present", "written", "absent"]
    conflict = act(coordinator, council, act="attend", **seen, **{f"presence-{one}": "written"})
    assert conflict.status_code == 409
    assert "người khác vừa ghi “Dự họp”, nội dung đang ghi là “Cho ý kiến bằng văn bản”" in text(
        conflict
    )
    assert list(council.members.values_list("presence", flat=True)) == present
    # What was ticked stays ticked.
    assert f'name="presence-{one}" value="written" checked' in text(conflict)


def test_an_agenda_opens_at_the_next_undecided(client: Client) -> None:
    sheet = make_disputed("1.1", "1.3", "2.1")
    client.force_login(make_person(Role.COORDINATOR))
    call(client, sheet, scores=[score_of(sheet, code).pk for code in ("1.1", "1.3", "2.1")])
    council = Council.objects.get()
    act(client, council, act="send")
    first, second, third = council.items.values_list("pk", flat=True)
    shown = text(client.get(reverse("council", args=[council.pk])))
    assert "<details open" not in shown
    assert f'href="?item={first}#item{first}"' in shown
    decided = act(client, council, act="decide", item=second, how="keep", reason="Đủ")
    assert decided["Location"].endswith(f"?item={third}#item{third}")
    opened = text(client.get(decided["Location"]))
    assert f'id="item{third}" open' in opened
    assert f'id="item{first}" open' not in opened
    act(client, council, act="decide", item=third, how="keep", reason="Đủ")
    last = act(client, council, act="decide", item=first, how="keep", reason="Đủ")
    assert last["Location"] == reverse("council", args=[council.pk])


def test_a_leaf_s_evidence_stands_on_the_agenda(client: Client) -> None:
    sheet = sheet_of(make_round())
    officer = make_person(Role.OFFICER, unit=sheet.unit)
    link = add_link(
        actor=page(officer),
        score_id=score_of(sheet, "1.3").pk,
        url="https://example.vn/ke-hoach",
        title="Kế hoạch 12",
    )
    assert link.links.count() == 1
    disputed = make_disputed("1.3")
    link.links.update(score=score_of(disputed, "1.3"))
    client.force_login(make_person(Role.COORDINATOR))
    call(client, disputed)
    shown = text(client.get(reverse("council", args=[Council.objects.get().pk])))
    assert 'href="https://example.vn/ke-hoach"' in shown
    link.links.update(withdrawn_at=timezone.now())
    assert "ke-hoach" not in text(client.get(reverse("council", args=[Council.objects.get().pk])))


def test_members_and_leaves_come_and_go(coordinator: Client, disputed: Assessment) -> None:
    call(coordinator, disputed, scores=[])
    council = Council.objects.get()
    score = score_of(disputed, "1.3").pk
    act(coordinator, council, act="add", members="Phạm Thị Dung", scores=[score])
    assert council.members.count() == 4
    act(coordinator, council, act="remove_item", item=council.items.get().pk)
    member = council.members.get(full_name="Lê Văn Cường")
    act(coordinator, council, act="remove_member", member=member.pk)
    assert (council.items.count(), council.members.count()) == (0, 3)


def test_nothing_of_another_council_is_touched(coordinator: Client, disputed: Assessment) -> None:
    call(coordinator, disputed)
    call(coordinator, disputed, scores=[])
    first, second = Council.objects.order_by("pk")
    item = first.items.get().pk
    assert act(coordinator, second, act="remove_item", item=item).status_code == 404
    assert act(coordinator, second, act="fly").status_code == 404
    assert first.items.count() == 1


def test_who_reads_a_council(
    coordinator: Client, disputed: Assessment, caplog: pytest.LogCaptureFixture
) -> None:
    call(coordinator, disputed)
    council = Council.objects.get()
    url = reverse("council", args=[council.pk])

    def met(person: Any) -> tuple[int, int]:
        reader = Client()
        reader.force_login(person)
        return reader.get(url).status_code, act(reader, council, act="send").status_code

    assert met(make_person(Role.REVIEWER, at="BNV")) == (200, 403)
    assert met(make_person(Role.INSPECTOR)) == (200, 403)
    # Of another body: nothing on the agenda is theirs.
    assert met(make_person(Role.REVIEWER, at="VPCP")) == (404, 404)
    with caplog.at_level("WARNING", "parindex.access"):
        assert met(make_person(Role.LEADER, unit=disputed.unit)) == (403, 403)
    assert url in caplog.text
    assert "Hồ sơ hội đồng" in caplog.text


def test_a_long_agenda_in_few_queries(
    coordinator: Client, django_assert_max_num_queries: Any
) -> None:
    sheet = make_disputed("1.1", "1.2", "1.3", "2.1")
    call(coordinator, sheet, scores=[score_of(sheet, c).pk for c in ("1.1", "1.2", "1.3", "2.1")])
    council = Council.objects.get()
    with django_assert_max_num_queries(10):
        coordinator.get(reverse("council", args=[council.pk]))
    with django_assert_max_num_queries(8):
        coordinator.get(reverse("councils", args=[sheet.round_id]))


@pytest.mark.parametrize(
    ("took_part", "total", "percent", "needed", "reached"),
    [(2, 3, 67, 3, False), (2, 3, 66, 2, True), (5, 7, 67, 5, True), (0, 0, 67, 1, False)],
)
def test_the_quorum_s_arithmetic(
    took_part: int, total: int, percent: int, needed: int, reached: bool
) -> None:
    quorum = Quorum(took_part, total, percent)
    assert (quorum.needed, quorum.is_reached) == (needed, reached)


def test_nothing_waits_on_a_sheet_without_dispute(coordinator: Client) -> None:
    sheet = make_submitted()
    page = text(coordinator.get(reverse("councils", args=[sheet.round_id])))
    assert "Không còn tiêu chí nào." in page
