"""Live points as formulas that give the same points as ``criteria.scales``, to the last place.

Spreadsheets count in binary floating point, and take two numbers for equal that differ in their
last digits. So a figure is cut by its digits into four words, of 3, 6, 6 and 6 digits. Every comparison,
of a ratio with a bound or with the middle between two roundings, is then one of whole numbers below
10^14, where no spreadsheet rounds.
"""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from criteria.common.numbers import INTEGER_DIGITS, canonical
from criteria.scales import Bands, Linear, Percent, Points, Scale

SCALE = 10**6
"""The factor of figures, which are compared in millionths: ``criteria.common.numbers`` keeps 6 decimals."""
FACTOR_LIMIT = 10**7
"""The limit of a factor: from here on its product with a word would not be exact in every spreadsheet."""
LENGTH_LIMIT = 8000
"""The longest formula in characters; Excel takes 8192."""
DEPTH_LIMIT = 60
"""The most nested levels; Excel takes 64."""
WORDS = 4

Words = tuple[str, ...]


class Unsayable(Exception):
    """Raised when the scale's own numbers are beyond what a formula compares exactly."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure's cell, and the cells with its parts, as a formula names them."""

    cell: str
    value: str
    digits: str
    words: Words


def cut_up(cell: str, value: str, decimals: str, text: str, digits: str) -> list[str]:
    """Returns the formulas of a figure's cells, each of which uses those before it; the arguments are their addresses.

    They are its value (0 where the server would take none), the number of its decimals that count (6, or
    fewer where a spreadsheet holds no more), its text, its 21 digits in millionths, and their words.
    FIXED puts one sign between whole and decimals, whatever the spreadsheet's language.
    """
    whole = f'=RIGHT(REPT("0",15)&LEFT({text},LEN({text})-IF({decimals}=0,0,{decimals}+1)),15)'
    fraction = f'LEFT(RIGHT({text},{decimals})&"000000",6)'
    return [
        f"=IF(ISNUMBER({cell}),IF(AND({cell}>=0,{short_enough(cell)}),{cell},0),0)",
        f"=MAX(0,MIN(6,15-LEN(FIXED({value},0,TRUE))))",
        f"=FIXED(ROUND({value},{decimals}),{decimals},TRUE)",
        f"{whole}&{fraction}",
        *(f"=VALUE(MID({digits},{start},{size}))" for start, size in _CUTS),
    ]


_CUTS = ((1, 3), (4, 6), (10, 6), (16, 6))


def constant(value: Decimal) -> Words:
    """Returns the words of a number that stands in the scale."""
    digits = f"{int(Fraction(value) * SCALE):021d}"
    if len(digits) > 21:
        raise Unsayable
    return tuple(str(int(digits[start - 1 : start - 1 + size])) for start, size in _CUTS)


def short_enough(cell: str) -> str:
    """Returns a formula that is true for a number with no more digits than the server takes: near 10^15 comparing would fail."""
    return f"LEN(FIXED({cell},0,TRUE))<={INTEGER_DIGITS}"


def at_least(x: Words, u: str, y: Words, v: str) -> str:
    """Returns a formula for x × u ≥ y × v, exact for factors from 0 to 10^7: word by word, with carries."""
    (x3, x2, x1, x0), (y3, y2, y1, y0) = x, y
    carried = f"INT(({x0}*{u}-{y0}*{v})/{SCALE})"
    carried = f"INT(({x1}*{u}-{y1}*{v}+{carried})/{SCALE})"
    carried = f"INT(({x2}*{u}-{y2}*{v}+{carried})/{SCALE})"
    return f"({x3}*{u}-{y3}*{v}+{carried}>=0)"


def _reaches(x: Words, y: Words, percent: Decimal) -> str:
    """Returns a formula that is true where the ratio of two figures reaches a bound in percent."""
    bound = Fraction(percent) / 100
    if max(bound.numerator, bound.denominator) >= FACTOR_LIMIT:
        raise Unsayable
    return at_least(x, str(bound.denominator), y, str(bound.numerator))


def points_formula(scale: Scale, figures: list[Figure], near: str) -> str:
    """Returns the formula of the points of a leaf whose figures can be counted. Raises ``Unsayable``.

    ``near`` is the cell that holds the points in ten-thousandths as floating point gives them.
    """
    x = figures[0].words
    if isinstance(scale, Bands):
        formula = _banded(scale, x, figures)
    elif isinstance(scale, Points):
        formula = _rounded(x, constant(Decimal(1)), 10_000, scale.max_points, near)
    elif isinstance(scale, Linear | Percent):
        y = figures[1].words if len(figures) > 1 else constant(Decimal(100))
        most = canonical(scale.max_points)
        units = _whole(scale.max_points * 10_000)
        formula = _rounded(x, y, units, scale.max_points, near)
        formula = f"IF({at_least(x, '1', y, '1')},{most},{formula})"
        if isinstance(scale, Linear) and scale.floor:
            formula = f"IF({_reaches(x, y, scale.floor)},{formula},0)"
    else:
        raise Unsayable
    if len(formula) > LENGTH_LIMIT:
        raise Unsayable
    return formula


def near_of(scale: Scale, figures: list[Figure]) -> str:
    """Returns the formula of the points in ten-thousandths, right to within one: the start of the exact comparison."""
    x = figures[0].value
    if isinstance(scale, Points):
        return f"=ROUND({x}*10000,0)"
    y = figures[1].value if len(figures) > 1 else "100"
    most = canonical(scale.max_points * 10_000)
    return f"=IF({y}>0,ROUND(MIN(1,{x}/{y})*{most},0),0)"


def _banded(scale: Bands, x: Words, figures: list[Figure]) -> str:
    if len(scale.bands) > DEPTH_LIMIT:
        raise Unsayable
    formula = "0"
    for band in reversed(scale.bands):
        if scale.of == "count":
            reached = at_least(x, "1", constant(band.min), "1")
        else:
            reached = _reaches(x, figures[1].words, band.min)
        formula = f"IF({reached},{canonical(band.points)},{formula})"
    return formula


def _rounded(x: Words, y: Words, units: int, most: Decimal, near: str) -> str:
    """Returns a formula of x ÷ y × units, halves up, in ten-thousandths: ``near`` or one of its neighbours."""
    if max(2 * units, 2 * _whole(most * 10_000) + 1) >= FACTOR_LIMIT:
        raise Unsayable
    twice = str(2 * units)
    lower = at_least(x, twice, y, f"(2*{near}-1)")
    upper = at_least(x, twice, y, f"(2*{near}+1)")
    return f"({near}-1+{lower}*1+{upper}*1)/10000"


def _whole(value: Decimal) -> int:
    return int(Fraction(value))
