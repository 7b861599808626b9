"""A drawing as data: lines, dots, bars and words in a plane, to be written into a page, a file or a picture.

A page's drawing takes its colours from classes, so that it follows the reader's scheme; a file has them within.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from criteria.common.numbers import round_half_up
from criteria.common.text import readable

Number = Decimal | int
Anchor = Literal["start", "middle", "end"]


@dataclass(frozen=True)
class Ink:
    """How a kind of mark looks: its class on a page; its colours and measures in a file."""

    classes: str
    fill: str = ""
    stroke: str = ""
    width: Decimal = Decimal(1)
    opacity: str = ""
    size: int = 11
    weight: int = 400


GRID = Ink("grid", stroke="#e3e4e0")
AXIS = Ink("ax", stroke="#cccfca")
MEAN = Ink("meant", stroke="#1a1d21", width=Decimal(2))
TRACK = Ink("ln", stroke="#b8430f", width=Decimal(2))
OTHER_TRACK = Ink("ln-other", stroke="#a9b0b6", width=Decimal("1.5"))
BETWEEN = Ink("dumb", stroke="#858c93", width=Decimal(2))
OWN = Ink("f-hl", fill="#b8430f")
DOT = Ink("f-dot op", fill="#a9b0b6", opacity="0.62")
CLAIM = Ink("f-claim", fill="#1c5aa6")
AWARD = Ink("f-award", fill="#8a2a5e")
BAR = Ink("count", fill="#4a739c")
TICK = Ink("", fill="#636b74")
LABEL = Ink("lab", fill="#1a1d21", size=12, weight=500)
OWN_LABEL = Ink("hlt", fill="#b8430f", size=14, weight=600)
TITLE = Ink("lab", fill="#1a1d21", size=15, weight=600)
NOTE = Ink("", fill="#636b74", size=10)


@dataclass(frozen=True)
class LineMark:
    x1: Number
    y1: Number
    x2: Number
    y2: Number
    ink: Ink


@dataclass(frozen=True)
class TrackMark:
    """Straight lines from point to point."""

    points: Sequence[tuple[Number, Number]]
    ink: Ink


@dataclass(frozen=True)
class DotMark:
    x: Number
    y: Number
    r: Number
    ink: Ink


@dataclass(frozen=True)
class DiamondMark:
    x: Number
    y: Number
    r: Number
    ink: Ink


@dataclass(frozen=True)
class BoxMark:
    x: Number
    y: Number
    width: Number
    height: Number
    ink: Ink


@dataclass(frozen=True)
class TextMark:
    x: Number
    y: Number
    text: str
    ink: Ink
    anchor: Anchor = "start"


Mark = LineMark | TrackMark | DotMark | DiamondMark | BoxMark | TextMark


@dataclass(frozen=True)
class Drawing:
    """Marks in a plane of ``width`` and ``height``; ``title`` says in words what is drawn."""

    title: str
    width: int
    height: int
    marks: Sequence[Mark]

    @property
    def svg(self) -> SafeString:
        """The drawing for a page, which styles its classes."""
        return format_html(
            '<svg class="chart" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>',
            self.width,
            self.height,
            self.title,
            format_html_join(
                "", "{}", ((_shape(mark, _by_class(mark.ink)),) for mark in self.marks)
            ),
        )

    @property
    def _coloured(self) -> SafeString:
        return format_html_join("", "{}\n", ((_shape(mark, _within(mark)),) for mark in self.marks))

    def inline(self, label: str) -> SafeString:
        """Returns the drawing with its own colours, for a page that has no style for its classes but the fonts."""
        return format_html(
            '<svg viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>',
            self.width,
            self.height,
            label,
            self._coloured,
        )

    @property
    def file(self) -> str:
        """The drawing as a file of its own, on white."""
        drawn = format_html(
            '<svg xmlns="http://www.w3.org/2000/svg" width="{0}" height="{1}" viewBox="0 0 {0} {1}"'
            ' role="img" font-family="Be Vietnam Pro, Segoe UI, Roboto, Noto Sans, Arial, sans-serif">\n'
            '<title>{2}</title>\n<rect width="{0}" height="{1}" fill="#fff"/>\n{3}</svg>\n',
            self.width,
            self.height,
            self.title,
            self._coloured,
        )
        # What was stored before there was the rule for text would make of the file no XML.
        return readable(drawn)


def coordinate(value: Number) -> str:
    """Returns a coordinate with one decimal and a decimal point."""
    return str(round_half_up(Decimal(value), 1))


def diamond_of(mark: DiamondMark) -> list[tuple[Number, Number]]:
    """Returns its corners, from the top round to the left."""
    x, y, r = mark.x, mark.y, mark.r
    return [(x, y - r), (x + r, y), (x, y + r), (x - r, y)]


def _by_class(ink: Ink) -> SafeString:
    return format_html(' class="{}"', ink.classes) if ink.classes else SafeString()


def _within(mark: Mark) -> SafeString:
    ink = mark.ink
    parts = [("fill", ink.fill or "none")]
    if ink.stroke:
        parts += [("stroke", ink.stroke), ("stroke-width", str(ink.width))]
    if ink.opacity:
        parts.append(("fill-opacity", ink.opacity))
    if isinstance(mark, TextMark):
        parts += [("font-size", str(ink.size)), ("font-weight", str(ink.weight))]
    return format_html_join("", ' {}="{}"', parts)


def _shape(mark: Mark, look: SafeString) -> SafeString:
    c = coordinate
    match mark:
        case LineMark(x1, y1, x2, y2):
            line = '<line x1="{}" y1="{}" x2="{}" y2="{}"{}/>'
            return format_html(line, c(x1), c(y1), c(x2), c(y2), look)
        case DotMark(x, y, r):
            return format_html('<circle cx="{}" cy="{}" r="{}"{}/>', c(x), c(y), c(r), look)
        case BoxMark(x, y, width, height):
            box = '<rect x="{}" y="{}" width="{}" height="{}"{}/>'
            return format_html(box, c(x), c(y), c(width), c(height), look)
        case TrackMark(points):
            return format_html('<path d="M{}"{}/>', _path(points), look)
        case DiamondMark():
            return format_html('<path d="M{}z"{}/>', _path(diamond_of(mark)), look)
        case TextMark(x, y, text, _ink, anchor):
            words = '<text x="{}" y="{}" text-anchor="{}"{}>{}</text>'
            return format_html(words, c(x), c(y), anchor, look, text)


def _path(points: Sequence[tuple[Number, Number]]) -> str:
    return "L".join(f"{coordinate(x)} {coordinate(y)}" for x, y in points)
