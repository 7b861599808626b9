"""The first page says what its reader does today: a sentence, and one act that names its object."""

import html
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from assessments.acts import add_link, add_signed_report, return_leaf, save_claim
from assessments.models import Assessment, Membership, Role, Round, Unit, User
from tests.assessments import samples
from tests.factories import (
    fill,
    make_person,
    make_reviewed,
    make_round,
    make_set,
    make_submitted,
    make_unit,
    page,
    score_of,
    set_clock,
    sheet_of,
)
from tests.markup import markup

pytestmark = pytest.mark.django_db

CODES = ("1.1", "1.2", "1.3", "2.1", "2.2", "2.3")


def home(user: User) -> str:
    client = Client()
    client.force_login(user)
    response: Any = client.get(reverse("rounds"))
    assert response.status_code == 200
    return markup(response)


def lead(shown: str) -> str:
    found = re.search(r'<h1 class="lead">(.*?)</h1>', shown)
    assert found
    return found[1]


def act(shown: str) -> tuple[str, str]:
    """The one primary button: where it leads, and what it says."""
    found = re.findall(r'<a class="btn primary big" href="([^"]+)">([^<]+)', shown)
    assert len(found) == shown.count("btn primary") == 1
    href, label = found[0]
    return href, label.strip()


def prove(sheet: Assessment, *codes: str) -> None:
    officer = make_person(Role.OFFICER, unit=sheet.unit)
    for code in codes:
        add_link(
            actor=page(officer),
            score_id=score_of(sheet, code).pk,
            url=f"https://example.vn/{code}",
            title="Văn bản",
        )


def test_an_officer_goes_on_where_they_left_off(sheet: Assessment) -> None:
    officer = make_person(Role.OFFICER, unit=sheet.unit)
    fill(sheet, "1.1", by=officer)
    fill(sheet, "2.1", by=officer)
    prove(sheet, "1.1", "2.1")
    shown = home(officer)
    assert lead(shown).startswith("Còn 4 tiêu chí chưa có số liệu; hạn gửi phiếu ")
    assert act(shown) == (reverse("leaf", args=[sheet.pk, "2.2"]), "Làm tiếp từ 2.2")
    assert "Tuyến tính: chưa có số liệu" in shown


def test_what_the_leader_gave_back_comes_first(sheet: Assessment) -> None:
    officer = make_person(Role.OFFICER, unit=sheet.unit)
    fill(sheet, "1.1", "2.1", by=officer)
    leader = make_person(Role.LEADER, unit=sheet.unit)
    return_leaf(actor=page(leader), score_id=score_of(sheet, "2.1").pk, note="Thiếu chữ ký")
    shown = home(officer)
    assert "2 tiêu chí thiếu tài liệu và 1 tiêu chí bị trả lại" in lead(shown)
    assert act(shown)[1] == "Làm tiếp từ 2.1"
    assert "“Thiếu chữ ký”" in shown


def test_a_part_counts_what_was_assigned(sheet: Assessment) -> None:
    part = sheet.round.criteria_set.criteria.get(code="2")
    officer = make_person(Role.OFFICER, unit=sheet.unit, parts=[part])
    assert lead(home(officer)).startswith("Còn 3 tiêu chí chưa có số liệu")
    fill(sheet, *CODES)
    prove(sheet, "2.1", "2.2", "2.3")
    shown = home(officer)
    assert lead(shown).startswith("Phần được phân công đã đủ số liệu và tài liệu")
    assert act(shown) == (reverse("check", args=[sheet.pk]), "Kiểm tra và gửi phiếu")


def test_a_leader_with_nothing_but_evidence_missing_decides(sheet: Assessment) -> None:
    fill(sheet, *CODES)
    assert act(home(make_person(Role.LEADER, unit=sheet.unit)))[1] == "Kiểm tra và gửi phiếu"
    assert act(home(make_person(Role.OFFICER, unit=sheet.unit)))[1] == "Làm tiếp từ 1.1"


def test_a_closed_sheet_says_so(sheet: Assessment, monkeypatch: pytest.MonkeyPatch) -> None:
    officer = make_person(Role.OFFICER, unit=sheet.unit)
    set_clock(monkeypatch, sheet.round.submit_by)
    shown = home(officer)
    assert "Đã hết hạn tự đánh giá" in lead(shown)
    assert act(shown) == (reverse("sheet", args=[sheet.pk]), "Xem phiếu tự đánh giá")


def test_what_colleagues_did_is_told_in_a_line_each(sheet: Assessment) -> None:
    colleague = make_person(Role.OFFICER, unit=sheet.unit)
    fill(sheet, "1.1", by=colleague)
    score = score_of(sheet, "1.1")
    save_claim(
        actor=page(colleague),
        score_id=score.pk,
        version=score.version,
        entry={"option": 1},
        note="Xem lại",
    )
    for code in ("2.1", "2.2"):
        add_link(
            actor=page(colleague),
            score_id=score_of(sheet, code).pk,
            url=f"https://example.vn/{code}",
            title="Văn bản",
        )
    officer = make_person(Role.OFFICER, unit=sheet.unit)
    shown = re.search(r'id="news-title".*?</ul>', home(officer))
    assert shown
    told = [" ".join(re.sub(r"<[^>]+>", " ", line).split()) for line in shown[0].split("<li>")[1:]]
    assert [line.removeprefix(str(colleague)).strip()[:-6] for line in told] == [
        "thêm tài liệu vào 2.2 2.1",
        "sửa 1.1 (2 thành 0 điểm)",
        "nhập 1.1 (2 điểm)",
    ]
    assert "news-title" not in home(colleague)


def test_after_the_submission_come_three_steps(tmp_path: Any, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    sheet = make_submitted()
    leader = make_person(Role.LEADER, unit=sheet.unit)
    shown = home(leader)
    assert "còn ký báo cáo tự đánh giá và tải bản đã ký lên" in lead(shown)
    assert act(shown) == (reverse("report", args=[sheet.pk, "docx"]), "Tải báo cáo tự đánh giá")
    assert re.search(r'<ol class="signing mt4">(<li ?>.*?</li>){3}</ol>', shown)
    upload = samples.upload("bao-cao.pdf", samples.pdf())
    add_signed_report(actor=page(leader), assessment_id=sheet.pk, upload=upload)
    shown = home(leader)
    assert "Phiếu đang được thẩm định: 0/6 tiêu chí đã có điểm" in lead(shown)
    assert "bao-cao.pdf" in shown


def test_a_reviewer_goes_on_at_the_first_leaf_that_waits() -> None:
    sheet = make_submitted()
    shown = home(make_person(Role.REVIEWER, at="VPCP"))
    assert lead(shown).startswith("Còn 3 điểm chờ thẩm định ở 3 tiêu chí; hạn thẩm định ")
    address = reverse("by_leaf", args=[sheet.round_id, "2.1"])
    assert act(shown) == (f"{address}?show=waiting", "Thẩm định tiếp từ 2.1")


def late_round(monkeypatch: pytest.MonkeyPatch) -> Round:
    units = [make_unit("Hà Giang"), make_unit("Cà Mau")]
    round_ = make_round(units=units)
    make_submitted(round_, units[0])
    set_clock(monkeypatch, round_.submit_by)
    return round_


def test_a_coordinator_turns_to_who_is_late(monkeypatch: pytest.MonkeyPatch) -> None:
    round_ = late_round(monkeypatch)
    shown = home(make_person(Role.COORDINATOR))
    assert lead(shown) == "1 đơn vị quá hạn gửi phiếu; 0/2 phiếu đã thẩm định xong."
    assert act(shown) == (f"/rounds/{round_.pk}/?todo=late#sheets", "Nhắc 1 đơn vị quá hạn")


def test_an_inspector_follows_all(monkeypatch: pytest.MonkeyPatch) -> None:
    round_ = late_round(monkeypatch)
    shown = home(make_person(Role.INSPECTOR))
    assert act(shown) == (reverse("round", args=[round_.pk]), "Xem tiến độ 2 đơn vị")


def test_an_administrator_finds_units_without_people() -> None:
    sheet = make_reviewed()
    other = sheet_of(make_round(sheet.round.criteria_set, [make_unit()])).unit
    Membership.objects.filter(unit=other).delete()
    admin = make_person(Role.ADMIN)
    shown = home(admin)
    assert "chưa có cán bộ hoặc lãnh đạo đang hoạt động" in lead(shown)
    client = Client()
    client.force_login(admin)
    led_to: Any = client.get(html.unescape(act(shown)[0]))
    assert led_to.resolver_match.view_name == "unit_list"
    assert other in led_to.context["page"].object_list
    assert sheet.unit not in led_to.context["page"].object_list


def test_a_unit_s_coordinator_without_a_round_is_led_to_prepare_one() -> None:
    owner = make_unit()
    shown = home(make_person(Role.COORDINATOR, owner=owner))
    assert lead(shown) == "Chưa mở kỳ đánh giá riêng nào."
    assert act(shown)[0] == reverse("own", args=[owner.pk])


def own_round(owner: Unit, units: int = 3) -> Round:
    below = [make_unit(parent=owner) for _ in range(units)]
    return make_round(make_set(owner=owner, year=2030), below, owner=owner)


def test_the_nations_sheet_comes_before_one_of_an_own_round() -> None:
    sheet = make_reviewed()
    newer = make_round(make_set(year=2023), [sheet.unit])
    own = own_round(sheet.unit)
    below = Assessment.objects.filter(round=own).first()
    assert below
    officer = make_person(Role.OFFICER, unit=sheet.unit)
    Membership.objects.create(user=officer, role=Role.OFFICER, unit=below.unit)
    shown = home(officer)
    assert act(shown)[0].startswith(f"/sheets/{sheet_of(newer, sheet.unit).pk}/")
    assert f'href="{reverse("sheet", args=[below.pk])}"' in shown


def test_what_waits_in_an_own_round_stands_beneath_and_says_whose_it_is() -> None:
    round_ = make_round(units=[make_unit()])
    owner = sheet_of(round_).unit
    own = own_round(owner)
    coordinator = make_person(Role.COORDINATOR)
    Membership.objects.create(user=coordinator, role=Role.COORDINATOR, unit=owner)
    shown = home(coordinator)
    assert act(shown)[0] == f"/rounds/{round_.pk}/?todo=drafting#sheets"
    links = [f"/rounds/{one.pk}/?todo=drafting#sheets" for one in (round_, own)]
    beneath = shown[shown.index('id="waiting-title"') :]
    assert 0 < beneath.index(links[0]) < beneath.index(links[1])

    officer = make_person(Role.OFFICER, unit=owner)
    Membership.objects.create(user=officer, role=Role.COORDINATOR, unit=owner)
    shown = home(officer)
    assert act(shown)[0].startswith(f"/sheets/{sheet_of(round_).pk}/")
    beside = shown[shown.index('id="waiting-title"') : shown.index("</aside>")]
    assert f'href="{reverse("round", args=[own.pk])}"' in beside


def test_no_page_of_an_own_round_says_that_the_ministry_acts() -> None:
    owner = make_unit("Quảng Ninh")
    sheet = Assessment.objects.filter(round=own_round(owner)).first()
    assert sheet
    shown = home(make_person(Role.OFFICER, unit=sheet.unit))
    assert "do cơ quan tổ chức kỳ đánh giá nhập" in shown
    assert "Bộ Nội vụ" not in shown
