"""The strip of all units is exact, and every province has one place on the map."""

import json
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from rankings.charts import StripUnit, draw_strip, grid_for, span_of, tiny_label
from rankings.charts.tiles import GRID_OF_34, GRID_OF_63, Grid, label_of

hundredths = st.integers(0, 10_000).map(lambda number: Decimal(number) / 100)


def provinces(newer: bool) -> list[str]:
    rows = json.loads((Path(settings.BASE_DIR) / "fixtures" / "units.json").read_text())
    fields = [row["fields"] for row in rows]
    return [
        one["name_vi"]
        for one in fields
        if one["level"] == "province" and bool(one.get("in_force_from")) == newer
    ]


@pytest.mark.parametrize(
    ("grid", "newer", "number"), [(GRID_OF_63, False, 63), (GRID_OF_34, True, 34)]
)
def test_every_province_has_a_place_of_its_own(grid: Grid, newer: bool, number: int) -> None:
    names = provinces(newer)
    assert len(names) == number == len(grid.places)
    islands = {(one.column, one.row + below) for one in grid.islands for below in (0, 1)}
    taken = {grid.place_of(name) for name in names}
    assert None not in taken
    assert len(taken | islands) == number + 4
    assert [one.name.vi for one in grid.islands] == ["QĐ. Hoàng Sa", "QĐ. Trường Sa"]
    assert [one.of.vi for one in grid.islands] == ["Đà Nẵng", "Khánh Hòa"]
    # The stylesheet has as many columns and rows.
    assert all(column <= 6 and row <= 20 for column, row in [*grid.places.values(), *islands])


@pytest.mark.parametrize(
    ("names", "year", "expected"),
    [
        (provinces(newer=False), 2022, GRID_OF_63),
        (provinces(newer=True), 2025, GRID_OF_34),
        (provinces(newer=True), 2022, GRID_OF_34),
        (provinces(newer=False)[:60], 2026, GRID_OF_63),
        (["Hà Nội", "Cao Bằng"], 2022, GRID_OF_63),
        (["Hà Nội", "Cao Bằng"], 2026, GRID_OF_34),
        (["thành phố Hà Nội", "Đơn vị khác"], 2022, GRID_OF_63),
        (["Đơn vị khác"], 2022, None),
        ([], 2022, None),
    ],
)
def test_the_grid_is_that_of_the_units(names: list[str], year: int, expected: Grid | None) -> None:
    assert grid_for(names, year) is expected


@pytest.mark.parametrize(
    ("name", "label", "tiny"),
    [
        ("Quảng Ninh", "Quảng Ninh", "Q.Ninh"),
        ("Bà Rịa - Vũng Tàu", "BR-VT", "BR-VT"),
        ("TP. Hồ Chí Minh", "TP.HCM", "TP.HCM"),
        ("Thừa Thiên Huế", "TT. Huế", "Huế"),
        ("Huế", "Huế", "Huế"),
        ("Hanoi", "Hanoi", "Hanoi"),
    ],
)
def test_names_fit_their_tiles(name: str, label: str, tiny: str) -> None:
    assert (label_of(name), tiny_label(name)) == (label, tiny)


@pytest.mark.parametrize(
    ("indices", "span"),
    [
        (["69.92", "91.71"], (65, 95)),
        (["70", "90"], (70, 90)),
        (["84.03"], (80, 85)),
        (["85"], (85, 90)),
        (["100"], (95, 100)),
        (["0", "0"], (0, 5)),
        (["0", "100"], (0, 100)),
    ],
)
def test_the_axis_ends_at_whole_steps(indices: list[str], span: tuple[int, int]) -> None:
    assert span_of(map(Decimal, indices)) == span


@given(st.lists(hundredths, min_size=1, max_size=80), st.sampled_from([342, 640]))
def test_each_unit_is_a_dot_at_its_index_and_none_hides_another(
    indices: list[Decimal], width: int
) -> None:
    units = [StripUnit(index, "B", str(index)) for index in indices]
    strip = draw_strip("", units, width=width, mean=(indices[0], "x"), lowest="a", highest="b")
    assert sorted(dot.words for dot in strip.dots) == sorted(map(str, indices))
    low, high = span_of(indices)
    places = []
    for dot in strip.dots:
        exact = 8 + (Decimal(dot.words) - low) * (width - 16) / (high - low)
        assert abs(Decimal(dot.x) - exact) <= Decimal("0.05")
        places.append((Decimal(dot.x), Decimal(dot.y)))
        assert 0 <= Decimal(dot.x) <= width
        assert 0 < Decimal(dot.y) < Decimal(strip.base)
    for number, (x, y) in enumerate(places):
        for other_x, other_y in places[number + 1 :]:
            assert abs(x - other_x) >= Decimal("9.9") or y != other_y
