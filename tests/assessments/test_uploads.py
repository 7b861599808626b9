"""Which files may come in: the type by content, the size, the name."""

import hashlib
import io
import random
import re
import time
import unicodedata

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from assessments.sheets.evidence.uploads import SIZE_LIMIT, check_upload, download_name, stem
from criteria.common.files import archives
from criteria.common.files.file_kinds import PNG, XLSX, kind_of
from criteria.common.files.names import clean_name
from criteria.common.text import Refused, Text
from tests.assessments import samples

DOCX_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def refusal(content: bytes) -> str:
    with pytest.raises(Refused) as caught:
        kind_of(io.BytesIO(content))
    (cause,) = caught.value.causes
    assert cause.en
    return cause.vi


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (samples.pdf(), "PDF"),
        (samples.png(), "PNG"),
        (samples.png(animated=True), "PNG"),
        (samples.JPEG, "JPEG"),
        (samples.office(samples.MAIN_PARTS["docx"]), "DOCX"),
        (samples.office(samples.MAIN_PARTS["xlsx"]), "XLSX"),
        (samples.office(samples.MAIN_PARTS["pptx"]), "PPTX"),
        (samples.xlsx([["a"]]), "XLSX"),
        (samples.ole("WordDocument"), "DOC"),
        (samples.ole("Workbook"), "XLS"),
        (samples.ole("Book"), "XLS"),
        (samples.ole("PowerPoint Document"), "PPT"),
        (samples.ole("WordDocument", inside="Workbook"), "DOC"),
        (samples.ole("Workbook", inside="WordDocument"), "XLS"),
        (samples.odf("text"), "ODT"),
        (samples.odf("spreadsheet"), "ODS"),
        (samples.odf("presentation"), "ODP"),
    ],
)
def test_type_goes_by_content(content: bytes, name: str) -> None:
    assert kind_of(io.BytesIO(content)).name == name


def test_upload_is_measured_and_hashed() -> None:
    content = samples.pdf()
    checked = check_upload(samples.upload("Kế hoạch.pdf", content))
    assert checked.name == "Kế hoạch.pdf"
    assert checked.kind.content_type == "application/pdf"
    assert checked.size == len(content)
    assert checked.sha256 == hashlib.sha256(content).hexdigest()


def test_program_named_pdf_is_refused_by_name_of_what_it_is() -> None:
    with pytest.raises(Refused, match="chương trình Windows") as caught:
        check_upload(samples.upload("báo cáo.pdf", samples.EXE))
    assert "PDF, DOCX, XLSX" in caught.value.causes[0].vi


def test_empty_file_is_refused() -> None:
    with pytest.raises(Refused, match="Tệp rỗng"):
        check_upload(SimpleUploadedFile("a.pdf", b""))


def test_51_mb_are_refused_unread() -> None:
    upload = SimpleUploadedFile("a.pdf", samples.pdf())
    upload.size = 51 * 1024 * 1024
    with pytest.raises(Refused, match=r"53\.477\.376 byte, tối đa 52\.428\.800 byte"):
        check_upload(upload)


def test_size_that_was_understated_is_found() -> None:
    class Endless(SimpleUploadedFile):
        def chunks(self, chunk_size: int | None = None):  # type: ignore[no-untyped-def]
            chunk = b"%PDF-1.4" + bytes(1024 * 1024 - 8)
            while True:
                yield chunk

    with pytest.raises(Refused, match="tối đa"):
        check_upload(Endless("a.pdf", b"%PDF-1.4"))


def test_exactly_50_mb_is_not_too_big() -> None:
    upload = SimpleUploadedFile("a.pdf", samples.pdf())
    upload.size = SIZE_LIMIT
    assert check_upload(upload).kind.name == "PDF"


def test_html_is_refused_as_text() -> None:
    assert "văn bản thuần" in refusal(b"<html><script>alert(1)</script></html>")


def test_unknown_bytes_are_refused() -> None:
    assert "không nhận ra" in refusal(b"\x00\x01\x02\x03" * 10)


def test_gif_is_named() -> None:
    assert "tệp GIF" in refusal(b"GIF89a" + bytes(20))


def test_plain_zip_is_refused() -> None:
    assert "tệp nén ZIP" in refusal(samples.zipped({"a.txt": b"a"}))


def test_zip_bomb_is_refused() -> None:
    content = samples.bomb()
    assert len(content) < 100_000
    assert "bom nén" in refusal(content)


def test_zip_of_too_many_entries_is_refused() -> None:
    members = {f"{number}.xml": b"" for number in range(archives.ENTRY_LIMIT + 1)}
    assert "bom nén" in refusal(samples.zipped(members))


def test_zip_with_one_name_twice_is_refused() -> None:
    content = samples.office(samples.MAIN_PARTS["docx"], {"other.xml": b"<b/>"})
    assert "bị hỏng" in refusal(content.replace(b"other.xml", b"main.xml\x00"[:9]))


def test_zip_with_a_password_is_refused() -> None:
    content = bytearray(samples.odf("text"))
    for mark, offset in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        content[content.index(mark) + offset] |= 1
    assert "mật khẩu" in refusal(bytes(content))


def test_office_file_with_a_password_is_refused() -> None:
    assert "mật khẩu" in refusal(samples.ole("EncryptedPackage"))


@pytest.mark.parametrize(
    "content",
    [
        samples.office(samples.MAIN_PARTS["docx"], {"word/vbaProject.bin": b"x"}),
        samples.office("application/vnd.ms-word.document.macroEnabled.main+xml"),
        samples.ole("WordDocument", inside="x").replace(
            "Inside".encode("utf-16-le"), "Macros".encode("utf-16-le")
        ),
        samples.zipped(
            {"mimetype": b"application/vnd.oasis.opendocument.text", "Basic/a.xml": b"<a/>"}
        ),
    ],
)
def test_macros_are_refused(content: bytes) -> None:
    assert refusal(content).endswith("không kèm macro hoặc xuất sang PDF.")


@pytest.mark.parametrize(
    "content", [samples.EXE, b"a;b", samples.pdf(), samples.zipped({"a": b"b"})]
)
def test_a_refusal_names_what_its_caller_takes(content: bytes) -> None:
    with pytest.raises(Refused, match=r"Chỉ nhận: XLSX, PNG\.$"):
        kind_of(io.BytesIO(content), (XLSX, PNG))
    with pytest.raises(Refused, match=r"^Hãy đổi tệp\.$"):
        kind_of(io.BytesIO(content), (XLSX,), otherwise=Text("Hãy đổi tệp.", "Change it."))


def test_entity_bomb_in_an_office_file_is_refused() -> None:
    laughs = b'<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;">]><a>&c;</a>'
    assert "bị hỏng" in refusal(samples.zipped({"[Content_Types].xml": laughs}))


@pytest.mark.parametrize(
    "inside",
    [b"<Override/>" * 2_000_000, b"<a>" * 200_000 + b"</a>" * 200_000, b"<a>" * 20_000],
    ids=["many", "nested", "open"],
)
def test_an_office_file_whose_list_of_parts_would_take_long_is_refused_at_once(
    inside: bytes,
) -> None:
    """As DOCX, PPTX and XLSX alike: this part is read of every one of them."""
    content = samples.zipped({"[Content_Types].xml": b"<Types>" + inside + b"</Types>"})
    assert len(content) < 300_000
    start = time.process_time()
    assert re.search("bị hỏng|bom nén", refusal(content))
    assert time.process_time() - start < 1


def test_cut_off_office_file_is_refused() -> None:
    assert "bị hỏng" in refusal(samples.xlsx([["a"]])[:-40])


@pytest.mark.parametrize("whole", [samples.ole("WordDocument"), samples.xlsx([["a"]])])
def test_damaged_files_are_refused_never_an_error(whole: bytes) -> None:
    dice = random.Random(7)
    refusals = 0
    for _ in range(300):
        damaged = bytearray(whole)
        for _ in range(dice.randint(1, 30)):
            damaged[dice.randrange(8, len(damaged))] = dice.randrange(256)
        try:
            kind_of(io.BytesIO(bytes(damaged)))
        except Refused:
            refusals += 1
    assert refusals > 30


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("Quyết định số 876 – phê duyệt.pdf", "Quyết định số 876 – phê duyệt.pdf"),
        (unicodedata.normalize("NFD", "Đề án tiếng Việt.pdf"), "Đề án tiếng Việt.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\a\\Báo cáo.docx", "Báo cáo.docx"),
        ("thu\u202efdp.exe", "thufdp.exe"),
        ("a\x00b\r\nSet-Cookie: x.pdf", "ab Set-Cookie: x.pdf"),
        ("..", "tài liệu"),
        ("", "tài liệu"),
        (".pdf", "tài liệu.pdf"),
        ("báo cáo/", "tài liệu"),
    ],
)
def test_names_are_made_safe(given: str, kept: str) -> None:
    assert clean_name(given) == kept


def test_long_names_keep_their_suffix() -> None:
    name = clean_name("ế" * 300 + ".pdf")
    assert len(name) == 255
    assert name.endswith("ế.pdf")


@pytest.mark.parametrize(
    ("name", "sent"),
    [
        ("a.docx", "a.docx"),
        ("a.DOCX", "a.DOCX"),
        ("a.exe", "a.exe.docx"),
        ("Quyết định 876.2022", "Quyết định 876.2022.docx"),
    ],
)
def test_suffix_sent_is_that_of_the_content(name: str, sent: str) -> None:
    assert download_name(name, DOCX_TYPE) == sent


def test_stem_keeps_what_is_no_suffix() -> None:
    assert stem("Báo cáo.PDF") == "Báo cáo"
    assert stem("Quyết định 876.2022") == "Quyết định 876.2022"
