"""Scores that the national portal showed: each comes out of our scales to the cent.

``printed/observed.csv`` has the figures of one province, its offices and communes as they were shown. Where a figure
has no score of its own, the portal shows the sum of its domain.
"""

from collections.abc import Iterable
from decimal import Decimal

from criteria.common.numbers import round_half_up
from criteria.scales import Scale, parse_scale
from criteria.scales.notation import ScaleCells, read_cells
from tests.criteria.test_printed_sets import LEAVES, rows_of

OBSERVED = rows_of("observed.csv")
QD766 = {leaf["code"]: leaf for leaf in LEAVES if leaf["set"] == "qd766-province"}
PROVINCE = "Tỉnh Phú Thọ"
COEFFICIENTS = {"he_so": Decimal(1)}
"""The portal shows no coefficient of synchronisation; its scores are those of 1."""
SHOWN_AT_ZERO = {"4.3": "0 điểm"}
"""The decision does not say what a denominator of 0 gives here; the portal counts 0."""


def scale_of(item: str, rounding: str = "") -> Scale:
    leaf = QD766[item]
    cell = leaf["scale"] or leaf["printed"]
    cells = ScaleCells(
        f"{cell}{rounding}",
        figures=leaf["figures"],
        zero=leaf["zero"] or SHOWN_AT_ZERO.get(item, ""),
        na=leaf["na"],
    )
    return parse_scale(read_cells(cells), Decimal(leaf["maximum"]))


def entry_of(row: dict[str, str]) -> dict[str, object]:
    above, below = row["numerator"], row["denominator"]
    match row["item"]:
        case "3.3":
            return {"truc_tuyen": above, "tat_ca": below}
        case "6.2":
            return {"tong": above, "khong_hai_long": 0, "qua_han": 0, "da_xu_ly": below}
        case "6.3":
            missed = Decimal(below) - Decimal(above)
            return {"tong": below, "khong_hai_long": missed, "bi_phan_anh": 0, "qua_han": 0}
    return {"numerator": above, "denominator": below}


def score_of(row: dict[str, str], rounding: str = "") -> Decimal:
    return scale_of(row["item"], rounding).score(entry_of(row), COEFFICIENTS).points


def sum_of(rows: Iterable[dict[str, str]]) -> Decimal:
    return sum((score_of(row) for row in rows), Decimal(0))


HAS_FIGURES = [row for row in OBSERVED if row["numerator"]]
WITH_A_SCORE = [row for row in HAS_FIGURES if row["published_score"]]


def test_every_score_comes_out_to_the_cent() -> None:
    wrong = [
        (row, points)
        for row in WITH_A_SCORE
        if (points := score_of(row, "; làm tròn 2 chữ số")) != Decimal(row["published_score"])
    ]
    assert wrong == []
    assert len(WITH_A_SCORE) == 66
    at_zero = [
        (row["item"], row["published_score"]) for row in WITH_A_SCORE if row["denominator"] == "0"
    ]
    assert at_zero == [("6.1", "6"), ("6.2", "6"), ("6.1", "6"), ("6.2", "6")]


def test_every_sum_of_a_domain_comes_out_to_the_cent() -> None:
    wrong, compared = [], []
    for row in OBSERVED:
        domain = row["item"].removesuffix(" (tổng)")
        rows = [
            one
            for one in HAS_FIGURES
            if one["unit"] == row["unit"] and one["item"].startswith(f"{domain}.")
        ]
        if domain == row["item"] or not rows:
            continue
        compared.append((row["unit"], domain))
        points = round_half_up(sum_of(rows), 2)
        if points != Decimal(row["published_score"]):
            wrong.append((row, points))
    assert wrong == []
    assert len(compared) == 8
    assert ("Văn phòng UBND tỉnh", "4") in compared, "one of its denominators is 0"


def test_the_total_of_the_province_comes_out_to_the_cent() -> None:
    [total] = [row for row in OBSERVED if row["item"] == "Tổng"]
    assert total["unit"] == PROVINCE
    given = [row for row in OBSERVED if row["unit"] == PROVINCE and row["item"] == "5.3"]
    points = sum_of(row for row in HAS_FIGURES if row["unit"] == PROVINCE)
    points += sum(Decimal(row["published_score"]) for row in given)
    assert round_half_up(points, 2) == Decimal(total["published_score"])


def test_a_unit_that_is_not_scored_has_the_maximum() -> None:
    [row] = [row for row in OBSERVED if row["item"] == "5.6" and not row["numerator"]]
    points = scale_of("5.6").score({"exempt": True}).points
    assert points == Decimal(row["published_score"])


def test_only_what_has_no_figures_is_not_compared() -> None:
    bare = [row for row in OBSERVED if row["published_score"] and not row["numerator"]]
    items = [row["item"] for row in bare]
    assert len(OBSERVED) == 114
    assert len(bare) == len([row for row in OBSERVED if row["published_score"]]) - 66 == 23
    assert items.count("5.3") == 7, "no figures are shown"
    assert items.count("5.6") == 1
    assert items.count("4 (tổng)") == 7
    assert items.count("3 (tổng)") == 7, "of six of them no figures are shown"
    assert items.count("Tổng") == 1
