"""A scale: figures, parts whose points add up, and what holds at the edges."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from criteria.common.numbers import canonical, round_half_up
from criteria.common.text import NO_TEXT, Refused, Text
from criteria.scales import six_kinds, words
from criteria.scales.base import JSON, PLACES, Outcome, both_stored
from criteria.scales.edges import (
    EXEMPT,
    UNSAID_ZERO,
    ZERO_WORDS,
    NotApplicable,
    Zero,
    best_in_words,
    zero_in_words,
)
from criteria.scales.entries import Entry
from criteria.scales.expressions import DividesByZero, Expression, Quantities
from criteria.scales.fields import Field, Value, is_shown
from criteria.scales.figures import Figure, Quantity
from criteria.scales.measures import Measure
from criteria.scales.parts.base import Cells, Part, Unsayable


def _belongs_to(fields: Mapping[str, Field], when: tuple[str, int]) -> Text:
    """Returns which option asks for an input."""
    label = fields[when[0]].labels[when[1]]
    return Text(f"khi chọn “{label.vi}”", f"for “{label.en}”")


@dataclass(frozen=True, kw_only=True)
class Scale:
    """The rule by which an entry becomes points, from 0 to exactly ``max_points``; ``parse_scale`` makes it.

    ``kind`` names the older form of JSON that it was read from, if it was. ``zero`` says what a denominator of
    0 gives, ``na`` whether a unit may say that the leaf does not apply, ``how`` what the decision adds in words.
    """

    max_points: Decimal
    parts: tuple[Part, ...]
    figures: tuple[Figure, ...] = ()
    kind: str = ""
    zero: Zero = "refused"
    na: NotApplicable = ""
    places: int = PLACES
    how: Text | None = None
    printed_best: Decimal | None = None
    """The most that any entry gives, where the decision itself prints less than the maximum."""
    kinds_named: tuple[str, ...] = ()
    """The kinds of units that have bounds of their own."""
    references: tuple[tuple[str, Quantity], ...] = ()
    """The reference values that hold, by key; those of the scale that are not here are still waited for."""

    @property
    def references_named(self) -> tuple[str, ...]:
        """The keys of the figures that the round gives."""
        return tuple(figure.key for figure in self.figures if figure.is_reference)

    @property
    def awaited(self) -> tuple[Figure, ...]:
        """The figures that the round gives and has not given yet."""
        known = dict(self.references)
        return tuple(one for one in self.figures if one.is_reference and one.key not in known)

    @property
    def allow_na(self) -> bool:
        """Returns whether "not applicable" takes the maximum out of the denominator."""
        return self.na == "leaves"

    @property
    def is_chosen(self) -> bool:
        """Returns whether an option is chosen, which a browser cannot take back by itself."""
        return any(field.type == "option" for field in self.fields)

    @property
    def is_picked(self) -> bool:
        """Returns whether an entry is picked from lines, not typed."""
        return any(field.is_picked for field in self.fields)

    @property
    def chosen_field(self) -> Field | None:
        """The input by which the option is chosen that a set's rules may speak of: the first, if there is one."""
        return next((field for field in self.fields if field.type == "option"), None)

    @property
    def option_labels(self) -> tuple[str, ...]:
        """The labels of those options, as a set's rules know them."""
        return tuple(one.vi for one in self.chosen_field.labels) if self.chosen_field else ()

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        """The inputs, in the order in which a form shows them: each part's own, then its figures."""
        fields: dict[str, Field] = {}
        for part in self.parts:
            for field in part.inputs:
                fields[field.name] = field
            for measure, when in part.measures:
                for figure in measure.figures:
                    if not figure.is_reference:
                        fields[figure.key] = figure.field_when(self._asked_for(figure.key, when))
        if self.na == "full":
            fields[EXEMPT.name] = EXEMPT
        return tuple(
            replace(field, hint=_belongs_to(fields, field.when)) if field.when else field
            for field in fields.values()
        )

    def _asked_for(self, key: str, when: tuple[str, int] | None) -> tuple[str, int] | None:
        """Returns the one option that asks for a figure; ``None`` where several do, or no option at all."""
        asking = {
            other
            for part in self.parts
            for measure, other in part.measures
            if key in measure.expression.keys
        }
        return when if len(asking) == 1 else None

    @property
    def figure_names(self) -> Text:
        """What the figures are called that are typed: ``Số hồ sơ đúng hạn / Số hồ sơ đã giải quyết``."""
        return words.join_texts(
            (field.label for field in self.fields if not field.is_picked), " / "
        )

    @property
    def divisors(self) -> tuple[str, ...]:
        """The keys of the figures by which ratios are divided, each once."""
        measures = [measure for part in self.parts for measure, _when in part.measures]
        return tuple(dict.fromkeys(one.divisor.key for one in measures if one.divisor))

    @property
    def order(self) -> Expression | None:
        """What puts entries in order where people compare them; ``None`` stands for the points."""
        return self.parts[0].order if len(self.parts) == 1 else None

    def describe(self) -> tuple[Text, ...]:
        """Returns the scale line by line, highest points first; then what holds at the edges."""
        texts = [line for part in self.parts for line in part.describe()]
        if len(self.parts) > 1:
            most = words.number(self.max_points)
            texts.append(
                Text(
                    f"Cộng các phần, từ 0 đến {most.vi} điểm",
                    f"The parts add up, from 0 to {most.en} points",
                )
            )
        if self.zero in ZERO_WORDS:
            texts.append(self._zero_in_words())
        if self.na == "full":
            texts.append(EXEMPT.label)
        if self.places != PLACES:
            texts.append(
                Text(
                    f"Điểm làm tròn {self.places} chữ số thập phân",
                    f"Points have {self.places} decimals",
                )
            )
        if self.printed_best is not None:
            texts.append(best_in_words(self.printed_best, self.max_points))
        texts += [self._reference_in_words(one) for one in self.figures if one.is_reference]
        if self.how:
            texts.append(Text(f"Cách tính: {self.how.vi}", f"How: {self.how.en}"))
        return tuple(texts)

    def _zero_in_words(self) -> Text:
        """Returns what a denominator of 0 gives, and at which figures."""
        labels = [f.label for f in self.figures if f.key in self.divisors and f.has_name]
        return zero_in_words(self.zero, words.join_texts(labels, "”, “") if labels else None)

    def _reference_in_words(self, figure: Figure) -> Text:
        """Returns the value that the round gives, or that it is still waited for."""
        value = dict(self.references).get(figure.key)
        if value is None:
            return Text(
                f"{figure.label.vi}: đang chờ giá trị của kỳ đánh giá",
                f"{figure.label.en}: the round's value is not there yet",
            )
        said = figure.in_quantity(value)
        return Text(f"{figure.label.vi}: {said.vi}", f"{figure.label.en}: {said.en}")

    def score(
        self, entry: Mapping[str, object], references: Mapping[str, Quantity] | None = None
    ) -> Outcome:
        """Returns the outcome of ``entry``. Raises ``Refused`` with every fault of the entry.

        ``references`` are reference values, by key, beside those that the scale itself has.
        """
        reader = Entry(entry, self.fields)
        if self.na == "full" and reader.read(EXEMPT):
            return self._outcome(Fraction(self.max_points), EXEMPT.label, {EXEMPT.name: True})
        values = self._values(reader)
        measures = self._measures_of(values)
        self._check_divisors(reader, values, measures)
        quantities = values | self._references(
            reader, dict(self.references) | dict(references or {})
        )
        reader.done()
        stored = {
            field.name: field.stored(values[field.name])
            for field in self.fields
            if field.name in values
        }
        try:
            return self._scored(quantities, stored)
        except DividesByZero:
            return self._at_zero(quantities, stored, measures)

    def lines_reached(
        self, entry: Mapping[str, object], references: Mapping[str, Quantity] | None = None
    ) -> frozenset[int]:
        """Returns the places of the lines of ``describe`` that an entry reaches, the parts' alone; none of a wrong entry."""
        quantities = self.quantities(entry, references) if entry else None
        if quantities is None:
            return frozenset()
        reached: set[int] = set()
        first = 0
        for part in self.parts:
            try:
                reached |= {first + place for place in part.lines_reached(quantities)}
            except DividesByZero:
                return frozenset()
            first += len(part.describe())
        return frozenset(reached)

    def quantities(
        self, entry: Mapping[str, object], references: Mapping[str, Quantity] | None = None
    ) -> Quantities | None:
        """Returns what the parts count by, of an entry that is complete and right; ``None`` of any other."""
        reader = Entry(entry, self.fields)
        if self.na == "full" and reader.read(EXEMPT):
            return None
        found = self._values(reader) | self._references(
            reader, dict(self.references) | dict(references or {})
        )
        return None if reader.faults else found

    def _values(self, reader: Entry) -> dict[str, Value]:
        values: dict[str, Value] = {}
        for field in self.fields:
            if field is EXEMPT or not is_shown(field, values):
                continue
            value = reader.read(field)
            if value is not None:
                values[field.name] = value
        return values

    def _measures_of(self, values: Mapping[str, Value]) -> list[Measure]:
        return [
            measure
            for part in self.parts
            for measure, when in part.measures
            if when is None or values.get(when[0]) == when[1]
        ]

    def _check_divisors(
        self, reader: Entry, values: Mapping[str, Value], measures: list[Measure]
    ) -> None:
        if self.zero != "refused":
            return
        divisors = [one.divisor for one in measures if one.divisor]
        for figure in dict.fromkeys(divisors):
            if values.get(figure.key) != 0:
                continue
            label = figure.label
            if self.allow_na:
                reader.fault(
                    f"{label.vi} phải lớn hơn 0; nếu không phát sinh, hãy chọn “Không áp dụng”",
                    f"{label.en} must be above 0; if nothing arose, choose “Not applicable”",
                )
            else:
                # The six kinds of before count in no unit, and keep their sentences for ever.
                advice = UNSAID_ZERO if figure.unit else NO_TEXT
                reader.fault(
                    f"{label.vi} phải lớn hơn 0{advice.vi}",
                    f"{label.en} must be above 0{advice.en}",
                )

    def _references(self, reader: Entry, given: Mapping[str, Quantity]) -> dict[str, Value]:
        found: dict[str, Value] = {}
        for figure in self.figures:
            if figure.is_reference and figure.key in given:
                found[figure.key] = given[figure.key]
            elif figure.is_reference:
                reader.fault(
                    f"Đang chờ “{figure.label.vi}” của kỳ đánh giá",
                    f"“{figure.label.en}” of the round is not there yet",
                )
        return found

    def _scored(self, quantities: Quantities, stored: dict[str, JSON]) -> Outcome:
        gains = [part.score(quantities) for part in self.parts]
        total = sum((gain.points for gain in gains), Fraction(0))
        if len(gains) == 1:
            return self._outcome(total, gains[0].why, stored)
        texts = []
        for gain in gains:
            points = words.gain_in_words(round_half_up(gain.points, PLACES))
            texts.append(Text(f"{gain.why.vi} → {points.vi}", f"{gain.why.en} → {points.en}"))
        sums = words.join_texts(texts, "; ")
        cap = NO_TEXT
        if total > self.max_points:
            most = words.number(self.max_points)
            cap = Text(f", tính tối đa {most.vi}", f", capped at {most.en}")
        elif total < 0:
            cap = Text(", không dưới 0", ", not below 0")
        total_text = Text(f"{sums.vi}; cộng lại{cap.vi}", f"{sums.en}; in all{cap.en}")
        return self._outcome(total, total_text, stored)

    def _outcome(self, exact: Fraction, why: Text, stored: dict[str, JSON]) -> Outcome:
        within = max(Fraction(0), min(exact, Fraction(self.max_points)))
        points = round_half_up(within, self.places)
        if self.places != PLACES:
            points = round_half_up(points, PLACES)
        counted = words.points_in_words(points)
        return Outcome(points, stored, Text(f"{why.vi} → {counted.vi}", f"{why.en} → {counted.en}"))

    def _at_zero(
        self, quantities: Quantities, stored: dict[str, JSON], measures: list[Measure]
    ) -> Outcome:
        """Returns what a denominator of 0 gives."""
        zero = next(measure for measure in measures if measure.divides_by_zero(quantities))
        formula = zero.formula_in_words(quantities)
        if self.zero == "refused":
            raise Refused(
                Text(
                    f"Mẫu số của “{formula.vi}” bằng 0{UNSAID_ZERO.vi}",
                    f"The denominator of “{formula.en}” is 0{UNSAID_ZERO.en}",
                )
            )
        note, divisor = ZERO_WORDS[self.zero][1], zero.divisor
        at_zero = Text("mẫu số bằng 0", "denominator 0")
        if divisor is not None and divisor.has_name:
            at_zero = Text(f"{divisor.label.vi} bằng 0", f"{divisor.label.en} is 0")
        why = Text(
            f"{formula.vi}: {at_zero.vi}, {note.vi}", f"{formula.en}: {at_zero.en}, {note.en}"
        )
        if self.zero == "na":
            return Outcome(round_half_up(Fraction(0), PLACES), stored, why, not_applicable=True)
        full = self.max_points if self.zero == "full" else Decimal(0)
        return self._outcome(Fraction(full), why, stored)

    def as_formula(self, cells: Cells) -> str:
        """Returns the spreadsheet's formula of the points. Raises ``Unsayable``."""
        if any(figure.is_reference for figure in self.figures):
            # The workbook may be older than the round's value.
            raise Unsayable
        each = [part.as_formula(cells) for part in self.parts]
        formula = each[0]
        if len(each) > 1:
            # A sum of binary fractions would tip a half that is exact.
            total = f"ROUND({'+'.join(each)},10)"
            formula = f"MAX(0,MIN({self.max_points:f},{total}))"
        formula = f"ROUND({formula},{self.places})"
        if self.zero in ("zero", "full") and self.divisors:
            full = f"{self.max_points:f}" if self.zero == "full" else "0"
            zeros = ",".join(f"{cells[key]}=0" for key in self.divisors)
            formula = f"IF(OR({zeros}),{full},{formula})"
        if self.na == "full":
            formula = f"IF({cells[EXEMPT.name]}=1,{self.max_points:f},{formula})"
        return formula

    def as_json(self) -> dict[str, JSON]:
        """Returns the scale as stored: NFC labels, canonical numbers; ``parse_scale`` reads it back."""
        if self.kind:
            return six_kinds.as_json(self.kind, self.parts[0], self.allow_na)
        data: dict[str, JSON] = {}
        if self.figures:
            data["figures"] = [figure.as_json() for figure in self.figures]
        data["parts"] = [part.as_json() for part in self.parts]
        if self.zero != "refused":
            data["zero"] = self.zero
        if self.na:
            data["na"] = self.na
        if self.places != PLACES:
            data["places"] = self.places
        if self.printed_best is not None:
            data["best"] = canonical(self.printed_best)
        if self.how:
            data |= both_stored("how", self.how)
        return data
