"""Evidence added to a leaf: a file, a link, a document that the sheet already has."""

import datetime
import threading
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.utils import timezone

from assessments.acts import (
    add_file,
    add_link,
    attach_evidence,
    submit_assessment,
    withdraw_evidence,
)
from assessments.models import Assessment, Change, Evidence, EvidenceLink, Role, Score, User
from criteria.common.text import NotAllowed, Refused
from criteria.models import Criterion
from tests.assessments import samples
from tests.factories import (
    FULL,
    make_person,
    make_round,
    make_unit,
    page,
    score_of,
    sheet_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def store(settings: Any, tmp_path: Path) -> Path:
    """Stored files of one test are nothing to the next."""
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def stored(store: Path) -> list[Path]:
    return [path for path in store.rglob("*") if path.is_file()]


@pytest.fixture
def sheet() -> Assessment:
    return sheet_of(make_round())


@pytest.fixture
def officer(sheet: Assessment) -> User:
    return make_person(Role.OFFICER, unit=sheet.unit)


def add(officer: User, score: Score, name: str = "Kế hoạch.pdf", **more: Any) -> Evidence:
    content = more.pop("content", samples.pdf())
    upload = samples.upload(name, content)
    return add_file(actor=page(officer), score_id=score.pk, upload=upload, **more)


def test_file_is_kept_and_linked(sheet: Assessment, officer: User, store: Path) -> None:
    score = score_of(sheet, "1.1")
    evidence = add(
        officer,
        score,
        title="  Kế hoạch\tCCHC ",
        number="12/KH-UBND",
        issued_on=datetime.date(2022, 1, 5),
    )
    evidence.refresh_from_db()
    assert evidence.assessment == sheet
    assert evidence.title == "Kế hoạch CCHC"
    assert evidence.number == "12/KH-UBND"
    assert evidence.issued_on == datetime.date(2022, 1, 5)
    assert evidence.file_name == "Kế hoạch.pdf"
    assert evidence.content_type == "application/pdf"
    assert evidence.size == len(samples.pdf())
    assert evidence.uploaded_by == officer
    assert [path.read_bytes() for path in stored(store)] == [samples.pdf()]
    link = EvidenceLink.objects.get()
    assert (link.evidence, link.score, link.linked_by) == (evidence, score, officer)
    change = Change.objects.get(act="add_file")
    assert (change.score, change.by) == (score, officer)
    assert change.after
    assert change.after["sha256"] == evidence.sha256


def test_nothing_of_the_uploaded_name_reaches_the_disk(
    sheet: Assessment, officer: User, store: Path
) -> None:
    evidence = add(officer, score_of(sheet, "1.1"), "../../../../etc/Kế hoạch.pdf")
    (path,) = stored(store)
    assert "Kế" not in str(path.relative_to(store))
    assert path.suffix == ""
    assert evidence.file_name == "Kế hoạch.pdf"


def test_title_is_the_file_name_when_none_is_given(sheet: Assessment, officer: User) -> None:
    name = unicodedata.normalize("NFD", "Đề án số 5.2022.pdf")
    assert add(officer, score_of(sheet, "1.1"), name).title == "Đề án số 5.2022"


def test_evidence_leaves_the_version_of_the_score(sheet: Assessment, officer: User) -> None:
    score = score_of(sheet, "1.1")
    add(officer, score)
    assert score_of(sheet, "1.1").version == score.version


def test_same_bytes_are_one_document(sheet: Assessment, officer: User, store: Path) -> None:
    first = add(officer, score_of(sheet, "1.1"))
    second = add(officer, score_of(sheet, "1.2"), "khác.pdf")
    assert second == first
    assert len(stored(store)) == 1
    assert set(first.scores.all()) == {score_of(sheet, "1.1"), score_of(sheet, "1.2")}


def test_same_bytes_of_another_unit_are_its_own(officer: User, sheet: Assessment) -> None:
    other = make_unit()
    stranger = make_person(Role.OFFICER, unit=other)
    theirs = add(stranger, score_of(sheet_of(make_round(units=[other])), "1.1"))
    assert add(officer, score_of(sheet, "1.1")) != theirs


def test_same_bytes_on_the_same_leaf_are_refused(sheet: Assessment, officer: User) -> None:
    add(officer, score_of(sheet, "1.1"))
    with pytest.raises(Refused, match="đã được gắn"):
        add(officer, score_of(sheet, "1.1"))


def test_withdrawn_document_can_be_added_again(sheet: Assessment, officer: User) -> None:
    first = add(officer, score_of(sheet, "1.1"))
    withdraw_evidence(actor=page(officer), link_id=first.links.get().pk)
    assert add(officer, score_of(sheet, "1.1")) == first
    assert first.links.count() == 2


def test_program_named_pdf_is_refused(sheet: Assessment, officer: User, store: Path) -> None:
    with pytest.raises(Refused, match="chương trình Windows"):
        add(officer, score_of(sheet, "1.1"), content=samples.EXE)
    assert not Evidence.objects.exists()
    assert not stored(store)


def test_too_long_a_title_is_refused_with_the_other_faults(
    sheet: Assessment, officer: User
) -> None:
    with pytest.raises(Refused) as caught:
        add(officer, score_of(sheet, "1.1"), content=samples.EXE, title="ế" * 501, number="1" * 101)
    told = [cause.vi for cause in caught.value.causes]
    assert len(told) == 3
    assert "501 ký tự, tối đa 500" in told[1]
    assert "101 ký tự, tối đa 100" in told[2]


def test_failed_save_leaves_no_stored_file(
    sheet: Assessment, officer: User, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: Any, **_kwargs: Any) -> None:
        assert stored(store)
        raise ZeroDivisionError

    monkeypatch.setattr("assessments.sheets.evidence.documents.record", fail)
    with pytest.raises(ZeroDivisionError):
        add(officer, score_of(sheet, "1.1"))
    assert not stored(store)
    assert not Evidence.objects.exists()


def test_full_disk_leaves_no_half_file(
    sheet: Assessment, officer: User, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def half(name: str, _content: Any, **_kwargs: Any) -> str:
        path = store / name
        path.parent.mkdir(parents=True)
        path.write_bytes(b"%PDF")
        raise OSError("No space left on device")

    monkeypatch.setattr(default_storage, "save", half)
    with pytest.raises(OSError, match="No space"):
        add(officer, score_of(sheet, "1.1"))
    assert not stored(store)


def test_what_was_withdrawn_counts_for_the_room_of_a_sheet(
    sheet: Assessment, officer: User, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    score, size = score_of(sheet, "1.1"), len(samples.pdf("1"))
    monkeypatch.setattr("assessments.sheets.evidence.uploads.SHEET_LIMIT", 2 * size)
    link = add(officer, score, content=samples.pdf("1")).links.get()
    withdraw_evidence(actor=page(officer), link_id=link.pk)
    add(officer, score, content=samples.pdf("2"))
    with pytest.raises(Refused, match=rf"đã lưu {2 * size:,} byte".replace(",", ".")) as caught:
        add(officer, score, content=samples.pdf("3"))
    assert "kể cả tài liệu đã rút" in caught.value.causes[0].vi
    assert "enter a link" in caught.value.causes[0].en
    assert len(stored(store)) == 2
    # The same bytes take no further room.
    add(officer, score, content=samples.pdf("1"))


def test_a_person_s_day_has_its_room_over_all_sheets(
    sheet: Assessment, officer: User, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    score, size = score_of(sheet, "1.1"), len(samples.pdf("1"))
    monkeypatch.setattr("assessments.sheets.evidence.uploads.DAY_LIMIT", 2 * size)
    other = sheet_of(make_round(units=[sheet.unit]))
    link = add(officer, score_of(other, "1.1"), content=samples.pdf("1")).links.get()
    withdraw_evidence(actor=page(officer), link_id=link.pk)
    add(officer, score, content=samples.pdf("2"))
    with pytest.raises(Refused, match=rf"{2 * size:,} byte trong ngày".replace(",", ".")) as caught:
        add(officer, score, content=samples.pdf("3"))
    assert "at most 5 GB a day" in caught.value.causes[0].en
    # A colleague's day is another, and so is tomorrow.
    add(make_person(Role.OFFICER, unit=sheet.unit), score, content=samples.pdf("3"))
    Evidence.objects.update(uploaded_at=timezone.now() - datetime.timedelta(days=1))
    add(officer, score, content=samples.pdf("4"))


@pytest.mark.django_db(transaction=True)
def test_two_at_once_make_one_document(sheet: Assessment, officer: User, store: Path) -> None:
    told: list[str] = []

    def upload() -> None:
        try:
            add(officer, score_of(sheet, "1.1"))
            told.append("added")
        except Refused as refused:
            told.append(refused.causes[0].vi)
        finally:
            connection.close()

    threads = [threading.Thread(target=upload) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert told.count("added") == 1
    assert sum("đã được gắn" in text for text in told) == 3
    assert EvidenceLink.objects.count() == len(stored(store)) == 1


@pytest.mark.parametrize(
    "who", [None, Role.LEADER, Role.REVIEWER, Role.COORDINATOR, Role.INSPECTOR, Role.ADMIN]
)
def test_nobody_else_adds(sheet: Assessment, who: str | None, store: Path) -> None:
    stranger = make_person(who, unit=make_unit())
    with pytest.raises(NotAllowed, match="Chỉ cán bộ, lãnh đạo của đơn vị"):
        add(stranger, score_of(sheet, "1.1"))
    assert not stored(store)


def test_colleague_of_another_part_is_refused(sheet: Assessment) -> None:
    part = Criterion.objects.get(criteria_set=sheet.round.criteria_set, code="2")
    colleague = make_person(Role.OFFICER, unit=sheet.unit, parts=[part])
    add(colleague, score_of(sheet, "2.1"))
    with pytest.raises(NotAllowed, match="không thuộc phần được giao"):
        add(colleague, score_of(sheet, "1.1"))


def test_survey_leaf_is_refused(sheet: Assessment, officer: User) -> None:
    with pytest.raises(NotAllowed, match="điều tra xã hội học"):
        add(officer, score_of(sheet, "3.1"))


def test_submitted_sheet_is_refused(sheet: Assessment, officer: User) -> None:
    _submit(sheet)
    with pytest.raises(NotAllowed, match="đã khóa"):
        add(officer, score_of(sheet, "1.1"))


def test_after_the_deadline_it_is_refused(sheet: Assessment, officer: User) -> None:
    round_ = sheet.round
    round_.submit_by = timezone.now()
    round_.save()
    with pytest.raises(NotAllowed, match="Đã hết hạn"):
        add(officer, score_of(sheet, "1.1"))


def test_link_is_added(sheet: Assessment, officer: User) -> None:
    score = score_of(sheet, "1.1")
    evidence = add_link(
        actor=page(officer),
        score_id=score.pk,
        url=" https://vanban.chinhphu.vn/?docid=1 ",
        title="Nghị quyết",
        number="76/NQ-CP",
    )
    evidence.refresh_from_db()
    assert evidence.url == "https://vanban.chinhphu.vn/?docid=1"
    assert not evidence.file
    assert list(evidence.scores.all()) == [score]
    after = Change.objects.get(act="add_link").after
    assert after
    assert after["url"] == evidence.url


def test_link_inside_an_office_is_fine(sheet: Assessment, officer: User) -> None:
    score = score_of(sheet, "1.1")
    assert add_link(actor=page(officer), score_id=score.pk, url="http://vanban/1", title="a").pk


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "file:///etc/passwd",
        "ftp://a.vn/",
        "https://",
        "a.vn",
        "",
        "https://[",
        "https://a.vn/\nb",
        "data:text/html,a",
    ],
)
def test_link_of_another_sort_is_refused(sheet: Assessment, officer: User, url: str) -> None:
    score = score_of(sheet, "1.1")
    with pytest.raises(Refused, match="http://"):
        add_link(actor=page(officer), score_id=score.pk, url=url, title="a")
    assert not Evidence.objects.exists()


def test_link_without_a_title_or_too_long_is_refused(sheet: Assessment, officer: User) -> None:
    score = score_of(sheet, "1.1")
    url = "https://a.vn/" + "a" * 1000
    with pytest.raises(Refused) as caught:
        add_link(actor=page(officer), score_id=score.pk, url=url, title=" ")
    assert len(caught.value.causes) == 2


def test_same_link_twice_on_a_leaf_is_refused(sheet: Assessment, officer: User) -> None:
    score = score_of(sheet, "1.1")
    add_link(actor=page(officer), score_id=score.pk, url="https://a.vn/", title="a")
    with pytest.raises(Refused, match="đã được gắn"):
        add_link(actor=page(officer), score_id=score.pk, url="https://a.vn/", title="b")


def test_stranger_adds_no_link(sheet: Assessment) -> None:
    with pytest.raises(NotAllowed):
        add_link(
            actor=page(make_person()),
            score_id=score_of(sheet, "1.1").pk,
            url="https://a.vn/",
            title="a",
        )


def test_document_proves_another_leaf(sheet: Assessment, officer: User) -> None:
    evidence = add(officer, score_of(sheet, "1.1"))
    second = score_of(sheet, "2.1")
    link = attach_evidence(actor=page(officer), score_id=second.pk, evidence_id=evidence.pk)
    assert (link.evidence, link.score) == (evidence, second)
    assert Change.objects.get(act="attach_evidence").score == second


def test_document_of_another_sheet_is_refused(sheet: Assessment, officer: User) -> None:
    other = make_unit()
    theirs = add(
        make_person(Role.OFFICER, unit=other),
        score_of(sheet_of(make_round(units=[other])), "1.1"),
    )
    score = score_of(sheet, "1.1")
    with pytest.raises(Refused, match="không có trong phiếu"):
        attach_evidence(actor=page(officer), score_id=score.pk, evidence_id=theirs.pk)
    with pytest.raises(Refused, match="không có trong phiếu"):
        attach_evidence(actor=page(officer), score_id=score.pk, evidence_id=theirs.pk + 1000)


def test_document_twice_on_a_leaf_is_refused(sheet: Assessment, officer: User) -> None:
    score = score_of(sheet, "1.1")
    evidence = add(officer, score)
    with pytest.raises(Refused, match="đã được gắn"):
        attach_evidence(actor=page(officer), score_id=score.pk, evidence_id=evidence.pk)


def _submit(sheet: Assessment) -> None:
    from assessments.acts import save_claim

    leader = page(make_person(Role.LEADER, unit=sheet.unit))
    for code, entry in FULL.items():
        score = score_of(sheet, code)
        save_claim(actor=leader, score_id=score.pk, version=score.version, entry=entry)
    submit_assessment(actor=leader, assessment_id=sheet.pk)
