"""The workbook's live points are the server's: random fillings of each part, counted by LibreOffice.

200 of each rule in every run; ``make soak ONLY=workbook`` counts 1,000 of each, of other seeds too.
"""

import datetime
import io
import os
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook

from assessments.sheets.workbook import layout
from assessments.sheets.workbook.calculation import Calculation
from assessments.sheets.workbook.reading import exact
from criteria import scales
from criteria.common.numbers import canonical, round_half_up
from criteria.common.text import Refused
from criteria.scales import Scale, parse_scale
from tests.libreoffice import resaved

FILLINGS = int(os.environ.get("LIVE_FILLINGS", "200"))
SEED = int(os.environ.get("LIVE_SEED", "876"))


@dataclass(frozen=True)
class Filling:
    """A scale, what is typed into its cells from top to bottom, and the entry that this is."""

    scale: Scale
    cells: dict[str, Any]
    entry: dict[str, Any]
    number_format: str = "General"


def decimal(chance: random.Random, low: int, high: int, places: int) -> Decimal:
    return Decimal(chance.randint(low * 10**places, high * 10**places)).scaleb(-places)


def maximum(chance: random.Random) -> Decimal:
    return max(decimal(chance, 0, 20, chance.choice((0, 1, 2, 4))), Decimal("0.0001"))


def amount(chance: random.Random) -> Decimal:
    """From a handful to a province's budget in million đồng: up to 9 digits, decimals among them."""
    digits = chance.choice((1, 2, 2, 3, 3, 4, 6, 9))
    places = min(chance.choice((0, 0, 0, 1, 2, 6)), 9 - digits)
    return Decimal(chance.randint(0, 10**digits - 1)) + Decimal(
        chance.randint(0, 10**places - 1)
    ).scaleb(-places)


def labelled(chance: random.Random, most: Decimal, number: int) -> list[dict[str, str]]:
    rows = [{"label": f"Phương án *{n}?", "points": str(most)} for n in range(number)]
    for row in rows[1:]:
        row["points"] = canonical(decimal(chance, 0, 1, 4) * most // Decimal("0.0001") / 10_000)
    return rows


def choice(chance: random.Random) -> Filling:
    most = maximum(chance)
    scale = parse_scale({"kind": "choice", "options": labelled(chance, most, 4)}, most)
    index = chance.randrange(4)
    texts = layout.option_texts(scale.fields[0])
    return Filling(scale, {"option": texts[index]}, {"option": index})


def checklist(chance: random.Random) -> Filling:
    most = maximum(chance)
    number = chance.randint(1, 6)
    scale = parse_scale({"kind": "checklist", "lines": labelled(chance, most, number)}, most)
    ticked = [index for index in range(number) if chance.random() < 0.5]
    cells = {f"lines:{index}": chance.choice("xX") for index in ticked}
    return Filling(scale, cells or {"none": "x"}, {"lines": ticked})


def bounds(chance: random.Random, places: int) -> list[Decimal]:
    found = {
        decimal(chance, 0, 120, chance.randint(0, places)) for _ in range(chance.randint(1, 5))
    }
    return sorted(found, reverse=True)


def bands(chance: random.Random, of: str, places: int) -> tuple[Scale, list[Decimal]]:
    least = bounds(chance, places)
    most = maximum(chance) + 1
    step = most / 10
    rows = [
        {"min": canonical(low), "points": canonical((most - n * step).quantize(Decimal("0.0001")))}
        for n, low in enumerate(least)
    ]
    rows[0]["points"] = canonical(most)
    return parse_scale({"kind": "bands", "of": of, "bands": rows}, most), least


def ratio_near(chance: random.Random, bound: Decimal) -> dict[str, Any]:
    """Two figures whose ratio is at the bound (percent), or a last digit beside it."""
    denominator = max(amount(chance), Decimal(1))
    if chance.random() < 0.4:
        return {"numerator": amount(chance), "denominator": denominator}
    places = chance.choice((0, 2, 6))
    numerator = denominator * bound / 100
    numerator = numerator.quantize(Decimal(1).scaleb(-places)) + chance.choice((-1, 0, 0, 1)) * (
        Decimal(1).scaleb(-places)
    )
    numerator = max(numerator, Decimal(0))
    return {"numerator": nine(numerator), "denominator": nine(denominator)}


def nine(value: Decimal) -> Decimal:
    """A figure of 9 digits at most, and of these at most 6 decimals: for those the formulas are exact."""
    return round_half_up(Decimal(f"{value:.9g}"), 6)


def typed(scale: Scale, figures: dict[str, Decimal]) -> Filling:
    cells = {name: nine(value) for name, value in figures.items()}
    return Filling(scale, cells, {name: exact(float(value)) for name, value in cells.items()})


def banded(chance: random.Random) -> Filling:
    scale, least = bands(chance, "ratio", 4)
    return typed(scale, ratio_near(chance, chance.choice(least)))


def counted(chance: random.Random) -> Filling:
    scale, least = bands(chance, "count", 0)
    count = max(chance.choice(least) + chance.randint(-1, 1), Decimal(0))
    return typed(scale, {"count": count if chance.random() < 0.9 else Decimal(10**9 - 1)})


def linear(chance: random.Random) -> Filling:
    floor = decimal(chance, 0, 100, 2)
    most = maximum(chance)
    scale = parse_scale({"kind": "linear", "floor": canonical(floor), "allow_na": True}, most)
    near = chance.choice((floor, Decimal(100), half_way(chance, most)))
    return typed(scale, ratio_near(chance, near))


def half_way(chance: random.Random, most: Decimal) -> Decimal:
    """A percentage that earns points just between two fourth decimals."""
    units = chance.randint(0, int(most * 10_000) - 1) * 2 + 1
    return Decimal(units) / 2 / (most * 10_000) * 100


def percentage(chance: random.Random, most: Decimal) -> dict[str, Decimal]:
    percent = chance.choice((decimal(chance, 0, 100, 6), half_way(chance, most)))
    return {"percent": min(nine(percent), Decimal(100))}


def linear_percent(chance: random.Random) -> Filling:
    most, floor = maximum(chance), decimal(chance, 0, 100, 4)
    scale = parse_scale({"kind": "linear", "of": "percent", "floor": canonical(floor)}, most)
    if chance.random() < 0.2:
        return typed(scale, {"percent": floor})
    return typed(scale, percentage(chance, most))


def percent(chance: random.Random) -> Filling:
    most = maximum(chance)
    return typed(parse_scale({"kind": "percent"}, most), percentage(chance, most))


def points(chance: random.Random) -> Filling:
    most = maximum(chance)
    value = decimal(chance, 0, 1, 4) * most + chance.choice((0, 1, -1)) * Decimal("0.00005")
    return typed(
        parse_scale({"kind": "points"}, most), {"points": min(max(value, Decimal(0)), most)}
    )


A, B = ({"key": key, "label": f"Số liệu {key}"} for key in "ab")
RATIO = {"ratio": ["a", "b"]}


def made(chance: random.Random, parts: list[dict[str, Any]], most: Decimal, *figures: Any) -> Scale:
    edges: dict[str, Any] = {"places": 2} if chance.random() < 0.3 else {}
    listed: dict[str, Any] = {"figures": [*figures]} if figures else {}
    return parse_scale({**listed, "parts": parts, **edges}, most)


def pair_near(chance: random.Random, bound: Decimal) -> dict[str, Any]:
    return dict(zip("ab", ratio_near(chance, bound).values(), strict=True))


def up_and_down(chance: random.Random) -> Filling:
    """Bands with bounds that belong to them or not, upwards or downwards, and points in percent."""
    least, upward = bounds(chance, 2), chance.random() < 0.5
    most = maximum(chance) + 1
    sides = ("min", "above") if upward else ("max", "below")
    rows = [
        {chance.choice(sides): canonical(low), "points": f"{100 - 15 * n}%"}
        for n, low in enumerate(least if upward else least[::-1])
    ]
    part = {"part": "bands", "of": RATIO, "bands": rows}
    return typed(made(chance, [part], most, A, B), pair_near(chance, chance.choice(least)))


def target(chance: random.Random) -> Filling:
    at, most = decimal(chance, 1, 100, chance.choice((0, 2))), maximum(chance)
    part = {"part": "line", "of": RATIO, "through": [["0", "0"], [canonical(at), "100%"]]}
    near = half_way(chance, most) * at / 100 if chance.random() < 0.5 else at
    return typed(made(chance, [part], most, A, B), pair_near(chance, near))


def slope(chance: random.Random) -> Filling:
    """From a base on, in proportion or in whole steps, up or down, above or below."""
    base, step = chance.randint(0, 10**6), chance.randint(1, 10**5)
    rises, above, most = chance.random() < 0.5, chance.random() < 0.5, maximum(chance)
    gain = max((most / chance.randint(1, 30)).quantize(Decimal("0.0001")), Decimal("0.0001"))
    part = {
        "part": "line",
        "of": {"figure": "a"},
        "from": [str(base), "0" if rises else "100%"],
        "side": "above" if above else "below",
        "step": str(step),
        "gain": canonical(min(gain, most) if rises else -min(gain, most)),
        "whole": chance.random() < 0.5,
    }
    moved = step * chance.randint(0, 40) + chance.choice((-1, 0, 0, 1, chance.randint(0, step)))
    at = max(base + (moved if above else -moved), 0)
    return typed(made(chance, [part], most, A), {"a": Decimal(at)})


def cases(chance: random.Random) -> Filling:
    down, most = chance.random() < 0.5, maximum(chance) + 1
    sign = -1 if down else 1
    each = [canonical(sign * decimal(chance, 0, 1, 4)), f"{sign * chance.randint(1, 60)}%"]
    part = {
        "part": "cases",
        "from": "100%" if down else "0",
        "cases": [
            {"figure": key, "points": points} for key, points in zip("ab", each, strict=True)
        ],
    }
    counts = {key: Decimal(chance.randint(0, 20)) for key in "ab"}
    return typed(made(chance, [part], most, A, B), counts)


def several(chance: random.Random) -> Filling:
    """Cases and bands that take away, and points typed by hand."""
    parts: list[dict[str, Any]] = [
        {"part": "cases", "from": "50%", "cases": [{"figure": "a", "points": "-0.25"}]},
        {
            "part": "bands",
            "of": {"formula": "(b - a) / max(b, 1)", "percent": True},
            "bands": [{"min": "98", "points": "0"}, {"min": "95", "points": "-0.5"}],
            "rest": "-1",
        },
        {"part": "points", "max": "50%"},
    ]
    figures = {"a": Decimal(chance.randint(0, 9)), "b": Decimal(chance.randint(1, 300))}
    most = decimal(chance, 2, 20, 2)
    return typed(made(chance, parts, most, A, B), {**figures, "points": decimal(chance, 0, 1, 2)})


def nested(chance: random.Random) -> Filling:
    """An option with a rule of its own, one with points, and lines of which some are ticked."""
    part: dict[str, Any] = {
        "part": "choice",
        "options": [
            {
                "label": "Có",
                "part": {
                    "part": "line",
                    "of": {"figure": "a"},
                    "through": [["0", "0"], ["9", "4"]],
                },
            },
            {"label": "Không", "points": "1"},
        ],
    }
    listed: dict[str, Any] = {
        "part": "checklist",
        "lines": [{"label": label} for label in ("Một", "Hai", "Ba")],
        "thresholds": [{"min": "3", "points": "1"}, {"min": "2", "points": "0.5"}],
    }
    scale = made(chance, [part, listed], Decimal(5), A)
    index, ticked = chance.randrange(2), [n for n in range(3) if chance.random() < 0.6]
    cells: dict[str, Any] = {"option": layout.option_texts(scale.fields[0])[index]}
    cells |= {f"lines:{n}": "x" for n in ticked} or {"none": "x"}
    entry: dict[str, Any] = {"option": index, "lines": ticked}
    if index == 0:
        figure = decimal(chance, 0, 12, 2)
        cells["a"], entry["a"] = figure, figure
    return Filling(scale, cells, entry)


def corners(chance: random.Random) -> Filling:
    """A line through several points, up and down again, with a floor below which there is nothing."""
    most, number = maximum(chance) + 1, chance.randint(2, 5)
    places = sorted(
        {decimal(chance, 0, 120, 2) for _ in range(number)} | {Decimal(1), Decimal(121)}
    )
    amounts = [f"{chance.randint(0, 100)}%" for _ in places]
    amounts[chance.randrange(len(amounts))] = "100%"
    pairs = [[canonical(at), amount] for at, amount in zip(places, amounts, strict=True)]
    part: dict[str, Any] = {
        "part": "line",
        "of": RATIO,
        "through": pairs if chance.random() < 0.5 else pairs[::-1],
    }
    near = chance.choice(places)
    if chance.random() < 0.5:
        part["floor"] = canonical(near)
    return typed(made(chance, [part], most, A, B), pair_near(chance, near))


def capped_cases(chance: random.Random) -> Filling:
    """Kinds of cases with a cap of their own, some that give and some that take, all with a cap."""
    most = maximum(chance) + 2
    rows = [
        {"figure": "a", "points": canonical(decimal(chance, 0, 1, 4)), "most": "1.5"},
        {"figure": "b", "points": f"-{chance.randint(1, 40)}%"},
    ]
    part = {"part": "cases", "cases": rows, "most": "100%"}
    whole = {"part": "points", "key": "rest", "max": "100%"}
    counts = {key: Decimal(chance.randint(0, 12)) for key in "ab"}
    scale = made(chance, [part, whole], most, A, B)
    return typed(scale, {**counts, "rest": decimal(chance, 0, 2, 2)})


def ranged(chance: random.Random) -> Filling:
    """Options that hold a range within which points are typed."""
    most = decimal(chance, 3, 20, 2)
    middle = (most / 2).quantize(Decimal("0.01"))
    part: dict[str, Any] = {
        "part": "choice",
        "options": [
            {"label": "Tốt", "part": {"part": "points", "key": "good", "min": canonical(middle)}},
            {"label": "Khá", "part": {"part": "points", "key": "fair", "max": canonical(middle)}},
            {"label": "Yếu", "points": "0"},
        ],
    }
    scale = made(chance, [part], most)
    index = chance.randrange(3)
    cells: dict[str, Any] = {"option": layout.option_texts(scale.fields[0])[index]}
    entry: dict[str, Any] = {"option": index}
    if index < 2:
        low, high = (middle, most) if index == 0 else (Decimal(0), middle)
        points = low + (high - low) * decimal(chance, 0, 1, 4)
        value = nine(points + chance.choice((0, 0, 0, 1, -1)) * Decimal("0.01"))
        key = ("good", "fair")[index]
        cells[key] = entry[key] = value
    return Filling(scale, cells, entry)


def formula(chance: random.Random) -> Filling:
    """A formula of three figures, divided, with min and max."""
    least, most = bounds(chance, 2), maximum(chance) + 1
    rows = [{"min": canonical(low), "points": f"{100 - 15 * n}%"} for n, low in enumerate(least)]
    text = chance.choice(
        ("(a - b - c) / a", "a / (a + b + c)", "min(a, b) / max(a, c)", "(a + 2 * b) / (3 * c)")
    )
    part = {"part": "bands", "of": {"formula": text, "percent": True}, "bands": rows}
    figures = [{"key": key, "label": f"Số liệu {key}"} for key in "abc"]
    values = {key: amount(chance) + 1 for key in "abc"}
    return typed(made(chance, [part], most, *figures), values)


def by_kind(chance: random.Random) -> Filling:
    """Bounds that are others for a unit of some kind."""
    least, most = bounds(chance, 2), maximum(chance) + 1
    rows = [
        {"min": {"": canonical(low + 1), "miền núi": canonical(low)}, "points": f"{100 - 15 * n}%"}
        for n, low in enumerate(least)
    ]
    part = {"part": "bands", "of": RATIO, "bands": rows}
    kinds = chance.choice(((), ("miền núi",), ("đặc khu", "miền núi")))
    scale = parse_scale({"figures": [A, B], "parts": [part]}, most, kinds)
    return typed(scale, pair_near(chance, chance.choice(least) + chance.choice((0, 1))))


def days(chance: random.Random) -> Filling:
    figures = [{"key": key, "label": f"Ngày {key}", "type": "date"} for key in "ab"]
    part = {
        "part": "bands",
        "of": {"formula": "days(a, b)"},
        "bands": [{"max": "0", "points": "2"}, {"max": "5", "points": "1"}],
    }
    first = datetime.date(2025, 1, 1) + datetime.timedelta(days=chance.randrange(400))
    second = first + datetime.timedelta(days=chance.randint(-3, 9))
    typed_days = {"a": first.strftime("%d/%m/%Y"), "b": second.strftime("%d/%m/%Y")}
    return Filling(made(chance, [part], Decimal(2), *figures), typed_days, typed_days)


def edges(chance: random.Random) -> Filling:
    """A denominator of 0, and a leaf that does not concern the unit."""
    part = {"part": "line", "of": RATIO, "through": [["0", "0"], ["100", "100%"]]}
    data = {"figures": [A, B], "parts": [part], "na": "full"}
    zero = chance.choice(("refused", "zero", "full"))
    scale = parse_scale(data | ({} if zero == "refused" else {"zero": zero}), maximum(chance))
    if chance.random() < 0.3:
        return Filling(scale, {"exempt": "x"}, {"exempt": True})
    return typed(
        scale, {"a": Decimal(chance.randint(0, 3)), "b": Decimal(chance.choice((0, 1, 3, 7)))}
    )


KINDS: dict[str, Callable[[random.Random], Filling]] = {
    make.__name__: make
    for make in (choice, checklist, banded, counted, linear, linear_percent, percent, points)
}
PARTS = {
    make.__name__: make
    for make in (
        *(up_and_down, target, slope, corners, cases, capped_cases, several, nested, ranged),
        *(formula, by_kind, days, edges),
    )
}


def fillings() -> Iterator[tuple[str, Filling]]:
    chance = random.Random(SEED)
    for name, make in (KINDS | PARTS).items():
        for number in range(FILLINGS):
            yield f"{name}-{number}", make(chance)


def written(found: dict[str, Filling]) -> bytes:
    """A workbook with all the fillings, each leaf calculated as in an officer's own."""
    book = Workbook()
    page = book.active
    assert page is not None
    page.title = "nhap"
    calculation = Calculation(
        book.create_sheet(layout.CALCULATION), book.create_sheet(layout.OPTIONS)
    )
    row = 0
    for name, filling in found.items():
        cells = {}
        for given in layout.inputs_of(filling.scale):
            row += 1
            page.cell(row, 1).value = filling.cells.get(given.name)
            page.cell(row, 1).number_format = filling.number_format
            cells[given.name] = f"nhap!$A${row}"
        options = {
            field.name: calculation.list_options(layout.option_texts(field))
            for field in filling.scale.fields
            if field.type == "option"
        }
        calculation.add(name, filling.scale, cells, options)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def server(filling: Filling) -> Decimal | None:
    try:
        return filling.scale.score(filling.entry).points
    except Refused:
        return None


def counted_through(found: dict[str, Filling], folder: Path) -> Iterator[tuple[Any, ...]]:
    """The rows of the calculation as LibreOffice counts them: name, state, points."""
    data = resaved({"all": written(found)}, folder)["all"]
    book = load_workbook(io.BytesIO(data), data_only=True, read_only=True)
    return book[layout.CALCULATION].iter_rows(max_col=3, values_only=True)


def test_live_points_are_the_servers(tmp_path: Path) -> None:
    found = dict(fillings())
    assert {filling.scale.kind for filling in found.values()} == {*scales.KINDS, ""}
    parts = {part.name for one in found.values() if not one.scale.kind for part in one.scale.parts}
    assert parts == set(scales.PARTS)
    rows = counted_through(found, tmp_path)
    wrong = []
    counted = dict.fromkeys(KINDS | PARTS, 0)
    for name, state, points in rows:
        filling = found.pop(str(name))
        expected = server(filling)
        counted[str(name).rpartition("-")[0]] += expected is not None
        shown = Decimal(repr(points)) if state == "ok" else None
        if shown != expected:
            wrong.append((filling.scale.as_json(), filling.cells, state, points, expected))
    assert wrong == []
    assert found == {}
    # Some fillings are refused by both; most are not.
    assert min(counted[name] for name in KINDS) > FILLINGS * 0.8
    assert min(counted[name] for name in PARTS) > FILLINGS * 0.6


PERCENTAGES = {
    "percent": {"kind": "percent"},
    "linear": {"kind": "linear", "of": "percent", "floor": "60"},
}
SHOWN: list[tuple[str, list[float]]] = [
    ("0%", [0.87, 0.07, 0.29, 0.5675, 0.875, 1, 0, 1.01, 87, -0.1]),
    ("0.00%", [0.8735, 1 / 3, 0.99999999]),
    ("0.0##%", [0.605]),
    ("General", [87, 0.87, 99.999999, 100, 101]),
    ("#,##0", [87, 0.87]),
]


def test_what_a_cell_shows_as_a_percentage_counts_as_the_server_reads_it(tmp_path: Path) -> None:
    found = {}
    for name, rule in PERCENTAGES.items():
        scale = parse_scale(rule, Decimal(2))
        for number_format, values in SHOWN:
            for value in values:
                meant = exact(value * 100) if "%" in number_format else exact(value)
                filling = Filling(scale, {"percent": value}, {"percent": meant}, number_format)
                found[f"{name} {value} {number_format}"] = filling
    # Elsewhere the server refuses it.
    points = parse_scale({"kind": "points"}, Decimal(2))
    found["points"] = Filling(points, {"points": 0.5}, {"points": "?"}, "0%")
    shown = {
        str(name): Decimal(repr(points)) if state == "ok" else None
        for name, state, points in counted_through(found, tmp_path)
    }
    assert shown == {name: server(filling) for name, filling in found.items()}
    assert shown["percent 0.87 0%"] == shown["percent 87 General"] == Decimal("1.74")
    assert shown["points"] is None
