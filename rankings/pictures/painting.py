"""Paints a drawing as PNG, with the program's own fonts: the same marks as the SVG has."""

import functools
import io
from decimal import Decimal
from itertools import groupby
from pathlib import Path

from django.conf import settings
from PIL import Image, ImageDraw, ImageFont

from criteria.common.drawing import (
    BoxMark,
    DiamondMark,
    DotMark,
    Drawing,
    Ink,
    LineMark,
    Mark,
    Number,
    TextMark,
    TrackMark,
    diamond_of,
)

SHARP = 2
"""The picture's pixels for each unit of the drawing: screens show two in the place of one."""
SMOOTH = 2
"""It is painted so many times larger and made smaller again: that smooths the edges."""
COLOURS = 64
_VIETNAMESE = (
    *((0x0102, 0x0103), (0x0110, 0x0111), (0x0128, 0x0129), (0x0168, 0x0169), (0x01A0, 0x01A1)),
    *((0x01AF, 0x01B0), (0x0300, 0x0301), (0x0303, 0x0304), (0x0308, 0x0309), (0x0323, 0x0323)),
    *((0x0329, 0x0329), (0x1EA0, 0x1EF9), (0x20AB, 0x20AB)),
)
"""The letters that stand in the font's second file (static/parindex/design/fonts.css)."""


def png_of(drawing: Drawing, sharp: int = SHARP) -> bytes:
    """Returns the picture on white, ``sharp`` times as large as the drawing's units."""
    zoom = sharp * SMOOTH
    image = Image.new("RGB", (drawing.width * zoom, drawing.height * zoom), "#ffffff")
    brush = ImageDraw.Draw(image)
    for mark in drawing.marks:
        _paint(image, brush, mark, zoom)
    file = io.BytesIO()
    # A drawing has few colours: their shades at the edges are enough, at a quarter of the bytes. The finer ways
    # to make it smaller, to choose colours and to pack take five times as long, over thousands of cards.
    few = image.reduce(SMOOTH).quantize(
        COLOURS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE
    )
    few.save(file, "PNG")
    return file.getvalue()


def width_of(text: str, size: int, weight: int) -> float:
    """Returns how wide a text is, in units of the drawing."""
    return sum(font.getlength(run) for font, run in _runs(text, size, weight))


def _paint(image: Image.Image, brush: ImageDraw.ImageDraw, mark: Mark, zoom: int) -> None:
    ink = mark.ink

    def at(value: Number) -> int:
        return round(value * zoom)

    width = at(ink.width)
    match mark:
        case LineMark(x1, y1, x2, y2):
            brush.line((at(x1), at(y1), at(x2), at(y2)), fill=ink.stroke, width=width)
        case TrackMark(points):
            corners = [(at(x), at(y)) for x, y in points]
            brush.line(corners, fill=ink.stroke, width=width, joint="curve")
        case DotMark(x, y, r):
            _dot(image, brush, (at(x), at(y), at(r)), ink, width)
        case BoxMark(x, y, wide, high):
            box = (at(x), at(y), at(x + wide), at(y + high))
            brush.rectangle(box, fill=ink.fill, outline=ink.stroke or None, width=width)
        case DiamondMark():
            brush.polygon([(at(x), at(y)) for x, y in diamond_of(mark)], fill=ink.fill)
        case TextMark():
            _write(brush, mark, zoom)


def _dot(
    image: Image.Image,
    brush: ImageDraw.ImageDraw,
    place: tuple[int, int, int],
    ink: Ink,
    width: int,
) -> None:
    x, y, r = place
    if not ink.opacity:
        edge = ink.stroke or None
        brush.ellipse((x - r, y - r, x + r, y + r), fill=ink.fill, outline=edge, width=width)
        return
    mask = Image.new("L", (2 * r + 2, 2 * r + 2), 0)
    strength = int(Decimal(ink.opacity) * 255)
    ImageDraw.Draw(mask).ellipse((0, 0, 2 * r, 2 * r), fill=strength)
    image.paste(ink.fill, (x - r, y - r), mask)


def _write(brush: ImageDraw.ImageDraw, mark: TextMark, zoom: int) -> None:
    runs = _runs(mark.text, mark.ink.size * zoom, mark.ink.weight)
    length = sum(font.getlength(run) for font, run in runs)
    x = round(mark.x * zoom) - {"start": 0, "middle": length / 2, "end": length}[mark.anchor]
    for font, run in runs:
        brush.text((x, round(mark.y * zoom)), run, font=font, fill=mark.ink.fill, anchor="ls")
        x += font.getlength(run)


def _runs(text: str, size: int, weight: int) -> list[tuple[ImageFont.FreeTypeFont, str]]:
    """Returns the text in pieces, each with the file of the font that has its letters."""
    return [
        (_font("vietnamese" if vietnamese else "latin", size, weight), "".join(letters))
        for vietnamese, letters in groupby(text, _is_vietnamese)
    ]


def _is_vietnamese(letter: str) -> bool:
    return any(first <= ord(letter) <= last for first, last in _VIETNAMESE)


@functools.lru_cache(maxsize=64)
def _font(letters: str, size: int, weight: int) -> ImageFont.FreeTypeFont:
    path = Path(settings.BASE_DIR) / "static" / "fonts" / f"be-vietnam-pro-{letters}-{weight}.woff2"
    return ImageFont.truetype(path, size)
