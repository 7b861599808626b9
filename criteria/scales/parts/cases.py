"""``cases``: how many of each kind of case × points, taken from the maximum or added up from 0."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor
from typing import ClassVar

from criteria.common.numbers import round_half_up, show
from criteria.common.text import NO_TEXT, Text
from criteria.scales import words
from criteria.scales.amounts import Amount
from criteria.scales.base import JSON, PLACES
from criteria.scales.definition import Definition
from criteria.scales.expressions import Expression, Quantities, figure_named
from criteria.scales.figures import Figure
from criteria.scales.measures import Measure, figure_of
from criteria.scales.parts.base import Cells, Course, Gain, Part, number_cells
from criteria.scales.parts.sheets import plain_number

_MOST_STEPS = 12
"""The most cases that a picture shows one by one; beyond them it shows the line on which they lie."""
_OTHERS_NONE = Text("không có trường hợp nào khác", "no other case")


@dataclass(frozen=True, slots=True)
class Case:
    """A kind of case: the points of each, taken away where negative; all of its cases together at most ``most``."""

    figure: Figure
    amount: Amount
    most: Decimal | None = None

    def points(self, count: Fraction) -> Fraction:
        """Returns the points of so many cases, with their sign."""
        total = count * Fraction(self.amount.points)
        if self.most is None:
            return total
        cap = Fraction(self.most)
        return max(-cap, min(cap, total))


@dataclass(frozen=True, kw_only=True)
class Cases(Part):
    """``start`` and what the cases add or take away, from 0 to ``most``."""

    name: ClassVar[str] = "cases"
    optional: ClassVar[tuple[str, ...]] = ("from", "most")
    start: Amount
    cases: tuple[Case, ...]
    is_capped: bool = False
    """True where the rule has a cap of its own below the leaf's maximum."""

    @classmethod
    def read(cls, definition: Definition) -> "Cases | None":
        definition.expect(["cases"], ["part", *cls.optional])
        start = definition.amount("from") or Amount(Decimal(0))
        most = definition.amount("most")
        cases: list[Case] = []
        for part in definition.parts("cases", "loại trường hợp", "kind of case"):
            part.expect(["figure", "points"], ["most"])
            amount = part.amount(least=-definition.max_points * 1000)
            cap, figure = (
                part.decimal("most"),
                definition.frame.figures.get(str(part.data.get("figure"))),
            )
            if "figure" in part.data and (figure is None or figure.type == "date"):
                part.fault(
                    f"không có số liệu “{part.data['figure']}” để đếm",
                    f"there is no figure “{part.data['figure']}” to count",
                )
            elif figure is not None and amount is not None:
                cases.append(Case(figure, amount, cap))
        if not cases:
            return None
        return cls(
            most=most.points if most else definition.max_points,
            start=start,
            cases=tuple(cases),
            is_capped=most is not None,
        )

    @property
    def measures(self) -> tuple[tuple[Measure, tuple[str, int] | None], ...]:
        return tuple((figure_of(case.figure), None) for case in self.cases)

    @property
    def best(self) -> Decimal:
        adds = any(case.amount.points > 0 for case in self.cases)
        return self.most if adds else min(self.start.points, self.most)

    @property
    def courses(self) -> tuple[Course, ...]:
        """The points by each kind of case, where there is no other."""
        return tuple(self._course(case) for case in self.cases if case.amount.points)

    def _course(self, case: Case) -> Course:
        def points_at(count: Fraction) -> Fraction:
            return self._bounded(Fraction(self.start.points) + case.points(count))

        def between_counts(count: Fraction) -> Fraction:
            below = Fraction(floor(count))
            first, next_one = points_at(below), points_at(below + 1)
            return first + (next_one - first) * (count - below)

        note = _OTHERS_NONE if len(self.cases) > 1 else NO_TEXT
        of, last = figure_of(case.figure), self._last_change(case)
        if case.figure.type != "whole":
            return Course(of, tuple(sorted({Fraction(0), last})), points_at, note=note)
        if last <= _MOST_STEPS:
            counts = tuple(Fraction(count) for count in range(ceil(last) + 1))
            return Course(of, counts, points_at, note=note, in_steps=True)
        ends = {Fraction(0), Fraction(floor(last)), Fraction(ceil(last))}
        return Course(of, tuple(sorted(ends)), between_counts, note=note)

    def _last_change(self, case: Case) -> Fraction:
        """Returns the count from which further cases change nothing."""
        start, each = Fraction(self.start.points), Fraction(case.amount.points)
        room = Fraction(self.most) - start if each > 0 else start - self._least
        if case.most is not None:
            room = min(room, Fraction(case.most))
        return max(room, Fraction(0)) / abs(each)

    @property
    def _least(self) -> Fraction:
        # Without a start the cases take away from what other parts give.
        return Fraction(0) if self.start.points else -Fraction(self.most)

    def _bounded(self, total: Fraction) -> Fraction:
        return max(self._least, min(total, Fraction(self.most)))

    def describe(self) -> tuple[Text, ...]:
        texts = []
        if self.start.points:
            points = words.points_in_words(self.start.points)
            texts.append(Text(f"Không có trường hợp nào: {points.vi}", f"No case: {points.en}"))
        for case in self.cases:
            one, each = (
                case.figure.unit or case.figure.label,
                words.gain_in_words(case.amount.points),
            )
            sign = "" if case.amount.points < 0 else "cộng "
            cap = NO_TEXT
            if case.most is not None:
                most = words.number(case.most)
                cap = Text(f", tối đa {most.vi}", f", at most {most.en}")
            texts.append(
                Text(
                    f"Mỗi {_lower(one.vi)}: {sign}{each.vi}{cap.vi}",
                    f"Each {_lower(one.en)}: {each.en}{cap.en}",
                )
            )
        most, zero = words.points_in_words(self.most), "0 điểm"
        if any(case.amount.points > 0 for case in self.cases):
            texts.append(Text(f"Tối đa {most.vi}", f"At most {most.en}"))
        elif self.start.points:
            texts.append(Text(f"Thấp nhất {zero}", "0 points at least"))
        return tuple(texts)

    def lines_reached(self, quantities: Quantities) -> set[int]:
        """Returns the kinds of cases that there are, or that there is none; and the bound that they meet."""
        first = 1 if self.start.points else 0
        counts = [figure_named(case.figure.key).value(quantities) for case in self.cases]
        reached = {first + n for n, count in enumerate(counts) if count}
        if not reached:
            return {0} if first else set()
        changed = (case.points(count) for case, count in zip(self.cases, counts, strict=True))
        total = Fraction(self.start.points) + sum(changed, Fraction(0))
        bound = first + len(self.cases)
        adds = any(case.amount.points > 0 for case in self.cases)
        if total > self.most if adds else first and total < 0:
            reached.add(bound)
        return reached

    def score(self, quantities: Quantities) -> Gain:
        total = Fraction(self.start.points)
        given: list[tuple[Case, Fraction]] = []
        for case in self.cases:
            count = figure_named(case.figure.key).value(quantities)
            total += case.points(count)
            if count:
                given.append((case, count))
        points = self._bounded(total)
        if not given:
            return Gain(points, Text("Không có trường hợp nào", "No case"))
        texts = [self._why(given, quantities, total, language) for language in ("vi", "en")]
        return Gain(points, Text(*texts))

    def _why(
        self,
        given: list[tuple[Case, Fraction]],
        quantities: Quantities,
        total: Fraction,
        language: str,
    ) -> str:
        english = language == "en"
        changed = sum((case.points(count) for case, count in given), Fraction(0))
        takes = all(case.amount.points < 0 for case, _count in given)
        terms = []
        for case, _count in given:
            counted = case.figure.in_quantity(quantities[case.figure.key]).in_language(language)
            if case.figure.unit is None:
                counted = f"{case.figure.label.in_language(language)}: {counted}"
            sign = "" if takes or case.amount.points > 0 else "−"
            terms.append(f"{counted} × {sign}{show(abs(case.amount.points), language)}")
        shown = show(round_half_up(abs(changed), PLACES), language)
        minus = "minus " if english else "trừ "
        text = f"{' + '.join(terms)} = {minus if changed < 0 else ''}{shown}"
        if total > self.most:
            most = show(self.most, language)
            text += f", capped at {most}" if english else f", tính tối đa {most}"
        return text

    def rules(self) -> dict[str, JSON]:
        data: dict[str, JSON] = {}
        if self.start.points:
            data["from"] = self.start.as_json()
        cases: list[JSON] = []
        for case in self.cases:
            one: dict[str, JSON] = {"figure": case.figure.key, "points": case.amount.as_json()}
            if case.most is not None:
                one["most"] = f"{case.most:f}"
            cases.append(one)
        data["cases"] = cases
        if self.is_capped:
            data["most"] = f"{self.most:f}"
        return data

    def as_formula(self, cells: Cells) -> str:
        named = number_cells(cells)
        formula = plain_number(self.start.points) if self.start.points else ""
        for case in self.cases:
            term = f"{named[case.figure.key]}*{plain_number(abs(case.amount.points))}"
            if case.most is not None:
                term = f"MIN({plain_number(case.most)},{term})"
            sign = "-" if case.amount.points < 0 else "+"
            formula += f"{sign}{term}" if formula or sign == "-" else term
        least = "0" if self.start.points else f"-{plain_number(self.most)}"
        return f"MAX({least},MIN({plain_number(self.most)},{formula}))"

    @property
    def order(self) -> Expression | None:
        return figure_named(self.cases[0].figure.key) if len(self.cases) == 1 else None


def _lower(text: str) -> str:
    return f"{text[0].lower()}{text[1:]}" if not text[1:2].isupper() else text
