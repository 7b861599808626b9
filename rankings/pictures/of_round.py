"""A whole result's charts as drawings of their own, and the card that other sites show of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from criteria.common import drawing
from criteria.common.drawing import BoxMark, DotMark, Drawing, Ink, LineMark, Mark, TextMark
from rankings.charts.counts import CountBars
from rankings.charts.strip import Strip
from rankings.pictures.of_unit import BRAND, CARD, LEAD, SMALL, Caption, with_caption
from rankings.pictures.painting import width_of

TONES = {
    "A": Ink("gA", fill="#1e3a5f"),
    "B": Ink("gB", fill="#4a739c"),
    "C": Ink("gC", fill="#b9cddf", stroke="#4a739c"),
    "D": Ink("gD", fill="#f6ead0", stroke="#8d6d22"),
}
"""The colours of groups, as pages have them, by the letter of the colour."""
NO_TONE = Ink("", fill="#eceeea", stroke="#858c93")
LEADER = Ink("thr", stroke="#858c93")
MOST_LINES = 4


def strip_drawing(caption: Caption, strip: Strip) -> Drawing:
    """Returns the strip of all units below its title and above its source."""
    base = Decimal(strip.base)
    marks: list[Mark] = [LineMark(0, base, strip.width, base, drawing.AXIS)]
    for x, value in strip.ticks:
        marks.append(TextMark(Decimal(x), base + 18, str(value), drawing.TICK, "middle"))
    for end in strip.ends:
        marks.append(LineMark(Decimal(end.x), 36, Decimal(end.x), base, LEADER))
        anchor: drawing.Anchor = "start" if end.anchor == "start" else "end"
        marks.append(TextMark(Decimal(end.text_x), 30, end.label, drawing.LABEL, anchor))
    if strip.mean_x:
        x_mean = Decimal(strip.mean_x)
        marks.append(LineMark(x_mean, 18, x_mean, base, drawing.MEAN))
        marks.append(TextMark(Decimal(strip.mean_text_x), 12, strip.mean, drawing.LABEL, "middle"))
    marks += [
        DotMark(Decimal(dot.x), Decimal(dot.y), Decimal("4.4"), TONES.get(dot.group, NO_TONE))
        for dot in strip.dots
    ]
    return with_caption(Drawing(caption.title, strip.width, strip.height, marks), caption)


def counts_drawing(caption: Caption, bars: CountBars) -> Drawing:
    """Returns the bars of a criterion below their title and above their source."""
    marks: list[Mark] = []
    for bar in bars.bars:
        y = Decimal(bar.text_y)
        marks.append(TextMark(bars.label_x, y, bar.label, drawing.TICK, "end"))
        if bar.count:
            marks.append(BoxMark(bars.left, Decimal(bar.y), Decimal(bar.width), 14, drawing.BAR))
        marks.append(TextMark(Decimal(bar.value_x), y, str(bar.count), drawing.LABEL))
    return with_caption(Drawing(caption.title, bars.width, bars.height, marks), caption)


@dataclass(frozen=True)
class RoundCard:
    """What a result's card says."""

    overline: str
    headline: str
    sentences: Sequence[str]
    note: str


def draw_round_card(card: RoundCard) -> Drawing:
    """Returns the picture of 1200×630 by which other sites show a result."""
    width, height = CARD
    headline = Ink("", fill="#1a1d21", size=58, weight=600)
    marks: list[Mark] = [
        BoxMark(0, 0, width, 14, BRAND),
        TextMark(70, 95, card.overline, LEAD),
    ]
    y = 190
    for line in _wrapped(card.headline, headline, 3):
        marks.append(TextMark(70, y, line, headline))
        y += 76
    y += 4
    for line in _wrapped(" ".join(card.sentences), LEAD, min(MOST_LINES, (height - 60 - y) // 48)):
        marks.append(TextMark(70, y, line, LEAD))
        y += 48
    marks.append(TextMark(70, height - 30, card.note, SMALL))
    return Drawing(card.headline, width, height, marks)


def _wrapped(text: str, ink: Ink, most: int) -> list[str]:
    """Returns the text in lines that fit the card; what is more than ``most`` ends with an ellipsis."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if width_of(longer, ink.size, ink.weight) <= CARD[0] - 140:
            lines[-1] = longer
        else:
            lines.append(word)
    if len(lines) <= most:
        return lines
    return [*lines[: most - 1], f"{lines[most - 1]} …"]
