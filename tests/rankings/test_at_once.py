"""Two people, or two workers, at the same moment."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from assessments.models import Role, User
from criteria.common.text import Refused
from rankings.acts import STEPS, compute_ranking, start_ranking
from rankings.models import Ranking
from rankings.tasks import compute
from tests.factories import make_person, page
from tests.rankings import oracle
from tests.rankings.worlds import one_leaf

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.sqlite]

MANY = 4


def at_once(act: Callable[[int], str]) -> list[str]:
    """What each of several threads answers when all begin together."""
    start = Barrier(MANY)

    def run(number: int) -> str:
        start.wait(10)
        try:
            return act(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(MANY) as threads:
        return sorted(threads.map(run, range(MANY)))


def test_of_several_pressers_one_starts_and_the_others_are_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sent: list[object] = []
    monkeypatch.setattr(compute, "apply_async", lambda args, **_kwargs: sent.append(args))
    round_ = one_leaf(["90"])
    people: list[User] = [make_person(Role.COORDINATOR) for _ in range(MANY)]

    def press(number: int) -> str:
        try:
            start_ranking(actor=page(people[number]), round_id=round_.pk, basis="awarded")
        except Refused as refused:
            return refused.causes[0].vi.partition(" từ ")[0].partition(" đang ")[2]
        return "started"

    assert at_once(press) == ["started", *["tính xếp hạng của kỳ này"] * 3]
    ranking = Ranking.objects.get()
    assert sent == [(ranking.pk,)]


def test_several_workers_on_one_ranking_do_its_work_once() -> None:
    round_ = one_leaf(["90", "80", "80"])
    ranking = Ranking.objects.create(
        round=round_, basis="awarded", started_by=make_person(Role.COORDINATOR)
    )

    def work(_number: int) -> str:
        compute_ranking(ranking.pk)
        return "done"

    assert at_once(work) == ["done"] * MANY
    ranking.refresh_from_db()
    assert (ranking.status, ranking.step) == ("draft", len(STEPS))
    assert oracle.kept(ranking) == oracle.results(round_)
