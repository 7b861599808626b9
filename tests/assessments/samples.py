"""Small real files of every type that evidence may have, and some that it may not."""

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping, Sequence

from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.test import RequestFactory
from openpyxl import Workbook

EXE = b"MZ\x90\x00\x03\x00\x00\x00" + b"\x00" * 200
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00" + b"\x00" * 40
MAIL = b"Received: from mx by x\r\nFrom: a@x.vn\r\nTo: b@x.vn\r\nSubject: CCHC\r\n\r\nKinh gui"
MHT = b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x\r\n<html>"
SHEET_XML = (
    b'<?xml version="1.0"?>\n<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">'
)
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_MAIN = "application/vnd.openxmlformats-officedocument.{}.main+xml"
MAIN_PARTS = {
    "docx": _MAIN.format("wordprocessingml.document"),
    "xlsx": _MAIN.format("spreadsheetml.sheet"),
    "pptx": _MAIN.format("presentationml.presentation"),
}


def pdf(text: str = "PAR Index") -> bytes:
    """A page that a viewer shows."""
    drawn = f"BT /F1 40 Tf 20 90 Td ({text}) Tj ET".encode()
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]/Contents 4 0 R/Resources 6 0 R>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(drawn), drawn),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        b"<</Font<</F1 5 0 R>>>>",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(out)
    out += b"xref\n0 7\n0000000000 65535 f \n" + table
    return out + b"trailer<</Size 7/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % start


def endless_pdf(rows: int = 8_000_000) -> bytes:
    """A small PDF that bears a signature's mark, and over whose table of objects a slow reader thinks for minutes."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]>>",
    ]
    out, places = b"%PDF-1.5\n% /ByteRange\n", [0]
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    kinds = [0, 1, 1, 1]
    table = b"".join(
        b"\0" + struct.pack(">BIB", kind, place, 0)
        for kind, place in zip(kinds, places, strict=True)
    )
    table += b"\0" * 7 + (b"\2" + b"\0" * 6) * rows
    packed = zlib.compress(table, 9)
    head = b"/Type/XRef/Size %d/W[1 4 1]/Root 1 0 R/Filter/FlateDecode" % (rows + 5)
    head += b"/DecodeParms<</Predictor 12/Columns 6>>/Length %d" % len(packed)
    xref = b"4 0 obj\n<<%s>>stream\n%s\nendstream\nendobj\n" % (head, packed)
    return out + xref + b"startxref\n%d\n%%%%EOF\n" % len(out)


def png(*, animated: bool = False) -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        )

    return b"".join(
        [
            b"\x89PNG\r\n\x1a\n",
            chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)),
            chunk(b"acTL", struct.pack(">II", 1, 0)) if animated else b"",
            chunk(b"IDAT", zlib.compress(b"\x00\xff\x00\x00")),
            chunk(b"IEND", b""),
        ]
    )


def zipped(members: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def office(content_type: str, extra: Mapping[str, bytes] | None = None) -> bytes:
    """An Office Open XML file whose main part is of ``content_type``."""
    types = (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        f'<Override PartName="/main.xml" ContentType="{content_type}"/></Types>'
    )
    return zipped({"[Content_Types].xml": types.encode(), "main.xml": b"<a/>", **(extra or {})})


def odf(kind: str) -> bytes:
    return zipped(
        {
            "mimetype": f"application/vnd.oasis.opendocument.{kind}".encode(),
            "content.xml": b"<a/>",
        }
    )


def ole(top: str, inside: str = "", content: bytes = b"") -> bytes:
    """An OLE2 file with a stream ``top`` and, in a storage beside it, a stream ``inside``; ``top`` may have content."""
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, _END, 0, _END, 0)
    header += struct.pack("<109I", 0, *[_FREE] * 108)
    # Eight sectors: a shorter stream would lie elsewhere.
    sectors = [3, 4, 5, 6, 7, 8, 9, _END] if content else [_FREE] * 8
    fat = struct.pack("<128I", _FAT, _END, *sectors, *[_FREE] * 118)

    def entry(
        name: str, kind: int, right: int = _FREE, child: int = _FREE, *, start: int = _END
    ) -> bytes:
        text = (name + "\x00").encode("utf-16-le")
        return (
            text.ljust(64, b"\x00")
            + struct.pack("<HBBIII", len(text), kind, 1, _FREE, right, child)
            + bytes(36)
            + struct.pack("<IQ", start, 0 if start == _END else 4096)
        )

    directory = entry("Root Entry", 5, child=1)
    if inside:
        directory += entry(top, 2, right=2) + entry("Inside", 1, child=3) + entry(inside, 2)
    else:
        directory += entry(top, 2, start=2 if content else _END) + bytes(256)
    return header + fat + directory + content.ljust(4096 if content else 512, b"\x00")


def bomb() -> bytes:
    """An XLSX of a few kilobytes that unpacks to 12 MB."""
    return office(MAIN_PARTS["xlsx"], {"xl/worksheets/sheet1.xml": b"0" * 12 * 1024 * 1024})


def xlsx(rows: Sequence[Sequence[object]], *, formats: Mapping[str, str] | None = None) -> bytes:
    """A workbook of one sheet; ``formats`` gives number formats to cells by their coordinates."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    for place, number_format in (formats or {}).items():
        sheet[place].number_format = number_format
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def upload(name: str, content: bytes) -> UploadedFile:
    """A file as it arrives in a form, through Django's own parser."""
    request = RequestFactory().post("/", {"file": SimpleUploadedFile(name, content)})
    file = request.FILES["file"]
    assert isinstance(file, UploadedFile)
    return file
