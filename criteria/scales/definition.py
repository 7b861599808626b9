"""Reads the stored JSON of a scale, and gathers every fault instead of stopping at the first."""

import re
import unicodedata
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from criteria.common.numbers import DECIMALS, INTEGER_DIGITS, as_typed, decimals, show
from criteria.common.text import Text
from criteria.scales.amounts import Amount, Bound
from criteria.scales.base import PLACES
from criteria.scales.figures import Figure

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
"""The characters of the category Cc. Scales are read at each save, and asking for each letter's category took a quarter of
that."""
_KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
_DECIMAL = re.compile(rf"-?[0-9]{{1,{INTEGER_DIGITS}}}(\.[0-9]{{1,{DECIMALS}}})?")


@dataclass(frozen=True)
class Frame:
    """What the parts of one scale are read by: the leaf's maximum, its figures, and the kinds of the unit."""

    max_points: Decimal
    unit_kinds: tuple[str, ...] = ()
    figures: Mapping[str, Figure] = field(default_factory=dict)
    kinds_named: set[str] = field(default_factory=set)
    """The kinds of units that bounds have named so far; shared by all that is read by one frame."""
    read_part: "Callable[[Definition], Any]" = field(default=lambda _definition: None)
    """Reads a part inside a part, whatever it is."""


class Definition:
    """One JSON object of a scale; ``faults`` is shared with the objects inside it."""

    def __init__(
        self,
        data: Mapping[object, object],
        faults: list[Text],
        frame: Frame,
        where: Text | None = None,
    ) -> None:
        self.data = data
        self.faults = faults
        self.frame = frame
        self.where = where or Text("Thang điểm", "Scale")

    @property
    def max_points(self) -> Decimal:
        return self.frame.max_points

    def within(self, **changes: object) -> "Definition":
        """Returns the same object, read by another frame."""
        return Definition(self.data, self.faults, replace(self.frame, **changes), self.where)  # type: ignore[arg-type]  # names of its fields

    def fault(self, vi: str, en: str) -> None:
        """Notes what is wrong, naming the place."""
        self.faults.append(Text(f"{self.where.vi}: {vi}", f"{self.where.en}: {en}"))

    def expect(self, required: Collection[str], optional: Collection[str] = ()) -> None:
        """Notes every key that is missing or that a scale of this kind does not have."""
        for key in required:
            if key not in self.data:
                self.fault(f"thiếu “{key}”", f"“{key}” is missing")
        for name in self.data:
            if name not in required and name not in optional:
                self.fault(
                    f"không có mục {as_typed(str(name))}", f"{as_typed(str(name))} is not known"
                )

    def decimal(self, key: str) -> Decimal | None:
        """Returns the number under ``key``: a decimal string or an int, never a float or a bool."""
        if key not in self.data:
            return None
        value = self.data[key]
        number = read_decimal(value)
        if number is not None:
            return number
        # No repr of an int: Python itself stops on one of over 4300 digits.
        typed = as_typed(value if isinstance(value, str) else type(value).__name__)
        self.fault(
            f'“{key}” phải là chuỗi số thập phân như "0.5", không phải {typed}',
            f'“{key}” must be a decimal string such as "0.5", not {typed}',
        )
        return None

    def bound(self, key: str) -> Bound | None:
        """Returns the number under ``key``, or those by the unit's kind: ``{"": "20", "miền núi": "15"}``."""
        value = self.data.get(key)
        if not isinstance(value, Mapping):
            number = self.decimal(key)
            return None if number is None else Bound(number)
        by_kind = {str(kind): read_decimal(number) for kind, number in value.items()}
        known = {kind: number for kind, number in by_kind.items() if number is not None}
        if len(known) < len(by_kind) or "" not in known:
            self.fault(
                f"“{key}” theo loại đơn vị phải có mức chung (nhãn rỗng) và toàn số, ví dụ "
                '{"": "20", "miền núi": "15"}',
                f"“{key}” by the unit's kind needs a number for all others (an empty name), such as "
                '{"": "20", "miền núi": "15"}',
            )
            return None
        self.frame.kinds_named.update(kind for kind in known if kind)
        return Bound.of(known, self.frame.unit_kinds)

    def amount(self, key: str = "points", *, least: Decimal = Decimal(0)) -> Amount | None:
        """Returns points from ``least`` to the maximum, with at most 4 decimals, or a share of it: ``50%``."""
        value = self.data.get(key)
        share = read_decimal(value[:-1]) if isinstance(value, str) and value[-1:] == "%" else None
        points = share and Amount.of_share(share, self.max_points).points
        if share is None:
            points = self.decimal(key)
        if points is None:
            return None
        self._check_points(points, least, exact=share is None)
        return Amount(points, share)

    def points(self) -> Decimal | None:
        """Returns the number under ``points``, from 0 to the maximum, with at most 4 decimals."""
        value = self.decimal("points")
        if value is not None:
            self._check_points(value, Decimal(0))
        return value

    def _check_points(self, value: Decimal, least: Decimal, *, exact: bool = True) -> None:
        if value < least:
            if least == 0:
                self.fault(
                    f"điểm {show(value)} là số âm", f"{show(value, 'en')} points are negative"
                )
            else:
                self.fault(
                    f"điểm {show(value)} dưới mức thấp nhất {show(least)}",
                    f"{show(value, 'en')} points are below the least of {show(least, 'en')}",
                )
        if value > self.max_points:
            self.fault(
                f"điểm {show(value)} vượt điểm tối đa {show(self.max_points)}",
                f"{show(value, 'en')} points exceed the maximum of {show(self.max_points, 'en')}",
            )
        if exact and decimals(value) > PLACES:
            self.fault(
                f"điểm {show(value)} có quá {PLACES} chữ số thập phân",
                f"{show(value, 'en')} points have more than {PLACES} decimals",
            )

    def key(self, default: str) -> str:
        """Returns the name by which entries know an input."""
        value = self.data.get("key", default)
        if isinstance(value, str) and _KEY.fullmatch(value):
            return value
        self.fault(
            "“key” phải gồm chữ thường không dấu, số và “_”, ví dụ dung_han",
            "“key” must be small letters, digits and “_”, such as on_time",
        )
        return default

    def label(self, key: str = "label") -> str | None:
        """Returns the text under ``key``, in NFC, on one line."""
        if key not in self.data:
            return None
        value = self.data[key]
        if not isinstance(value, str):
            self.fault(f"“{key}” phải là chuỗi ký tự", f"“{key}” must be text")
            return None
        label = " ".join(unicodedata.normalize("NFC", value).split())
        if _CONTROL.search(label):
            # PostgreSQL cannot store NUL in JSON; no control character belongs in a label.
            self.fault("nhãn có ký tự điều khiển", "the label has a control character")
            return None
        if not label:
            self.fault("nhãn để trống", "the label is empty")
            return None
        return label

    def words(self, key: str) -> Text | None:
        """Returns the text under ``key`` with the English beside it; the decision's own where there is none."""
        said, english = self.label(key), self.label(f"{key}_en")
        if (
            english is not None and key not in self.data and key != "label"
        ):  # which is always asked for
            self.fault(f"có “{key}_en” mà thiếu “{key}”", f"“{key}_en” stands without “{key}”")
        return Text(said, english or said) if said else None

    def parts(self, key: str, vi: str, en: str) -> list["Definition"]:
        """Returns the objects in the list under ``key``; ``vi`` and ``en`` name one of them."""
        if key not in self.data:
            return []
        value = self.data[key]
        if not isinstance(value, list | tuple) or not value:
            self.fault(
                f"“{key}” phải là danh sách có ít nhất một {vi}",
                f"“{key}” must be a list of at least one {en}",
            )
            return []
        parts = []
        for position, item in enumerate(value, start=1):
            where = Text(f"{self.where.vi}, {vi} {position}", f"{self.where.en}, {en} {position}")
            part = Definition(
                item if isinstance(item, Mapping) else {}, self.faults, self.frame, where
            )
            if isinstance(item, Mapping):
                parts.append(part)
            else:
                part.fault("phải là một đối tượng JSON", "must be a JSON object")
        return parts

    def one_of(self, key: str, known: Collection[str], default: str = "") -> str:
        """Returns the word under ``key``, one of ``known``; ``default`` where there is none or another."""
        value = self.data.get(key, default)
        if isinstance(value, str) and (value in known or value == default):
            return value
        typed, words = as_typed(str(value)), ", ".join(known)
        self.fault(
            f"“{key}” phải là một trong: {words}; không phải {typed}",
            f"“{key}” must be one of {words}, not {typed}",
        )
        return default

    def flag(self, key: str) -> bool:
        """Returns whether ``key`` is set."""
        value = self.data.get(key, False)
        if not isinstance(value, bool):
            self.fault(f"“{key}” phải là true hoặc false", f"“{key}” must be true or false")
        return value is True

    def part(self, key: str, vi: str, en: str) -> "Definition | None":
        """Returns the object under ``key``; ``vi`` and ``en`` name it."""
        if key not in self.data:
            return None
        value = self.data[key]
        where = Text(f"{self.where.vi}, {vi}", f"{self.where.en}, {en}")
        part = Definition(
            value if isinstance(value, Mapping) else {}, self.faults, self.frame, where
        )
        if isinstance(value, Mapping):
            return part
        part.fault("phải là một đối tượng JSON", "must be a JSON object")
        return None

    def unreachable(self, best: Decimal) -> None:
        """Notes that no entry reaches the maximum."""
        max_points = self.max_points
        self.fault(
            f"cao nhất chỉ được {show(best)} điểm, không đạt điểm tối đa {show(max_points)}",
            f"gives {show(best, 'en')} points at best, not the maximum of {show(max_points, 'en')}",
        )


def read_decimal(value: object) -> Decimal | None:
    """Returns a number as scales store it, a decimal string or an int; ``None`` for anything else."""
    if isinstance(value, int) and not isinstance(value, bool):
        return Decimal(value) if abs(value) < 10**INTEGER_DIGITS else None
    if isinstance(value, str) and _DECIMAL.fullmatch(value):
        return Decimal(value)
    return None
