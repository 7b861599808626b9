"""``line``: a straight line through given points, flat beyond its ends; in proportion or in whole steps."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import ClassVar

from criteria.common.numbers import canonical, round_half_up, show
from criteria.common.text import Text
from criteria.scales import words
from criteria.scales.amounts import Amount, Bound
from criteria.scales.base import JSON, PLACES
from criteria.scales.definition import Definition
from criteria.scales.expressions import Expression, Quantities
from criteria.scales.measures import Measure, bound_text, read_measure
from criteria.scales.parts.base import Cells, Gain, Part, number_cells
from criteria.scales.parts.sheets import at_least, at_most, plain_number


@dataclass(frozen=True, slots=True)
class Corner:
    """A point of the line: the points that a measure of ``at`` gives."""

    at: Bound
    amount: Amount

    @property
    def x(self) -> Fraction:
        return Fraction(self.at.value)

    @property
    def y(self) -> Fraction:
        return Fraction(self.amount.points)


@dataclass(frozen=True, kw_only=True)
class Line(Part):
    """``through`` begins at the base, from which ``step`` is counted; it rises or falls from there, left or right."""

    name: ClassVar[str] = "line"
    optional: ClassVar[tuple[str, ...]] = ("step", "whole", "floor")
    of: Measure
    through: tuple[Corner, ...]
    step: Decimal | None = None
    whole: bool = False
    floor: Bound | None = None
    says_cap: bool = True
    """False where the measure cannot go beyond the line."""

    @classmethod
    def read(cls, definition: Definition) -> "Line | None":
        definition.expect(["of", "through"], ["part", *cls.optional])
        of = read_measure(definition)
        through = _corners(definition)
        step, floor = definition.decimal("step"), definition.bound("floor")
        if step is not None and step <= 0:
            definition.fault(
                f"bước {show(step)} phải lớn hơn 0", f"the step {show(step, 'en')} must be above 0"
            )
        whole = definition.flag("whole")
        if whole and step is None:
            definition.fault("“whole” cần “step”", "“whole” needs “step”")
        if of is None or len(through) < 2 or (step is not None and step <= 0):
            return None
        last = max(through, key=lambda corner: corner.x)
        return cls(
            most=definition.max_points,
            of=of,
            through=tuple(through),
            step=step,
            whole=whole,
            floor=floor,
            says_cap=of.limit is None or of.limit > last.at.value,
        )

    @property
    def measures(self) -> tuple[tuple[Measure, tuple[str, int] | None], ...]:
        return ((self.of, None),)

    @property
    def best(self) -> Decimal:
        return max(corner.amount.points for corner in self.through)

    @property
    def is_share(self) -> bool:
        """Returns whether points are simply in proportion to the measure, up to a full one."""
        return (
            len(self.through) == 2
            and not self.whole
            and self.through[0].x == self.through[0].y == 0
        )

    @property
    def _goes_up(self) -> bool:
        return self.through[0].x < self.through[-1].x

    def describe(self) -> tuple[Text, ...]:
        texts = [*(self._share() if self.is_share else self._slope())]
        if self.floor and self.floor.value:
            floor = bound_text(self.of, self.floor)
            texts.append(Text(f"Dưới {floor.vi}: 0 điểm", f"Under {floor.en}: 0 points"))
        return tuple(texts)

    def _share(self) -> list[Text]:
        full = self.through[1]
        most = words.number(full.amount.points)
        if self.of.shows_percent:
            at = bound_text(self.of, full.at)
            at = Text(at.vi.replace("%", "", 1), at.en.replace("%", "", 1))
            vi, en = f"tỷ lệ % ÷ {at.vi}", f"percentage ÷ {at.en}"
        else:
            at, name = words.number(full.at.value), self.of.name()
            vi, en = f"{name.vi} ÷ {at.vi}", f"{name.en} ÷ {at.en}"
        cap = Text(f", tối đa {most.vi} điểm", f", at most {most.en}")
        if not self.says_cap:
            cap = Text("", "")
        return [
            Text(f"Điểm = {vi} × {most.vi}{cap.vi}", f"Points = {en} × {most.en}{cap.en}"),
        ]

    def _slope(self) -> list[Text]:
        base, up = self.through[0], self._goes_up
        at, points = bound_text(self.of, base.at), words.points_in_words(base.amount.points)
        first = (
            Text(f"Từ {at.vi} trở xuống", f"{at.en} or less")
            if up
            else Text(f"Từ {at.vi} trở lên", f"{at.en} or more")
        )
        texts = [Text(f"{first.vi}: {points.vi}", f"{first.en}: {points.en}")]
        for near, far in pairwise(self.through):
            step = Fraction(self.step) if self.step else abs(far.x - near.x)
            gain = (far.y - near.y) * step / abs(far.x - near.x)
            begins, shown = bound_text(self.of, near.at), self._in_words(step)
            change, sign = words.points_in_words(_rounded(abs(gain))), "thêm" if gain > 0 else "trừ"
            moves = (
                ("Trên", "cứ thêm", "Above", "each further")
                if up
                else ("Dưới", "cứ giảm", "Under", "each less by")
            )
            full = ("đủ ", "full ") if self.whole else ("", "")
            texts.append(
                Text(
                    f"{moves[0]} {begins.vi}: {moves[1]} {full[0]}{shown.vi} {sign} {change.vi}",
                    f"{moves[2]} {begins.en}: {moves[3]} {full[1]}{shown.en} "
                    f"{'adds' if gain > 0 else 'takes'} {change.en}",
                )
            )
        last = self.through[-1]
        end, points = bound_text(self.of, last.at), words.points_in_words(last.amount.points)
        beyond = ("trở lên", "or more") if up else ("trở xuống", "or less")
        texts.append(
            Text(f"Từ {end.vi} {beyond[0]}: {points.vi}", f"{end.en} {beyond[1]}: {points.en}")
        )
        return texts

    def _in_words(self, value: Fraction) -> Text:
        return self.of.bound_in_words(_rounded(value))

    def score(self, quantities: Quantities) -> Gain:
        value = self.of.value(quantities)
        corners = [corner.at.value for corner in self.through]
        bounds = [*corners] if self.floor is None else [self.floor.value, *corners]
        if self.is_share:
            # At 0 the points do not jump: figures near it may be rounded onto it.
            bounds = bounds[:-2] + bounds[-1:]
        reached = self.of.in_words(quantities, bounds)
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
            return base.y, Text("", "")
        if (value - last.x) * sign >= 0:
            return last.y, Text("", "")
        near, far = next(pair for pair in pairwise(self.through) if (value - pair[1].x) * sign < 0)
        moved = abs(value - near.x)
        step = Fraction(self.step) if self.step else abs(far.x - near.x)
        if self.whole:
            moved = moved // step * step
        gain = (far.y - near.y) * step / abs(far.x - near.x)
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
        at = self.of.bound_in_words(full.at.value)
        if value > full.x:
            return full.y, Text(f", tính tối đa {at.vi}", f", capped at {at.en}")
        points = max(value, Fraction(0)) / full.x * full.y
        if self.of.shows_percent and full.x == 100:
            return points, Text(f" của {most.vi}", f" of {most.en}")
        return points, Text(f" ÷ {at.vi} × {most.vi}", f" ÷ {at.en} × {most.en}")

    def rules(self) -> dict[str, JSON]:
        data: dict[str, JSON] = {
            "of": self.of.as_json(),
            "through": [[corner.at.as_json(), corner.amount.as_json()] for corner in self.through],
        }
        if self.step is not None:
            data["step"] = canonical(self.step)
        if self.whole:
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
            step = (Fraction(self.step) if self.step else abs(far.x - near.x)) / scale
            gain = (far.y - near.y) * step / (abs(far.x - near.x) / scale)
            steps = f"{moved}/{plain_number(step)}"
            if self.whole:
                steps = f"INT(ROUND({steps},9))"
            sign = "+" if gain >= 0 else "-"
            slope = f"{plain_number(near.y)}{sign}{steps}*{plain_number(abs(gain))}"
            end = far.at.value / scale
            beyond = at_least(measured, end) if up else at_most(measured, end)
            formula = f"IF({beyond},{formula},{slope})"
        base = self.through[0].at.value / scale
        before = at_most(measured, base) if up else at_least(measured, base)
        return f"IF({before},{plain_number(self.through[0].y)},{formula})"

    @property
    def order(self) -> Expression | None:
        return self.of.expression


def _after(reached: Text, note: Text) -> Text:
    return Text(f"{reached.vi}{note.vi}", f"{reached.en}{note.en}")


def _rounded(value: Fraction) -> Decimal:
    return round_half_up(value, PLACES)


def _corners(definition: Definition) -> list[Corner]:
    value = definition.data.get("through")
    corners = []
    pairs = value if isinstance(value, list | tuple) else []
    for number, pair in enumerate(pairs, 1):
        two = pair if isinstance(pair, list | tuple) and len(pair) == 2 else (None, None)
        place = Text(
            f"{definition.where.vi}, điểm {number}", f"{definition.where.en}, point {number}"
        )
        part = Definition(
            {"at": two[0], "points": two[1]}, definition.faults, definition.frame, place
        )
        at, amount = part.bound("at"), part.amount()
        if at is not None and amount is not None:
            corners.append(Corner(at, amount))
    if "through" in definition.data and (len(pairs) < 2 or not isinstance(value, list | tuple)):
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
