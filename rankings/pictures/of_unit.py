"""A unit's charts as drawings of their own, and the card that other sites show of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from math import ceil

from django.utils.translation import gettext as _

from criteria.common import drawing
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
)
from criteria.templatetags.par import num, title, with_sign
from rankings.charts.base import short_label
from rankings.charts.rows import scale_over
from rankings.pictures.painting import width_of
from rankings.reads.unit import DomainLine

WIDE, HEAD, ROW, FOOT, NAME_SPAN, LINE_AT, LINE_SPAN = 760, 58, 30, 44, 300, 310, 330
CARD = (1200, 630)
BIG = Ink("", fill="#1a1d21", size=76, weight=600)
FIGURE = Ink("", fill="#b8430f", size=92, weight=600)
LEAD = Ink("", fill="#474e56", size=34, weight=500)
SMALL = Ink("", fill="#636b74", size=24)
BRAND = Ink("", fill="#9b1c1c")
PAPER = Ink("", fill="#ffffff")


@dataclass(frozen=True)
class Caption:
    """What every picture says of itself: whose it is, what it shows, and where it comes from."""

    title: str
    source: Sequence[str]


def with_caption(chart: Drawing, caption: Caption) -> Drawing:
    """Returns the chart below its title and above its source."""
    moved = [_moved(mark, 16, 36) for mark in chart.marks]
    width, y = chart.width + 32, chart.height + 36
    marks: list[Mark] = [TextMark(16, 26, caption.title, drawing.TITLE), *moved]
    marks += _source(caption, y + 16)
    longest = ceil(width_of(caption.title, drawing.TITLE.size, drawing.TITLE.weight)) + 32
    return Drawing(
        caption.title, max(width, longest, 560), y + 16 + 14 * len(caption.source), marks
    )


def draw_domains(caption: Caption, lines: Sequence[DomainLine]) -> Drawing:
    """Returns every domain with all units, the mean and the unit itself on one scale."""
    low = [line.lowest for line in lines if line.lowest is not None]
    scale = _Line(scale_over([*low, *(line.index for line in lines if line.index is not None)]).low)
    marks: list[Mark] = [*_head(caption), *scale.ticks(HEAD)]
    for place, line in enumerate(lines):
        y = HEAD + 20 + place * ROW
        marks += [*_name(line, y), scale.base(y)]
        marks += [DotMark(scale.across(value), y, 4, drawing.DOT) for value in line.indices]
        if line.mean is not None:
            x = scale.across(line.mean)
            marks.append(LineMark(x, y - 10, x, y + 10, drawing.MEAN))
        if line.index is not None:
            marks.append(DotMark(scale.across(line.index), y, 5, drawing.OWN))
        marks.append(_number(num(line.index, 2), WIDE - 66, y))
        marks.append(_number(with_sign(line.above_mean, 2), WIDE - 14, y, drawing.TICK))
    return _finished(caption, marks, len(lines))


def draw_review(caption: Caption, lines: Sequence[DomainLine]) -> Drawing:
    """Returns what was claimed and what was awarded in each domain, in percent of what could be claimed."""
    shares = [(line, line.claimed_share, line.awarded_share) for line in lines if line.claimable]
    both = [share for _one, *pair in shares for share in pair if share is not None]
    scale = _Line(scale_over(both).low)
    marks: list[Mark] = [*_head(caption), *scale.ticks(HEAD)]
    for place, (line, claimed, awarded) in enumerate(shares):
        y = HEAD + 20 + place * ROW
        marks += [*_name(line, y), scale.base(y)]
        if claimed is not None and awarded is not None:
            x1, x2 = scale.across(awarded), scale.across(claimed)
            marks.append(LineMark(x1, y, x2, y, drawing.BETWEEN))
            marks.append(DotMark(x2, y, 5, drawing.CLAIM))
            marks.append(DiamondMark(x1, y, Decimal("6.5"), drawing.AWARD))
        marks.append(
            _number(num(line.claimed), WIDE - 66, y, replace(drawing.LABEL, fill="#1c5aa6"))
        )
        marks.append(
            _number(num(line.awarded), WIDE - 14, y, replace(drawing.LABEL, fill="#8a2a5e"))
        )
    return _finished(caption, marks, len(shares))


@dataclass(frozen=True)
class CardFacts:
    """What a unit's card says; ``others`` are the indices of all units assessed."""

    overline: str
    name: str
    index: Decimal | None
    place: str
    mean: Decimal | None
    others: Sequence[Decimal]
    note: str


def draw_card(facts: CardFacts) -> Drawing:
    """Returns the picture of 1200×630 by which other sites show a unit."""
    width, height = CARD
    marks: list[Mark] = [
        BoxMark(0, 0, width, 14, BRAND),
        TextMark(70, 100, facts.overline, replace(LEAD, size=30)),
        TextMark(70, 205, short_label(facts.name, 30), BIG),
    ]
    if facts.index is not None:
        marks.append(TextMark(70, 335, f"{num(facts.index, 2)}%", FIGURE))
    marks.append(TextMark(70, 400, facts.place, LEAD))
    if len(facts.others) > 1:
        marks += _card_strip(facts)
    marks.append(TextMark(70, height - 30, facts.note, SMALL))
    return Drawing(facts.name, width, height, marks)


def _card_strip(facts: CardFacts) -> list[Mark]:
    low = scale_over(facts.others).low
    y, left, span = 490, 70, 1060

    def across(value: Decimal) -> Decimal:
        return left + (value - low) * span / (100 - low)

    marks: list[Mark] = [LineMark(left, y, left + span, y, replace(drawing.AXIS, width=Decimal(2)))]
    marks += [DotMark(across(value), y, 9, drawing.DOT) for value in facts.others]
    if facts.mean is not None:
        x = across(facts.mean)
        marks.append(LineMark(x, y - 26, x, y + 26, replace(drawing.MEAN, width=Decimal(4))))
        label = _("trung bình %(mean)s") % {"mean": num(facts.mean, 2)}
        marks.append(TextMark(x, y + 58, label, SMALL, "middle"))
    if facts.index is not None:
        marks.append(DotMark(across(facts.index), y, 15, PAPER))
        marks.append(DotMark(across(facts.index), y, 13, drawing.OWN))
    return marks


@dataclass(frozen=True)
class _Line:
    """The scale in a picture's rows, from ``low`` to 100 percent."""

    low: int

    def across(self, value: Number) -> Decimal:
        return LINE_AT + Decimal(value - self.low) * LINE_SPAN / (100 - self.low)

    def base(self, y: int) -> LineMark:
        return LineMark(LINE_AT - 8, y, LINE_AT + LINE_SPAN + 8, y, drawing.GRID)

    def ticks(self, y: int) -> list[Mark]:
        step = 10 if self.low >= 40 else 20
        return [
            TextMark(self.across(value), y, str(value), drawing.TICK, "middle")
            for value in range(self.low, 101)
            if value % step == 0
        ]


def _head(caption: Caption) -> list[Mark]:
    return [TextMark(14, 26, caption.title, drawing.TITLE)]


def _name(line: DomainLine, y: int) -> list[Mark]:
    label = short_label(f"{line.domain.code}. {title(line.domain)}", 46)
    return [TextMark(14, y + 4, label, drawing.LABEL)]


def _number(text: str, x: int, y: int, ink: Ink = drawing.LABEL) -> TextMark:
    return TextMark(x, y + 4, text, ink, "end")


def _source(caption: Caption, y: int) -> list[Mark]:
    return [
        TextMark(16, y + 14 * place, text, drawing.NOTE)
        for place, text in enumerate(caption.source)
    ]


def _finished(caption: Caption, marks: Sequence[Mark], rows: int) -> Drawing:
    y = HEAD + 20 + rows * ROW
    height = y + 14 + 14 * len(caption.source)
    return Drawing(caption.title, WIDE, height, [*marks, *_source(caption, y + 8)])


def _moved(mark: Mark, x: int, y: int) -> Mark:
    match mark:
        case LineMark(x1, y1, x2, y2, ink):
            return LineMark(x1 + x, y1 + y, x2 + x, y2 + y, ink)
        case drawing.TrackMark(points, ink):
            return drawing.TrackMark([(a + x, b + y) for a, b in points], ink)
        case _:
            return replace(mark, x=mark.x + x, y=mark.y + y)
