"""A cell while it is read: its clauses, the measure that it speaks of, and the figures that it needs."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal

from criteria.common.text import Text, fold
from criteria.scales.base import JSON
from criteria.scales.notation.clauses import Clause, Faults
from criteria.scales.notation.figures import (
    COUNT,
    DENOMINATOR,
    NUMERATOR,
    Stored,
    key_of,
)

Part = dict[str, JSON]


def labelled_rows(part: Part) -> list[Part]:
    """Returns the options and lines of a part, those of the parts inside its options too."""
    found: list[Part] = []
    for key in ("options", "lines"):
        rows = part.get(key, [])
        for row in rows if isinstance(rows, list) else []:
            if isinstance(row, dict):
                held = row.get("part")
                found += [row, *(labelled_rows(held) if isinstance(held, dict) else [])]
    return found


@dataclass
class CellText:
    """What is known of a cell: ``figures`` by key, ``listed`` where a column lists them, ``measure`` where it names one."""

    clauses: list[Clause]
    faults: Faults
    figures: dict[str, Stored] = field(default_factory=dict)
    listed: bool = False
    measure: JSON = None
    kind: str = ""
    """The list that the cell says it is, before its colon."""
    adds_up: bool = False
    """True for one of several parts in brackets: its bands may take away from what the others give."""
    head: Part = field(default_factory=dict)
    """The key and the label of a list that has its own."""
    read_inside: "Callable[[CellText, str], list[Part]]" = field(default=lambda _cell, _text: [])

    def limit(self) -> Decimal | None:
        """Returns the most that the one listed figure can be, if it says so."""
        mosts = [one["most"] for one in self.figures.values() if "most" in one]
        return (
            Decimal(str(mosts[0])) if self.listed and len(self.figures) == len(mosts) == 1 else None
        )

    def inside(self, clause: Clause, text: str) -> list[Part]:
        """Returns the one part in brackets that an option holds."""
        parts = self.read_inside(self, text.strip()[1:].rstrip().removesuffix("]"))
        if len(parts) > 1:
            self.faults.add(
                clause, "trong ngoặc vuông chỉ được một phần", "there may be one part in brackets"
            )
        return parts

    def measure_of(
        self, *, percent: bool, unit: str = "", lead: str = "", whole: bool = False
    ) -> JSON:
        """Returns the measure that bounds speak of: the one that is named, else that of the listed figures, else new ones."""
        if self.measure is not None:
            return self.measure
        if self.listed:
            return self._listed_measure(percent)
        if "/" in lead or "÷" in lead:
            over, under = re.split(r"[/÷]", lead.removeprefix("tỷ lệ "), maxsplit=1)
            if over.strip() and under.strip():
                return self._quotient(over.strip(), under.strip())
        kind = {"type": "percent"} if percent else {"type": "whole"} if whole else {}
        if lead:
            label = lead if percent or not unit else f"số {unit} {lead}"
            return {"figure": self.add({"label": _capital(label), **kind}, unit)}
        if percent:
            self.keep(NUMERATOR)
            self.keep(DENOMINATOR)
            return {"ratio": ["numerator", "denominator"]}
        if unit:
            return {"figure": self.add({"label": f"Số {unit}", **kind}, unit)}
        self.keep(COUNT)
        return {"figure": "count"}

    def _quotient(self, *names: str) -> JSON:
        """Returns the ratio of two things in words; letters alone have to stand among the figures."""
        for name in names:
            if len(name) < 3:
                self.faults.all.append(
                    Text(
                        f"“{name}” không có trong cột Số liệu; hãy ghi “{name}: tên số liệu” ở đó",
                        f"“{name}” is not among the figures; write “{name}: what it is” in their column",
                    )
                )
        return {"ratio": [self.add({"label": _capital(name)}) for name in names]}

    def _listed_measure(self, percent: bool) -> JSON:
        own = [one for one in self.figures.values() if not one.get("reference")]
        if len(own) == 1:
            return {"figure": own[0]["key"]}
        if len(own) == 2 and percent:
            return {"ratio": [own[0]["key"], own[1]["key"]]}
        self.faults.all.append(
            Text(
                "không rõ các mức nói về số liệu nào; hãy ghi ở đầu ô, ví dụ “theo khoa:” hoặc “theo a / b, %:”",
                "it is not clear of which figures the bounds speak; begin with “by key:” or “by a / b, %:”",
            )
        )
        return None

    def keep(self, figure: Stored) -> None:
        """Takes a figure among those of the cell."""
        self.figures.setdefault(str(figure["key"]), dict(figure))

    def add(self, figure: Stored, unit: str = "") -> str:
        """Takes a new figure, or finds the one of that label or unit; returns its key."""
        label = str(figure["label"])
        for key, other in self.figures.items():
            names = {fold(str(other["label"])), fold(str(other.get("unit", ""))), key}
            if {fold(label), fold(unit) or "-"} & (names - {""}):
                return key
        key = key_of(label, self.figures)
        self.figures[key] = {"key": key, **figure, **({"unit": unit} if unit else {})}
        return key

    def thing(self, words: str) -> str:
        """Returns the key of the figure that counts cases of a kind; where figures are listed, one of them."""
        for key, other in self.figures.items():
            names = {fold(str(other["label"])), fold(str(other.get("unit", ""))), key}
            if fold(words) in names or fold(f"Số {words}") in names:
                return key
        if self.listed:
            self.faults.all.append(
                Text(
                    f"“{words}” không có trong cột Số liệu; hãy thêm “Số {words} ({words}), số nguyên” ở đó",
                    f"“{words}” is not among the figures; add “Number of {words} ({words}), whole” there",
                )
            )
        return self.add({"label": f"Số {words}", "unit": words, "type": "whole"}, words)


def _capital(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}"
