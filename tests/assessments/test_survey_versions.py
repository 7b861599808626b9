"""Survey imports are versions: each kept with its rows, the newest counting; percent or points."""

import datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessments.models import Change, Round, Score, SurveyImport, SurveyResult, User
from criteria.common.numbers import round_half_up
from tests.assessments import samples
from tests.assessments.test_import_survey import HEAD, codes, faults, load

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
BOTH = "mã đơn vị;mã tiêu chí;tỷ lệ (%);điểm;số phiếu;ngày\n"
POINTS = "mã đơn vị;mã tiêu chí;điểm\n"


def leaf(round_: Round, unit: str) -> Score:
    return Score.objects.get(
        assessment__round=round_, assessment__unit__code=unit, criterion__code="3.1"
    )


def test_a_version_keeps_its_file_and_rows(round_: Round, coordinator: User) -> None:
    first, second = codes(round_)
    load(
        coordinator,
        round_,
        f"{BOTH}{first};3.1;87,35;;120;01/10/2022\n{second};3.1;;0,5;80;15/11/2022\n",
    )
    version = SurveyImport.objects.get()
    assert (version.number, version.rows, version.changed, version.units) == (1, 2, 2, 2)
    assert (version.respondents, version.by) == (200, coordinator)
    assert version.first_day == datetime.date(2022, 10, 1)
    assert version.last_day == datetime.date(2022, 11, 15)
    rows = SurveyResult.objects.order_by("pk").values_list(
        "score", "percent", "points", "changed", "respondents", "day"
    )
    assert list(rows) == [
        (
            leaf(round_, first).pk,
            Decimal("87.35"),
            Decimal("1.747"),
            True,
            120,
            datetime.date(2022, 10, 1),
        ),
        (leaf(round_, second).pk, Decimal(25), Decimal("0.5"), True, 80, version.last_day),
    ]


def test_a_later_import_replaces_and_both_stay(round_: Round, coordinator: User) -> None:
    first, second = codes(round_)
    load(coordinator, round_, f"{HEAD}{first};3.1;50\n{second};3.1;60\n")
    load(coordinator, round_, f"{HEAD}{first};3.1;70\n{second};3.1;60\n", name="lần hai.csv")
    assert leaf(round_, first).awarded_points == Decimal("1.4")
    assert leaf(round_, first).awarded_note == "Kết quả điều tra xã hội học: 70% (lần 2)"
    assert "lần 1" in leaf(round_, second).awarded_note
    assert [(one.number, one.rows, one.changed) for one in SurveyImport.objects.all()] == [
        (2, 2, 1),
        (1, 2, 2),
    ]
    kept = leaf(round_, first).survey_results.order_by("pk").values_list("points", flat=True)
    assert list(kept) == [1, Decimal("1.4")]


def test_a_refused_file_and_a_dry_run_leave_no_version(round_: Round, coordinator: User) -> None:
    first, _ = codes(round_)
    faults(coordinator, round_, f"{HEAD}{first};3.1;50\nX;3.1;50\n")
    load(coordinator, round_, f"{HEAD}{first};3.1;50\n", dry_run=True)
    assert not SurveyImport.objects.exists()


@pytest.mark.parametrize("points", ["0", "0,3", "1", "1,234", "1,2345", "2"])
def test_the_record_tells_points_as_the_other_acts_do(
    round_: Round, coordinator: User, points: str
) -> None:
    first, _ = codes(round_)
    told = [leaf(round_, first).awarded.as_record()]
    for typed in (points, "0,7"):
        load(coordinator, round_, f"{POINTS}{first};3.1;{typed}\n")
        told.append(leaf(round_, first).awarded.as_record())
    lines = Change.objects.exclude(score=None).order_by("pk").values_list("before", "after")
    assert list(lines) == [(told[0], told[1]), (told[1], told[2])]


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(hundredths=st.integers(0, 10_000))
def test_percent_and_the_points_it_makes_are_equal(
    round_: Round, coordinator: User, hundredths: int
) -> None:
    first, second = codes(round_)
    percent = Decimal(hundredths).scaleb(-2)
    points = round_half_up(Fraction(percent) * 2 / 100, 4)
    load(
        coordinator,
        round_,
        f"{BOTH}{first};3.1;{percent};;;\n{second};3.1;;{str(points).replace('.', ',')};;\n",
    )
    one, other = leaf(round_, first), leaf(round_, second)
    assert one.awarded_points == other.awarded_points == points
    assert one.awarded_input == other.awarded_input


def test_day_and_number_cells_of_a_workbook(round_: Round, coordinator: User) -> None:
    first, _ = codes(round_)
    day = datetime.date(2022, 11, 3)
    rows: list[list[object]] = [
        ["unit", "leaf", "points", "respondents", "date"],
        [first, "3.1", 1.5, 300, day],
    ]
    load(coordinator, round_, samples.xlsx(rows))
    result = SurveyResult.objects.get()
    assert (result.points, result.respondents, result.day) == (Decimal("1.5"), 300, day)


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        (";2,1;;", "điểm"),
        (";-1;;", "điểm"),
        (";;;", "tỷ lệ (%)"),
        ("50;1,1;;", "điểm"),
        ("50;;1,5;", "số phiếu"),
        ("50;;-3;", "số phiếu"),
        ("50;;0;", "số phiếu"),
        ("50;;nhiều;", "số phiếu"),
        ("50;;;31/02/2022", "ngày"),
        ("50;;;01/01/2222", "ngày"),
    ],
)
def test_a_wrong_cell_is_named(round_: Round, coordinator: User, cells: str, column: str) -> None:
    first, _ = codes(round_)
    told = faults(coordinator, round_, f"{BOTH}{first};3.1;{cells}\n")
    assert [(row, at) for row, at, _ in told] == [(2, column)]


@pytest.mark.skipif(
    "connection.vendor != 'postgresql'", reason="SQLite has no users to guard against"
)
@pytest.mark.parametrize("table", ["assessments_surveyimport", "assessments_surveyresult"])
def test_the_database_keeps_every_version(round_: Round, coordinator: User, table: str) -> None:
    first, _ = codes(round_)
    load(coordinator, round_, f"{HEAD}{first};3.1;50\n")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        connection.cursor().execute(f"DELETE FROM {table}")  # noqa: S608 - our own names
