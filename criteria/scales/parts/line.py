"""``line``: a straight line through given points, flat beyond its ends; in proportion or in whole steps."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import ClassVar

from criteria.common.numbers import canonical, round_half_up, show
from criteria.common.text import NO_TEXT, Text
from criteria.scales import words
from criteria.scales.amounts import Amount, Bound
from criteria.scales.base import JSON, PLACES
from criteria.scales.definition import Definition
from criteria.scales.expressions import Expression, Quantities
from criteria.scales.measures import Measure, bound_text, read_measure
from criteria.scales.parts.base import Cells, Gain, Part, number_cells
from criteria.scales.parts.sheets import at_least, at_most, plain_number

_MOST_STEPS = 40


@dataclass(frozen=True, slots=True)
class Corner:
    """A point of the line: the points that a measure of ``at`` gives; the end of a slope is counted, and has none."""

    x: Fraction
    amount: Amount
    at: Bound | None = None

    @property
    def y(self) -> Fraction:
        return Fraction(self.amount.points)

    @classmethod
    def at_bound(cls, at: Bound, amount: Amount) -> "Corner":
        """Returns the corner at a bound that the rule names."""
        return cls(Fraction(at.value), amount, at)


@dataclass(frozen=True, slots=True)
class Slope:
    """From its base on, each ``step`` of the measure gives ``gain`` (or takes it), down or up to ``to``.

    ``side`` says where it lies: above the base, or below. Only whole steps count where it is ``whole``.
    """

    side: str
    step: Decimal
    gain: Amount
    to: Amount
    whole: bool = False


@dataclass(frozen=True, kw_only=True)
class Line(Part):
    """``through`` are its corners, the base first; a ``slope`` has been turned into two of them."""

    name: ClassVar[str] = "line"
    optional: ClassVar[tuple[str, ...]] = (
        *("through", "from", "side", "step", "gain", "to", "whole"),
        "floor",
    )
    of: Measure
    through: tuple[Corner, ...]
    slope: Slope | None = None
    floor: Bound | None = None
    says_cap: bool = True
    """False where the measure cannot go beyond the line."""

    @classmethod
    def read(cls, definition: Definition) -> "Line | None":
        sloping = "from" in definition.data
        required = ["from", "side", "step", "gain"] if sloping else ["through"]
        optional = ["to", "whole"] if sloping else []
        definition.expect(["of", *required], ["part", "floor", *optional])
        of, floor = read_measure(definition), definition.bound("floor")
        slope = _slope(definition) if sloping else None
        corners = _sloping(definition, slope) if slope else _corners(definition)
        if of is None or len(corners) < 2:
            return None
        last = max(corner.x for corner in corners)
        return cls(
            most=definition.max_points,
            of=of,
            through=tuple(corners),
            slope=slope,
            floor=floor,
            says_cap=of.limit is None or Fraction(of.limit) > last,
        )

    @property
    def measures(self) -> tuple[tuple[Measure, tuple[str, int] | None], ...]:
        return ((self.of, None),)

    @property
    def turns(self) -> tuple[Fraction, ...]:
        turns = {corner.x for corner in self.through}
        if self.floor is not None:
            turns.add(Fraction(self.floor.value))
        if self.slope and self.slope.whole:
            base, step = self.through[0].x, self.slope.step * (1 if self._goes_up else -1)
            count = (self.through[-1].x - base) // Fraction(step)
            if count <= _MOST_STEPS:  # of more an eye makes a line
                turns |= {base + Fraction(step) * n for n in range(count)}
        return tuple(sorted(turns))

    def points_at(self, value: Fraction) -> Fraction:
        is_low = self.floor is not None and value < Fraction(self.floor.value)
        return Fraction(0) if is_low else self._at(value)[0]

    @property
    def best(self) -> Decimal:
        return max(corner.amount.points for corner in self.through)

    @property
    def is_share(self) -> bool:
        """Returns whether points are simply in proportion to the measure, up to a full one."""
        first, *others = self.through
        return len(others) == 1 and self.slope is None and first.x == first.y == 0 < others[0].x

    @property
    def _goes_up(self) -> bool:
        return self.through[0].x < self.through[-1].x

    def describe(self) -> tuple[Text, ...]:
        texts = [*(self._share() if self.is_share else self._bends())]
        if self.floor and self.floor.value:
            floor = bound_text(self.of, self.floor)
            texts.append(Text(f"Dưới {floor.vi}: 0 điểm", f"Under {floor.en}: 0 points"))
        return tuple(texts)

    def _share(self) -> list[Text]:
        full = self.through[1]
        most = words.number(full.amount.points)
        if self.of.is_ratio and self.of.has_names:
            at, name = self._at_corner(full), self.of.name()
            share = NO_TEXT if full.x == 100 else Text(f" ÷ {at.vi}", f" ÷ {at.en}")
            vi, en = f"{name.vi}{share.vi}", f"{name.en}{share.en}"
        elif self.of.shows_percent:
            at = self._at_corner(full)
            at = Text(at.vi.replace("%", "", 1), at.en.replace("%", "", 1))
            vi, en = f"tỷ lệ % ÷ {at.vi}", f"percentage ÷ {at.en}"
        else:
            at, name = words.number(_rounded(full.x)), self.of.name()
            vi, en = f"{name.vi} ÷ {at.vi}", f"{name.en} ÷ {at.en}"
        cap = Text(f", tối đa {most.vi} điểm", f", at most {most.en}")
        if not self.says_cap:
            cap = NO_TEXT
        return [
            Text(f"Điểm = {vi} × {most.vi}{cap.vi}", f"Points = {en} × {most.en}{cap.en}"),
        ]

    def _bends(self) -> list[Text]:
        base, last, up = self.through[0], self.through[-1], self._goes_up
        texts = [self._flat(base, "trở xuống" if up else "trở lên", "or less" if up else "or more")]
        for near, far in pairwise(self.through):
            step, gain = self._pace(near, far)
            begins, shown = self._at_corner(near), self._in_words(step)
            change = words.points_in_words(_rounded(abs(gain)))
            moves = ("Trên", "cứ thêm", "Above", "each further")
            if not up:
                moves = ("Dưới", "cứ giảm", "Under", "each less by")
            full = ("đủ ", "full ") if self.slope and self.slope.whole else ("", "")
            texts.append(
                Text(
                    f"{moves[0]} {begins.vi}: {moves[1]} {full[0]}{shown.vi} "
                    f"{'thêm' if gain > 0 else 'trừ'} {change.vi}",
                    f"{moves[2]} {begins.en}: {moves[3]} {full[1]}{shown.en} "
                    f"{'adds' if gain > 0 else 'takes'} {change.en}",
                )
            )
        if last.at is None:
            end = words.points_in_words(last.amount.points)
            rises = last.y > base.y
            texts.append(
                Text(
                    f"{'Tối đa' if rises else 'Thấp nhất'} {end.vi}",
                    f"At {'most' if rises else 'least'} {end.en}",
                )
            )
        else:
            texts.append(
                self._flat(last, "trở lên" if up else "trở xuống", "or more" if up else "or less")
            )
        return texts

    def _flat(self, corner: Corner, vi: str, en: str) -> Text:
        at, points = self._at_corner(corner), words.points_in_words(corner.amount.points)
        return Text(f"Từ {at.vi} {vi}: {points.vi}", f"{at.en} {en}: {points.en}")

    def _at_corner(self, corner: Corner) -> Text:
        if corner.at is not None:
            return bound_text(self.of, corner.at)
        return self._in_words(corner.x)

    def _pace(self, near: Corner, far: Corner) -> tuple[Fraction, Fraction]:
        """Returns the step between two corners that is spoken of, and what it gives."""
        if self.slope:
            return Fraction(self.slope.step), Fraction(self.slope.gain.points)
        return abs(far.x - near.x), far.y - near.y

    def _in_words(self, value: Fraction) -> Text:
        return self.of.bound_in_words(_rounded(value))

    def lines_reached(self, quantities: Quantities) -> set[int]:
        """Returns the flat beyond an end, the slope between two corners, or what lies under the floor."""
        value, sign = self.of.value(quantities), 1 if self._goes_up else -1
        bends = 1 if self.is_share else len(self.through) + 1
        if self.floor is not None and value < Fraction(self.floor.value):
            return {bends}
        if self.is_share:
            return {0}
        # One more at a corner: its points are those of the slope that it ends.
        passed = sum((value - corner.x) * sign > 0 for corner in self.through)
        ends = (value - self.through[-1].x) * sign >= 0
        return {len(self.through) if ends else passed}

    def score(self, quantities: Quantities) -> Gain:
        value = self.of.value(quantities)
        corners = [corner.at.value for corner in self.through if corner.at]
        bounds = [*corners] if self.floor is None else [self.floor.value, *corners]
        if self.is_share:
            # At 0 the points do not jump: figures near it may be rounded onto it.
            bounds = bounds[:-2] + bounds[-1:]
        reached = self.of.in_words(quantities, value, bounds)
        if self.floor is not None and value < Fraction(self.floor.value):
            floor = self.of.bound_in_words(self.floor.value)
            note = Text(f", dưới mức sàn {floor.vi}", f", below the floor of {floor.en}")
            return Gain(Fraction(0), _after(reached, note))
        points, note = self._at(value)
        return Gain(points, _after(reached, note))

    def _at(self, value: Fraction) -> tuple[Fraction, Text]:
        """Returns the points at a value, and how they come about."""
        base, last, up = self.through[0], self.through[-1], self._goes_up
        sign = 1 if up else -1
        if self.is_share:
            return self._share_at(value)
        if (value - base.x) * sign <= 0:
            return base.y, NO_TEXT
        if (value - last.x) * sign >= 0:
            return last.y, NO_TEXT
        near, far = next(pair for pair in pairwise(self.through) if (value - pair[1].x) * sign < 0)
        moved = abs(value - near.x)
        step, gain = self._pace(near, far)
        if self.slope and self.slope.whole:
            moved = moved // step * step
        points = near.y + moved / step * gain
        texts = []
        for language in ("vi", "en"):
            start, size = show(near.amount.points, language), show(_rounded(abs(gain)), language)
            times = f"{show(_rounded(moved), language)} ÷ {show(_rounded(step), language)} × {size}"
            texts.append(f": {start} {'+' if gain >= 0 else '−'} {times}")
        return points, Text(*texts)

    def _share_at(self, value: Fraction) -> tuple[Fraction, Text]:
        full = self.through[1]
        most = words.points_in_words(full.amount.points)
        at = self._in_words(full.x)
        if value > full.x:
            return full.y, Text(f", tính tối đa {at.vi}", f", capped at {at.en}")
        points = max(value, Fraction(0)) / full.x * full.y
        if self.of.shows_percent and full.x == 100:
            return points, Text(f" của {most.vi}", f" of {most.en}")
        return points, Text(f" ÷ {at.vi} × {most.vi}", f" ÷ {at.en} × {most.en}")

    def rules(self) -> dict[str, JSON]:
        data: dict[str, JSON] = {"of": self.of.as_json()}
        pairs: list[JSON] = [
            [corner.at.as_json(), corner.amount.as_json()] for corner in self.through if corner.at
        ]
        if self.slope is None:
            data["through"] = pairs
        else:
            data |= {"from": pairs[0], "side": self.slope.side, "step": canonical(self.slope.step)}
            data |= {"gain": self.slope.gain.as_json(), "to": self.slope.to.as_json()}
            if self.slope.whole:
                data["whole"] = True
        if self.floor is not None:
            data["floor"] = self.floor.as_json()
        return data

    def as_formula(self, cells: Cells) -> str:
        named, scale = number_cells(cells), self.of.scale
        measured = self.of.as_formula(named)
        formula = self._share_formula(measured) if self.is_share else self._slope_formula(named)
        if self.floor and self.floor.value:
            formula = f"IF({at_least(measured, self.floor.value / scale)},{formula},0)"
        return formula

    def _share_formula(self, measured: str) -> str:
        full = self.through[1]
        at, most = full.x / self.of.scale, plain_number(full.amount.points)
        under = "" if at == 1 else f"/{plain_number(at)}"
        # A sum would bind less than the product.
        counted = f"({measured})" if any(sign in measured for sign in "+-") else measured
        return f"MIN({most},{counted}*{most}{under})"

    def _slope_formula(self, cells: Mapping[str, str]) -> str:
        scale, up = self.of.scale, self._goes_up
        measured = self.of.as_formula(cells)
        beside = self.of.as_formula(cells, above=1 if up else 2)
        formula = plain_number(self.through[-1].y)
        for near, far in reversed([*pairwise(self.through)]):
            start = plain_number(near.x / scale)
            moved = f"({beside}-{start})" if up else f"({start}-{beside})"
            step, gain = self._pace(near, far)
            steps = f"{moved}/{plain_number(step / scale)}"
            if self.slope and self.slope.whole:
                steps = f"INT(ROUND({steps},9))"
            sign = "+" if gain >= 0 else "-"
            slope = f"{plain_number(near.y)}{sign}{steps}*{plain_number(abs(gain))}"
            end = far.x / scale
            beyond = at_least(measured, end) if up else at_most(measured, end)
            formula = f"IF({beyond},{formula},{slope})"
        base = self.through[0].x / scale
        before = at_most(measured, base) if up else at_least(measured, base)
        return f"IF({before},{plain_number(self.through[0].y)},{formula})"

    @property
    def order(self) -> Expression | None:
        return self.of.expression


def _after(reached: Text, note: Text) -> Text:
    return Text(f"{reached.vi}{note.vi}", f"{reached.en}{note.en}")


def _rounded(value: Fraction) -> Decimal:
    return round_half_up(value, PLACES)


def _slope(definition: Definition) -> Slope | None:
    side = definition.one_of("side", ("above", "below"))
    step, gain = definition.decimal("step"), definition.amount("gain", least=-definition.max_points)
    if step is not None and step <= 0:
        definition.fault(
            f"bước {show(step)} phải lớn hơn 0", f"the step {show(step, 'en')} must be above 0"
        )
        return None
    if step is None or gain is None or not side:
        return None
    if not gain.points:
        definition.fault("“gain” phải khác 0", "“gain” must not be 0")
        return None
    full = Amount.of_share(Decimal(100), definition.max_points)
    to = definition.amount("to") or (full if gain.points > 0 else Amount(Decimal(0)))
    return Slope(side, step, gain, to, definition.flag("whole"))


def _sloping(definition: Definition, slope: Slope) -> list[Corner]:
    """Returns the two corners between which a slope lies."""
    pairs = _pairs(definition, [definition.data["from"]])
    if not pairs:
        return []
    [base] = pairs
    steps = Fraction(slope.to.points - base.amount.points) / Fraction(slope.gain.points)
    if steps <= 0:
        definition.fault(
            "“to” phải nằm về phía mà đường đi tới", "“to” must lie where the line goes"
        )
        return []
    sign = 1 if slope.side == "above" else -1
    return [base, Corner(base.x + sign * steps * Fraction(slope.step), slope.to)]


def _pairs(definition: Definition, pairs: Sequence[object]) -> list[Corner]:
    corners = []
    for number, pair in enumerate(pairs, 1):
        two = pair if isinstance(pair, list | tuple) and len(pair) == 2 else (None, None)
        place = Text(
            f"{definition.where.vi}, điểm {number}", f"{definition.where.en}, point {number}"
        )
        data: dict[object, object] = {"at": two[0], "points": two[1]}
        part = Definition(data, definition.faults, definition.frame, place)
        at, amount = part.bound("at"), part.amount()
        if at is not None and amount is not None:
            corners.append(Corner.at_bound(at, amount))
    return corners


def _corners(definition: Definition) -> list[Corner]:
    value = definition.data.get("through")
    pairs = value if isinstance(value, list | tuple) else []
    corners = _pairs(definition, pairs)
    if "through" in definition.data and len(pairs) < 2:
        definition.fault(
            "“through” phải là danh sách có ít nhất hai điểm [mức, điểm]",
            "“through” must be a list of at least two points [value, points]",
        )
    signs = {(far.x > near.x) - (far.x < near.x) for near, far in pairwise(corners)}
    if len(corners) > 1 and signs not in ({1}, {-1}):
        definition.fault(
            "các điểm của đường phải xếp theo mức tăng dần hoặc giảm dần",
            "the points of the line must ascend or descend by their value",
        )
        return []
    return corners
