"""Anyone has a ranking computed again by a button; nothing is computed without it."""

import datetime
from decimal import Decimal

import pytest
from django.db import connection, models
from django.test import Client, TestCase
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from kombu.exceptions import OperationalError

from assessments.models import Role
from rankings.acts import start_check
from rankings.computing import verification
from rankings.models import Ranking, RankingRow
from rankings.models.checks import Check
from rankings.tasks import check_ranking as task
from tests.factories import make_person, set_clock
from tests.markup import markup
from tests.rankings.worlds import computed, one_leaf, published
from tests.remembered import remembered

pytestmark = pytest.mark.django_db
AGREES = "Mọi con số và mã kiểm chứng đều khớp."


@pytest.fixture
@remembered
def ranking() -> Ranking:
    return published(one_leaf(["90", "80"]))


def press(ranking: Ranking) -> None:
    with TestCase.captureOnCommitCallbacks(execute=True):
        answer = Client().post(f"/rankings/{ranking.pk}/verify/")
    assert (answer.status_code, answer["Location"]) == (302, f"/rankings/{ranking.pk}/verify/")


def read(ranking: Ranking) -> str:
    answer = Client().get(f"/rankings/{ranking.pk}/verify/")
    assert answer.status_code == 200
    return markup(answer)


def spoil(ranking: Ranking) -> None:
    """Change what no door of ours would change."""
    rows = RankingRow.objects.filter(ranking=ranking, index=Decimal(80))
    models.QuerySet(RankingRow).filter(pk=rows.get().pk).update(rank=1)


def test_pressed_it_is_computed_again_and_says_when(ranking: Ranking) -> None:
    press(ranking)
    page = read(ranking)
    assert AGREES in page
    assert ranking.digest in page
    for name in ("verify_ranking.py", "digest.md"):
        assert f'href="/docs/{name}"' in page
    assert timezone.localtime(ranking.last_check.progressed_at).strftime("%d/%m/%Y") in page


def test_read_it_computes_nothing(ranking: Ranking) -> None:
    with CaptureQueriesContext(connection) as queries:
        page = read(ranking)
    assert len(queries) <= 2
    assert AGREES not in page
    assert "<button" in page
    assert not Check.objects.exists()


def test_it_says_where_it_differs(ranking: Ranking) -> None:
    spoil(ranking)
    press(ranking)
    page = read(ranking)
    assert "thứ hạng không khớp với chỉ số." in page
    assert AGREES not in page


def test_pressed_again_at_once_it_costs_nothing(
    ranking: Ranking, monkeypatch: pytest.MonkeyPatch
) -> None:
    press(ranking)
    spoil(ranking)
    press(ranking)
    assert AGREES in read(ranking)
    set_clock(monkeypatch, timezone.now() + datetime.timedelta(minutes=1))
    press(ranking)
    assert AGREES not in read(ranking)
    assert Check.objects.count() == 1


def test_many_units_are_left_to_a_worker_and_the_page_shows_how_far(
    ranking: Ranking, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verification, "AT_ONCE", 1)
    sent: list[int] = []
    monkeypatch.setattr(task, "apply_async", lambda args, **_kwargs: sent.extend(args))
    press(ranking)
    press(ranking)
    assert sent == [ranking.pk]
    Check.objects.update(step=3)
    answer = Client().get(f"/rankings/{ranking.pk}/verify/")
    page = markup(answer)
    assert f'<progress value="3" max="{len(verification.STEPS)}"' in page
    assert answer["Refresh"] == "2"
    assert "Tính lại và kiểm chứng</button>" not in page
    task.apply((ranking.pk,), throw=True)
    assert AGREES in read(ranking)
    assert ranking.last_check.step == len(verification.STEPS)


def test_one_that_lost_its_worker_is_begun_anew(
    ranking: Ranking, monkeypatch: pytest.MonkeyPatch
) -> None:
    long_ago = timezone.now() - datetime.timedelta(minutes=11)
    Check.objects.create(ranking=ranking, progressed_at=long_ago)
    assert "Tính lại và kiểm chứng</button>" in read(ranking)
    press(ranking)
    assert AGREES in read(ranking)


def test_without_a_queue_it_says_so(ranking: Ranking, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*args: object, **kwargs: object) -> None:
        raise OperationalError("no broker")

    monkeypatch.setattr(verification, "AT_ONCE", 1)
    monkeypatch.setattr(task, "apply_async", away)
    press(ranking)
    assert "hàng đợi không trả lời" in read(ranking)


def test_a_fault_of_ours_is_no_verdict(ranking: Ranking, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: object) -> None:
        raise ValueError

    monkeypatch.setattr(verification, "verify", broken)
    with TestCase.captureOnCommitCallbacks(execute=True):
        start_check(ranking_id=ranking.pk)
    page = read(ranking)
    assert "Lỗi khi tính lại" in page
    assert AGREES not in page


def test_a_draft_is_checked_by_its_makers_alone() -> None:
    draft = computed(one_leaf(["90"]))
    path = f"/rankings/{draft.pk}/verify/"
    assert Client().post(path).status_code == 404
    client = Client()
    client.force_login(make_person(Role.COORDINATOR))
    assert client.post(path).status_code == 302
