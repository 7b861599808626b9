"""What waits for a person: on the first page and on a round's, for coordinators and reviewers."""

import datetime
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.acts import open_council, send_to_council
from assessments.models import Assessment, Role, Round, Score, User
from assessments.review.duties import duties, duty_filter
from tests.factories import (
    flag,
    make_answered,
    make_disputed,
    make_explaining,
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


def waits(user: User, sheet: Assessment) -> dict[str, int]:
    found = duties(user, [sheet.round])
    return {duty.name: duty.number for duty in found.get(sheet.round_id, [])}


def test_a_coordinator_s_sheets_at_every_step(coordinator: User) -> None:
    assert waits(coordinator, sheet_of(make_round())) == {"drafting": 1}
    assert waits(coordinator, make_submitted()) == {}
    flagged = make_reviewed(None, "1.1", "1.2")
    flag(flagged, "1.1", "1.2")
    assert waits(coordinator, flagged) == {"to_send": 1}
    assert waits(coordinator, make_explaining("1.1")) == {"explaining": 1}
    assert waits(coordinator, make_answered("1.1")) == {"unread": 1}
    assert waits(coordinator, make_reviewed(survey=True)) == {"ready": 1}
    assert waits(coordinator, make_reviewed()) == {}


def test_a_dispute_waits_until_it_is_on_an_agenda(coordinator: User) -> None:
    sheet = make_disputed("1.1", survey=True)
    assert waits(coordinator, sheet) == {"disputed": 1}
    council = open_council(
        actor=page(coordinator),
        round_id=sheet.round_id,
        title="Phiên họp",
        held_on=datetime.date(2026, 11, 24),
        score_ids=[score_of(sheet, "1.1").pk],
    )
    assert waits(coordinator, sheet) == {}
    send_to_council(actor=page(coordinator), council_id=council.pk)
    assert waits(coordinator, sheet) == {"council": 1}


def test_a_reviewer_s_own_leaves() -> None:
    sheet = make_submitted()
    mine, other = make_person(Role.REVIEWER, at="VPCP"), make_person(Role.REVIEWER, at="BYT")
    assert waits(mine, sheet) == {"my_reviews": 3}
    assert waits(other, sheet) == {}
    answered = make_answered("2.1", "2.3", "1.1")
    assert waits(mine, answered) == {"my_replies": 2}
    # Nothing of a draft, nor of a sheet that its unit is explaining.
    assert waits(mine, make_explaining("2.1")) == waits(mine, sheet_of(make_round())) == {}


def test_nothing_after_the_review_s_end(monkeypatch: pytest.MonkeyPatch) -> None:
    sheet = make_submitted()
    mine = make_person(Role.REVIEWER, at="VPCP")
    set_clock(monkeypatch, sheet.round.review_by)
    assert waits(mine, sheet) == {}


def test_nothing_of_the_reviewer_s_own_unit() -> None:
    sheet = make_submitted()
    person = make_person(Role.REVIEWER, at="VPCP")
    person.memberships.create(role=Role.OFFICER, unit=sheet.unit)
    assert waits(User.objects.get(pk=person.pk), sheet) == {}


def test_each_filter_keeps_what_it_counts(coordinator: User) -> None:
    sheets = [make_disputed("2.1"), make_reviewed(survey=True), make_answered("2.1")]
    mine = make_person(Role.REVIEWER, at="VPCP")
    for name, expected in (("disputed", sheets[0]), ("ready", sheets[1]), ("unread", sheets[2])):
        wanted = duty_filter(coordinator, sheets[0].round, name)
        assert wanted is not None
        assert [one.pk for one in Assessment.objects.filter(wanted)] == [expected.pk]
        assert duty_filter(mine, sheets[0].round, name) is None
    wanted = duty_filter(mine, sheets[0].round, "my_replies")
    assert wanted is not None
    assert Assessment.objects.get(wanted) == sheets[2]
    assert duty_filter(coordinator, sheets[0].round, "my_replies") is None
    assert duty_filter(coordinator, sheets[0].round, "no such") is None


def test_the_first_page_shows_them_with_their_way(client: Client, coordinator: User) -> None:
    sheet = make_reviewed(survey=True)
    client.force_login(coordinator)
    response: Any = client.get(reverse("rounds"))
    way = f"/rounds/{sheet.round_id}/?todo=ready#sheets"
    line = '<a href="{}">{}</a> <strong class="num">{}</strong>'
    assert line.format(way, "Phiếu sẵn sàng kết thúc", 1) in markup(response)
    assert f'<a class="btn primary big" href="{way}">Kết thúc thẩm định 1 phiếu' in markup(response)
    # How the round's sheets stand, beside the phase that its dates give.
    assert "Đang thẩm định 1" in markup(response)
    reviewer = make_person(Role.REVIEWER, at="VPCP")
    make_submitted()
    client.force_login(reviewer)
    text = markup(client.get(reverse("rounds")))
    assert 'Điểm chờ thẩm định</a> <strong class="num">3</strong>' in text


def test_a_reviewer_s_progress_is_of_their_leaves(client: Client) -> None:
    sheet = make_submitted()
    Score.objects.filter(assessment=sheet, criterion__code__in=("1.1", "2.1")).update(
        awarded_points=2, awarded_note="Đủ"
    )
    url = reverse("round", args=[sheet.round_id])
    for person, expected in (
        (make_person(Role.REVIEWER, at="VPCP"), "1/3"),
        (make_person(Role.COORDINATOR), "2/6"),
    ):
        client.force_login(person)
        text = markup(client.get(url, {"view": "table"}))
        assert re.search(rf'<td class="n"[^>]*>\s*{expected}\s*</td>', text)


def test_a_filter_is_shown_and_ticks_its_sheets(client: Client, coordinator: User) -> None:
    units = [make_unit("Hà Giang"), make_unit("Cà Mau")]
    round_ = make_round(units=units)
    ready = make_reviewed(make_submitted(round_, units[0]), survey=True)
    client.force_login(coordinator)
    url = reverse("round", args=[round_.pk])
    response: Any = client.get(url, {"todo": "ready"})
    assert [sheet.pk for sheet in response.context["sheets"]] == [ready.pk]
    assert response.context["chosen"] == {ready.pk}
    response = client.get(url, {"todo": "my_replies"})
    assert len(response.context["sheets"]) == 2
    assert response.context["chosen"] == set()


def cost(client: Client, by: User, url: str) -> int:
    client.force_login(by)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.REVIEWER])
def test_the_same_cost_for_any_number_of_sheets_and_rounds(client: Client, role: Role) -> None:
    criteria_set, person = make_set(), make_person(role)
    costs = []
    for units in (1, 12):
        round_ = make_round(criteria_set, [make_unit() for _ in range(units)])
        Assessment.objects.filter(round=round_).update(status="in_review")
        Score.objects.filter(assessment__round=round_).update(flag="answered")
        costs.append(
            [
                cost(client, person, f"{reverse('round', args=[round_.pk])}?todo=my_replies"),
                cost(client, person, reverse("rounds")),
            ]
        )
    assert Round.objects.count() == 2
    assert costs[0] == costs[1]
    assert max(costs[1]) <= 11
