"""The table on the screen and the same numbers in a file."""

import dataclasses
import json
from pathlib import Path
from typing import Any


@dataclasses.dataclass(frozen=True)
class Line:
    """A measured number, what stands beside it, and the limit that it must keep."""

    section: str
    what: str
    value: float
    unit: str
    beside: float | None = None
    """The same of the bare counterpart, in the same unit."""
    at_most: float | None = None
    ratio_at_least: float | None = None
    """Of ``value`` to ``beside``."""
    ratio_at_most: float | None = None

    @property
    def ratio(self) -> float | None:
        return self.value / self.beside if self.beside else None

    @property
    def kept(self) -> bool | None:
        """Whether the limit is kept; nothing where there is none."""
        if self.at_most is not None:
            return self.value <= self.at_most
        if self.ratio_at_least is not None:
            return (self.ratio or 0) >= self.ratio_at_least
        if self.ratio_at_most is not None:
            return (self.ratio or 0) <= self.ratio_at_most
        return None

    def as_row(self) -> str:
        limit = ""
        if self.at_most is not None:
            limit = f"<= {_short(self.at_most)} {self.unit}"
        elif self.ratio_at_least is not None:
            limit = f"ratio >= {self.ratio_at_least:.2f}"
        elif self.ratio_at_most is not None:
            limit = f"ratio <= {self.ratio_at_most:.2f}"
        beside = "" if self.beside is None else f"{_short(self.beside)} {self.unit}"
        ratio = "" if self.ratio is None else f"{self.ratio:.2f}"
        verdict = {True: "kept", False: "MISSED", None: ""}[self.kept]
        value = f"{_short(self.value)} {self.unit}"
        return f"  {self.what:<44}{value:>14}{beside:>14}{ratio:>8}  {limit:<16}{verdict}".rstrip()


def _short(number: float) -> str:
    return f"{number:.0f}" if number >= 100 or number == int(number) else f"{number:.2f}"


def show(lines: list[Line], about: list[str]) -> None:
    for sentence in about:
        print(sentence)
    print(f"\n  {'':<44}{'measured':>14}{'beside it':>14}{'ratio':>8}  limit")
    section = ""
    for line in lines:
        if line.section != section:
            section = line.section
            print(f"\n{section}")
        print(line.as_row())


def keep(
    measured: dict[str, list[Line]], about: list[str], figures: dict[str, Any], path: Path
) -> None:
    """Write what each part measured; what the file has of other parts stays, with its own ``about``."""
    kept: dict[str, Any] = json.loads(path.read_text()) if path.exists() else {}
    rows = [
        {"part": part, "about": about, **_row(line)}
        for part, lines in measured.items()
        for line in lines
    ]
    others = [one for one in kept.get("lines", []) if one.get("part", "") not in {"", *measured}]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        json.dumps({**kept, "about": about, **figures, "lines": others + rows}, **_AS_WRITTEN)
        + "\n"
    )


def _row(line: Line) -> dict[str, Any]:
    return dataclasses.asdict(line) | {"ratio": line.ratio, "kept": line.kept}


_AS_WRITTEN: dict[str, Any] = {"ensure_ascii": False, "indent": 2}
