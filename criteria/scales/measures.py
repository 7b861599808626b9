"""Measures: what a part of a scale looks at; a figure, a ratio of two in percent, or a formula."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from criteria.common.text import Refused, Text
from criteria.scales import words
from criteria.scales.amounts import Bound
from criteria.scales.base import JSON, PLACES
from criteria.scales.definition import Definition
from criteria.scales.expressions import (
    DividesByZero,
    Expression,
    Quantities,
    figure_named,
    quotient,
    read_expression,
)
from criteria.scales.figures import Figure


@dataclass(frozen=True, slots=True)
class Measure:
    """A formula of figures; in percent where ``is_percent``, and then its value is a hundred times the formula's."""

    expression: Expression
    figures: tuple[Figure, ...]
    is_percent: bool = False

    @property
    def is_figure(self) -> bool:
        return not self.expression.args

    @property
    def divisor(self) -> Figure | None:
        """The figure that a ratio is divided by."""
        if not self.is_ratio:
            return None
        key = self.expression.args[1].name
        return next(figure for figure in self.figures if figure.key == key)

    @property
    def is_ratio(self) -> bool:
        one = self.expression
        return self.is_percent and one.name == "/" and not any(arg.args for arg in one.args)

    @property
    def has_names(self) -> bool:
        """Returns whether its figures are called by the decision, not "numerator" and "denominator"."""
        return all(figure.has_name for figure in self.figures)

    @property
    def shows_percent(self) -> bool:
        """Returns whether its values are said with a percent sign."""
        return self.is_percent or (self.is_figure and self.figures[0].type == "percent")

    @property
    def limit(self) -> Decimal | None:
        """The largest value that it can have, where that is certain."""
        return self.figures[0].limit if self.is_figure else None

    @property
    def scale(self) -> int:
        """How many times the formula's value it is: 100 for a percentage."""
        return 100 if self.is_percent else 1

    def value(self, quantities: Quantities) -> Fraction:
        """Returns the exact value, in percent where it is one. Raises ``DividesByZero``."""
        return self.expression.value(quantities) * self.scale

    def divides_by_zero(self, quantities: Quantities) -> bool:
        """Returns whether a denominator of it is 0."""
        try:
            self.value(quantities)
        except DividesByZero:
            return True
        return False

    def in_words(self, quantities: Quantities, value: Fraction, bounds: Iterable[Decimal]) -> Text:
        """Returns how a value comes about: ``105 cơ quan / 275 cơ quan = 38,18%``, never blurred over a bound."""
        formula = self.formula_in_words(quantities)
        if self.is_figure:
            return formula
        result = self.bound_in_words(
            words.shown_value(value, bounds, 2 if self.is_percent else PLACES)
        )
        return Text(f"{formula.vi} = {result.vi}", f"{formula.en} = {result.en}")

    def formula_in_words(self, quantities: Quantities) -> Text:
        """Returns the figures as they go into the value: ``105 cơ quan / 275 cơ quan``."""
        figures = {figure.key: figure for figure in self.figures}

        def say(key: str) -> Text:
            return figures[key].in_quantity(quantities[key])

        if self.is_figure:
            [figure] = self.figures
            counted = say(figure.key)
            if figure.unit or figure.type == "percent":
                return counted
            return Text(f"{figure.label.vi} {counted.vi}", f"{figure.label.en} {counted.en}")
        if not self.is_ratio:
            return self.expression.in_words(say)
        over, under = (say(arg.name) for arg in self.expression.args)
        sign = " / " if any(figure.unit for figure in self.figures) else "/"
        return Text(f"{over.vi}{sign}{under.vi}", f"{over.en}{sign}{under.en}")

    def bound_in_words(self, value: Decimal) -> Text:
        """Returns a value of it as its bounds are said: ``80%``, ``3 sáng kiến``."""
        if self.shows_percent:
            return words.percent_in_words(value)
        number = words.number(value)
        unit = self.figures[0].unit if self.is_figure else None
        if unit is None:
            return number
        return Text(f"{number.vi} {unit.vi}", f"{number.en} {unit.en}")

    def name(self) -> Text:
        """Returns what it is, by the figures' labels."""
        labels = {figure.key: figure.label for figure in self.figures}
        return self.expression.in_words(lambda key: labels[key])

    def as_formula(self, cells: Mapping[str, str], above: int = 0) -> str:
        """Returns the spreadsheet's formula; of a percentage the part of one, as accountants compare it."""
        return self.expression.as_formula(cells, above)

    def as_json(self) -> JSON:
        """Returns the measure as it is stored."""
        if self.is_figure:
            return {"figure": self.expression.name}
        if self.is_ratio:
            return {"ratio": [arg.name for arg in self.expression.args]}
        data: dict[str, JSON] = {"formula": self.expression.as_text()}
        if self.is_percent:
            data["percent"] = True
        return data


def bound_text(measure: Measure, bound: Bound) -> Text:
    """Returns a bound in words, with those that hold for other kinds of units."""
    own = measure.bound_in_words(bound.value)
    others = [(kind, value) for kind, value in bound.by_kind if kind and value != bound.value]
    common = dict(bound.by_kind).get("", bound.value)
    if common != bound.value:
        others.append(("", common))
    if not others:
        return own
    vi = "; ".join(f"{kind or 'còn lại'}: {measure.bound_in_words(v).vi}" for kind, v in others)
    en = "; ".join(f"{kind or 'others'}: {measure.bound_in_words(v).en}" for kind, v in others)
    return Text(f"{own.vi} ({vi})", f"{own.en} ({en})")


def ratio_of(over: Figure, under: Figure) -> Measure:
    """Returns the ratio of two figures in percent."""
    return Measure(quotient(over.key, under.key), (over, under), is_percent=True)


def figure_of(figure: Figure) -> Measure:
    """Returns the measure that is one figure."""
    return Measure(figure_named(figure.key), (figure,))


def read_measure(definition: Definition, key: str = "of") -> Measure | None:
    """Returns the measure under ``key``; ``None`` after a fault."""
    part = definition.part(key, "đại lượng", "measure")
    if part is None:
        return None
    expression, is_percent = _expression(part)
    if expression is None:
        return None
    known = definition.frame.figures
    unknown = [name for name in expression.keys if name not in known]
    for name in unknown:
        part.fault(f"không có số liệu “{name}”", f"there is no figure “{name}”")
    if unknown:
        return None
    figures = tuple(known[name] for name in expression.keys)
    for figure in figures:
        if (figure.type == "date") != (figure.key in expression.dated):
            part.fault(
                f"“{figure.key}”: ngày chỉ dùng trong days(từ ngày, đến ngày), và ở đó phải là ngày",
                f"“{figure.key}”: dates stand in days(from, to) only, and nothing else stands there",
            )
    if not figures:
        part.fault("không dùng số liệu nào", "uses no figure")
        return None
    return Measure(expression, figures, is_percent)


def _expression(part: Definition) -> tuple[Expression | None, bool]:
    match part.data:
        case {"figure": str(name)}:
            part.expect(["figure"])
            return figure_named(name), False
        case {"ratio": [str(over), str(under)]}:
            part.expect(["ratio"])
            return quotient(over, under), True
        case {"formula": str(text)}:
            part.expect(["formula"], ["percent"])
            try:
                return read_expression(text), part.flag("percent")
            except Refused as refused:
                for cause in refused.causes:
                    part.fault(cause.vi, cause.en)
                return None, False
    part.fault(
        "phải là một trong: figure (một số liệu), ratio (hai số liệu), formula (công thức)",
        "must be one of figure (one figure), ratio (two figures), formula",
    )
    return None, False
