"""``choice``: one of several labelled options; the option's points, or those of the part that it holds."""

from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import ClassVar

from criteria.common.text import Text
from criteria.scales import words
from criteria.scales.base import JSON, both_stored
from criteria.scales.definition import Definition
from criteria.scales.expressions import Expression, Quantities
from criteria.scales.fields import Field
from criteria.scales.measures import Measure
from criteria.scales.parts.base import Cells, Course, Gain, Part, Row
from criteria.scales.parts.labelled import WORDS, LabelledPoints, read_labelled

LABEL = Text("Phương án", "Option")
_OPTIONS_LIMIT = 200
"""The most options: CHOOSE of a spreadsheet takes 254."""


@dataclass(frozen=True, kw_only=True)
class Choice(Part):
    """The entry holds the index of the option under ``key``; ``inner`` are the parts that options hold, by index."""

    name: ClassVar[str] = "choice"
    optional: ClassVar[tuple[str, ...]] = ("key", "label", "label_en")
    key: str = "option"
    label: Text = LABEL
    options: tuple[LabelledPoints, ...]
    inner: tuple[tuple[int, Part], ...] = ()

    @classmethod
    def read(cls, definition: Definition) -> "Choice | None":
        definition.expect(["options"], ["part", *cls.optional])
        parts = definition.parts("options", "phương án", "option")
        options = read_labelled(
            parts, needs_points=False, optional=(*WORDS, "part"), least=-definition.max_points
        )
        inner: list[tuple[int, Part]] = []
        for index, part in enumerate(parts):
            held = part.part("part", "phần bên trong", "inner part")
            found = definition.frame.read_part(held) if held else None
            if found:
                inner.append((index, found))
            if ("part" in part.data) == ("points" in part.data):
                part.fault(
                    "cần “points” hoặc “part”, và chỉ một trong hai",
                    "needs “points” or “part”, and one of them only",
                )
        if len(parts) > _OPTIONS_LIMIT:
            definition.fault("có quá 200 phương án", "has more than 200 options")
        label = definition.words("label")
        return cls(
            most=definition.max_points,
            key=definition.key("option"),
            label=label or LABEL,
            options=tuple(options),
            inner=tuple(inner),
        )

    @property
    def inputs(self) -> tuple[Field, ...]:
        own = Field(
            self.key,
            "option",
            self.label,
            options=tuple(one.describe() for one in self.options),
            labels=tuple(one.label for one in self.options),
            conditions=tuple(one.when.vi if one.when else "" for one in self.options),
        )
        return (
            own,
            *(
                replace(field, when=(self.key, index))
                for index, part in self.inner
                for field in part.inputs
            ),
        )

    @property
    def measures(self) -> tuple[tuple[Measure, tuple[str, int] | None], ...]:
        return tuple(
            (measure, (self.key, index))
            for index, part in self.inner
            for measure, _when in part.measures
        )

    @property
    def best(self) -> Decimal:
        return max(
            [one.points for one in self.options if one.amount]
            + [part.best for _index, part in self.inner]
        )

    def describe(self) -> tuple[Text, ...]:
        """Returns the options in their order, which is how an entry counts them."""
        inner = dict(self.inner)
        texts: list[Text] = []
        for index, option in enumerate(self.options):
            line = option.describe()
            if index in inner:
                lines = words.join_texts(inner[index].describe(), "; ")
                line = Text(f"{line.vi}: {lines.vi}", f"{line.en}: {lines.en}")
            texts.append(line)
        return tuple(texts)

    @property
    def rows(self) -> tuple[Row, ...]:
        own, said, inner = self.inputs[0], self.describe(), dict(self.inner)
        return tuple(
            Row(said[index], None, one.when, own, index) if index in inner else one.row(own, index)
            for index, one in enumerate(self.options)
        )

    @property
    def courses(self) -> tuple[Course, ...]:
        return tuple(
            replace(course, option=self.options[index].label)
            for index, part in self.inner
            for course in part.courses
        )

    def lines_reached(self, quantities: Quantities) -> set[int]:
        return {self._chosen(quantities)}

    def score(self, quantities: Quantities) -> Gain:
        index = self._chosen(quantities)
        chosen, part = self.options[index], dict(self.inner).get(index)
        if part is None:
            label = Text(f"“{chosen.label.vi}”", f"“{chosen.label.en}”")
            return Gain(Fraction(chosen.points), label)
        gain = part.score(quantities)
        return replace(
            gain,
            why=Text(f"“{chosen.label.vi}”: {gain.why.vi}", f"“{chosen.label.en}”: {gain.why.en}"),
        )

    def _chosen(self, quantities: Quantities) -> int:
        index = quantities[self.key]
        if not isinstance(index, int):
            raise TypeError(f"{self.key} is no option")
        return index

    def rules(self) -> dict[str, JSON]:
        inner = dict(self.inner)
        data: dict[str, JSON] = {} if self.key == "option" else {"key": self.key}
        if self.label != LABEL:
            data |= both_stored("label", self.label)
        data["options"] = [
            one.as_json() | ({"part": inner[index].as_json()} if index in inner else {})
            for index, one in enumerate(self.options)
        ]
        return data

    def as_formula(self, cells: Cells) -> str:
        inner = dict(self.inner)
        each = [
            inner[index].as_formula(cells) if index in inner else f"{one.points:f}"
            for index, one in enumerate(self.options)
        ]
        return f"CHOOSE({cells[self.key]},{','.join(each)})"

    @property
    def order(self) -> Expression | None:
        return None if self.inner else Expression(self.key)
