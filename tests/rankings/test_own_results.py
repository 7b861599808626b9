"""Results of a province's own round: for its people alone, or open to anybody at addresses of their own."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessments.acts import finish_review, open_results
from assessments.models import Change, Role, Round, Unit
from criteria.common.text import NotAllowed, Refused
from rankings.acts import compute_ranking, publish_ranking, start_ranking
from rankings.models import Ranking
from tests.factories import (
    make_person,
    make_reviewed,
    make_round,
    make_set,
    make_submitted,
    make_unit,
    page,
    sheet_of,
)

pytestmark = pytest.mark.django_db
PLACE = "/ket-qua/quang-ninh/2022/xa/"


@pytest.fixture
def province() -> Unit:
    return make_unit("Quảng Ninh")


@pytest.fixture
def ranking(province: Unit) -> Ranking:
    units = [make_unit(f"Phường {name}", parent=province) for name in ("Hạ Long", "Bãi Cháy")]
    Unit.objects.filter(parent=province).update(level="commune")
    criteria_set = make_set(owner=province, level="commune")
    for unit in units:
        unit.refresh_from_db()
    round_ = make_round(criteria_set, units, owner=province)
    for unit in units:
        make_reviewed(make_submitted(round_, unit), survey=True)
    return published(round_)


def published(round_: Round, **more: Any) -> Ranking:
    assert round_.owner
    actor = page(make_person(Role.COORDINATOR, owner=round_.owner))
    waiting = round_.assessments.exclude(status="final")
    if waiting.exists():
        finish_review(actor=actor, assessment_ids=[one.pk for one in waiting])
    ranking = start_ranking(actor=actor, round_id=round_.pk, basis="final")
    compute_ranking(ranking.pk)
    return publish_ranking(
        actor=actor,
        ranking_id=ranking.pk,
        decision_number="12/QĐ-UBND",
        decision_date=timezone.localdate(),
        **more,
    )


def opened(ranking: Ranking, *, is_open: bool = True) -> None:
    assert ranking.round.owner
    actor = page(make_person(Role.COORDINATOR, owner=ranking.round.owner))
    open_results(actor=actor, round_id=ranking.round_id, is_open=is_open)


def places_of(ranking: Ranking) -> list[str]:
    row = ranking.rows.order_by("pk")[0]
    return [
        *(PLACE, "/ket-qua/quang-ninh/", reverse("ranking", args=[ranking.pk])),
        reverse("result", args=[ranking.pk, row.pk]),
        reverse("export_ranking", args=[ranking.pk, "csv"]),
        reverse("verify_ranking", args=[ranking.pk]),
        f"/api/v1/rankings/{ranking.pk}/",
    ]


def test_results_are_closed_until_they_are_opened(ranking: Ranking) -> None:
    for place in places_of(ranking):
        assert Client().get(place).status_code == 404, place
    opened(ranking)
    for place in places_of(ranking):
        answer = Client().get(place)
        assert answer.status_code == 200, place
        if answer.headers["Content-Type"].startswith("text/html"):
            assert "Bộ Nội vụ" not in answer.text, place
    shown = Client().get(PLACE).text
    assert "Phường Hạ Long" in shown
    opened(ranking, is_open=False)
    for place in places_of(ranking):
        assert Client().get(place).status_code == 404, place
    acts = Change.objects.filter(round=ranking.round_id, act__endswith="_results").order_by("pk")
    assert list(acts.values_list("act", flat=True)) == ["open_results", "close_results"]


def test_links_of_open_results_lead_somewhere(ranking: Ranking) -> None:
    opened(ranking)
    row = ranking.rows.order_by("pk")[0]
    for place in (PLACE, reverse("result", args=[ranking.pk, row.pk])):
        links = set(re.findall(r'(?:href|action)="(/[^"#]*)"', Client().get(place).text))
        for link in links - {"/static/"}:
            if not link.startswith(("/static/", "/accounts/", "/i18n/")):
                status = Client().get(link.replace("&amp;", "&")).status_code
                assert status in (200, 302), (place, link)


def test_open_results_are_in_no_list_of_the_nation_s(ranking: Ranking) -> None:
    opened(ranking)
    for place in (
        *("/", "/rankings/", "/feed.atom", "/sitemap.xml", "/data/", "/api/v1/rankings/"),
        *("/api/v1/units/", "/api/v1/criteria-sets/", "/api/v1/rankings/regions/"),
    ):
        answer = Client().get(place)
        assert "Hạ Long" not in answer.text, place
        assert f"rankings/{ranking.pk}/" not in answer.text, place
        assert "ket-qua" not in answer.text, place
    assert Client().get("/2022/xa/").status_code == 404


def test_a_new_version_takes_the_place(ranking: Ranking) -> None:
    opened(ranking)
    newer = published(ranking.round, reason="Đính chính điểm")
    assert Client().get(PLACE).context["ranking"] == newer
    older = Client().get(reverse("ranking", args=[ranking.pk])).context["ranking"]
    assert older.state == Ranking.State.SUPERSEDED


def test_only_the_owner_s_coordinators_open_results(ranking: Ranking) -> None:
    for person in (
        make_person(Role.COORDINATOR),
        make_person(Role.COORDINATOR, owner=make_unit()),
        make_person(Role.INSPECTOR, owner=ranking.round.owner),
    ):
        with pytest.raises(NotAllowed):
            open_results(actor=page(person), round_id=ranking.round_id, is_open=True)
    nation_s = sheet_of(make_round()).round
    with pytest.raises(Refused):
        open_results(actor=page(make_person(Role.COORDINATOR)), round_id=nation_s.pk, is_open=True)


def test_the_page_of_the_owner_says_and_sets_it(ranking: Ranking) -> None:
    assert ranking.round.owner
    client = Client()
    client.force_login(make_person(Role.COORDINATOR, owner=ranking.round.owner))
    hub = reverse("own", args=[ranking.round.owner_id])
    assert "Chỉ nội bộ" in client.get(hub).text
    url = reverse("own_open_results", args=[ranking.round.owner_id, ranking.round_id])
    assert client.post(url, {"open": "1"})["Location"] == hub
    assert Client().get(PLACE).status_code == 200
