"""Evidence as one archive: in the order of the tree, with names for Windows, and an index."""

import datetime
import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.test import Client, TestCase
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from assessments.acts import (
    add_file,
    add_link,
    attach_evidence,
    describe_evidence,
    withdraw_evidence,
)
from assessments.models import Assessment, Evidence, Job, Role, Status, User
from assessments.pages import archives
from assessments.sheets.evidence.archive.contents import Contents
from assessments.sheets.evidence.archive.file_names import Names, safe
from assessments.sheets.evidence.archive.preparing import start_evidence_archive
from assessments.sheets.evidence.archive.stream import INDEX, archive
from criteria.common.text import NotAllowed
from tests.assessments import samples
from tests.factories import make_person, make_unit, page, score_of

pytestmark = pytest.mark.django_db
HOSTILE = "=HYPERLINK(1) <script>alert(1)</script> ../../etc/passwd"


@pytest.fixture(autouse=True)
def store(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def officer(sheet: Assessment) -> User:
    return make_person(Role.OFFICER, unit=sheet.unit)


def add(sheet: Assessment, officer: User, code: str, title: str, text: str = "") -> Evidence:
    score = score_of(sheet, code)
    upload = samples.upload(
        "tệp.pdf", samples.pdf(text or title.encode("ascii", "ignore").decode())
    )
    return add_file(actor=page(officer), score_id=score.pk, upload=upload, title=title)


def opened(contents: Contents) -> zipfile.ZipFile:
    stream = archive(contents)
    data = b"".join(stream)
    return zipfile.ZipFile(io.BytesIO(data))


def index_of(contents: Contents) -> str:
    return opened(contents).read(INDEX).decode()


def test_it_follows_the_tree_and_opens_with_its_accents(sheet: Assessment, officer: User) -> None:
    add(sheet, officer, "2.3", "Quyết định số 876")
    first = add(sheet, officer, "1.1", "Kế hoạch cải cách hành chính")
    book = opened(Contents(sheet))
    assert book.testzip() is None
    assert book.namelist() == [
        INDEX,
        "1 Lĩnh vực 1/1.1 Lựa chọn/Kế hoạch cải cách hành chính.pdf",
        "2 Lĩnh vực 2/2.3 Nhập điểm/Quyết định số 876.pdf",
    ]
    assert all(info.flag_bits & 0x800 for info in book.infolist())
    with first.file.open() as file:
        assert book.read(book.namelist()[1]) == file.read()


def test_a_document_of_two_leaves_lies_there_once_and_is_told_twice(
    sheet: Assessment, officer: User
) -> None:
    shared = add(sheet, officer, "1.2", "Báo cáo")
    attach_evidence(actor=page(officer), score_id=score_of(sheet, "2.1").pk, evidence_id=shared.pk)
    contents = Contents(sheet)
    assert list(contents.files) == ["1 Lĩnh vực 1/1.2 Đánh dấu/Báo cáo.pdf"]
    assert index_of(contents).count(f"<code>{shared.sha256}</code>") == 2


def test_same_names_get_numbers(sheet: Assessment, officer: User) -> None:
    for number, title in enumerate(("Báo cáo", "BÁO CÁO", "Báo cáo")):
        add(sheet, officer, "1.1", title, f"text {number}")
    names = [path.rsplit("/", 1)[1] for path in Contents(sheet).files]
    assert names == ["Báo cáo.pdf", "BÁO CÁO (2).pdf", "Báo cáo (3).pdf"]


def test_a_title_that_is_a_file_name_ends_once(sheet: Assessment, officer: User) -> None:
    add(sheet, officer, "1.1", "Báo cáo.PDF")
    (path,) = Contents(sheet).files
    assert path.endswith("/Báo cáo.pdf")


def test_a_leafs_archive_holds_its_own_without_folders(sheet: Assessment, officer: User) -> None:
    add(sheet, officer, "1.1", "Một")
    add(sheet, officer, "1.2", "Hai")
    contents = Contents(sheet, score_of(sheet, "1.2"))
    assert list(contents.files) == ["Hai.pdf"]
    assert contents.name == f"Tài liệu kiểm chứng 1.2 - {sheet.unit.name_vi} 2022.zip"


def test_withdrawn_evidence_is_left_out_and_told(sheet: Assessment, officer: User) -> None:
    gone = add(sheet, officer, "1.1", "Bản nháp")
    withdraw_evidence(actor=page(officer), link_id=gone.links.get().pk, reason="Nhầm tệp")
    contents = Contents(sheet)
    assert contents.files == {}
    told = index_of(contents)
    assert "Bản nháp" in told
    assert "Đã rút" in told
    assert "Nhầm tệp" in told


def test_one_withdrawn_from_a_leaf_stays_for_the_other(sheet: Assessment, officer: User) -> None:
    shared = add(sheet, officer, "1.1", "Báo cáo")
    attach_evidence(actor=page(officer), score_id=score_of(sheet, "2.1").pk, evidence_id=shared.pk)
    first = shared.links.get(score__criterion__code="1.1")
    withdraw_evidence(actor=page(officer), link_id=first.pk)
    assert list(Contents(sheet).files) == ["2 Lĩnh vực 2/2.1 Theo số lượng/Báo cáo.pdf"]


def test_the_index_tells_everything_of_a_document(sheet: Assessment, officer: User) -> None:
    file = add_file(
        actor=page(officer),
        score_id=score_of(sheet, "1.1").pk,
        upload=samples.upload("a.pdf", samples.pdf()),
        title="Kế hoạch",
        number="12/KH-UBND",
        issued_on=datetime.date(2022, 3, 1),
    )
    add_link(
        actor=page(officer),
        score_id=score_of(sheet, "1.1").pk,
        url="https://congbao.example.vn/?a=1&b=2",
        title="Công báo",
    )
    told = index_of(Contents(sheet))
    for text in ("Kế hoạch", "12/KH-UBND", "01/03/2022", file.sha256, str(officer), "1.1 Lựa chọn"):
        assert text in told
    assert 'href="https://congbao.example.vn/?a=1&amp;b=2"' in told
    assert 'href="1%20L%C4%A9nh%20v%E1%BB%B1c%201/1.1' in told


def test_hostile_titles_are_text(sheet: Assessment, officer: User) -> None:
    add(sheet, officer, "1.1", HOSTILE)
    contents = Contents(sheet)
    (path,) = contents.files
    assert ".." not in path.split("/")
    assert path.count("/") == 2
    told = index_of(contents)
    assert "<script>" not in told
    assert "&lt;script&gt;" in told


@pytest.mark.parametrize("left", [None, b"", b"%PDF-1.4"], ids=["lost", "emptied", "cut"])
def test_a_lost_file_is_told_and_breaks_nothing(
    sheet: Assessment, officer: User, store: Path, left: bytes | None
) -> None:
    lost = add(sheet, officer, "1.1", "Mất")
    whole = add(sheet, officer, "1.2", "Còn")
    path = store / str(lost.file.name)
    path.unlink()
    if left is not None:
        path.write_bytes(left)
    contents = Contents(sheet)
    assert list(contents.files.values()) == [whole]
    assert "Không tìm thấy tệp trong kho" in index_of(contents)
    assert opened(contents).testzip() is None


def test_nothing_is_opened_before_its_turn(sheet: Assessment, officer: User, store: Path) -> None:
    for number in range(2):
        add(sheet, officer, "1.1", f"Tệp {number}")
    contents = Contents(sheet)
    stream = iter(archive(contents))
    assert next(stream)
    # Files that go meanwhile are missed only when their turn comes.
    for document in contents.files.values():
        (store / str(document.file.name)).unlink()
    with pytest.raises(FileNotFoundError):
        list(stream)


@pytest.mark.parametrize("documents", [1, 6])
def test_queries_do_not_grow_with_the_documents(
    sheet: Assessment, officer: User, documents: int, django_assert_num_queries: Any
) -> None:
    for number in range(documents):
        add(sheet, officer, "1.1", f"Tệp {number}")
    with django_assert_num_queries(1):
        index_of(Contents(sheet))


def get(user: User, url: str) -> Any:
    client = Client()
    client.force_login(user)
    response: Any = client.get(url)
    if response.streaming:
        response.body = b"".join(response.streaming_content)
        for close in response._resource_closers:
            close()
    return response


def test_it_is_sent_with_its_length_and_name(sheet: Assessment, officer: User) -> None:
    add(sheet, officer, "1.1", "Kế hoạch")
    for url in (
        reverse("evidence_zip", args=[sheet.pk]),
        reverse("leaf_evidence_zip", args=[score_of(sheet, "1.1").pk]),
    ):
        response = get(officer, url)
        assert int(response["Content-Length"]) == len(response.body)
        assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''T%C3%A0i")
        assert zipfile.ZipFile(io.BytesIO(response.body)).testzip() is None


def test_a_large_one_is_prepared_in_the_background(
    sheet: Assessment, officer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archives, "STREAM_LIMIT", 10)
    add(sheet, officer, "1.1", "Kế hoạch")
    url = reverse("evidence_zip", args=[sheet.pk])
    assert "Chuẩn bị tệp nén" in get(officer, url).content.decode()
    client = Client()
    client.force_login(officer)
    with TestCase.captureOnCommitCallbacks(execute=True):
        response: Any = client.post(url)
    job = Job.objects.get()
    assert response["Location"] == reverse("job", args=[job.pk])
    assert (job.state, job.owner) == ("done", officer)
    with job.file.open() as file, zipfile.ZipFile(file) as book:
        assert book.namelist()[1:] == ["1 Lĩnh vực 1/1.1 Lựa chọn/Kế hoạch.pdf"]


def prepared(sheet: Assessment, by: User) -> Job:
    with TestCase.captureOnCommitCallbacks(execute=True):
        job = start_evidence_archive(actor=page(by), assessment_id=sheet.pk)
    job.refresh_from_db()
    assert job.state == "done"
    return job


def files_of_jobs(store: Path) -> int:
    return sum(path.is_file() for path in store.rglob("jobs/*"))


def test_one_that_holds_the_same_is_shared_by_everybody(
    sheet: Assessment, officer: User, store: Path
) -> None:
    link = add(sheet, officer, "1.1", "Kế hoạch").links.get()
    colleague = make_person(Role.OFFICER, unit=sheet.unit)
    first, again, other = (prepared(sheet, by) for by in (officer, officer, colleague))
    assert {first.file.name, again.file.name, other.file.name} == {first.file.name}
    assert files_of_jobs(store) == 1

    describe_evidence(actor=page(officer), link_id=link.pk, title="Kế hoạch CCHC")
    renamed = prepared(sheet, officer)
    withdraw_evidence(actor=page(officer), link_id=link.pk)
    withdrawn = prepared(sheet, officer)
    add(sheet, officer, "1.1", "Báo cáo", "khác")
    added = prepared(sheet, officer)
    assert len({job.file.name for job in (first, renamed, withdrawn, added)}) == 4
    with withdrawn.file.open() as file, zipfile.ZipFile(file) as book:
        assert book.namelist() == [INDEX]


def test_one_whose_file_is_lost_or_whose_time_is_over_is_made_anew(
    sheet: Assessment, officer: User, store: Path
) -> None:
    add(sheet, officer, "1.1", "Kế hoạch")
    first = prepared(sheet, officer)
    (store / str(first.file.name)).write_bytes(b"PK")
    second = prepared(sheet, officer)
    assert second.file.name != first.file.name
    Job.objects.update(expires_at=timezone.now())
    assert prepared(sheet, officer).file.name != second.file.name


def test_who_may_no_longer_read_the_sheet_loses_the_file_too(submitted: Assessment) -> None:
    reviewer = make_person(Role.REVIEWER, at="BNV")
    job = prepared(submitted, reviewer)
    assert get(reviewer, reverse("job_file", args=[job.pk])).status_code == 200
    reviewer.memberships.all().delete()
    for name in ("job", "job_file"):
        assert get(reviewer, reverse(name, args=[job.pk])).status_code == 403


def test_who_may_not_read_the_sheet_starts_none(sheet: Assessment) -> None:
    stranger = make_person(Role.OFFICER, unit=make_unit())
    with pytest.raises(NotAllowed, match="đơn vị khác"):
        start_evidence_archive(actor=page(stranger), assessment_id=sheet.pk)
    assert not Job.objects.exists()


def test_who_may_no_longer_read_it_gets_nothing(submitted: Assessment) -> None:
    reviewer = make_person(Role.REVIEWER, at="BNV")
    with TestCase.captureOnCommitCallbacks() as callbacks:
        job = start_evidence_archive(actor=page(reviewer), assessment_id=submitted.pk)
    Assessment.objects.filter(pk=submitted.pk).update(status=Status.DRAFTING)
    for callback in callbacks:
        callback()
    job.refresh_from_db()
    assert (job.state, job.file.name) == ("failed", "")


RESERVED = {"CON", "PRN", "AUX", "NUL", *(f"{d}{n}" for d in ("COM", "LPT") for n in range(1, 10))}
names = st.one_of(
    st.text(max_size=200),
    st.tuples(st.sampled_from(sorted(RESERVED)), st.text(" .:aé", max_size=4)).map("".join),
)


@given(names, st.sampled_from(["", ".pdf", ".docx"]))
def test_any_text_makes_a_name_for_windows(text: str, suffix: str) -> None:
    name = safe(text, 40, suffix)
    assert 0 < len(name) <= 41  # a device's name gets one more character
    assert not set(name) & set('<>:"/\\|?*')
    assert name.isprintable()
    assert not name.endswith((" ", "."))
    assert name.endswith(suffix)
    assert name.partition(".")[0].rstrip(" ").upper() not in RESERVED


def test_a_long_name_ends_with_a_whole_word() -> None:
    title = "1.3.1 Tỷ lệ cơ quan, đơn vị được kiểm tra trong năm"
    assert safe(title, 40) == "1.3.1 Tỷ lệ cơ quan, đơn vị được kiểm"
    assert safe(title, 41) == "1.3.1 Tỷ lệ cơ quan, đơn vị được kiểm tra"
    assert safe(title, 41, ".pdf") == "1.3.1 Tỷ lệ cơ quan, đơn vị được kiểm.pdf"
    assert safe("1 " + "x" * 50, 40) == "1 " + "x" * 38


@given(st.lists(st.sampled_from(["a", "A", "a (2)", "b"]), max_size=12))
def test_no_two_names_are_the_same_on_windows(stems: list[str]) -> None:
    taken = Names()
    given_names = [taken.free(stem, ".pdf").lower() for stem in stems]
    assert len(set(given_names)) == len(given_names)
