"""The trail as people read it: of a leaf, of a sheet, of a person; and the stages compared."""

import re
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from assessments.acts import (
    add_link,
    assign_parts,
    award_points,
    finish_review,
    return_leaf,
    submit_assessment,
)
from assessments.models import Assessment, Role, User
from tests.factories import (
    act_on,
    fill,
    make_disputed,
    make_explaining,
    make_person,
    make_reviewed,
    make_round,
    make_submitted,
    page,
    reviewer_of,
    score_of,
    sheet_of,
)
from tests.markup import markup

pytestmark = pytest.mark.django_db


def text_of(client: Client, url: str, user: User, language: str = "vi") -> str:
    client.force_login(user)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    response = client.get(url)
    assert response.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", markup(response)))


def cells(page_: str, column: str) -> list[str]:
    """What stands in a column, line by line."""
    found = re.findall(rf'<td data-label="{column}">(.*?)</td>', page_)
    return [" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in found]


def unit_s(sheet: Assessment) -> User:
    return make_person(Role.OFFICER, unit=sheet.unit)


def test_a_leaf_tells_who_when_from_to_why_and_through_which_door(client: Client) -> None:
    sheet = make_submitted()
    score = score_of(sheet, "1.3")
    reviewer = reviewer_of(score)
    entry = {"numerator": "64", "denominator": "80"}
    award_points(actor=reviewer, **act_on(score), entry=entry, reason="Chỉ 64 cơ quan đạt")

    text = text_of(client, f"/scores/{score.pk}/history/", unit_s(sheet))
    assert str(reviewer.user) in text
    assert "Cơ quan BNV" in text
    assert re.search(r"\d\d:\d\d – \d\d/\d\d/\d{4}", text)
    page_ = markup(client.get(f"/scores/{score.pk}/history/"))
    before, after = cells(page_, "Trước")[0], cells(page_, "Sau")[0]
    assert before.startswith("Điểm: – ")
    assert after.startswith("Điểm: 1 ")
    assert "Số liệu: 64/80 = 80% → 1 điểm" in after
    assert text.count("Chỉ 64 cơ quan đạt") == 1
    assert "Trang web" in text
    # The claim stands below it.
    assert "80/80 = 100% → 2 điểm" in text


def test_the_same_in_english(client: Client) -> None:
    sheet = make_explaining("1.3")
    score = score_of(sheet, "1.3")
    text = text_of(client, f"/scores/{score.pk}/history/", unit_s(sheet), "en")
    assert "Asked for an explanation" in text
    assert "→ 0 points" in text
    assert "Web page" in text


def test_a_panel_gets_the_lines_alone(client: Client) -> None:
    sheet = sheet_of(make_round())
    client.force_login(fill(sheet, "1.1"))
    url = f"/scores/{score_of(sheet, '1.1').pk}/history/"
    fragment = markup(client.get(url, headers={"HX-Request": "true"}))
    assert "<html" not in fragment
    assert "Tự đánh giá" in fragment


def test_a_leaf_s_history_in_few_queries(client: Client, django_assert_num_queries: object) -> None:
    sheet = make_disputed("1.3")
    client.force_login(unit_s(sheet))
    with django_assert_num_queries(8):  # type: ignore[operator]
        client.get(f"/scores/{score_of(sheet, '1.3').pk}/history/")


def test_a_sheet_s_history_by_person_leaf_and_act(
    client: Client, django_assert_num_queries: object
) -> None:
    sheet = make_explaining("1.3", "2.1")
    url = f"/sheets/{sheet.pk}/history/"
    reader = unit_s(sheet)
    everything = text_of(client, url, reader)
    assert "Gửi phiếu" in everything
    assert "Giải trình 2.1" in everything
    with django_assert_num_queries(10):  # type: ignore[operator]
        client.get(url)

    one_leaf = text_of(client, f"{url}?leaf=1.3", reader)
    assert "Giải trình 1.3" in one_leaf
    assert "Giải trình 2.1" not in one_leaf
    one_act = client.get(f"{url}?act=submit").context["lines"]
    assert [line.act.en for line in one_act] == ["Submitted"]
    asker = score_of(sheet, "1.3").changed_by
    assert asker is not None
    lines = client.get(f"{url}?by={asker.pk}").context["lines"]
    assert {line.by for line in lines} == {asker}


def acts(client: Client, sheet: Assessment, reader: User) -> set[str]:
    client.force_login(reader)
    response: Any = client.get(f"/sheets/{sheet.pk}/history/")
    return {act for act, _name in response.context["acts"]}


def test_what_a_unit_does_within_itself_stays_there(client: Client) -> None:
    sheet = sheet_of(make_round())
    leader, officer = make_person(Role.LEADER, unit=sheet.unit), unit_s(sheet)
    held = officer.memberships.get().pk
    fill(sheet, by=officer)
    assign_parts(actor=page(leader), assessment_id=sheet.pk, membership_id=held, codes=["1"])
    score = score_of(sheet, "1.1")
    return_leaf(actor=page(leader), score_id=score.pk, note="Ghi lại cho đúng")
    internal = {"assign_parts", "return_leaf"}
    for reader in (officer, leader, make_person(Role.INSPECTOR)):
        assert acts(client, sheet, reader) == internal | {"save_claim"}
        assert "Ghi lại cho đúng" in text_of(client, f"/scores/{score.pk}/history/", reader)
        assert "Ghi lại cho đúng" in text_of(client, f"/sheets/{sheet.pk}/", reader)
    for reader in (make_person(Role.COORDINATOR), make_person(Role.ADMIN)):
        assert acts(client, sheet, reader) == {"save_claim"}
        for url in (
            f"/scores/{score.pk}/history/",
            f"/people/{leader.pk}/acts/",
            f"/sheets/{sheet.pk}/",
            f"/sheets/{sheet.pk}/leaves/1.1/",
        ):
            assert "Ghi lại cho đúng" not in text_of(client, url, reader)
    assert "Ghi lại cho đúng" in text_of(client, f"/people/{leader.pk}/acts/", leader)


def test_reviewers_read_what_has_happened_since_the_submission(client: Client) -> None:
    sheet = make_explaining("1.3")
    officer = unit_s(sheet)
    score = score_of(sheet, "1.3")
    add_link(actor=page(officer), score_id=score.pk, url="https://example.vn/", title="Bổ sung")
    reviewer = make_person(Role.REVIEWER, at="BNV")
    found = acts(client, sheet, reviewer)
    assert "save_claim" not in found
    assert {"submit", "award_points", "raise_flag", "request_explanation", "add_link"} <= found
    assert "save_claim" in acts(client, sheet, officer)
    text = text_of(client, f"/scores/{score.pk}/history/", reviewer)
    assert "Bổ sung" in text
    assert "80/80 = 100% → 2 điểm" not in text


def test_a_reviewer_s_history_in_few_queries(
    client: Client, django_assert_num_queries: Any
) -> None:
    sheet = make_explaining("1.3")
    client.force_login(make_person(Role.REVIEWER, at="BNV"))
    with django_assert_num_queries(11):
        client.get(f"/sheets/{sheet.pk}/history/")


def test_a_sheet_s_history_is_paged(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assessments.pages.history.PAGE", 5)
    sheet = make_reviewed()
    client.force_login(unit_s(sheet))
    first = client.get(f"/sheets/{sheet.pk}/history/?act=accept_claim")
    second = client.get(f"/sheets/{sheet.pk}/history/?act=accept_claim&page=2")
    assert len(first.context["lines"]) == 5
    assert len(second.context["lines"]) == 1
    assert "?act=accept_claim&amp;page=2" in markup(first)


def test_one_s_own_acts(client: Client) -> None:
    sheet = sheet_of(make_round())
    officer = fill(sheet, "1.1")
    text = text_of(client, f"/people/{officer.pk}/acts/", officer)
    assert "Lựa chọn" in text
    assert str(sheet.unit) in text


def test_a_coordinator_lists_anybody_s_acts(
    client: Client, django_assert_num_queries: object
) -> None:
    officer = fill(sheet_of(make_round()), "1.1", "1.2")
    client.force_login(make_person(Role.COORDINATOR))
    with django_assert_num_queries(9):  # type: ignore[operator]
        response = client.get(f"/people/{officer.pk}/acts/")
    assert len(response.context["lines"]) == 2


def test_a_name_in_a_history_leads_to_the_person_s_acts(client: Client) -> None:
    sheet = sheet_of(make_round())
    officer = fill(sheet, "1.1")
    way = f'href="/people/{officer.pk}/acts/"'
    coordinator = make_person(Role.COORDINATOR)
    for url in (f"/sheets/{sheet.pk}/history/", f"/scores/{score_of(sheet, '1.1').pk}/history/"):
        for reader, leads in ((coordinator, True), (officer, False)):
            client.force_login(reader)
            assert (way in markup(client.get(url))) is leads


def test_nobody_else_lists_them(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    officer = fill(sheet_of(make_round()), "1.1")
    client.force_login(make_person(Role.REVIEWER))
    with caplog.at_level("WARNING", "parindex.access"):
        response = client.get(f"/people/{officer.pk}/acts/")
    assert response.status_code == 403
    assert "Chỉ quản trị viên" in markup(response)
    assert f"/people/{officer.pk}/acts/" in caplog.text


def test_a_stranger_reads_no_history(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    sheet = make_submitted()
    client.force_login(make_person(Role.OFFICER, unit=sheet_of(make_round()).unit))
    for url in (
        f"/scores/{score_of(sheet, '1.3').pk}/history/",
        f"/sheets/{sheet.pk}/history/",
        f"/sheets/{sheet.pk}/stages/",
    ):
        caplog.clear()
        with caplog.at_level("WARNING", "parindex.access"):
            response = client.get(url)
        assert response.status_code == 403
        assert "thuộc đơn vị khác" in markup(response)
        assert url in caplog.text


def test_stages_show_only_the_differences(
    client: Client, django_assert_num_queries: object
) -> None:
    sheet = make_reviewed(None, "1.3", survey=True)
    coordinator = page(make_person(Role.COORDINATOR))
    finish_review(actor=coordinator, assessment_ids=[sheet.pk])
    client.force_login(unit_s(sheet))
    with django_assert_num_queries(7):  # type: ignore[operator]
        response = client.get(f"/sheets/{sheet.pk}/stages/")
    totals = [(s.snapshot.stage, s.claimed, s.awarded) for s in response.context["stages"]]
    assert totals == [("claimed", 12, None), ("first_award", 12, 12), ("final", 12, 12)]
    # 1.3 fell from 2 to 0; the survey's leaf, which nobody claims, is no difference beside a claim.
    rows = {row.leaf.code: row.change for row in response.context["rows"]}
    assert rows == {"1.3": -2}
    assert "1 tiêu chí điều tra xã hội học, đơn vị không tự đánh giá: 2 điểm" in markup(response)

    first, last = (response.context["stages"][n].snapshot.pk for n in (1, 2))
    same = client.get(f"/sheets/{sheet.pk}/stages/?from={first}&to={last}")
    assert same.context["rows"] == []
    assert "giống nhau" in markup(same)


def test_before_the_first_stage_there_is_nothing_to_compare(client: Client) -> None:
    sheet = sheet_of(make_round())
    officer = fill(sheet)
    text = text_of(client, f"/sheets/{sheet.pk}/stages/", officer)
    assert "Chưa giai đoạn nào kết thúc" in text
    submit_assessment(actor=page(make_person(Role.LEADER, unit=sheet.unit)), assessment_id=sheet.pk)
    assert "giai đoạn nào kết thúc" not in text_of(client, f"/sheets/{sheet.pk}/stages/", officer)
