"""The soak's own arithmetic finds what it is there to find."""

from collections import Counter

import pytest

from tests.soak.books import Books, Row
from tests.soak.contended import CLOSED, FAULTY, SAVED, TOLD, Ledger, compare
from tests.soak.persistent import Book

LINES = Counter(save_claim=3, award_points=2, add_file=1)
ANSWERS = {
    ("save_claim", SAVED): 3,
    ("save_claim", TOLD): 4,
    ("save_claim", CLOSED): 1,
    ("award_points", SAVED): 2,
    ("award_points", TOLD): 1,
    ("add_file", SAVED): 1,
}


def ledger(**fewer: int) -> Ledger:
    found = Ledger()
    found.answers.update(ANSWERS)
    for act, number in fewer.items():
        found.answers[act, SAVED] -= number
    return found


def test_equal_books_have_no_fault() -> None:
    assert compare(ledger(), LINES, 5) == []


@pytest.mark.parametrize("act", LINES)
def test_a_save_without_its_line_is_found(act: str) -> None:
    assert compare(ledger(), LINES - Counter({act: 1}), 5)


def test_a_save_without_its_version_is_found() -> None:
    assert compare(ledger(), LINES, 4) == ["5 saves accepted, 4 new versions"]


def test_an_act_done_twice_is_found() -> None:
    assert compare(ledger(save_claim=1), LINES, 5)


def test_a_trial_that_met_no_conflict_says_so() -> None:
    calm = ledger()
    del calm.answers["award_points", TOLD]
    assert compare(calm, LINES, 5) == ["the trial met no ('award_points', 'told')"]


def test_an_unexpected_answer_is_a_fault() -> None:
    found = Ledger()
    found.enter("save_claim", FAULTY, "500: broken")
    assert found.faults == ["save_claim: 500: broken"]


LEAF = 7
NEW: list[Row] = [
    (1, "save_claim", LEAF, {"note": "một"}),
    (2, "add_file", LEAF, {}),
    (3, "submit", None, {}),
    (4, "save_claim", LEAF, {"note": "hai"}),
]
EMPTY = Books({LEAF: 3}, [], Counter())
FULL = Books({LEAF: 5}, NEW, Counter(["a.pdf"]))


def book() -> Book:
    return Book(
        "",
        str,
        notes={LEAF: ["một", "hai"]},
        files=["a.pdf"],
        steps=["/sheets/1/steps/submit/"],
    )


def test_what_people_know_and_the_database_agree() -> None:
    assert FULL.faults(EMPTY, book()) == []


@pytest.mark.parametrize("line", range(len(NEW)))
def test_what_was_lost_under_a_kill_is_found(line: int) -> None:
    without = Books(FULL.versions, NEW[:line] + NEW[line + 1 :], FULL.files)
    assert without.faults(EMPTY, book())


@pytest.mark.parametrize("line", NEW)
def test_what_was_done_twice_under_a_kill_is_found(line: Row) -> None:
    assert Books(FULL.versions, [*NEW, line], FULL.files).faults(EMPTY, book())


def test_a_file_that_is_there_twice_is_found() -> None:
    assert Books(FULL.versions, NEW, Counter(["a.pdf", "a.pdf"])).faults(EMPTY, book())
    assert Books(FULL.versions, NEW, Counter()).faults(EMPTY, book())
