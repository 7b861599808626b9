"""The types of file that evidence may have, recognised by their content."""

import struct
import zipfile
import zlib
from dataclasses import dataclass
from typing import IO
from xml.etree.ElementTree import ParseError

import filetype
import olefile
from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from criteria.common.files import other_kinds, pdf
from criteria.common.files.archives import DAMAGED, ENCRYPTED, open_zip
from criteria.common.files.other_kinds import OtherKind, other_kind
from criteria.common.text import Refused, Text


@dataclass(frozen=True, slots=True)
class Kind:
    """One type: its short name, its media type, and its suffixes (the usual one first)."""

    name: str
    content_type: str
    suffixes: tuple[str, ...]
    previewable: bool = False


_OOXML = "application/vnd.openxmlformats-officedocument."
_ODF = "application/vnd.oasis.opendocument."

PDF = Kind("PDF", "application/pdf", (".pdf",), previewable=True)
PNG = Kind("PNG", "image/png", (".png",), previewable=True)
JPEG = Kind("JPEG", "image/jpeg", (".jpg", ".jpeg", ".jpe", ".jfif"), previewable=True)
DOCX = Kind("DOCX", f"{_OOXML}wordprocessingml.document", (".docx",))
XLSX = Kind("XLSX", f"{_OOXML}spreadsheetml.sheet", (".xlsx",))
PPTX = Kind("PPTX", f"{_OOXML}presentationml.presentation", (".pptx",))
DOC = Kind("DOC", "application/msword", (".doc",))
XLS = Kind("XLS", "application/vnd.ms-excel", (".xls",))
PPT = Kind("PPT", "application/vnd.ms-powerpoint", (".ppt",))
ODT = Kind("ODT", f"{_ODF}text", (".odt",))
ODS = Kind("ODS", f"{_ODF}spreadsheet", (".ods",))
ODP = Kind("ODP", f"{_ODF}presentation", (".odp",))

KINDS = (PDF, DOCX, XLSX, PPTX, DOC, XLS, PPT, ODT, ODS, ODP, PNG, JPEG)
BY_CONTENT_TYPE = {kind.content_type: kind for kind in KINDS}

_BY_SIGNATURE = {
    "application/pdf": PDF,
    "image/png": PNG,
    "image/apng": PNG,
    "image/jpeg": JPEG,
}
_MAIN_PARTS = {f"{kind.content_type}.main+xml": kind for kind in (DOCX, XLSX, PPTX)}
_MIMETYPES = {kind.content_type.encode(): kind for kind in (ODT, ODS, ODP)}
_OLE_STREAMS = (
    ("WordDocument", DOC),
    ("Workbook", XLS),
    ("Book", XLS),
    ("PowerPoint Document", PPT),
)
_OLE_MACROS = ("Macros", "_VBA_PROJECT_CUR")
_OLE_ENCRYPTED = ("EncryptedPackage", "EncryptedSummary")
_WORD_FLAGS, _WORD_ENCRYPTED = slice(10, 12), 0x0100
"""The place of the flags in the head of an old Word file, and the flag of a password."""
_XLSB_MAIN = "application/vnd.ms-excel.sheet.binary.macroEnabled.main"
_TEMPLATES = ("template.main+xml", "slideshow.main+xml")
_HEAD = 8192
_SMALL_MEMBER = 1024 * 1024
# The readers below raise these on damaged files, beside errors of their own.
_UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    OSError,
    EOFError,
    LookupError,
    NotImplementedError,
    RuntimeError,
    TypeError,
    ValueError,
)

MACROS = Text(
    vi="Tệp chứa macro nên bị từ chối. Hãy lưu lại không kèm macro.",
    en="The file holds macros and is refused. Save it without macros.",
)
MACROS_OR_PDF = Text(
    vi="Tệp chứa macro nên bị từ chối. Hãy lưu lại không kèm macro hoặc xuất sang PDF.",
    en="The file holds macros and is refused. Save it without macros or export it to PDF.",
)


class _Other(Exception):
    """The file is of a type that is not taken anywhere."""

    def __init__(self, kind: OtherKind) -> None:
        self.kind = kind


class _Macros(Exception):
    """An Office file that holds programs."""


def kind_of(
    stream: IO[bytes], allowed: tuple[Kind, ...] = KINDS, *, otherwise: Text | None = None
) -> Kind:
    """Returns the type of the file in ``stream``, one of those ``allowed``.

    Raises ``Refused`` for every other type: with ``otherwise``, or naming the type found and those
    allowed. Macros, damage, passwords and what can be saved as an allowed type have sentences of their own.
    """
    try:
        kind = _kind(stream)
        actual = Text(vi=f"tệp {kind.name}", en=f"a file of type {kind.name}")
    except _Other as other:
        kind, actual = None, other.kind.sentence
        if other.kind is other_kinds.XLSB and XLSX in allowed:
            raise Refused(_not_allowed(actual, allowed)) from other
    except _Macros as error:
        if allowed != (PDF,):
            raise Refused(MACROS_OR_PDF if PDF in allowed else MACROS) from error
        kind, actual = None, Text(vi="tệp Office có macro", en="an Office file with macros")
    if kind not in allowed:
        raise Refused(otherwise or _not_allowed(actual, allowed))
    if kind is PDF:
        pdf.demand_openable(stream)
    return kind


def _kind(stream: IO[bytes]) -> Kind:
    stream.seek(0)
    head = stream.read(_HEAD)
    if head.startswith(olefile.MAGIC):
        return _ole_kind(stream)
    if head.startswith(b"PK\x03\x04"):
        return _zip_kind(stream)
    # Office files were told apart above: ``filetype`` guesses them by their first bytes and is often wrong.
    guess = filetype.guess(head)
    kind = _BY_SIGNATURE.get(guess.mime) if guess else None
    if guess is None and pdf.has_pdf_header(head):
        kind = PDF
    if kind is None:
        raise _Other(other_kind(head))
    return kind


def _ole_kind(stream: IO[bytes]) -> Kind:
    """Returns the kind by the streams at the top of the file: a Word file may hold a workbook further down."""
    try:
        stream.seek(0)
        with olefile.OleFileIO(stream) as container:
            if any(container.exists(name) for name in _OLE_ENCRYPTED) or _has_word_password(
                container
            ):
                raise Refused(ENCRYPTED)
            if container.exists("__properties_version1.0"):
                raise _Other(other_kinds.MESSAGE)
            if any(container.exists(name) for name in _OLE_MACROS):
                raise _Macros
            for name, kind in _OLE_STREAMS:
                if container.exists(name):
                    return kind
    except _UNREADABLE as error:
        raise Refused(DAMAGED) from error
    raise _Other(other_kinds.OLE)


def _has_word_password(container: "olefile.OleFileIO[str]") -> bool:
    if not container.exists("WordDocument"):
        return False
    flags = container.openstream("WordDocument").read(12)[_WORD_FLAGS]
    return bool(int.from_bytes(flags, "little") & _WORD_ENCRYPTED)


def _zip_kind(stream: IO[bytes]) -> Kind:
    with open_zip(stream) as archive:
        names = {name.casefold() for name in archive.namelist()}
        has_macros = any(name.endswith("vbaproject.bin") for name in names) or any(
            name.startswith(("basic/", "scripts/")) for name in names
        )
        try:
            if "[content_types].xml" in names:
                return _ooxml_kind(archive, has_macros=has_macros)
            if has_macros:
                raise _Macros
            if "mimetype" in names:
                kind = _MIMETYPES.get(_member(archive, "mimetype").strip())
                if kind and _is_odf_encrypted(archive):
                    raise Refused(ENCRYPTED)
                if kind:
                    return kind
        except _UNREADABLE as error:
            raise Refused(DAMAGED) from error
    if any(name.endswith(".iwa") for name in names):
        raise _Other(other_kinds.APPLE)
    raise _Other(other_kinds.ZIP)


def _is_odf_encrypted(archive: zipfile.ZipFile) -> bool:
    """Returns whether an ODF file has a password: its members are encrypted one by one, not as a ZIP's are."""
    name = "META-INF/manifest.xml"
    return name in archive.namelist() and b"encryption-data" in _member(archive, name)


def _ooxml_kind(archive: zipfile.ZipFile, *, has_macros: bool) -> Kind:
    try:
        parts = fromstring(_member(archive, "[Content_Types].xml"))
    except (ParseError, DefusedXmlException, ValueError) as error:
        raise Refused(DAMAGED) from error
    types = {part.get("ContentType", "") for part in parts}
    # The type of a binary workbook says "macroEnabled" whether or not it has macros.
    if _XLSB_MAIN in types:
        raise _Other(other_kinds.XLSB)
    if has_macros or any("macroEnabled" in content_type for content_type in types):
        raise _Macros
    for content_type in types & _MAIN_PARTS.keys():
        return _MAIN_PARTS[content_type]
    if any(content_type.endswith(_TEMPLATES) for content_type in types):
        raise _Other(other_kinds.TEMPLATE)
    raise _Other(other_kinds.OOXML)


def _member(archive: zipfile.ZipFile, name: str) -> bytes:
    if archive.getinfo(name).file_size > _SMALL_MEMBER:
        raise Refused(DAMAGED)
    return archive.read(name)


def _not_allowed(actual: Text, allowed: tuple[Kind, ...]) -> Text:
    names = ", ".join(kind.name for kind in allowed)
    return Text(
        vi=f"Nội dung là {actual.vi}. Chỉ nhận: {names}.",
        en=f"The content is {actual.en}. Allowed are: {names}.",
    )
