"""A round's dates and rules moved while it runs: for whom, when, and who is told."""

import datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from assessments.acts import change_round, extend_deadline, open_round
from assessments.models import Assessment, Change, Notice, Role, Round, User
from criteria.common.text import NotAllowed, Refused
from tests.factories import (
    last_line,
    make_explaining,
    make_person,
    make_round,
    make_set,
    make_unit,
    page,
    set_clock,
    sheet_of,
)
from tests.markup import markup

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)


@pytest.fixture
def round_() -> Round:
    return make_round()


def changed(round_: Round, by: User | None = None, **wanted: Any) -> Round:
    given: dict[str, Any] = {"reason": "Bão số 9", "document": "12/BNV"}
    given |= {name: wanted.pop(name) for name in ("reason", "document", "seen") if name in wanted}
    given.setdefault("seen", {name: getattr(round_, name) for name in wanted})
    by = by or make_person(Role.COORDINATOR)
    return change_round(actor=page(by), round_id=round_.pk, wanted=wanted, **given)


def same(round_: Round) -> bool:
    now = Round.objects.get(pk=round_.pk)
    names = ("opens_at", "submit_by", "review_by", "explanations_allowed", "quorum_percent")
    untouched = all(getattr(now, name) == getattr(round_, name) for name in names)
    return untouched and not Change.objects.filter(act="change_round").exists()


def test_dates_and_rules_move_for_every_unit_with_their_trail(round_: Round) -> None:
    coordinator = make_person(Role.COORDINATOR)
    until = round_.submit_by + 5 * DAY
    changed(round_, coordinator, submit_by=until, explanations_allowed=3, quorum_percent=67)
    now = Round.objects.get(pk=round_.pk)
    assert (now.submit_by, now.explanations_allowed, now.quorum_percent) == (until, 3, 67)
    assert sheet_of(round_).deadline == until
    line = last_line(act="change_round")
    assert (line.by, line.round, line.reason) == (coordinator, round_, "Bão số 9")
    assert line.before == {"submit_by": round_.submit_by.isoformat(), "explanations_allowed": 1}
    assert line.after == {
        "submit_by": until.isoformat(),
        "explanations_allowed": 3,
        "document": "12/BNV",
    }


def test_everybody_concerned_is_told_once(round_: Round) -> None:
    unit = sheet_of(round_).unit
    concerned = [
        make_person(Role.OFFICER, unit=unit),
        make_person(Role.REVIEWER, at="VPCP"),
        make_person(Role.COORDINATOR),
    ]
    others = [make_person(Role.OFFICER, unit=make_unit()), make_person(Role.REVIEWER, at="BYT")]
    by = make_person(Role.COORDINATOR)
    changed(round_, by, review_by=round_.review_by + DAY)
    at = f"{timezone.localtime(round_.review_by + DAY):%H:%M:%S on %d/%m/%Y}"
    for person in concerned:
        notice = Notice.objects.get(user=person)
        assert f"Review's deadline {at}; Document 12/BNV. Reason: Bão số 9" in notice.text_en
        assert notice.path == f"/rounds/{round_.pk}/"
    assert not Notice.objects.filter(user__in=[*others, by]).exists()


def test_a_unit_with_a_later_deadline_of_its_own_keeps_it(round_: Round) -> None:
    own = round_.submit_by + 9 * DAY
    coordinator = make_person(Role.COORDINATOR)
    sheet = sheet_of(round_)
    extend_deadline(actor=page(coordinator), assessment_id=sheet.pk, until=own, reason="Lũ")
    changed(round_, coordinator, submit_by=round_.submit_by + DAY)
    assert sheet_of(round_).deadline == own


def test_a_round_opens_with_its_rules() -> None:
    now = timezone.now()
    given: dict[str, Any] = {
        "actor": page(make_person(Role.COORDINATOR)),
        "criteria_set": make_set(),
        "units": [make_unit()],
        "title_vi": "Kỳ",
        "opens_at": now,
        "submit_by": now + DAY,
        "review_by": now + 2 * DAY,
    }
    round_ = open_round(**given, explanations_allowed=2, quorum_percent=75)
    assert (round_.explanations_allowed, round_.quorum_percent) == (2, 75)
    with pytest.raises(Refused) as refused:
        open_round(**given, explanations_allowed=10, quorum_percent=101)
    assert len(refused.value.causes) == 2


@pytest.mark.parametrize(
    "role", [None, Role.OFFICER, Role.LEADER, Role.REVIEWER, Role.INSPECTOR, Role.ADMIN]
)
def test_only_a_coordinator(round_: Round, role: Role | None) -> None:
    person = make_person(role, unit=sheet_of(round_).unit)
    with pytest.raises(NotAllowed, match="dành cho điều phối viên"):
        changed(round_, person, quorum_percent=80)
    assert same(round_)


@pytest.mark.parametrize(
    ("wanted", "told"),
    [
        ({"quorum_percent": 80, "reason": " "}, "lý do"),
        ({"quorum_percent": 0}, "từ 1 đến 100"),
        ({"explanations_allowed": 10}, "từ 0 đến 9"),
        ({"quorum_percent": 67}, "Chưa có gì thay đổi"),
        ({"quorum_percent": 80, "document": "x" * 101}, "tối đa 100"),
        ({"quorum_percent": 80, "seen": {"quorum_percent": 60}}, "vừa đổi thành 67"),
        ({"opens_at": -2 * DAY}, "Kỳ đã mở"),
        ({"submit_by": -1 * DAY}, "phải ở tương lai"),
        ({"submit_by": 500 * DAY, "review_by": 501 * DAY}, "quá xa"),
        ({"submit_by": 91 * DAY}, "hạn tự đánh giá trước hạn thẩm định"),
        ({"review_by": 29 * DAY}, "hạn tự đánh giá trước hạn thẩm định"),
    ],
)
def test_what_cannot_be(round_: Round, wanted: dict[str, Any], told: str) -> None:
    now = timezone.now()
    given: dict[str, Any] = {
        name: now + value if isinstance(value, datetime.timedelta) else value
        for name, value in wanted.items()
    }
    with pytest.raises(Refused, match=told):
        changed(round_, **given)
    assert same(round_)


def test_the_opening_moves_until_it_has_come(
    round_: Round, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_clock(monkeypatch, round_.opens_at - DAY)
    later = round_.opens_at + DAY
    changed(round_, opens_at=later)
    assert Round.objects.get(pk=round_.pk).opens_at == later


def test_no_unit_may_explain_after_the_review() -> None:
    sheet = make_explaining("1.1")
    round_ = sheet.round
    assert sheet.explain_by is not None
    Round.objects.filter(pk=round_.pk).update(submit_by=timezone.now() + DAY)
    round_.refresh_from_db()
    with pytest.raises(Refused, match=sheet.unit.name_vi):
        changed(round_, review_by=sheet.explain_by)
    changed(round_, review_by=sheet.explain_by + DAY)


def test_no_unit_may_write_after_the_review() -> None:
    sheet = sheet_of(make_round())
    round_, own = sheet.round, sheet.round.review_by - 5 * DAY
    Assessment.objects.filter(pk=sheet.pk).update(extended_to=own)
    with pytest.raises(Refused, match=sheet.unit.name_vi):
        changed(round_, review_by=own)
    # Once it has submitted, its time to write is nothing to the review.
    Assessment.objects.filter(pk=sheet.pk).update(status="submitted")
    changed(round_, review_by=own)


def test_no_fewer_explanations_than_there_were() -> None:
    sheet = make_explaining("1.1")
    with pytest.raises(Refused, match="đã giải trình 1 lần"):
        changed(sheet.round, explanations_allowed=0)
    assert same(sheet.round)


def test_queries_do_not_grow_with_units() -> None:
    criteria_set, coordinator = make_set(), make_person(Role.COORDINATOR)
    counts = []
    assert coordinator.holds(Role.COORDINATOR, owner=None)  # read once a request
    for number in (1, 30):
        round_ = make_round(criteria_set, [make_unit() for _ in range(number)])
        with CaptureQueriesContext(connection) as queries:
            changed(round_, coordinator, review_by=round_.review_by + DAY)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 15


# The page


def shown(client: Client, round_: Round) -> dict[str, Any]:
    """The page's form as a browser would send it back untouched."""
    response: Any = client.get(reverse("change_round", args=[round_.pk]))
    fields = response.context["fields"]
    values = {field["name"]: field["value"] for field in fields}
    return values | {f"seen-{field['name']}": field["seen"] for field in fields}


def test_the_page_changes_what_was_changed_on_it(client: Client, round_: Round) -> None:
    client.force_login(make_person(Role.COORDINATOR))
    form = shown(client, round_)
    assert "opens_at" not in form
    until = timezone.localtime(round_.review_by + DAY).replace(second=0, microsecond=0)
    form |= {"review_by": f"{until:%Y-%m-%dT%H:%M}", "reason": "Bão"}
    response: Any = client.post(reverse("change_round", args=[round_.pk]), form, follow=True)
    assert response.redirect_chain[-1][0] == reverse("round", args=[round_.pk])
    now = Round.objects.get(pk=round_.pk)
    # What was left alone keeps its seconds.
    assert (now.review_by, now.submit_by) == (until, round_.submit_by)
    again: Any = client.get(reverse("change_round", args=[round_.pk]))
    assert "Đổi thời hạn, quy định của kỳ" in markup(again)


def test_two_coordinators_see_each_other_s_values(client: Client, round_: Round) -> None:
    client.force_login(make_person(Role.COORDINATOR))
    form = shown(client, round_) | {"quorum_percent": "75", "reason": "Đổi"}
    changed(round_, quorum_percent=80)
    response: Any = client.post(reverse("change_round", args=[round_.pk]), form)
    assert response.status_code == 422
    text = markup(response)
    assert "người khác vừa đổi thành 80" in text
    assert 'value="75"' in text
    assert Round.objects.get(pk=round_.pk).quorum_percent == 80
    # Seen by now, it may be changed.
    form["seen-quorum_percent"] = "80"
    assert client.post(reverse("change_round", args=[round_.pk]), form).status_code == 302
    assert Round.objects.get(pk=round_.pk).quorum_percent == 75


@pytest.mark.parametrize("typed", ["", "x", "2026-13-45T99:99", "9999999999", "١٢", "\x00"])
def test_a_value_that_is_none(client: Client, round_: Round, typed: str) -> None:
    client.force_login(make_person(Role.COORDINATOR))
    for name in ("review_by", "quorum_percent"):
        form = shown(client, round_) | {name: typed, "reason": "Đổi"}
        response: Any = client.post(reverse("change_round", args=[round_.pk]), form)
        assert response.status_code == 422
        assert "chưa đúng" in markup(response)
    assert same(round_)


def test_the_rules_stand_in_the_form_that_opens_a_round(client: Client) -> None:
    client.force_login(make_person(Role.COORDINATOR))
    text = markup(client.get(reverse("open_round"), {"criteria_set": make_set().pk}))
    assert 'name="explanations_allowed"' in text
    assert 'name="quorum_percent"' in text
    assert Assessment.objects.count() == 0
