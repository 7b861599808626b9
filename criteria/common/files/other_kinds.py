"""What a file is that nobody can take in, in people's words, with what to do instead."""

import re
from dataclasses import dataclass

import filetype

from criteria.common.text import Text


@dataclass(frozen=True, slots=True)
class OtherKind:
    """A type of file that is not taken: its name, and the way out where there is one."""

    name: Text
    advice: Text | None = None

    @property
    def sentence(self) -> Text:
        """The name with the advice, to stand after "The content is"."""
        if self.advice is None:
            return self.name
        return Text(
            vi=f"{self.name.vi}: {self.advice.vi}",
            en=f"{self.name.en}: {self.advice.en}",
        )


_UNPACK = Text(
    vi="hãy giải nén rồi tải từng tài liệu bên trong lên",
    en="unpack it and upload the documents inside one by one",
)
_PICTURE = Text(
    vi="hãy lưu ảnh dưới dạng JPEG, hoặc ghép các ảnh thành một tệp PDF",
    en="save the picture as JPEG, or put the pictures together into one PDF",
)
_HEIC = Text(
    vi="hãy gửi ảnh qua thư viện ảnh của điện thoại (ảnh thành JPEG), đặt iPhone ở Cài đặt › Camera › "
    "Định dạng › Tương thích nhất, hoặc quét thành PDF bằng ứng dụng Ghi chú",
    en="choose the photograph from the telephone's photo library (it becomes a JPEG), set the iPhone to "
    "Settings › Camera › Formats › Most Compatible, or scan to PDF with the Notes app",
)
_MAIL = Text(
    vi="hãy lưu tệp đính kèm ra rồi tải lên, hoặc in thư thành PDF",
    en="save its attachments and upload those, or print the message to PDF",
)
_SIGNED = Text(
    vi="hãy mở bằng phần mềm ký số, lưu tài liệu bên trong (tốt nhất là PDF đã ký) rồi tải lên",
    en="open it in the signing program, save the document inside (best as a signed PDF) and upload that",
)
_OFFICE = Text(
    vi="hãy mở bằng Word hoặc Excel, chọn Lưu thành (Save As) DOCX, XLSX hoặc PDF; chỉ đổi đuôi tệp thì không đủ",
    en="open it in Word or Excel and choose Save As DOCX, XLSX or PDF; another suffix alone is not enough",
)
_RECORDING = Text(
    vi="hãy để tệp ở nơi lưu trữ của cơ quan và nhập đường dẫn thay cho tệp",
    en="leave the file where your office keeps such files and enter a link in its place",
)
_FROM_ITS_PROGRAM = Text(
    vi="hãy xuất sang PDF từ phần mềm đã tạo ra tệp",
    en="export it to PDF from the program that made it",
)

ZIP = OtherKind(Text(vi="tệp nén ZIP", en="a ZIP archive"), _UNPACK)
MESSAGE = OtherKind(Text(vi="thư điện tử (MSG)", en="an e-mail (MSG)"), _MAIL)
XLSB = OtherKind(
    Text(vi="bảng tính nhị phân (XLSB)", en="a binary workbook (XLSB)"),
    Text(
        vi="hãy mở bằng Excel và lưu lại với kiểu “Excel Workbook (*.xlsx)”",
        en="open it in Excel and save it as the type “Excel Workbook (*.xlsx)”",
    ),
)
APPLE = OtherKind(
    Text(vi="tệp Pages, Numbers hoặc Keynote", en="a Pages, Numbers or Keynote file"),
    _FROM_ITS_PROGRAM,
)
OLE = OtherKind(Text(vi="tệp OLE2 khác", en="another OLE2 file"), _FROM_ITS_PROGRAM)
OOXML = OtherKind(
    Text(vi="tệp Office Open XML khác", en="another Office Open XML file"), _FROM_ITS_PROGRAM
)
TEMPLATE = OtherKind(
    Text(
        vi="tệp mẫu hoặc tệp trình chiếu của Office (DOTX, XLTX, POTX, PPSX)",
        en="an Office template or slide show (DOTX, XLTX, POTX, PPSX)",
    ),
    Text(
        vi="hãy mở tệp và lưu lại thành DOCX, XLSX, PPTX hoặc PDF",
        en="open it and save it as DOCX, XLSX, PPTX or PDF",
    ),
)
_EMPTY = OtherKind(Text(vi="tệp rỗng", en="an empty file"))
_PROGRAM = OtherKind(Text(vi="chương trình Windows (EXE)", en="a Windows program (EXE)"))
_PLAIN = OtherKind(Text(vi="văn bản thuần (TXT, CSV…)", en="plain text (TXT, CSV…)"), _OFFICE)
_UNKNOWN = OtherKind(Text(vi="loại tệp không nhận ra được", en="a file of an unknown type"))
_SIGNATURE = OtherKind(
    Text(vi="tệp chứa chữ ký số (P7M, P7S)", en="a signed container (P7M, P7S)"), _SIGNED
)

_ADVICE = {
    **dict.fromkeys(
        ("rar", "7z", "gz", "tar", "bz2", "xz", "cab", "Z", "lzo", "lz", "lz4", "zst", "br"),
        _UNPACK,
    ),
    **dict.fromkeys(("webp", "tif", "gif", "bmp", "jxr", "psd", "ico", "avif", "cr2"), _PICTURE),
    **dict.fromkeys(
        ("mp4", "m4v", "mkv", "mov", "avi", "wmv", "mpg", "webm", "flv", "3gp"), _RECORDING
    ),
    **dict.fromkeys(("aac", "midi", "mp3", "m4a", "ogg", "flac", "wav", "amr", "aiff"), _RECORDING),
    **dict.fromkeys(("dwg", "ps", "epub", "xcf"), _FROM_ITS_PROGRAM),
    "heic": _HEIC,
    "rtf": _OFFICE,
}
"""The way out by the suffix that ``filetype`` gives."""

_SIGNED_DATA = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07"
"""The identifier of PKCS #7, which stands at the beginning of every such container."""
_HEIF = re.compile(rb"....ftyp(heic|heix|heim|heis|hevc|hevx|mif1|msf1)", re.DOTALL)
_HEADERS = re.compile(
    rb"(?:from|to|subject|received|return-path|message-id|mime-version|date|delivered-to|x-[\w-]+|"
    rb"content-[\w-]+|dkim-signature|authentication-results):[^\r\n]*\r?\n(?:[ \t]|[\w-]+:)",
    re.IGNORECASE,
)
"""Two lines of a letter's head: one alone may begin any text."""
_SENT = re.compile(rb"^(?:received|message-id|to|delivered-to):", re.IGNORECASE | re.MULTILINE)
_TEXTS: tuple[tuple[re.Pattern[bytes], OtherKind], ...] = (
    (
        re.compile(
            rb"(?:<\?xml[^>]*>\s*)?(?:<\?mso-application|<(?:\w+:)?(?:Workbook|wordDocument)\b)"
        ),
        OtherKind(
            Text(
                vi="tệp XML của Word hoặc Excel 2003 (văn bản thuần)",
                en="an XML file of Word or Excel 2003 (plain text)",
            ),
            _OFFICE,
        ),
    ),
    (
        re.compile(
            rb"(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)?"
            rb"<(?:!doctype html|html|head|body|meta|table|div|script|style)\b",
            re.IGNORECASE | re.DOTALL,
        ),
        OtherKind(
            Text(vi="trang web HTML (văn bản thuần)", en="an HTML page (plain text)"), _OFFICE
        ),
    ),
    (
        re.compile(rb"<\?xml\b|<svg\b"),
        OtherKind(
            Text(vi="tệp XML (văn bản thuần)", en="an XML file (plain text)"), _FROM_ITS_PROGRAM
        ),
    ),
    (re.compile(rb"-----BEGIN (?:PKCS7|CMS|SMIME)"), _SIGNATURE),
)
_ARCHIVED_PAGE = OtherKind(
    Text(vi="trang web lưu trữ (MHT)", en="an archived web page (MHT)"), _OFFICE
)
_LETTER = OtherKind(Text(vi="thư điện tử (EML)", en="an e-mail (EML)"), _MAIL)


def other_kind(head: bytes) -> OtherKind:
    """Returns what a file is that begins with ``head``, once no type that is taken fits."""
    if not head:
        return _EMPTY
    if _HEIF.match(head):
        return OtherKind(Text(vi="ảnh HEIC", en="a HEIC photograph"), _HEIC)
    if _SIGNED_DATA in head[:64]:
        return _SIGNATURE
    guess = filetype.guess(head)
    if guess and guess.extension == "exe":
        return _PROGRAM
    if guess:
        name = guess.extension.upper()
        return OtherKind(
            Text(vi=f"tệp {name}", en=f"a file of type {name}"), _ADVICE.get(guess.extension)
        )
    return _text_kind(head) or (_UNKNOWN if b"\x00" in head else _PLAIN)


def _text_kind(head: bytes) -> OtherKind | None:
    """Returns the kind of a text that says what it is, whatever name it was given; ``None`` for any other."""
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        start = head[2:].replace(b"\x00", b"").lstrip()
    for mark, kind in _TEXTS:
        if mark.match(start):
            return kind
    if b"\x00" not in start and _HEADERS.match(start):
        lower = start.lower()
        if b"pkcs7-mime" in lower or b"multipart/signed" in lower:
            return _SIGNATURE
        # Word and browsers write pages as letters of many parts, which nobody has sent.
        is_page = b"multipart/related" in lower and not _SENT.search(start)
        return _ARCHIVED_PAGE if is_page else _LETTER
    return None


def text_that_is_no_table(head: bytes) -> OtherKind | None:
    """Returns what a file is that looks like plain text and is no table: a page, a letter, RTF; otherwise ``None``."""
    guess = filetype.guess(head)
    if guess and guess.extension == "rtf":
        return other_kind(head)
    return _text_kind(head)
