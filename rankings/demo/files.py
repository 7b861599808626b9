"""Evidence that opens: a PDF of one page and a PNG, made of nothing but bytes."""

import struct
import textwrap
import zlib
from collections.abc import Sequence
from random import Random

from criteria.common.text import fold

WIDTH, HEIGHT = 480, 280
PALETTE = bytes((255, 255, 255, 31, 78, 121, 200, 210, 220))
"""The palette: white, blue, grey."""


def pdf(lines: Sequence[str]) -> bytes:
    """Returns one A4 page. Base fonts hold no Vietnamese letters, so the text is written without accents."""
    wrapped = [part for line in lines for part in textwrap.wrap(line, 62) or [""]]
    shown = "\n".join(f"({_plain(line)}) Tj T*" for line in wrapped)
    text = f"BT /F1 12 Tf 20 TL 60 770 Td\n{shown}\nET".encode("ascii")
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        page + b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(text), text),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    )
    body, offsets = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        offsets.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return body + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\n"
        b"startxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table, len(objects) + 1, len(body))
    )


def _plain(line: str) -> str:
    ascii_only = fold(line).upper().encode("ascii", "ignore").decode()
    return "".join(char for char in ascii_only if char not in "\\()")


def png(rng: Random) -> bytes:
    """Returns a chart of six bars."""
    bars = [rng.randrange(60, HEIGHT - 20) for _ in range(6)]
    wide = WIDTH // len(bars)
    floor = HEIGHT - 10
    rows = bytearray()
    for y in range(HEIGHT):
        rows.append(0)  # no filter
        ground = b"\2" if y == floor else b"\0"
        for bar in bars:
            blue = b"\1" if floor - bar < y < floor else ground
            rows += ground * 16 + blue * 49 + ground * (wide - 65)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        (
            _chunk(b"IHDR", struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 3, 0, 0, 0)),
            _chunk(b"PLTE", PALETTE),
            _chunk(b"IDAT", zlib.compress(bytes(rows), 9)),
            _chunk(b"IEND", b""),
        )
    )


def _chunk(kind: bytes, content: bytes) -> bytes:
    return (
        struct.pack(">I", len(content))
        + kind
        + content
        + struct.pack(">I", zlib.crc32(kind + content))
    )
