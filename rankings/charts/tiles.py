"""The provinces as tiles: a place in a grid for each, as data. It has no boundaries, so it claims none."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from criteria.common.search import slug_of
from criteria.common.text import Text

FIRST_YEAR_OF_34 = 2025
"""The year from which a ranking is one of the 34 provinces in force since 1 July 2025, where names do not tell."""


@dataclass(frozen=True)
class Islands:
    """An archipelago, which is always on the map: it has no result of its own."""

    name: Text
    of: Text
    column: int
    row: int


@dataclass(frozen=True)
class Grid:
    """The places as (column, row), from 0, by the name's ``slug_of``; and the archipelagos'."""

    places: Mapping[str, tuple[int, int]]
    islands: tuple[Islands, ...]

    def place_of(self, name: str) -> tuple[int, int] | None:
        return self.places.get(slug_of(name))


_SHORT = {"ho-chi-minh": "TP.HCM", "ba-ria-vung-tau": "BR-VT", "thua-thien-hue": "TT. Huế"}

_OF_63 = {
    "Hà Giang": (3, 0),
    "Cao Bằng": (4, 0),
    "Lai Châu": (1, 1),
    "Lào Cai": (2, 1),
    "Tuyên Quang": (3, 1),
    "Bắc Kạn": (4, 1),
    "Lạng Sơn": (5, 1),
    "Điện Biên": (0, 2),
    "Sơn La": (1, 2),
    "Yên Bái": (2, 2),
    "Vĩnh Phúc": (3, 2),
    "Thái Nguyên": (4, 2),
    "Bắc Giang": (5, 2),
    "Quảng Ninh": (6, 2),
    "Phú Thọ": (2, 3),
    "Hà Nội": (3, 3),
    "Bắc Ninh": (4, 3),
    "Hải Dương": (5, 3),
    "Hải Phòng": (6, 3),
    "Hòa Bình": (2, 4),
    "Hà Nam": (3, 4),
    "Hưng Yên": (4, 4),
    "Thái Bình": (5, 4),
    "Thanh Hóa": (2, 5),
    "Ninh Bình": (3, 5),
    "Nam Định": (4, 5),
    "Nghệ An": (2, 6),
    "Hà Tĩnh": (2, 7),
    "Quảng Bình": (3, 8),
    "Quảng Trị": (3, 9),
    "Thừa Thiên Huế": (4, 9),
    "Quảng Nam": (4, 10),
    "Đà Nẵng": (5, 10),
    "Kon Tum": (4, 11),
    "Quảng Ngãi": (5, 11),
    "Gia Lai": (4, 12),
    "Bình Định": (5, 12),
    "Đắk Lắk": (4, 13),
    "Phú Yên": (5, 13),
    "Bình Phước": (2, 14),
    "Đắk Nông": (3, 14),
    "Lâm Đồng": (4, 14),
    "Khánh Hòa": (5, 14),
    "Tây Ninh": (1, 15),
    "Bình Dương": (2, 15),
    "Đồng Nai": (3, 15),
    "Bình Thuận": (4, 15),
    "Ninh Thuận": (5, 15),
    "Đồng Tháp": (0, 16),
    "Long An": (1, 16),
    "TP. Hồ Chí Minh": (2, 16),
    "Bà Rịa - Vũng Tàu": (3, 16),
    "An Giang": (0, 17),
    "Vĩnh Long": (1, 17),
    "Tiền Giang": (2, 17),
    "Bến Tre": (3, 17),
    "Kiên Giang": (0, 18),
    "Cần Thơ": (1, 18),
    "Trà Vinh": (2, 18),
    "Hậu Giang": (1, 19),
    "Sóc Trăng": (2, 19),
    "Cà Mau": (0, 20),
    "Bạc Liêu": (1, 20),
}

_OF_34 = {
    "Tuyên Quang": (3, 0),
    "Cao Bằng": (4, 0),
    "Lai Châu": (1, 1),
    "Lào Cai": (2, 1),
    "Thái Nguyên": (4, 1),
    "Lạng Sơn": (5, 1),
    "Điện Biên": (0, 2),
    "Sơn La": (1, 2),
    "Phú Thọ": (2, 2),
    "Hà Nội": (3, 2),
    "Bắc Ninh": (4, 2),
    "Quảng Ninh": (6, 2),
    "Hưng Yên": (4, 3),
    "Hải Phòng": (5, 3),
    "Thanh Hóa": (3, 4),
    "Ninh Bình": (4, 4),
    "Nghệ An": (3, 5),
    "Hà Tĩnh": (3, 6),
    "Quảng Trị": (3, 7),
    "Huế": (4, 8),
    "Đà Nẵng": (5, 9),
    "Quảng Ngãi": (5, 10),
    "Gia Lai": (5, 11),
    "Đắk Lắk": (5, 12),
    "Tây Ninh": (2, 13),
    "Đồng Nai": (3, 13),
    "Lâm Đồng": (4, 13),
    "Khánh Hòa": (5, 13),
    "An Giang": (1, 14),
    "Đồng Tháp": (2, 14),
    "TP. Hồ Chí Minh": (3, 14),
    "Cần Thơ": (1, 15),
    "Vĩnh Long": (2, 15),
    "Cà Mau": (1, 16),
}


def _grid(places: Mapping[str, tuple[int, int]], hoang_sa: int, truong_sa: int) -> Grid:
    return Grid(
        {slug_of(name): place for name, place in places.items()},
        (
            Islands(
                Text("QĐ. Hoàng Sa", "Hoang Sa Islands"), Text("Đà Nẵng", "Da Nang"), 6, hoang_sa
            ),
            Islands(
                Text("QĐ. Trường Sa", "Truong Sa Islands"),
                Text("Khánh Hòa", "Khanh Hoa"),
                6,
                truong_sa,
            ),
        ),
    )


GRID_OF_63 = _grid(_OF_63, 9, 16)
GRID_OF_34 = _grid(_OF_34, 8, 14)


def grid_for(names: Collection[str], year: int) -> Grid | None:
    """Returns the grid that has a place for most of the units; ``None`` where neither has one for any.

    A few of the provinces have their name in both: then the year tells.
    """
    newer = year >= FIRST_YEAR_OF_34
    grids = (GRID_OF_34, GRID_OF_63) if newer else (GRID_OF_63, GRID_OF_34)
    grid = max(grids, key=lambda one: _placed(one, names))
    return grid if _placed(grid, names) else None


def _placed(grid: Grid, names: Collection[str]) -> int:
    return sum(grid.place_of(name) is not None for name in names)


def label_of(name: str) -> str:
    """Returns the name as a tile holds it."""
    return _SHORT.get(slug_of(name), name)


def tiny_label(name: str) -> str:
    """Returns the name as a telephone's tile holds it: "Q.Ninh"."""
    if slug_of(name) in _SHORT:
        return _SHORT[slug_of(name)].removeprefix("TT. ")
    *first, last = name.split()[:4] or [name]
    return f"{''.join(word[0] for word in first)}.{last}" if first else last
