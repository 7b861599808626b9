"""The chain of seals: every line that was altered, deleted or inserted is found and named."""

import datetime
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection, models
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assessments.acts import save_claim
from assessments.chain import verifying
from assessments.chain.canonical import FORM, SEALABLE, digest_of_line, digest_of_seal
from assessments.chain.checking import check_record
from assessments.chain.sealing import head_of_chain, let_go_of_journal, lines_waiting, seal_record
from assessments.clock import tick
from assessments.journal.kinds import EXPORT
from assessments.journal.writing import journal
from assessments.models import (
    Assessment,
    Change,
    JournalLine,
    Notice,
    RecordCheck,
    Role,
    Seal,
    Snapshot,
)
from assessments.models.append_only import AppendOnly
from assessments.nightly import work_of_the_night
from criteria.common.text import Text
from tests.assessments.by_force import by_force
from tests.factories import (
    act_on,
    make_person,
    make_round,
    make_submitted,
    page,
    score_of,
    sheet_of,
)
from tests.mails import sent_mails

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

DAY = datetime.timedelta(days=1)
TABLES = [
    pytest.param(Change, "reason", id="record"),
    pytest.param(Snapshot, "sha256", id="snapshots"),
    pytest.param(JournalLine, "address", id="journal"),
]


@pytest.fixture
def sheet() -> Assessment:
    """A sheet with lines of each kind."""
    sheet = make_submitted()
    journal(EXPORT, make_person(), file="Bảng điểm.xlsx")
    return sheet


def faults(*heads: str) -> list[str]:
    return [fault.en for fault in check_record(heads).faults]


def test_all_that_is_written_is_sealed_and_agrees(sheet: Assessment) -> None:
    written = sum(sealable.model.objects.count() for sealable in SEALABLE.values())
    assert seal_record() == written
    assert faults() == []
    check = RecordCheck.objects.get()
    assert (check.lines, check.head) == (written, Seal.objects.count())
    assert check.sha256 == head_of_chain().sha256


def test_a_second_run_seals_what_is_new_and_no_more(sheet: Assessment) -> None:
    seal_record()
    assert seal_record() == 0
    journal(EXPORT, None)
    assert lines_waiting(timezone.now()) == 1
    assert seal_record() == 1
    newest = Seal.objects.get(number=head_of_chain().number)
    assert [key for key, _digest in newest.lines] == [JournalLine.objects.latest("pk").pk]
    assert faults() == []


def test_a_line_that_was_committed_late_is_sealed_by_the_next_run(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for _ in range(3):
        journal(EXPORT, None)
    last = JournalLine.objects.order_by("pk")[1].pk
    # The second run sees what the first could not see yet: a lower key, of a transaction that took longer.
    real = SEALABLE[Seal.Subject.JOURNAL].model.objects
    monkeypatch.setattr(
        JournalLine,
        "objects",
        real.exclude(pk=last),
    )
    assert seal_record() == 2
    monkeypatch.setattr(JournalLine, "objects", real)
    assert seal_record() == 1
    assert faults() == []


@pytest.mark.parametrize(("model", "column"), TABLES)
def test_an_altered_line_is_named(sheet: Assessment, model: type[AppendOnly], column: str) -> None:
    seal_record()
    row: Any = model.objects.latest("pk")
    by_force(model, f"UPDATE {{}} SET {column} = 'x' WHERE id = %s", row.pk)  # noqa: S608  # as below
    (found,) = faults()
    assert f"line {row.pk}: was altered (seal " in found


@pytest.mark.parametrize(("model", "column"), TABLES)
def test_a_deleted_line_is_named(sheet: Assessment, model: type[AppendOnly], column: str) -> None:
    seal_record()
    key = model.objects.latest("pk").pk
    by_force(model, "DELETE FROM {} WHERE id = %s", key)
    (found,) = faults()
    assert f"line {key}: was deleted" in found


def copied(model: type[models.Model], row: Any, key: int) -> None:
    """Inserts the row a second time under another key, with all that it says; a stage has each number once."""
    columns = [field.column for field in model._meta.concrete_fields if not field.primary_key]
    names = ", ".join(f'"{column}"' for column in columns)
    values = names.replace('"number"', f'"number" + {abs(key)}')
    by_force(
        model,
        f"INSERT INTO {{0}} (id, {names}) SELECT %s, {values} FROM {{0}} WHERE id = %s",  # noqa: S608  # our own names
        key,
        row.pk,
    )


@pytest.mark.parametrize(("model", "column"), TABLES)
def test_a_line_inserted_among_old_ones_is_named(
    sheet: Assessment, model: type[AppendOnly], column: str
) -> None:
    seal_record(timezone.now() - DAY)
    row: Any = model.objects.latest("pk")
    key = -5
    copied(model, row, key)
    seal_record()
    (found,) = faults()
    assert f"line {key}: was inserted, no seal lists it" in found


@pytest.mark.parametrize(("model", "column"), TABLES)
def test_a_line_inserted_with_a_time_of_the_past_is_named(
    sheet: Assessment, model: type[AppendOnly], column: str
) -> None:
    seal_record()
    row: Any = model.objects.latest("pk")
    copied(model, row, row.pk + 1000)
    seal_record(timezone.now() + DAY)
    assert faults() == []  # It is as young as the run before.
    copied(model, row, row.pk + 2000)
    seal_record(timezone.now() + 2 * DAY)
    (found,) = faults()
    assert f"line {row.pk + 2000}: was inserted later" in found


def test_an_altered_a_missing_and_a_cut_seal_are_named(sheet: Assessment) -> None:
    seal_record()
    journal(EXPORT, None)
    seal_record()
    head = head_of_chain()
    by_force(Seal, "UPDATE {} SET begun_at = begun_at, last = last + 1 WHERE number = 1")
    assert faults() == ["Seal 1 was altered."]
    by_force(Seal, "UPDATE {} SET last = last - 1 WHERE number = 1")
    by_force(Seal, "DELETE FROM {} WHERE number = 2")
    assert "The seals 2 to 2 are missing." in faults()
    by_force(Seal, "DELETE FROM {} WHERE number > 1")
    assert any(head.sha256 in fault and "cut short" in fault for fault in faults(head.sha256))


def test_a_chain_that_was_rewritten_whole_is_betrayed_by_a_head_noted_before(
    sheet: Assessment, monkeypatch: pytest.MonkeyPatch
) -> None:
    seal_record()
    noted = head_of_chain().sha256
    by_force(Change, "UPDATE {} SET reason = 'x'")
    by_force(Seal, "DELETE FROM {}")
    seal_record()
    assert faults() == []
    assert len(faults(noted)) == 1
    monkeypatch.setattr(
        verifying, "published_heads", [lambda: {noted: Text(vi="Kỳ 2022", en="Round 2022")}]
    )
    assert "Round 2022" in faults()[0]


def test_every_column_is_sealed() -> None:
    """A new column needs a new form: what was sealed keeps its own."""
    for sealable in SEALABLE.values():
        columns = {field.attname for field in sealable.model._meta.concrete_fields}
        assert columns == set(sealable.columns[FORM])


def test_what_was_sealed_long_ago_keeps_its_digest() -> None:
    """The canonical text never changes: every seal ever made would break with it."""
    at = datetime.datetime(2022, 12, 31, 17, 0, tzinfo=datetime.UTC)
    line = digest_of_line([1, at, 'Ẫ"\n', {"b": 1.5, "a": None}])
    assert line == "9b3fa76fe62cb3e5c368f24e1ce0fb3c68fbf490dab058e1fbd597c4441aabbe"
    seal = Seal(
        number=2, form=1, subject="change", begun_at=at, lines=[[1, line]], last=1, before="a"
    )
    assert (
        digest_of_seal(seal) == "bef95a91b9e1840c6a6304f9660feee1150f7dfced742040fa00e3715d384535"
    )


def aged(days: int) -> JournalLine:
    return JournalLine.objects.create(
        kind=EXPORT.name, at=timezone.now() - days * DAY, door="page", account="a@b.vn"
    )


def there(*lines: JournalLine) -> list[bool]:
    return [JournalLine.objects.filter(pk=line.pk).exists() for line in lines]


def test_old_lines_of_the_journal_are_let_go_and_the_chain_says_so(settings: Any) -> None:
    settings.JOURNAL_DAYS = 365
    old = aged(400)
    seal_record(timezone.now() - 399 * DAY)
    young = aged(300)
    seal_record(timezone.now() - 299 * DAY)
    assert let_go_of_journal() == 1
    assert there(old, young) == [False, True]
    assert let_go_of_journal() == 0
    assert Seal.objects.filter(subject=Seal.Subject.LET_GO).count() == 1
    assert faults() == []
    by_force(JournalLine, "DELETE FROM {} WHERE id = %s", young.pk)
    (found,) = faults()
    assert f"line {young.pk}: was deleted" in found


def test_a_line_goes_only_with_all_of_its_seal(settings: Any) -> None:
    settings.JOURNAL_DAYS = 365
    old = aged(400)
    seal_record(timezone.now() - 300 * DAY)
    assert let_go_of_journal() == 0
    assert there(old) == [True]


def test_a_young_line_that_a_wrong_clock_sealed_as_old_stays(settings: Any) -> None:
    settings.JOURNAL_DAYS = 365
    young = aged(1)
    seal_record(timezone.now() - 400 * DAY)
    assert let_go_of_journal() == 0
    assert there(young) == [True]


def test_what_is_let_go_before_its_time_counts_as_deleted(settings: Any) -> None:
    """Whoever writes into the chain that young lines were let go hides nothing."""
    settings.JOURNAL_DAYS = 0
    line = aged(2)
    seal_record(timezone.now() - DAY)
    by_force(JournalLine, "DELETE FROM {}")
    assert let_go_of_journal() == 0
    assert Seal.objects.filter(subject=Seal.Subject.LET_GO).exists()
    (found,) = faults()
    assert f"line {line.pk}: was deleted" in found


def test_a_line_of_the_record_is_never_let_go(sheet: Assessment) -> None:
    seal_record(timezone.now() - 1000 * DAY)
    seal = Seal.objects.get(subject=Seal.Subject.CHANGE)
    gone = Seal(
        number=head_of_chain().number + 1,
        form=FORM,
        subject=Seal.Subject.LET_GO,
        begun_at=timezone.now(),
        lines=[[seal.number, seal.sha256]],
        last=seal.number,
        before=head_of_chain().sha256,
    )
    gone.sha256 = digest_of_seal(gone)
    gone.save()
    by_force(Change, "DELETE FROM {}")
    assert len(faults()) == len(seal.lines)


def test_a_fault_is_told_to_administrators_and_inspectors(sheet: Assessment) -> None:
    told = {make_person(role) for role in (Role.ADMIN, Role.INSPECTOR)}
    make_person(Role.COORDINATOR)
    # Whom a province made an inspector looks at its own rounds alone.
    make_person(Role.INSPECTOR, owner=sheet.unit)
    seal_record()
    check_record()
    assert not Notice.objects.filter(key__startswith="record-check").exists()
    by_force(Change, "UPDATE {} SET reason = 'x'")
    check_record()
    notices = Notice.objects.filter(key__startswith="record-check")
    assert {notice.user for notice in notices} == told
    assert notices[0].path == "/journal/chain/"
    assert "was altered" in notices[0].text_en


def test_the_command_names_all_and_ends_with_1(sheet: Assessment, capsys: Any) -> None:
    call_command("verify_record")
    assert "Everything agrees" in capsys.readouterr().out
    count = Change.objects.count()
    by_force(Change, "UPDATE {} SET reason = 'x'")
    with pytest.raises(CommandError, match=f"{count} differences"):
        call_command("verify_record")
    assert capsys.readouterr().out.count("was altered") == count


def test_the_clock_seals(sheet: Assessment) -> None:
    assert (tick()["lines sealed"] or 0) > 0
    assert lines_waiting(timezone.now()) == 0


def test_the_night_sends_the_head_where_the_settings_say(
    sheet: Assessment, settings: Any, tmp_path: Path
) -> None:
    settings.RECORD_HEAD_FILE = str(tmp_path / "heads")
    settings.RECORD_HEAD_MAIL = ["luu-tru@example.vn"]
    counts = work_of_the_night()
    assert counts["faults of the record"] == 0
    assert counts["heads sent"] == 2
    line = json.loads((tmp_path / "heads").read_text())
    assert (line["number"], line["sha256"]) == (
        head_of_chain().number,
        head_of_chain().sha256,
    )
    (mail,) = sent_mails()
    assert head_of_chain().sha256 in mail.subject


def test_a_step_of_the_night_that_fails_stops_no_other(
    sheet: Assessment, settings: Any, tmp_path: Path, caplog: Any
) -> None:
    settings.RECORD_HEAD_FILE = str(tmp_path)  # a folder
    counts = work_of_the_night()
    assert counts["heads sent"] is None
    assert counts["lines sealed"]


def test_a_save_knows_nothing_of_the_chain() -> None:
    """No seal is read, written or waited for by those who write: they would wait for each other."""
    sheet = sheet_of(make_round())
    officer, score = make_person(Role.OFFICER, unit=sheet.unit), score_of(sheet, "2.3")
    with CaptureQueriesContext(connection) as asked:
        save_claim(actor=page(officer), entry={"points": "1"}, note="", **act_on(score))
    statements = [query["sql"] for query in asked]
    assert any("assessments_change" in sql for sql in statements)
    assert not any(
        word in sql for sql in statements for word in ("seal", "journalline", "advisory")
    )
