"""A sheet of a set with lines outside the total, lines for information, gates and printed codes."""

import io
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from assessments.models import Assessment, Role, Round, Score, Status
from assessments.sheets.findings import SHUT, check_sheet, grouped_findings
from assessments.sheets.sums import TOTAL, sums
from assessments.sheets.workbook import layout
from criteria.models import Criterion
from rankings.models import RankingRow
from tests.factories import make_person
from tests.libreoffice import resaved
from tests.markup import markup
from tests.rankings.around_oracle import World
from tests.rankings.test_around_properties import sheets, tree_of, worlds
from tests.rankings.test_compute_properties import undone
from tests.rankings.worlds import NA, Sheet, computed, graded, make_tree

pytestmark = pytest.mark.django_db

POINTS = {"1.1": "0", "1.2": "3", "2.1": "10", "3.1": "4", "3.2": "3", "4.1": "1"}


@pytest.fixture
def round_() -> Round:
    tree = make_tree(
        {"1.1": "2", "1.2": "4", "2.1": "14", "3.1": "5", "3.2": "3", "4.1": "4"},
        counts={"3": "bonus_highest", "4": "penalty"},
        caps={"3": "3.5", "4": "4"},
        gates={"1.2": "1.1"},
    )
    QuerySet(Criterion).filter(criteria_set=tree, code="2.1").update(printed_code="II.a")
    return graded(tree, [Sheet(POINTS, POINTS, status=Status.DRAFTING, name="Sơn La")])


def sheet(round_: Round) -> Assessment:
    return round_.assessments.select_related("unit", "round__criteria_set").get()


def test_the_sheet_s_total_counts_what_is_outside(round_: Round) -> None:
    found = sums(sheet(round_).pk)
    # 0 + 10 inside, since 1.1 shuts 1.2; of the bonus the highest up to 3.5, less 1.
    assert found[TOTAL].claimed == Decimal("12.5")
    assert found["1"].claimed == 0
    assert found[TOTAL].claimable == 20
    assert found["3"].claimed == 7
    listed: Any = Assessment.objects.filter(round=round_).with_progress().get()
    assert (listed.claimed_sum, listed.claimable) == (Decimal("12.5"), 20)


def test_a_gate_without_figures_yet_shuts_nothing(round_: Round) -> None:
    Score.objects.filter(criterion__code="1.1").update(claimed_points=None, claimed_input=None)
    assert sums(sheet(round_).pk)[TOTAL].claimed == Decimal("15.5")


def test_the_sheet_s_totals_are_those_of_a_ranking(round_: Round) -> None:
    one = sheet(round_).pk
    shown = sums(one)[TOTAL]
    Assessment.objects.filter(pk=one).update(status=Status.FINAL)
    for basis, total in (("claimed", shown.claimed), ("awarded", shown.awarded)):
        ranking = computed(round_, basis)
        assert RankingRow.objects.get(ranking=ranking).points == total


@pytest.mark.sqlite
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(world=worlds(), units=st.lists(sheets(), min_size=1, max_size=4))
def test_lists_of_sheets_have_the_totals_of_their_own_pages(
    world: World, units: list[Sheet]
) -> None:
    with undone():
        graded(tree_of(world), units)
        graded(make_tree({"1.1": "2", "2": "4"}), [Sheet({"1.1": "1", "2": "3"}, {"2": "4"})])
        with CaptureQueriesContext(connection) as queries:
            listed: list[Any] = list(Assessment.objects.with_progress().order_by("pk"))
        assert len(queries) == 1
        for one in listed:
            total = sums(one.pk)[TOTAL]
            assert (one.claimed_sum or 0, one.awarded_sum or 0) == (total.claimed, total.awarded)


@pytest.mark.sqlite
@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(world=worlds(), units=st.lists(sheets(), min_size=1, max_size=3))
def test_any_sheet_has_the_total_of_its_ranking(world: World, units: list[Sheet]) -> None:
    # A leaf without points yet counts 0 in a ranking, and shuts nothing on a sheet that is still filled in.
    given_all = [
        replace(
            unit,
            status=Status.FINAL,
            claimed={code: points or "0" for code, points in unit.claimed.items()},
            awarded={code: points or "0" for code, points in unit.awarded.items()},
        )
        for unit in units
    ]
    with undone():
        round_ = graded(tree_of(world), given_all)
        shown = {one.unit_id: sums(one.pk)[TOTAL] for one in round_.assessments.all()}
        for basis in ("claimed", "awarded"):
            for row in RankingRow.objects.filter(ranking=computed(round_, basis)):
                assert (row.points or 0) == getattr(shown[row.unit_id], basis)


@pytest.fixture
def capped() -> Round:
    """20 in the total, of which 6 do not apply; 13 of the other 14 are reached, and a bonus of 5."""
    tree = make_tree(
        {"1.1": "2", "1.2": "4", "2.1": "14", "3.1": "5"},
        counts={"3": "bonus"},
        caps={"3": "5"},
        rules={"capped": True},
    )
    QuerySet(Criterion).filter(criteria_set=tree, code__in=("1.1", "1.2")).update(
        scale={"kind": "linear", "of": "percent", "allow_na": True}
    )
    points = {"1.1": NA, "1.2": NA, "2.1": "13", "3.1": "5"}
    return graded(tree, [Sheet(points, points, status=Status.DRAFTING, name="Sơn La")])


def test_no_bonus_lifts_a_total_above_what_is_applicable(capped: Round) -> None:
    total = sums(sheet(capped).pk)[TOTAL]
    assert {total.claimed, total.awarded} == {Decimal(14)}
    listed: Any = Assessment.objects.filter(round=capped).with_progress().get()
    assert (listed.claimed_sum, listed.awarded_sum) == (14, 14)
    Score.objects.filter(criterion__code="2.1").update(claimed_points=Decimal(8))
    assert sums(sheet(capped).pk)[TOTAL].claimed == 13


def test_the_workbook_caps_its_total_too(capped: Round, tmp_path: Path) -> None:
    entries: dict[str, Any] = {"2.1": {"points": "13"}, "3.1": {"points": "5"}}
    for score in Score.objects.select_related("criterion"):
        if score.criterion.code in entries:
            score.claimed_input = entries[score.criterion.code]
            score.save(update_fields=["claimed_input"])
    assert workbook_total(capped, tmp_path) == (20, 14)


def workbook_total(round_: Round, tmp_path: Path) -> tuple[Any, ...]:
    """The last line of the cover: the maximum of the unit's own leaves, and the points that LibreOffice counts."""
    client = Client()
    client.force_login(make_person(Role.OFFICER, unit=sheet(round_).unit))
    answer: Any = client.get(reverse("workbook", args=[sheet(round_).pk]))
    data = resaved({"sheet": b"".join(answer)}, tmp_path)["sheet"]
    cover = load_workbook(io.BytesIO(data), data_only=True)[layout.COVER]
    [total] = [row for row in cover.iter_rows(values_only=True) if row[0] == "Tổng cộng"]
    return total[3:5]


def test_a_sheet_with_a_bonus_alone_has_its_points_in_lists() -> None:
    tree = make_tree({"1.1": "2", "3.1": "5"}, counts={"3": "bonus"}, caps={"3": "3"})
    graded(tree, [Sheet({}, {"3.1": "5"})])
    listed: Any = Assessment.objects.with_progress().get()
    assert (listed.claimed_sum, listed.awarded_sum) == (3, None)


def test_a_leaf_whose_gate_has_no_points_is_a_finding(round_: Round) -> None:
    found = check_sheet(sheet(round_))
    shut = [(one.code, one.blocking, one.detail) for one in found if one.text == SHUT]
    assert shut == [("1.2", False, "1.1")]
    assert SHUT in [group.cause for group in grouped_findings(found)]


def test_the_page_says_how_a_domain_counts_and_the_printed_code(round_: Round) -> None:
    client = Client()
    client.force_login(make_person(Role.OFFICER, unit=sheet(round_).unit))
    text = markup(client.get(reverse("sheet", args=[sheet(round_).pk])))
    assert "(Điểm cộng, chỉ tính mục cao nhất)" in text
    assert "(mục II.a)" in text


def test_the_workbook_s_total_counts_the_same(round_: Round, tmp_path: Path) -> None:
    for score in Score.objects.select_related("criterion"):
        score.claimed_input = {"points": POINTS[score.criterion.code]}
        score.save(update_fields=["claimed_input"])
    client = Client()
    client.force_login(make_person(Role.OFFICER, unit=sheet(round_).unit))
    answer: Any = client.get(reverse("workbook", args=[sheet(round_).pk]))
    data = resaved({"sheet": b"".join(answer)}, tmp_path)["sheet"]
    cover = load_workbook(io.BytesIO(data), data_only=True)[layout.COVER]
    [total] = [row for row in cover.iter_rows(values_only=True) if row[0] == "Tổng cộng"]
    assert total[3:5] == (20, 12.5)
    [first] = [row for row in cover.iter_rows(values_only=True) if row[1] == "Lĩnh vực 1"]
    assert first[4] == 0


def test_the_ranking_shows_points_outside_and_the_leaf_that_counts_nothing(round_: Round) -> None:
    Assessment.objects.filter(round=round_).update(status=Status.FINAL)
    ranking = computed(round_)
    row = RankingRow.objects.get(ranking=ranking)
    assert (row.points, row.outside, row.max_points) == (
        Decimal("12.5"),
        Decimal("2.5"),
        Decimal(20),
    )
    client = Client()
    client.force_login(make_person(Role.COORDINATOR))
    text = markup(client.get(f"/rankings/{ranking.pk}/units/{row.pk}/"))
    assert "Tính 0 điểm vì tiêu chí 1.1 không có điểm." in text
    assert "Ngoài tổng điểm" in text
    assert "3.1 Tiêu chí 3.1 (Điểm cộng, chỉ tính mục cao nhất)" in text
    table = markup(client.get(f"/rankings/{ranking.pk}/"))
    assert "điểm cộng, trừ +2,5" in table
    assert "Điểm cộng ngoài tổng điểm: lĩnh vực 3" in table


def test_scores_of_lines_for_information_alone_are_not_made() -> None:
    tree = make_tree({"1.1": "2", "1.2": "0"})
    QuerySet(Criterion).filter(criteria_set=tree, code="1.2").update(source="", scale=None)
    round_ = graded(tree, [Sheet({"1.1": "1"}, {"1.1": "1"}, status=Status.DRAFTING)])
    assert list(Score.objects.values_list("criterion__code", flat=True)) == ["1.1"]
    client = Client()
    client.force_login(make_person(Role.OFFICER, unit=sheet(round_).unit))
    assert client.get(reverse("sheet", args=[sheet(round_).pk])).status_code == 200
    assert client.get(reverse("workbook", args=[sheet(round_).pk])).status_code == 200


def test_no_total_is_written_out_again_and_again() -> None:
    """A list's statement has 44 within it; a total that is named at three places within three had 282."""
    assert str(Assessment.objects.with_progress().query).count("SELECT") < 60
