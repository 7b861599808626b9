"""People write while runs of seals follow each other, each on a connection of its own, on a real PostgreSQL."""

import pytest
from django.db import transaction

from assessments.acts import save_claim
from assessments.chain.checking import check_record
from assessments.chain.sealing import head_of_chain, seal_record
from assessments.journal.kinds import EXPORT
from assessments.journal.writing import journal
from assessments.models import Change, JournalLine, Role, Seal
from tests.factories import act_on, make_person, make_round, make_unit, page, score_of, sheet_of
from tests.stack.test_concurrent_saves import at_once

pytestmark = pytest.mark.django_db(transaction=True)
TURNS = 12


def test_writers_and_two_runs_at_once() -> None:
    units = [make_unit(), make_unit()]
    round_ = make_round(units=units)
    officers = [make_person(Role.OFFICER, unit=unit) for unit in units]

    def save(number: int) -> None:
        sheet = sheet_of(round_, units[number])
        for turn in range(TURNS):
            save_claim(
                actor=page(officers[number]),
                entry={"points": f"0.{turn + 1:02}"},
                note="",
                **act_on(score_of(sheet, "2.3")),
            )
            journal(EXPORT, officers[number])

    def seal() -> int:
        return sum(seal_record() for _ in range(TURNS))

    at_once(lambda: save(0), seal, lambda: save(1), seal)
    seal_record()
    assert [fault.en for fault in check_record().faults] == []
    listed = [(seal.subject, key) for seal in Seal.objects.all() for key, _digest in seal.lines]
    assert len(listed) == len(set(listed))
    for subject, model in (("change", Change), ("journal", JournalLine)):
        assert {key for one, key in listed if one == subject} == {
            *model.objects.values_list("pk", flat=True)
        }
    assert head_of_chain().number == Seal.objects.count()


def test_a_save_under_way_neither_waits_for_a_run_nor_lets_it_wait() -> None:
    """A transaction that takes its key first and commits last is sealed by the run after it."""
    journal(EXPORT, None)
    with transaction.atomic():
        journal(EXPORT, None)  # Its key is taken, and nobody else sees it yet.
        late = JournalLine.objects.latest("pk").pk

        def write_and_seal() -> int:
            journal(EXPORT, None)
            return seal_record()

        (sealed,) = at_once(write_and_seal)
        assert sealed == 2
    assert seal_record() == 1
    newest = Seal.objects.latest("number")
    assert [key for key, _digest in newest.lines] == [late]
    assert newest.last < Seal.objects.get(number=newest.number - 1).last
    assert check_record().faults == []
