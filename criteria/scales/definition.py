"""Reads the stored JSON of a scale, and gathers every fault instead of stopping at the first."""

import re
import unicodedata
from collections.abc import Collection, Mapping
from decimal import Decimal

from criteria.common.numbers import DECIMALS, INTEGER_DIGITS, as_typed, decimals, show
from criteria.common.text import Text
from criteria.scales.base import PLACES

_DECIMAL = re.compile(rf"-?[0-9]{{1,{INTEGER_DIGITS}}}(\.[0-9]{{1,{DECIMALS}}})?")


class Definition:
    """One JSON object of a scale; ``faults`` is shared with the objects inside it."""

    def __init__(
        self, data: Mapping[object, object], faults: list[Text], where: Text | None = None
    ) -> None:
        self.data = data
        self.faults = faults
        self.where = where or Text("Thang điểm", "Scale")

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
        if isinstance(value, int) and not isinstance(value, bool):
            if abs(value) < 10**INTEGER_DIGITS:
                return Decimal(value)
        elif isinstance(value, str) and _DECIMAL.fullmatch(value):
            return Decimal(value)
        # No repr of an int: Python itself stops on one of over 4300 digits.
        typed = as_typed(value if isinstance(value, str) else type(value).__name__)
        self.fault(
            f'“{key}” phải là chuỗi số thập phân như "0.5", không phải {typed}',
            f'“{key}” must be a decimal string such as "0.5", not {typed}',
        )
        return None

    def points(self, max_points: Decimal) -> Decimal | None:
        """Returns the number under ``points``, from 0 to ``max_points``, with at most 4 decimals."""
        value = self.decimal("points")
        if value is None:
            return None
        if value < 0:
            self.fault(f"điểm {show(value)} là số âm", f"{show(value, 'en')} points are negative")
        if value > max_points:
            self.fault(
                f"điểm {show(value)} vượt điểm tối đa {show(max_points)}",
                f"{show(value, 'en')} points exceed the maximum of {show(max_points, 'en')}",
            )
        if decimals(value) > PLACES:
            self.fault(
                f"điểm {show(value)} có quá {PLACES} chữ số thập phân",
                f"{show(value, 'en')} points have more than {PLACES} decimals",
            )
        return value

    def label(self) -> str | None:
        """Returns the text under ``label``, in NFC, on one line."""
        if "label" not in self.data:
            return None
        value = self.data["label"]
        if not isinstance(value, str):
            self.fault("“label” phải là chuỗi ký tự", "“label” must be text")
            return None
        label = " ".join(unicodedata.normalize("NFC", value).split())
        if any(unicodedata.category(char) == "Cc" for char in label):
            # PostgreSQL cannot store NUL in JSON; no control character belongs in a label.
            self.fault("nhãn có ký tự điều khiển", "the label has a control character")
            return None
        if not label:
            self.fault("nhãn để trống", "the label is empty")
            return None
        return label

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
            part = Definition(item if isinstance(item, Mapping) else {}, self.faults, where)
            if isinstance(item, Mapping):
                parts.append(part)
            else:
                part.fault("phải là một đối tượng JSON", "must be a JSON object")
        return parts

    def unreachable(self, best: Decimal, max_points: Decimal) -> None:
        """Notes that no entry reaches the maximum."""
        self.fault(
            f"cao nhất chỉ được {show(best)} điểm, không đạt điểm tối đa {show(max_points)}",
            f"gives {show(best, 'en')} points at best, not the maximum of {show(max_points, 'en')}",
        )
