"""The rules of a set as values, read from its JSON; a set without any has those of 2022."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise
from typing import Any

from criteria.common.numbers import canonical, read_number, show
from criteria.common.text import Refused, Text

NAME_LENGTH = 50
"""The most characters that a class's name has."""
ANY_DOMAIN = "*"
_HUNDRED = Decimal(100)
_ORDER = ("classes", "lowers", "ties", "blocks", "places", "capped")


@dataclass(frozen=True, slots=True)
class Condition:
    """What a unit must have, beside the index, to be in a class.

    ``about`` is ``no_zero`` (no leaf of the total at 0 points), ``inside`` (an index of at least ``least``
    percent without the points outside the total), ``domain`` (an index of at least ``least`` percent in the
    domain ``code``, or in every one), ``leaf`` (at least ``least`` points on ``code``), ``is`` or ``is_not``
    (one of the options ``labels`` chosen on ``code``, or none of them).
    """

    about: str
    code: str = ""
    least: Decimal = Decimal(0)
    labels: tuple[str, ...] = ()

    @property
    def is_about_option(self) -> bool:
        return self.about in ("is", "is_not")

    def as_json(self) -> dict[str, Any]:
        """Returns the condition as it is stored."""
        match self.about:
            case "no_zero":
                return {"no_zero": True}
            case "inside":
                return {"inside": canonical(self.least)}
            case "is" | "is_not":
                return {"leaf": self.code, self.about: [*self.labels]}
        return {self.about: self.code, "min": canonical(self.least)}


@dataclass(frozen=True, slots=True)
class UnitClass:
    """A class of units: its name, the lowest published index in percent for each block of units, its conditions.

    ``by_block`` holds the bounds of blocks that have one of their own.
    """

    name: str
    least: Decimal
    by_block: tuple[tuple[str, Decimal], ...] = ()
    conditions: tuple[Condition, ...] = ()

    @property
    def is_by_conditions(self) -> bool:
        """Returns whether its conditions alone decide, whatever the index."""
        return bool(self.conditions) and not self.least and not self.by_block

    def least_in(self, block: str) -> Decimal:
        """Returns the lowest index in percent that a unit of a block needs."""
        return dict(self.by_block).get(block, self.least)

    def as_json(self) -> dict[str, Any]:
        """Returns the class as it is stored."""
        least: Any = canonical(self.least)
        if self.by_block:
            least = {"": least} | {block: canonical(value) for block, value in self.by_block}
        stored: dict[str, Any] = {"name": self.name, "min": least}
        if self.conditions:
            stored["if"] = [condition.as_json() for condition in self.conditions]
        return stored


@dataclass(frozen=True, slots=True)
class SetRules:
    """All of them. A unit that meets one of ``lowers`` is a class lower than its index and conditions say.

    ``ties`` are codes of leaves or domains that part equal indices, one after the other.

    ``blocks`` are kinds of units that are ranked among themselves; who has none of them is in the block "".
    ``places`` are the decimals of a leaf's points. With ``capped`` a bonus lifts nobody above the maximum.
    """

    classes: tuple[UnitClass, ...]
    lowers: tuple[Condition, ...] = ()
    ties: tuple[str, ...] = ()
    blocks: tuple[str, ...] = ()
    places: int = 4
    capped: bool = False

    @property
    def conditions(self) -> list[Condition]:
        """The conditions of all classes, and those that lower a class."""
        return [*(condition for one in self.classes for condition in one.conditions), *self.lowers]

    def lower_than(self, name: str) -> str:
        """Returns the name of the class below one; nobody is lowered below the last."""
        names = [one.name for one in self.classes]
        return names[min(names.index(name) + 1, len(names) - 1)]

    def as_json(self) -> dict[str, Any]:
        """Returns the rules as they are stored: only what differs from those of 2022."""
        stored: dict[str, Any] = {}
        if self.classes != TODAY.classes:
            stored["classes"] = [one.as_json() for one in self.classes]
        if self.lowers:
            stored["lowers"] = [one.as_json() for one in self.lowers]
        if self.ties:
            stored["ties"] = [*self.ties]
        if self.blocks:
            stored["blocks"] = [*self.blocks]
        if self.places != TODAY.places:
            stored["places"] = self.places
        if self.capped:
            stored["capped"] = True
        return stored


TODAY = SetRules(
    classes=(
        UnitClass("A", Decimal(90)),
        UnitClass("B", Decimal(80)),
        UnitClass("C", Decimal(70)),
        UnitClass("D", Decimal(0)),
    )
)
"""The rules of the sets of 2022, and of every set that says nothing else."""


def set_rules_of(stored: Mapping[str, Any] | None) -> SetRules:
    """Returns the rules that a set stores. Raises ``Refused`` where they cannot be read."""
    return _set_rules(json.dumps(stored or {}, sort_keys=True))


@lru_cache(maxsize=256)
def _set_rules(stored: str) -> SetRules:
    rules, faults = read_set_rules(json.loads(stored))
    if faults:
        raise Refused(*faults)
    return rules


def rules_in_order(stored: Mapping[str, Any]) -> dict[str, Any]:
    """Returns stored rules with their keys in the order of this page, which PostgreSQL does not keep."""
    rules = {key: stored[key] for key in _ORDER if key in stored}
    if "classes" in rules:
        names = ("name", "min", "if")
        rules["classes"] = [
            {key: one[key] for key in names if key in one} for one in rules["classes"]
        ]
    return rules


def read_set_rules(data: object) -> tuple[SetRules, list[Text]]:
    """Returns the rules and every fault of ``data``; the rules count only where there is none."""
    reader = _Reader()
    if not isinstance(data, Mapping):
        return TODAY, [
            Text(
                "Quy tắc của bộ tiêu chí phải là một đối tượng JSON",
                "The set's rules must be a JSON object",
            )
        ]
    for key in sorted(set(map(str, data)) - set(_ORDER)):
        reader.fault(f"không có mục “{key}”", f"there is no key “{key}”")
    classes = reader.classes(data["classes"]) if "classes" in data else TODAY.classes
    places = data.get("places", TODAY.places)
    if places not in (2, 4) or isinstance(places, bool):
        reader.fault("làm tròn 2 hoặc 4 chữ số", "points have 2 or 4 decimals")
        places = TODAY.places
    rules = SetRules(
        classes=classes,
        lowers=reader.lowers(data.get("lowers", [])),
        ties=reader.texts(data.get("ties", [])),
        blocks=reader.texts(data.get("blocks", [])),
        places=places,
        capped=data.get("capped", False) is True,
    )
    reader.check(rules)
    return rules, reader.faults


@dataclass
class _Reader:
    faults: list[Text] = field(default_factory=list)

    def fault(self, vi: str, en: str) -> None:
        self.faults.append(Text(f"Quy tắc của bộ tiêu chí: {vi}", f"Rules of the set: {en}"))

    def texts(self, data: object) -> tuple[str, ...]:
        if not isinstance(data, list) or not all(
            isinstance(one, str) and one.strip() for one in data
        ):
            self.fault("cần một danh sách các tên", "a list of names is needed")
            return ()
        if len(set(data)) < len(data):
            self.fault("có tên bị trùng", "a name stands twice")
        return tuple(one.strip() for one in data)

    def number(self, value: object, most: Decimal | None = None) -> Decimal:
        try:
            number = read_number(value)
        except Refused:
            number = Decimal(-1)
        if number < 0 or (most is not None and number > most):
            self.fault(f"“{value}” không phải là mức hợp lệ", f"“{value}” is no bound")
            return Decimal(0)
        return number

    def classes(self, data: object) -> tuple[UnitClass, ...]:
        if not isinstance(data, list) or not data:
            self.fault("cần ít nhất một loại", "at least one class is needed")
            return TODAY.classes
        return tuple(self.unit_class(one) for one in data)

    def unit_class(self, data: object) -> UnitClass:
        if not isinstance(data, Mapping) or not set(data) <= {"name", "min", "if"}:
            self.fault("một loại gồm name, min, if", "a class has name, min, if")
            return TODAY.classes[-1]
        name, least = data.get("name"), data.get("min", "0")
        if not isinstance(name, str) or not 0 < len(name.strip()) <= NAME_LENGTH:
            self.fault(
                f"tên loại phải có từ 1 đến {NAME_LENGTH} ký tự",
                f"a class's name has from 1 to {NAME_LENGTH} characters",
            )
            name = "?"
        by_block: dict[str, Decimal] = {}
        if isinstance(least, Mapping):
            by_block = {str(block): self.number(value) for block, value in least.items()}
            if "" not in by_block:
                self.fault("thiếu mức chung của một loại", "a class lacks the bound for all others")
        own = by_block.pop("", Decimal(0)) if isinstance(least, Mapping) else self.number(least)
        conditions = data.get("if", [])
        found = [self.condition(one) for one in conditions] if isinstance(conditions, list) else []
        return UnitClass(
            name.strip(),
            own,
            tuple(sorted(by_block.items())),
            tuple(one for one in found if one),
        )

    def lowers(self, data: object) -> tuple[Condition, ...]:
        found = [self.condition(one) for one in data] if isinstance(data, list) else [None]
        known = tuple(one for one in found if one)
        if any(one.about != "is" for one in known) or (None in found and not self.faults):
            # Any other condition holds for whom its leaf does not concern.
            self.fault(
                "hạ một loại chỉ theo phương án đã chọn, ví dụ “tiêu chí 2.1 là “Có vi phạm””",
                "a class is lowered by the option chosen alone, such as “2.1 is …”",
            )
        return known

    def condition(self, data: object) -> Condition | None:
        match data:
            case {"no_zero": True}:
                return Condition("no_zero")
            case {"inside": least}:
                return Condition("inside", least=self.number(least))
            case {"domain": str(code), "min": least}:
                return Condition("domain", code, self.number(least, _HUNDRED))
            case {"leaf": str(code), "min": least}:
                return Condition("leaf", code, self.number(least))
            case {"leaf": str(code), "is": [*labels]}:
                return Condition("is", code, labels=tuple(map(str, labels)))
            case {"leaf": str(code), "is_not": [*labels]}:
                return Condition("is_not", code, labels=tuple(map(str, labels)))
        self.fault(f"không hiểu điều kiện {data!r}", f"the condition {data!r} is not understood")
        return None

    def check(self, rules: SetRules) -> None:
        """Notes classes of one name, bounds that do not fall, and a last class that not everybody reaches."""
        names = [one.name for one in rules.classes]
        for name in sorted({name for name in names if names.count(name) > 1}):
            self.fault(f"loại “{name}” bị trùng", f"the class “{name}” stands twice")
        last = rules.classes[-1]
        if last.conditions or last.least or any(value for _block, value in last.by_block):
            self.fault(
                f"loại cuối cùng “{last.name}” phải nhận mọi đơn vị còn lại: không có mức và điều kiện",
                f"the last class “{last.name}” takes all others: without a bound and conditions",
            )
        for block in ("", *rules.blocks):
            bounds = [one.least_in(block) for one in rules.classes]
            for upper, lower in pairwise(bounds):
                if lower > upper and upper:
                    self.fault(
                        f"mức của các loại phải giảm dần: {show(upper)} rồi {show(lower)}",
                        f"the bounds of classes must fall: {show(upper, 'en')}, then {show(lower, 'en')}",
                    )
        unknown = {block for one in rules.classes for block, _least in one.by_block}
        for block in sorted(unknown - set(rules.blocks)):
            self.fault(
                f"mức của khối “{block}”, nhưng bộ tiêu chí không xếp hạng theo khối này",
                f"a bound of the block “{block}”, which the set does not rank by",
            )


def codes_named(rules: SetRules) -> Sequence[tuple[str, str]]:
    """Returns each code that the rules name, with what it must be: ``domain``, ``leaf``, or ``any`` of the two."""
    found = [(code, "any") for code in rules.ties]
    for condition in rules.conditions:
        if condition.about == "domain" and condition.code != ANY_DOMAIN:
            found.append((condition.code, "domain"))
        elif condition.code and condition.about != "domain":
            found.append((condition.code, "leaf"))
    return found
