"""A round's leaves go to another reviewing body."""

import re
from typing import Any

import pytest
from django.test import Client

from assessments.acts import award_points
from assessments.acts import reassign_body as act
from assessments.models import Assessment, Change, Role, Round, Score, Status, User
from criteria.common.text import NotAllowed, Refused
from criteria.models import ReviewingBody
from tests.factories import (
    body,
    line_of,
    make_large_set,
    make_person,
    make_round,
    make_set,
    make_submitted,
    make_unit,
    page,
    score_of,
)
from tests.markup import markup

pytestmark = pytest.mark.django_db


def give(
    round_: Round, by: User, codes: list[str], to: ReviewingBody | None, reason: str = "Tách bộ"
) -> int:
    return act(
        actor=page(by),
        round_id=round_.pk,
        codes=codes,
        body_id=to.pk if to else None,
        reason=reason,
    )


def owners(round_: Round, code: str) -> set[str | None]:
    found = Score.objects.filter(assessment__round=round_, criterion__code=code)
    return set(found.values_list("reviewing_body__code", flat=True))


def test_every_sheet_of_the_round(round_: Round, coordinator: User) -> None:
    other = make_round(round_.criteria_set)
    assert give(round_, coordinator, ["1.1", "2.1"], body("BTC")) == 2
    assert [owners(round_, code) for code in ("1.1", "1.2", "2.1")] == [{"BTC"}, {"BNV"}, {"BTC"}]
    assert owners(other, "1.1") == {"BNV"}
    line = line_of(act="reassign_body")
    assert (line.by, line.round, line.reason) == (coordinator, round_, "Tách bộ")
    assert (line.before, line.after) == (
        {"1.1": "BNV", "2.1": "VPCP"},
        {"1.1": "BTC", "2.1": "BTC"},
    )


def test_the_new_body_awards_and_the_old_no_longer(coordinator: User) -> None:
    sheet = make_submitted()
    old, new = make_person(Role.REVIEWER, at="VPCP"), make_person(Role.REVIEWER, at="BTC")
    give(sheet.round, coordinator, ["2.3"], body("BTC"))
    score = score_of(sheet, "2.3")
    with pytest.raises(NotAllowed, match="Cơ quan BTC thẩm định"):
        award_points(actor=page(old), score_id=score.pk, version=1, accept=True)
    award_points(actor=page(new), score_id=score.pk, version=1, accept=True)


def test_what_is_awarded_or_final_stays(round_: Round, coordinator: User) -> None:
    first = Assessment.objects.filter(round=round_)[0]
    Assessment.objects.filter(pk=first.pk).update(status=Status.FINAL)
    give(round_, coordinator, ["1.1"], body("BTC"))
    assert owners(round_, "1.1") == {"BNV", "BTC"}


def refused(round_: Round, by: User, match: str, **given: Any) -> Refused:
    wanted = {"codes": ["1.1"], "to": body("BTC"), "reason": "Tách bộ", **given}
    with pytest.raises(Refused, match=match) as error:
        give(round_, by, **wanted)
    assert owners(round_, "1.1") == {"BNV"}
    assert not Change.objects.filter(act="reassign_body").exists()
    return error.value


@pytest.mark.parametrize(
    ("given", "match"),
    [
        ({"reason": " "}, "Hãy nêu lý do"),
        ({"to": None}, "Hãy chọn cơ quan"),
        ({"codes": []}, "Chưa chọn tiêu chí"),
        ({"codes": ["1.1", "9.9"]}, "“9.9” không phải tiêu chí được thẩm định"),
        ({"codes": ["1"]}, "“1” không phải"),
        ({"codes": ["3.1"]}, "“3.1” không phải"),
    ],
)
def test_faults(round_: Round, coordinator: User, given: dict[str, Any], match: str) -> None:
    assert not isinstance(refused(round_, coordinator, match, **given), NotAllowed)


def test_nothing_to_change(round_: Round, coordinator: User) -> None:
    refused(round_, coordinator, "Không có gì để đổi", to=body("BNV"))


@pytest.mark.parametrize("role", [None, Role.OFFICER, Role.REVIEWER, Role.INSPECTOR, Role.ADMIN])
def test_only_a_coordinator(round_: Round, role: str | None) -> None:
    person = make_person(role, unit=make_unit())
    assert isinstance(refused(round_, person, "dành cho điều phối viên"), NotAllowed)


def test_the_page_shows_what_is_left_and_changes_it(round_: Round, coordinator: User) -> None:
    sheet = make_submitted(round_, Assessment.objects.filter(round=round_)[0].unit)
    make_person(Role.REVIEWER, at="VPCP")
    client = Client()
    client.force_login(coordinator)
    html = re.sub(r"\s+", " ", markup(client.get(f"/rounds/{round_.pk}/bodies/")))
    rows = dict(re.findall(r'<th scope="row">(\w+) · .*?</th>(.*?)</tr>', html))
    assert re.findall(r">(\d+|<strong[^>]*>chưa có ai</strong>)<", rows["VPCP"]) == ["3", "3", "1"]
    assert "chưa có ai" in rows["BNV"]
    answer = client.post(
        f"/rounds/{round_.pk}/bodies/",
        {"leaves": ["2.3"], "body": body("BTC").pk, "reason": "Tách bộ"},
    )
    assert answer.status_code == 302
    assert score_of(sheet, "2.3").reviewing_body_id == body("BTC").pk


def test_queries_do_not_grow(coordinator: User, django_assert_max_num_queries: Any) -> None:
    sets = ((make_set(), 1, "1.1"), (make_large_set(), 6, "1.1.1"))
    for criteria_set, size, code in sets:
        units = [make_unit(level=criteria_set.level) for _ in range(size)]
        round_ = make_round(criteria_set, units)
        client = Client()
        client.force_login(coordinator)
        with django_assert_max_num_queries(9):
            assert client.get(f"/rounds/{round_.pk}/bodies/").status_code == 200
        with django_assert_max_num_queries(15):
            give(round_, coordinator, [code], body("BTC"))
