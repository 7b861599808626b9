"""After a merger the new unit's people read the plans and documents of the former units, and change none of them."""

import datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from assessments.acts import add_file
from assessments.models import Role, Unit, User
from criteria.common.text import NotAllowed
from rankings.acts import finish_remedy, save_figure_to_date
from rankings.models import ImprovementPlan, RankingRow, Remedy
from tests.assessments import samples
from tests.factories import make_person, make_round, make_unit, page, score_of, sheet_of
from tests.markup import markup
from tests.rankings.plan_worlds import leader_of, leaf_of, officer_of, ready_plan, result

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def merged(*former: Unit, days_ago: int = 1) -> Unit:
    """A unit formed from others, which ended so many days ago."""
    end = timezone.localdate() - datetime.timedelta(days=days_ago)
    Unit.objects.filter(pk__in=[unit.pk for unit in former]).update(in_force_to=end)
    heir = make_unit("Đơn vị mới")
    heir.formed_from.set(former)
    return heir


@pytest.fixture
def row() -> RankingRow:
    return result()


@pytest.fixture
def plan(row: RankingRow) -> ImprovementPlan:
    return ready_plan(row, officer_of(row))


def paths(plan: ImprovementPlan) -> list[str]:
    return [f"/plans/{plan.pk}/{rest}" for rest in ("", "leaves/2.1/", "year/", "year/2.1/")]


def test_the_successor_reads_the_plan_and_cannot_change_it(
    row: RankingRow, plan: ImprovementPlan
) -> None:
    heir = merged(row.unit, make_unit())
    officer = make_person(Role.OFFICER, unit=heir)
    client = client_of(officer)
    assert f'href="/plans/{plan.pk}/"' in markup(client.get("/plans/"))
    for path in paths(plan):
        answer = client.get(path)
        assert answer.status_code == 200, path
        text = markup(answer)
        assert "đơn vị trước khi sắp xếp: chỉ đọc" in text
        main = text[text.index("<main") :]
        assert 'method="post"' not in main or "<fieldset disabled>" in main
    with pytest.raises(NotAllowed):
        save_figure_to_date(
            actor=page(officer),
            leaf_id=leaf_of(plan, "2.1").pk,
            day=timezone.localdate(),
            entry={"points": "7"},
        )
    with pytest.raises(NotAllowed):
        finish_remedy(actor=page(officer), remedy_id=Remedy.objects.get().pk, is_done=True)
    assert client.post(f"/plans/{plan.pk}/leaves/2.1/", {"version": "1"}).status_code == 403


def test_its_leader_does_not_approve_it(row: RankingRow, plan: ImprovementPlan) -> None:
    heir = merged(row.unit)
    client = client_of(make_person(Role.LEADER, unit=heir))
    assert "Phê duyệt kế hoạch" not in markup(client.get(f"/plans/{plan.pk}/"))
    assert "Phê duyệt kế hoạch" in markup(client_of(leader_of(row)).get(f"/plans/{plan.pk}/"))


def test_over_two_mergers_but_not_the_other_way_round(
    row: RankingRow, plan: ImprovementPlan
) -> None:
    middle = merged(row.unit)
    sibling = make_unit()
    heir = merged(middle, sibling)
    assert client_of(make_person(Role.OFFICER, unit=heir)).get(paths(plan)[0]).status_code == 200
    for unit in (sibling, make_unit()):
        stranger = client_of(make_person(Role.OFFICER, unit=unit))
        assert [stranger.get(path).status_code for path in paths(plan)] == [404] * 4


def test_not_before_the_former_unit_has_ended(row: RankingRow, plan: ImprovementPlan) -> None:
    heir = merged(row.unit, days_ago=0)
    assert client_of(make_person(Role.OFFICER, unit=heir)).get(paths(plan)[0]).status_code == 404


def test_documents_of_the_former_unit_can_be_opened_and_its_sheet_cannot(
    settings: Any, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    sheet = sheet_of(make_round())
    officer = make_person(Role.OFFICER, unit=sheet.unit)
    document = add_file(
        actor=page(officer),
        score_id=score_of(sheet, "1.1").pk,
        upload=samples.upload("bc.pdf", samples.pdf()),
    )
    heir, stranger = merged(sheet.unit), make_unit()
    own = client_of(make_person(Role.OFFICER, unit=heir))
    answer: Any = own.get(f"/evidence/{document.pk}/")
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content).startswith(b"%PDF")
    assert own.get(f"/sheets/{sheet.pk}/").status_code == 403
    other = client_of(make_person(Role.OFFICER, unit=stranger))
    assert other.get(f"/evidence/{document.pk}/").status_code == 404
