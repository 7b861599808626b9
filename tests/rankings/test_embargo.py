"""A ranking that is published for a set time: nobody learns of it a second early."""

import datetime
import re

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from assessments.models import Change, Role
from criteria.common.text import NotAllowed, Refused
from rankings.acts import start_ranking, take_back_ranking
from rankings.models import Ranking
from tests.factories import make_person, make_unit, page, set_clock
from tests.markup import markup
from tests.rankings.worlds import computed, one_leaf, publish, published
from tests.remembered import remembered

pytestmark = pytest.mark.django_db

SECOND = datetime.timedelta(seconds=1)


@pytest.fixture
def moment() -> datetime.datetime:
    return (timezone.now() + datetime.timedelta(days=3)).replace(microsecond=0)


@pytest.fixture
@remembered
def old() -> Ranking:
    return published(one_leaf(["90", "80"]))


@pytest.fixture
def new(old: Ranking, moment: datetime.datetime) -> Ranking:
    """Scheduled for the moment; it takes the place of ``old``."""
    return publish(
        computed(old.round),
        publish_at=moment,
        decision_number="99/QĐ-BNV",
        reason="Đính chính",
    )


def addresses(ranking: Ranking) -> list[str]:
    """All that is about one ranking."""
    row = ranking.rows.first()
    assert row is not None
    own = f"/rankings/{ranking.pk}/"
    return [
        own,
        f"{own}?sort=name",
        f"{own}verify/",
        f"{own}units/{row.pk}/",
        *(f"{own}export.{kind}" for kind in ("xlsx", "csv", "json")),
        f"/api/v1/rankings/{ranking.pk}/",
        *(
            f"/api/v1/rankings/{ranking.pk}/{what}/"
            for what in ("proof", "rows", "domains", "leaves")
        ),
    ]


def told(old: Ranking) -> list[tuple[int, bytes, list[tuple[str, str]]]]:
    """Everything that all addresses of the old ranking and of the lists say to a stranger."""
    found = []
    for path in [
        *addresses(old),
        "/",
        "/rankings/",
        "/api/v1/rankings/",
        "/api/v1/rankings/?year=2022",
        "/api/v1/ranking-versions/",
        "/api/v1/regions/",
        f"/api/v1/units/{old.rows.values_list('unit', flat=True)[0]}/series/",
    ]:
        answer = Client().get(path)
        content = b"".join(answer) if answer.streaming else answer.content
        # The workbook and Expires tell the time at which they were made; tokens and the answer's number are new
        # every time.
        if path.endswith("xlsx"):
            content = b""
        headers = sorted(
            (k, v)
            for k, v in answer.items()
            if k not in ("Content-Length", "ETag", "Expires", "Set-Cookie", "X-Request-ID")
        )
        found.append((answer.status_code, mask(content), headers))
    return found


def mask(content: bytes) -> bytes:
    return re.sub(rb'name="csrfmiddlewaretoken" value="\w+"', b"", content)


@pytest.mark.sqlite
@pytest.mark.parametrize("early", [SECOND, datetime.timedelta(microseconds=1)])
def test_a_moment_before_it_does_not_exist(
    new: Ranking,
    moment: datetime.datetime,
    early: datetime.timedelta,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    set_clock(monkeypatch, moment - early)
    assert new.state == "scheduled"
    missing = Client().get("/rankings/987654321/")
    for path in addresses(new):
        answer = Client().get(path)
        assert answer.status_code == 404, path
        if not path.startswith("/api/"):
            assert "Last-Modified" not in answer
            assert answer.headers.get("Cache-Control") == missing.headers.get("Cache-Control")


@pytest.mark.sqlite
def test_from_the_moment_on_it_is_there(
    new: Ranking, old: Ranking, moment: datetime.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    for late in (datetime.timedelta(0), SECOND):
        set_clock(monkeypatch, moment + late)
        for path in addresses(new):
            assert Client().get(path).status_code == 200, path
        assert new.state == "published"
        assert Ranking.objects.with_state().get(pk=old.pk).state == "superseded"
        assert Client().get(f"/api/v1/rankings/{old.pk}/").json()["status"] == "superseded"
        rows = Client().get("/api/v1/rankings/").json()["results"]
        assert {row["ranking"] for row in rows} == {new.pk}
        assert f"/rankings/{new.pk}/" in markup(Client().get("/rankings/"))
        assert "Đính chính" in markup(Client().get(f"/rankings/{old.pk}/"))


def test_nothing_else_tells_of_it_before(
    old: Ranking, moment: datetime.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Page for page and header for header the same, with and without one that is scheduled."""
    set_clock(monkeypatch, moment - SECOND)
    draft = computed(old.round)
    before = told(old)
    cache.clear()
    publish(draft, publish_at=moment, reason="Đính chính")
    for then, now in zip(before, told(old), strict=True):
        assert now == then
    set_clock(monkeypatch, moment)
    assert told(old) != before


def test_what_was_kept_before_is_not_served_after(
    new: Ranking, old: Ranking, moment: datetime.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_clock(monkeypatch, moment - SECOND)
    seen = {path: Client().get(path) for path in ("/rankings/", "/api/v1/rankings/")}
    own = Client().get(f"/rankings/{old.pk}/")
    set_clock(monkeypatch, moment)
    for path, answer in seen.items():
        again = Client().get(path, headers={"If-None-Match": answer.get("ETag", '"none"')})
        assert again.status_code == 200, path
    again = Client().get(f"/rankings/{old.pk}/", headers={"If-None-Match": own.get("ETag", '"-"')})
    assert again.status_code == 200
    assert "Đã thay thế" in markup(again)


def test_its_makers_see_it(new: Ranking) -> None:
    client = Client()
    client.force_login(make_person(Role.COORDINATOR))
    assert "Chờ công bố" in markup(client.get(f"/rankings/{new.pk}/"))
    assert "Rút về" in markup(client.get(f"/rounds/{new.round_id}/rankings/"))


def test_it_is_taken_back_before_its_moment(new: Ranking, old: Ranking) -> None:
    coordinator = make_person(Role.COORDINATOR)
    done = take_back_ranking(actor=page(coordinator), ranking_id=new.pk, reason="Sai giờ")
    assert (done.state, done.version, done.published_at) == ("draft", None, None)
    change = Change.objects.get(act="take_back_ranking")
    assert (change.by, change.reason) == (coordinator, "Sai giờ")
    again = publish(new, coordinator, reason="Đính chính")
    assert (again.state, again.version) == ("published", 2)


def test_it_is_not_taken_back_after(
    new: Ranking, moment: datetime.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_clock(monkeypatch, moment)
    with pytest.raises(Refused, match="chỉ thay được bằng phiên bản mới"):
        take_back_ranking(
            actor=page(make_person(Role.COORDINATOR)), ranking_id=new.pk, reason="Sai"
        )
    new.refresh_from_db()
    assert new.version == 2


def test_taking_back_needs_a_reason(new: Ranking) -> None:
    with pytest.raises(Refused, match="lý do"):
        take_back_ranking(actor=page(make_person(Role.COORDINATOR)), ranking_id=new.pk, reason=" ")


@pytest.mark.parametrize("role", [None, Role.OFFICER, Role.REVIEWER, Role.INSPECTOR, Role.ADMIN])
def test_nobody_but_a_coordinator_takes_it_back(new: Ranking, role: str | None) -> None:
    unit = make_unit() if role == Role.OFFICER else None
    with pytest.raises(NotAllowed):
        take_back_ranking(actor=page(make_person(role, unit=unit)), ranking_id=new.pk, reason="Sai")


def test_another_waits_until_it_is_taken_back(new: Ranking) -> None:
    coordinator = make_person(Role.COORDINATOR)
    again = start_ranking(actor=page(coordinator), round_id=new.round_id, basis="awarded")
    Ranking.objects.filter(pk=again.pk).update(status="draft", computed_at=timezone.now())
    with pytest.raises(Refused, match="Đã có bảng chờ công bố"):
        publish(again, coordinator, reason="Khác")


def test_a_new_version_needs_a_reason(old: Ranking) -> None:
    draft = computed(old.round)
    with pytest.raises(Refused, match="lý do thay thế"):
        publish(draft)


def test_a_reason_is_no_longer_than_its_field(new: Ranking, old: Ranking) -> None:
    by = page(make_person(Role.COORDINATOR))
    with pytest.raises(Refused, match="10001 ký tự, tối đa 10000"):
        take_back_ranking(actor=by, ranking_id=new.pk, reason="a" * 10_001)
    take_back_ranking(actor=by, ranking_id=new.pk, reason="a\r\n" * 5_000)
    with pytest.raises(Refused, match="10001 ký tự, tối đa 10000"):
        publish(computed(old.round), reason="a" * 10_001)


def test_a_moment_that_has_passed_is_refused(old: Ranking) -> None:
    with pytest.raises(Refused, match="đã qua"):
        publish(computed(old.round), publish_at=timezone.now() - SECOND, reason="x")


def test_a_decision_is_not_dated_after_the_publication(old: Ranking) -> None:
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    draft = computed(old.round)
    with pytest.raises(Refused, match="Ngày quyết định"):
        publish(draft, decision_date=tomorrow, reason="Sửa")
    done = publish(
        draft,
        decision_date=tomorrow,
        publish_at=timezone.now() + 2 * datetime.timedelta(days=1),
        reason="Sửa",
    )
    assert done.decision_date == tomorrow


def test_the_desk_publishes_for_a_time_by_vietnams_clock(old: Ranking) -> None:
    draft = computed(old.round)
    client = Client()
    client.force_login(make_person(Role.COORDINATOR))
    form = {
        "publish_at": "2096-04-19T08:00",
        "decision_number": "7/QĐ-BNV",
        "decision_date": "2026-01-05",
        "reason": "Sửa",
        "confirm": "1",
    }
    assert client.post(f"/rankings/{draft.pk}/publish/", form).status_code == 302
    draft.refresh_from_db()
    at = datetime.datetime(2096, 4, 19, 1, tzinfo=datetime.UTC)
    assert (draft.state, draft.published_at) == ("scheduled", at)
