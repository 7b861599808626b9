"""Several people at one leaf, each on a connection of their own, on a real PostgreSQL."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from itertools import pairwise
from threading import Barrier

import pytest
from django.db import connection

from assessments.acts import Conflict, accept_domain, award_points, save_claim, submit_assessment
from assessments.models import Assessment, Change, Role, Score, Status, User
from criteria.common.text import NotAllowed, Refused
from criteria.models import Criterion
from tests.factories import (
    fill,
    make_person,
    make_round,
    make_submitted,
    page,
    score_of,
    sheet_of,
)

pytestmark = pytest.mark.django_db(transaction=True)

WORKERS = 4
SAVES = 200


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Run each act in a thread with its own connection, all starting together; answers in order."""
    start = Barrier(len(acts))

    def run(act: Callable[[], object]) -> object:
        try:
            start.wait(timeout=30)
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return [future.result(timeout=120) for future in [pool.submit(run, act) for act in acts]]


@pytest.fixture
def sheet() -> Assessment:
    return sheet_of(make_round())


def test_200_saves_of_one_leaf_by_four_officers(sheet: Assessment) -> None:
    score = score_of(sheet, "2.3")
    officers = [make_person(Role.OFFICER, unit=sheet.unit) for _ in range(WORKERS)]

    def save_often(number: int) -> tuple[int, int]:
        """Each save on top of what was last seen, each of another value; answers (saved, told)."""
        saved = told = version = 0
        # Read in this thread: the caches of a person are no one else's.
        actor = page(User.objects.get(pk=officers[number].pk))
        for turn in range(SAVES // WORKERS):
            points = f"0.{number + 1}{turn:02}1"
            try:
                answer = save_claim(
                    actor=actor,
                    score_id=score.pk,
                    version=version,
                    entry={"points": points},
                    note=f"{number}-{turn}",
                )
            except Conflict as conflict:
                version = conflict.current.version
                told += 1
            else:
                assert answer.version == version + 1
                version = answer.version
                saved += 1
        return saved, told

    outcomes = at_once(*(lambda n=n: save_often(n) for n in range(WORKERS)))
    saved = sum(one[0] for one in outcomes)  # type: ignore[index]
    told = sum(one[1] for one in outcomes)  # type: ignore[index]
    assert saved + told == SAVES
    assert saved >= 1
    after = Score.objects.get(assessment=sheet, criterion=score.criterion)
    assert after.version == saved
    lines = list(Change.objects.filter(act="save_claim", score=after).order_by("pk"))
    assert len(lines) == saved
    # Each save stood on the one before: nothing was lost in between.
    for older, newer in pairwise(lines):
        assert newer.before == older.after
    assert lines[-1].after is not None
    assert lines[-1].after["note"] == after.claimed_note


def test_four_first_saves_make_one_row(sheet: Assessment) -> None:
    score = score_of(sheet, "2.3")
    officers = [make_person(Role.OFFICER, unit=sheet.unit) for _ in range(WORKERS)]

    def save(officer: User) -> str:
        try:
            save_claim(
                actor=page(officer),
                score_id=score.pk,
                version=0,
                entry={"points": "1"},
                note=officer.email,
            )
        except Conflict as conflict:
            return f"told {conflict.current.claimed_note}"
        return f"saved {officer.email}"

    answers = at_once(*(lambda o=o: save(o) for o in officers))
    (winner,) = (str(one)[6:] for one in answers if str(one).startswith("saved"))
    assert [one for one in answers if one == f"told {winner}"] == [f"told {winner}"] * 3
    assert Score.objects.filter(assessment=sheet, criterion=score.criterion).count() == 1


@pytest.mark.parametrize("turn", range(8))
def test_a_save_and_a_submission_never_pass_each_other(sheet: Assessment, turn: int) -> None:
    fill(sheet)
    leader = make_person(Role.LEADER, unit=sheet.unit)
    officer = make_person(Role.OFFICER, unit=sheet.unit)
    score = score_of(sheet, "2.3")

    def save() -> str:
        try:
            save_claim(actor=page(officer), score_id=score.pk, version=1, entry={"points": "0.5"})
        except NotAllowed:
            return "refused"
        return "saved"

    def submit() -> object:
        return submit_assessment(actor=page(leader), assessment_id=sheet.pk).status

    saved, status = at_once(save, submit)
    assert status == Status.SUBMITTED
    acts = list(
        Change.objects.filter(assessment=sheet, act__in=("submit", "save_claim"))
        .order_by("pk")
        .values_list("act", flat=True)
    )
    assert acts[-1] == "submit"
    after = score_of(sheet, "2.3")
    assert str(after.claimed_points.normalize()) == ("0.5" if saved == "saved" else "2")  # type: ignore[union-attr]


@pytest.mark.parametrize("turn", range(8))
def test_a_cleared_leaf_is_never_submitted(sheet: Assessment, turn: int) -> None:
    fill(sheet)
    leader = make_person(Role.LEADER, unit=sheet.unit)
    officer = make_person(Role.OFFICER, unit=sheet.unit)
    score = score_of(sheet, "2.3")

    def clear() -> None:
        try:
            save_claim(actor=page(officer), score_id=score.pk, version=1, entry=None)
        except NotAllowed:
            return

    def submit() -> None:
        try:
            submit_assessment(actor=page(leader), assessment_id=sheet.pk)
        except NotAllowed:
            return

    at_once(clear, submit)
    submitted = sheet_of(sheet.round).status == Status.SUBMITTED
    assert submitted is score_of(sheet, "2.3").is_filled


@pytest.mark.parametrize("turn", range(5))
def test_one_award_and_a_whole_domain_do_not_block_each_other(turn: int) -> None:
    sheet = make_submitted()
    domain = Criterion.objects.get(criteria_set=sheet.round.criteria_set, code="2")
    reviewers = [make_person(Role.REVIEWER, at="VPCP") for _ in range(4)]
    codes = ("2.1", "2.2", "2.3")
    ids = {code: score_of(sheet, code).pk for code in codes}

    def award(reviewer: User, code: str) -> None:
        try:
            award_points(actor=page(reviewer), score_id=ids[code], version=1, accept=True)
        except Conflict:
            return

    def accept() -> None:
        try:
            accept_domain(actor=page(reviewers[3]), assessment_id=sheet.pk, domain=domain)
        except Refused:
            return

    at_once(
        accept,
        *(lambda r=r, c=c: award(r, c) for r, c in zip(reviewers, codes, strict=False)),
    )
    scores = Score.objects.filter(assessment=sheet, criterion__code__in=codes)
    assert [(one.awarded_points, one.version) for one in scores] == [(Decimal(2), 2)] * 3
    assert Change.objects.filter(assessment=sheet, act="accept_claim").count() == 3
    assert Change.objects.filter(assessment=sheet, act="start_review").count() == 1
