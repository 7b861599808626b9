"""At the end of a quarter a unit's people, and its own systems, are told which plans still ask for figures."""

import datetime
import json
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from assessments.messages.outbox import NotSent
from assessments.models import Change, Notice, Role, User
from criteria.common.text import NotAllowed, Refused
from rankings.acts import (
    approve_plan,
    deliver_webhooks,
    end_webhook,
    register_webhook,
    remind_of_plans,
    save_figure_to_date,
)
from rankings.models import Delivery, ImprovementPlan, RankingRow
from rankings.plans.figures_due import quarter_near
from rankings.publishing import posting, webhooks
from tests.factories import make_person, make_unit, page, set_clock
from tests.markup import markup
from tests.rankings.plan_worlds import (
    leader_of,
    leaf_of,
    make_own_plan,
    officer_of,
    remedy,
    result,
    save,
)

pytestmark = pytest.mark.django_db


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("today", "quarter"),
    [
        ("2023-03-24", "2023-03-31"),
        ("2023-03-23", None),
        ("2023-03-31", "2023-03-31"),
        ("2023-04-07", "2023-03-31"),
        ("2023-04-08", None),
        ("2023-06-30", "2023-06-30"),
        ("2023-12-25", "2023-12-31"),
        ("2024-01-07", "2023-12-31"),
        ("2024-01-08", None),
    ],
)
def test_a_quarter_s_last_day_is_near_for_a_week_on_both_sides(
    today: str, quarter: str | None
) -> None:
    assert quarter_near(day(today), 7) == (day(quarter) if quarter else None)


@pytest.fixture
def row() -> RankingRow:
    return result()


@pytest.fixture
def officer(row: RankingRow) -> User:
    return officer_of(row)


@pytest.fixture
def plan(row: RankingRow, officer: User) -> ImprovementPlan:
    """A plan with a target on 2.1, and a remedy that is due much later."""
    plan = make_own_plan(row, officer)
    save(plan, "2.1", officer, "8", remedy(due=datetime.date(row.ranking.round.year + 3, 1, 1)))
    plan.refresh_from_db()
    return approve_plan(actor=page(leader_of(row)), plan_id=plan.pk, version=plan.version)


def on(
    monkeypatch: pytest.MonkeyPatch, plan: ImprovementPlan, month_day: str, years: int = 1
) -> None:
    """Turns the clock to noon of a day of the year that the plan is for, or of another."""
    moment = datetime.datetime.fromisoformat(f"{plan.round.year + years}-{month_day}T12:00")
    set_clock(monkeypatch, timezone.make_aware(moment))


def told(user: User) -> list[str]:
    return [one.text_vi for one in Notice.objects.filter(user=user, key__contains="figures")]


def test_the_unit_s_people_are_told_before_and_after(
    plan: ImprovementPlan, officer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    year = plan.round.year + 1
    for month_day in ("03-23", "03-24", "03-25", "03-30", "03-30", "04-02"):
        on(monkeypatch, plan, month_day)
        remind_of_plans()
    what = "số liệu của 1 tiêu chí trong kế hoạch cải thiện Chỉ số"
    assert sorted(told(officer)) == [
        f"Còn 1 ngày: {what} đến hạn 31/03/{year}.",
        f"Còn 7 ngày: {what} đến hạn 31/03/{year}.",
        f"{what} đã quá hạn 31/03/{year}.",
    ]


def test_a_figure_of_the_last_month_ends_it_and_an_older_one_does_not(
    plan: ImprovementPlan, officer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    on(monkeypatch, plan, "06-30")
    for month, number in (("05-31", 1), ("06-01", 0)):
        save_figure_to_date(
            actor=page(officer),
            leaf_id=leaf_of(plan, "2.1").pk,
            day=day(f"{plan.round.year + 1}-{month}"),
            entry={"points": "7"},
        )
        assert remind_of_plans() == number


def test_nothing_is_asked_in_another_year_nor_of_a_draft(
    plan: ImprovementPlan, monkeypatch: pytest.MonkeyPatch
) -> None:
    on(monkeypatch, plan, "03-31", years=2)
    assert remind_of_plans() == 0
    on(monkeypatch, plan, "03-31")
    assert remind_of_plans() == 1
    ImprovementPlan.objects.update(approved_at=None, approved_by=None)
    assert remind_of_plans() == 0


def test_the_unit_s_own_system_is_told_once_a_quarter_and_nothing_of_what_is_in_it(
    plan: ImprovementPlan, officer: User, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    settings.SITE_URL = "https://par.example"
    sent: list[tuple[str, dict[str, Any], dict[str, str]]] = []

    def post(url: str, body: bytes, headers: dict[str, str], *, of_unit: bool) -> int:
        assert of_unit
        sent.append((url, json.loads(body), headers))
        return 204

    monkeypatch.setattr(webhooks, "post", post)
    hook = register_webhook(
        actor=page(officer), url="https://tinh.example/nhan", unit_id=plan.unit_id
    )
    for month_day in ("03-24", "03-31", "04-01"):
        on(monkeypatch, plan, month_day)
        remind_of_plans()
        deliver_webhooks()
    ((url, body, headers),) = sent
    year = plan.round.year
    assert url == "https://tinh.example/nhan"
    assert body == {
        "event": "figures.due",
        "id": Delivery.objects.get().pk,
        "plan": plan.pk,
        "unit": plan.unit.code,
        "year": year,
        "figures_by": f"{year + 1}-03-31",
        "url": f"https://par.example/api/v1/plans/{plan.pk}/",
    }
    assert "PAR-Signature" in headers
    on(monkeypatch, plan, "06-30")
    assert end_webhook(actor=page(officer), webhook_id=hook.pk)
    remind_of_plans()
    assert (deliver_webhooks(), len(sent)) == (0, 1)


def test_an_address_of_a_unit_hears_nothing_of_rankings_or_of_other_units(
    plan: ImprovementPlan, officer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    register_webhook(actor=page(officer), url="https://tinh.example/nhan", unit_id=plan.unit_id)
    stranger = make_person(Role.OFFICER, unit=make_unit())
    register_webhook(
        actor=page(stranger), url="https://khac.example/nhan", unit_id=min(stranger.unit_ids)
    )
    register_webhook(actor=page(make_person(Role.COORDINATOR)), url="https://bnv.example/nhan")
    on(monkeypatch, plan, "03-31")
    remind_of_plans()
    webhooks._plan(timezone.now())
    assert [one.webhook.url for one in Delivery.objects.filter(plan=plan)] == [
        "https://tinh.example/nhan"
    ]
    assert not Delivery.objects.exclude(ranking=None).filter(webhook__unit__isnull=False).exists()


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.REVIEWER, Role.INSPECTOR, Role.ADMIN])
def test_only_the_unit_s_own_people_have_addresses_there(
    plan: ImprovementPlan, officer: User, role: Role
) -> None:
    with pytest.raises(NotAllowed):
        register_webhook(
            actor=page(make_person(role)), url="https://a.example/", unit_id=plan.unit_id
        )
    hook = register_webhook(actor=page(officer), url="https://a.example/", unit_id=plan.unit_id)
    with pytest.raises(NotAllowed):
        end_webhook(actor=page(make_person(role)), webhook_id=hook.pk)


def test_a_unit_has_five_addresses_at_most(plan: ImprovementPlan, officer: User) -> None:
    actor = page(officer)
    for number in range(5):
        register_webhook(actor=actor, url=f"https://a.example/{number}", unit_id=plan.unit_id)
    with pytest.raises(Refused, match="đã có 5 địa chỉ"):
        register_webhook(actor=actor, url="https://a.example/6", unit_id=plan.unit_id)


def test_the_page_shows_what_was_sent(
    client: Client, plan: ImprovementPlan, officer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.force_login(officer)
    path = f"/units/{plan.unit_id}/webhooks/"
    hook = register_webhook(actor=page(officer), url="https://a.example/x", unit_id=plan.unit_id)
    due = day(f"{plan.round.year + 1}-03-31")
    Delivery.objects.create(webhook=hook, plan=plan, figures_by=due, due_at=timezone.now())
    html = markup(client.get(path))
    assert f"31/03/{plan.round.year + 1}" in html
    assert hook.url in html
    assert path in markup(client.get(f"/plans/{plan.pk}/"))
    done = client.post(path, {"end": str(hook.pk)}, follow=True)
    assert "Đã ngừng gửi" in markup(done)


def test_a_message_is_of_a_ranking_or_of_figures(plan: ImprovementPlan, officer: User) -> None:
    hook = register_webhook(actor=page(officer), url="https://a.example/", unit_id=plan.unit_id)
    for ranking in (None, plan.row.ranking):
        with pytest.raises(IntegrityError), transaction.atomic():
            Delivery.objects.create(webhook=hook, plan=plan, ranking=ranking, due_at=timezone.now())


def test_the_record_keeps_the_server_of_an_address_and_shows_it_to_the_unit_alone(
    client: Client, plan: ImprovementPlan, officer: User
) -> None:
    key = "https://a.example/T0K3N?key=abc"
    hook = register_webhook(actor=page(officer), url=key, unit_id=plan.unit_id)
    end_webhook(actor=page(officer), webhook_id=hook.pk)
    made, ended = Change.objects.filter(act__endswith="own_webhook").order_by("pk")
    facts = {"webhook": hook.pk, "url": "https://a.example", "unit": plan.unit.code}
    assert (made.after, ended.before) == (facts, facts)
    for role in (Role.ADMIN, Role.COORDINATOR, Role.INSPECTOR):
        client.force_login(make_person(role))
        shown = markup(client.get(f"/people/{officer.pk}/acts/"))
        assert "a.example" not in shown
    client.force_login(officer)
    assert "a.example" in markup(client.get(f"/people/{officer.pk}/acts/"))


def test_no_unit_has_anything_posted_into_our_own_network(
    plan: ImprovementPlan, officer: User, settings: Any
) -> None:
    settings.WEBHOOKS_TO_PRIVATE = True
    for url in ("http://169.254.169.254/latest/", "http://a.example/", "https://127.0.0.1/"):
        with pytest.raises(Refused):
            register_webhook(actor=page(officer), url=url, unit_id=plan.unit_id)
    with pytest.raises(NotSent, match="https"):
        posting.post("http://127.0.0.1:1/", b"{}", {}, of_unit=True)
    with pytest.raises(NotSent, match="private network"):
        posting.post("https://localhost:1/", b"{}", {}, of_unit=True)
