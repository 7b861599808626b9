"""What cannot be taken as evidence is told by what it is, and what to do with it, whatever its name."""

import io

import pikepdf
import pytest

from criteria.common.files import pdf as pdf_files
from criteria.common.files.file_kinds import KINDS, PDF, XLSX, Kind, kind_of
from criteria.common.text import Refused, Text
from tests.assessments import samples


def cause(content: bytes, allowed: tuple[Kind, ...] = KINDS) -> Text:
    with pytest.raises(Refused) as caught:
        kind_of(io.BytesIO(content), allowed)
    (text,) = caught.value.causes
    assert text.vi.endswith(".")
    assert text.en.endswith(".")
    return text


def encrypted(revision: int, *, user: str) -> bytes:
    out = io.BytesIO()
    aes = revision >= 4
    locks = pikepdf.Encryption(user=user, owner="chu", R=revision, aes=aes, metadata=aes)  # type: ignore[arg-type]
    with pikepdf.open(io.BytesIO(samples.pdf())) as document:
        document.save(out, encryption=locks)
    return out.getvalue()


def web_ready() -> bytes:
    """A PDF arranged for the web: it has an end in its middle."""
    out = io.BytesIO()
    with pikepdf.new() as document:
        for _ in range(20):
            document.add_blank_page()
        document.save(out, linearize=True)
    return out.getvalue()


FORM = b'------WebKitFormBoundary7MA4\r\nContent-Disposition: form-data; name="f"\r\n\r\n'
WRONG_TABLE = samples.pdf().replace(b"00000 n", b"00001 n").replace(b"startxref\n", b"startxref\n9")


@pytest.mark.parametrize(
    "content",
    [
        samples.pdf(),
        b"\r\n" + samples.pdf(),
        b"\n" * 1000 + samples.pdf(),
        b"\xef\xbb\xbf" + samples.pdf(),
        FORM + samples.pdf(),
        b"\x00" * 20 + samples.pdf(),
        samples.pdf() + b"\r\n" * 1000,
        samples.pdf() + b"\x00" * 3000,
        b" \t\n" + samples.pdf(),
        b"HTTP/1.1 200 OK\r\nContent-Type: application/pdf\r\n\r\n" + samples.pdf(),
        b"@PJL ENTER LANGUAGE=PDF\r\n" + samples.pdf(),
        web_ready(),
        WRONG_TABLE,
        *(encrypted(revision, user="") for revision in (2, 3, 4, 6)),
    ],
    ids=[
        *("plain", "line break", "many breaks", "BOM", "form", "NULs before", "breaks after"),
        *(
            "NULs after",
            "spaces",
            "HTTP",
            "PJL",
            "web",
            "wrong table",
            "owner R2",
            "owner R3",
            "owner R4",
            "owner R6",
        ),
    ],
)
def test_a_pdf_that_viewers_open_is_taken(content: bytes) -> None:
    assert kind_of(io.BytesIO(content)) is PDF
    assert kind_of(io.BytesIO(content), (PDF,)) is PDF


@pytest.mark.parametrize("revision", [2, 3, 4, 6])
@pytest.mark.parametrize("allowed", [KINDS, (PDF,)], ids=["evidence", "signed report"])
def test_a_pdf_with_a_password_is_refused(revision: int, allowed: tuple[Kind, ...]) -> None:
    text = cause(encrypted(revision, user="mo"), allowed)
    assert text.vi == "Tệp được đặt mật khẩu. Hãy bỏ mật khẩu rồi tải lên lại."


def test_a_pdf_for_certain_recipients_is_refused() -> None:
    whole = encrypted(4, user="mo")
    assert b"/Filter /Standard" in whole
    text = cause(whole.replace(b"/Filter /Standard", b"/Filter /AdobePPK"))
    assert "mã hóa cho người nhận nhất định" in text.vi


@pytest.mark.parametrize(
    "content",
    [
        samples.pdf()[:60],
        b"%PDF-1.4\n",
        samples.pdf()[:-120],
        samples.pdf()[: samples.pdf().index(b"startxref")],
        web_ready()[: len(web_ready()) * 2 // 3],
        b"\r\n" + samples.pdf()[:400],
        # Signed once more, and cut off in what was added.
        samples.pdf() + b"8 0 obj\n<</Type/Sig/Contents<00",
    ],
    ids=["60 bytes", "header", "no table", "no end", "web", "break before", "second signature"],
)
@pytest.mark.parametrize("allowed", [KINDS, (PDF,)], ids=["evidence", "signed report"])
def test_a_pdf_that_is_cut_off_is_refused(content: bytes, allowed: tuple[Kind, ...]) -> None:
    text = cause(content, allowed)
    assert "bị cắt cụt" in text.vi
    assert "lấy lại tệp gốc" in text.vi
    assert "cut off" in text.en


@pytest.mark.parametrize(
    "content",
    [
        samples.pdf().replace(b"/Kids[3 0 R]/Count 1", b"/Kids[]/Count 0"),
        samples.pdf().replace(b"/Pages 2 0 R", b"/Pages 9 0 R"),
        b"%PDF-1.7\n" + b"\x07" * 500 + b"startxref\n12\n%%EOF\n",
    ],
    ids=["no pages", "no tree", "rubbish"],
)
def test_a_pdf_without_a_page_is_refused(content: bytes) -> None:
    assert "bị hỏng hoặc không có trang nào" in cause(content).vi


def test_a_pdf_that_would_unpack_without_end_is_refused_early() -> None:
    import zlib

    table = zlib.compress(bytes(100 * 1024 * 1024), 9)
    body = b"%PDF-1.5\n"
    head = b"1 0 obj\n<</Type/XRef/Size 2/W[1 2 1]/Root 2 0 R/Filter/FlateDecode/Length "
    body += (
        head + b"%d>>stream\n" % len(table) + table + b"\nendstream endobj\nstartxref\n9\n%%EOF\n"
    )
    assert len(body) < 200_000
    assert "bị hỏng" in cause(body).vi


def test_a_wrong_table_of_very_many_objects_is_not_made_anew(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pdf_files, "MOST_TO_RECOVER", 3)
    assert "bị hỏng" in cause(WRONG_TABLE).vi


SIGNED = b"\x30\x82\x05\x00\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02\xa0\x82\x04\xf1" + bytes(50)
HEIC = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(300)
WORD_XML = b'<?xml version="1.0"?>\r\n<?mso-application progid="Word.Document"?><w:wordDocument>'
WORD_WITH_PASSWORD = b"\xec\xa5\xc1\x00\x00\x00\x00\x00\x00\x00\x00\x01"
UNPACK = "hãy giải nén rồi tải từng tài liệu"


@pytest.mark.parametrize(
    ("content", "name", "advice"),
    [
        (HEIC, "ảnh HEIC", "Tương thích nhất"),
        (HEIC.replace(b"ftypheic", b"ftypmif1"), "ảnh HEIC", "Tương thích nhất"),
        (b"II*\x00\x08\x00\x00\x00" + bytes(50), "tệp TIF", "JPEG, hoặc ghép"),
        (b"MM\x00*\x00\x00\x00\x08" + bytes(50), "tệp TIF", "JPEG, hoặc ghép"),
        (b"RIFF\x24\x00\x00\x00WEBPVP8 " + bytes(50), "tệp WEBP", "JPEG, hoặc ghép"),
        (b"GIF89a" + bytes(20), "tệp GIF", "JPEG, hoặc ghép"),
        (b"BM" + bytes(60), "tệp BMP", "JPEG, hoặc ghép"),
        (b"Rar!\x1a\x07\x01\x00" + bytes(50), "tệp RAR", UNPACK),
        (b"7z\xbc\xaf\x27\x1c\x00\x04" + bytes(50), "tệp 7Z", UNPACK),
        (samples.zipped({"a.pdf": samples.pdf()}), "tệp nén ZIP", UNPACK),
        (b"\x1f\x8b\x08" + bytes(50), "tệp GZ", UNPACK),
        (bytes(257) + b"ustar" + bytes(300), "tệp TAR", UNPACK),
        (rb"{\rtf1\ansi Quyet dinh}", "tệp RTF", "Lưu thành"),
        (samples.MHT, "trang web lưu trữ (MHT)", "Lưu thành"),
        (b"<table><tr><td>Ma</td></tr></table>", "trang web HTML", "Lưu thành"),
        (b"\xef\xbb\xbf\r\n<!DOCTYPE html><html>", "trang web HTML", "Lưu thành"),
        ("<html xmlns:x='x'>".encode("utf-16"), "trang web HTML", "Lưu thành"),
        (WORD_XML, "tệp XML của Word hoặc Excel 2003", "Lưu thành"),
        (samples.SHEET_XML, "tệp XML của Word hoặc Excel 2003", "Lưu thành"),
        (b'<?xml version="1.0"?><HoSo/>', "tệp XML", "xuất sang PDF"),
        (SIGNED, "tệp chứa chữ ký số (P7M, P7S)", "phần mềm ký số"),
        (b"-----BEGIN PKCS7-----\nMIIF", "tệp chứa chữ ký số (P7M, P7S)", "phần mềm ký số"),
        (
            b"MIME-Version: 1.0\nContent-Type: application/pkcs7-mime; name=smime.p7m\n\nMIIF",
            "tệp chứa chữ ký số (P7M, P7S)",
            "phần mềm ký số",
        ),
        (samples.MAIL, "thư điện tử (EML)", "tệp đính kèm"),
        (b"Subject: x\nFrom: a@x.vn\n\n", "thư điện tử (EML)", "tệp đính kèm"),
        (samples.ole("__properties_version1.0"), "thư điện tử (MSG)", "tệp đính kèm"),
        (bytes(4) + b"ftypmp42" + bytes(50), "tệp MP4", "nhập đường dẫn"),
        (samples.zipped({"Index/Document.iwa": b"x"}), "tệp Pages", "xuất sang PDF"),
        (
            samples.office(samples.MAIN_PARTS["docx"].replace("document.main", "template.main")),
            "tệp mẫu",
            "lưu lại thành DOCX",
        ),
        (
            samples.office("application/vnd.ms-excel.sheet.binary.macroEnabled.main"),
            "bảng tính nhị phân (XLSB)",
            "“Excel Workbook (*.xlsx)”",
        ),
        ("Kính gửi: Bộ Nội vụ\n".encode(), "văn bản thuần", "Lưu thành"),
        (b"Date: 1/1\nMa;Ten\n", "văn bản thuần", "Lưu thành"),
    ],
)
def test_each_is_told_by_what_it_is_with_the_way_out(
    content: bytes, name: str, advice: str
) -> None:
    text = cause(content)
    assert text.vi.startswith(f"Nội dung là {name}")
    assert advice in text.vi
    assert "Chỉ nhận: PDF, DOCX" in text.vi
    assert text.en.startswith("The content is ")


@pytest.mark.parametrize(
    "content",
    [
        samples.ole("WordDocument", content=WORD_WITH_PASSWORD),
        samples.ole("EncryptedSummary"),
        samples.zipped(
            {
                "mimetype": b"application/vnd.oasis.opendocument.text",
                "META-INF/manifest.xml": b"<manifest:encryption-data/>",
            }
        ),
    ],
    ids=["doc", "ppt", "odt"],
)
def test_other_files_with_a_password_are_told_so(content: bytes) -> None:
    assert cause(content).vi.startswith("Tệp được đặt mật khẩu.")


def test_old_word_files_without_one_are_taken() -> None:
    whole = samples.ole("WordDocument", content=WORD_WITH_PASSWORD[:10] + b"\x00\x00")
    assert kind_of(io.BytesIO(whole)).name == "DOC"


def test_a_binary_workbook_is_named_where_only_pdf_is_taken() -> None:
    content = samples.office("application/vnd.ms-excel.sheet.binary.macroEnabled.main")
    assert "XLSB" in cause(content, (PDF,)).vi
    with pytest.raises(Refused, match="XLSB"):
        kind_of(io.BytesIO(content), (XLSX,), otherwise=Text("Hãy đổi tệp.", "Change it."))
