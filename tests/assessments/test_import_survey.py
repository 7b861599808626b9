"""Survey points from a file: what comes in, and every fault by row."""

import io
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments.acts import import_survey
from assessments.models import Assessment, Change, Door, Role, Round, Score, Status, Unit, User
from assessments.survey.files import rows_to_fill, template_csv, template_xlsx
from assessments.survey.importing import SurveyChange, SurveyFaults, SurveyReport
from assessments.writing.actor import Actor
from criteria.common.files.rows import read_table
from criteria.common.text import NotAllowed, Refused
from criteria.models import Criterion
from tests.assessments import samples
from tests.factories import (
    PERCENT,
    body,
    make_person,
    make_round,
    make_set,
    make_unit,
    score_of,
)

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
HEAD = "mã đơn vị;mã tiêu chí;tỷ lệ (%)\n"
NAME = "Kết quả SIPAS.csv"


def codes(round_: Round) -> list[str]:
    return list(Unit.objects.filter(assessments__round=round_).values_list("code", flat=True))


def load(
    user: User, round_: Round, data: str | bytes, *, dry_run: bool = False, name: str = NAME
) -> SurveyReport:
    raw = data.encode() if isinstance(data, str) else data
    return import_survey(
        actor=Actor(user, Door.IMPORT),
        round_id=round_.pk,
        name=name,
        stream=io.BytesIO(raw),
        dry_run=dry_run,
    )


def faults(user: User, round_: Round, data: str | bytes) -> list[tuple[int, str, str]]:
    """What is refused; and nothing has changed."""
    with pytest.raises(SurveyFaults) as caught:
        load(user, round_, data)
    assert not Score.objects.exclude(awarded_points=None).exists()
    assert not Change.objects.filter(act="import_survey").exists()
    assert all(fault.text.en for fault in caught.value.faults)
    return [(fault.row, fault.column, fault.text.vi) for fault in caught.value.faults]


def points(round_: Round, unit: str) -> Decimal | None:
    sheet = Assessment.objects.get(round=round_, unit__code=unit)
    return score_of(sheet, "3.1").awarded_points


def test_points_come_in(round_: Round, coordinator: User) -> None:
    first, second = codes(round_)
    report = load(coordinator, round_, f"{HEAD}{first};3.1;87,35\n{second};3.1;100\n")
    assert report == SurveyReport(rows=2, changed=2, unchanged=0, units=2, missing=0)
    assert points(round_, first) == Decimal("1.7470")
    assert points(round_, second) == Decimal(2)
    score = Score.objects.get(assessment__unit__code=first, criterion__code="3.1")
    assert score.awarded_input == {"percent": "87.35"}
    assert score.awarded_note == "Kết quả điều tra xã hội học: 87,35% (lần 1)"
    assert score.version == 1
    assert score.changed_by == coordinator
    assert score.changed_at is not None
    assert score.claimed_points is None


def test_every_change_and_the_file_are_recorded(round_: Round, coordinator: User) -> None:
    first, second = codes(round_)
    data = f"{HEAD}{first};3.1;87,35\n{second};3.1;100\n"
    load(coordinator, round_, data)
    rows = Change.objects.filter(act="import_survey").exclude(score=None)
    assert {row.score.assessment.unit.code for row in rows if row.score} == {first, second}
    assert all(row.by == coordinator and row.door == Door.IMPORT for row in rows)
    assert all(row.round == round_ for row in rows)
    assert [row.before and row.before["points"] for row in rows] == [None, None]
    whole = Change.objects.get(act="import_survey", score=None)
    assert whole.round == round_
    assert whole.after
    assert whole.after["file"] == NAME
    assert len(whole.after["sha256"]) == 64
    assert (whole.after["rows"], whole.after["changed"]) == (2, 2)


def test_dry_run_tells_the_same_and_changes_nothing(round_: Round, coordinator: User) -> None:
    first, _ = codes(round_)
    data = f"{HEAD}{first};3.1;87,35\n"
    told = load(coordinator, round_, data, dry_run=True)
    assert told == SurveyReport(rows=1, changed=1, unchanged=0, units=1, missing=1)
    assert points(round_, first) is None
    assert not Change.objects.filter(act="import_survey").exists()
    assert load(coordinator, round_, data) == told


def test_same_file_again_changes_nothing(round_: Round, coordinator: User) -> None:
    first, _ = codes(round_)
    load(coordinator, round_, f"{HEAD}{first};3.1;87,35\n")
    report = load(coordinator, round_, f"{HEAD}{first};3.1;87.350\n", name="khác.csv")
    assert (report.changed, report.unchanged) == (0, 1)
    score = Score.objects.get(assessment__unit__code=first, criterion__code="3.1")
    assert score.version == 1
    assert "(lần 1)" in score.awarded_note


def test_corrected_file_replaces_the_points(round_: Round, coordinator: User) -> None:
    first, _ = codes(round_)
    load(coordinator, round_, f"{HEAD}{first};3.1;87,35\n")
    load(coordinator, round_, f"{HEAD}{first};3.1;50\n")
    assert points(round_, first) == 1
    last = Change.objects.filter(act="import_survey").exclude(score=None).latest("pk")
    assert last.before
    assert last.after
    assert (last.before["points"], last.after["points"]) == ("1.7470", "1")


def test_xlsx_with_numbers_comes_in_exactly(round_: Round, coordinator: User) -> None:
    first, second = codes(round_)
    rows: list[list[object]] = [
        ["Unit", "Criterion", "Percent", "Ghi chú"],
        [first, 3.1, 87.35, "x"],
        [second, "3.1", 0.8735],
    ]
    data = samples.xlsx(rows, formats={"C3": "0.00%"})
    load(coordinator, round_, data, name="kết quả.xlsx")
    assert points(round_, first) == points(round_, second) == Decimal("1.7470")


@pytest.mark.parametrize(
    "head",
    [
        "MA DON VI,Mã Tiêu Chí,Tỉ lệ",
        "unit_code,leaf code,percentage",
        "ghi chú,Đơn vị,Tiêu chí,Tỷ lệ (%)",
    ],
)
def test_headings_are_read_without_accents_and_case(
    round_: Round, coordinator: User, head: str
) -> None:
    first, _ = codes(round_)
    row = f"{first},3.1,50" if head.count(",") == 2 else f"x,{first},3.1,50"
    load(coordinator, round_, f"{head}\n{row}\n")
    assert points(round_, first) == 1


def test_zeros_that_a_spreadsheet_dropped_are_no_fault(coordinator: User) -> None:
    unit = Unit.objects.create(level="province", code="01", name_vi="Đơn vị 01")
    round_ = make_round(units=[unit])
    load(coordinator, round_, samples.xlsx([["unit", "leaf", "percent"], [1, "3.1", 50]]))
    assert points(round_, "01") == 1


def test_unsubmitted_sheets_get_their_points(round_: Round, coordinator: User) -> None:
    first, _ = codes(round_)
    assert Assessment.objects.get(round=round_, unit__code=first).status == Status.DRAFTING
    load(coordinator, round_, f"{HEAD}{first};3.1;50\n")
    assert points(round_, first) == 1


def test_missing_headings_are_named_with_what_is_accepted(round_: Round, coordinator: User) -> None:
    told = faults(coordinator, round_, "01;3.1;50\n")
    assert [(row, column) for row, column, _ in told] == [
        (1, "Mã đơn vị"),
        (1, "Mã tiêu chí"),
        (1, "Tỷ lệ (%)"),
    ]
    assert "“Unit”" in told[0][2]


def test_one_column_twice_is_refused(round_: Round, coordinator: User) -> None:
    told = faults(coordinator, round_, "unit;mã đơn vị;leaf;percent\n")
    assert told[0][:2] == (1, "unit")


def test_wrong_code_in_row_40_is_named(coordinator: User) -> None:
    round_ = make_round(units=[make_unit() for _ in range(45)])
    lines = [f"{code};3.1;50" for code in codes(round_)]
    lines[38] = "KHONG;3.1;50"
    told = faults(coordinator, round_, HEAD + "\n".join(lines))
    assert [(row, column) for row, column, _ in told] == [(40, "mã đơn vị")]
    assert told[0][2].startswith("“KHONG” không phải mã đơn vị của kỳ đánh giá này")


def test_every_fault_is_listed_at_once(round_: Round, coordinator: User) -> None:
    first, second = codes(round_)
    lines = [
        "X;9.9;abc",
        f"{first};1.1;50",
        f"{first};3;50",
        f"{first};;",
        f"{second};3.1;100,01",
        f"{first};3.1;50",
        "",
        f"{first};3.1;60",
        f"{first}",
    ]
    told = faults(coordinator, round_, HEAD + "\n".join(lines))
    assert [(row, column) for row, column, _ in told] == [
        (2, "mã đơn vị"),
        (2, "mã tiêu chí"),
        (2, "tỷ lệ (%)"),
        (3, "mã tiêu chí"),
        (4, "mã tiêu chí"),
        (5, "mã tiêu chí"),
        (5, "tỷ lệ (%)"),
        (6, "tỷ lệ (%)"),
        (9, "mã tiêu chí"),
        (10, "mã tiêu chí"),
        (10, "tỷ lệ (%)"),
    ]
    assert "không lấy điểm từ điều tra" in told[3][2]
    assert "ô trống" in told[5][2]
    assert "dòng 7" in told[8][2]


@pytest.mark.parametrize(
    "percent",
    ["NaN", "1e999", "١٢", "-1", "100,0001", "Infinity", "5 0", "0x1F", "", "1" * 70, "=1+1"],
)
def test_percent_that_is_none_is_refused(round_: Round, coordinator: User, percent: str) -> None:
    first, _ = codes(round_)
    told = faults(coordinator, round_, f"{HEAD}{first};3.1;{percent}\n")
    assert [(row, column) for row, column, _ in told] == [(2, "tỷ lệ (%)")]


@pytest.mark.parametrize("percent", ["87,35%", " 87.35 ", "87,350000", "087.35"])
def test_percent_is_read_as_people_write_it(round_: Round, coordinator: User, percent: str) -> None:
    first, _ = codes(round_)
    load(coordinator, round_, f"{HEAD}{first};3.1;{percent}\n")
    assert points(round_, first) == Decimal("1.7470")


def test_formula_and_date_cells_are_named(round_: Round, coordinator: User) -> None:
    import datetime

    first, second = codes(round_)
    rows: list[list[object]] = [
        ["unit", "leaf", "percent"],
        [first, "3.1", "=1+1"],
        [second, datetime.date(2022, 1, 3), 50],
    ]
    told = faults(coordinator, round_, samples.xlsx(rows))
    assert [(row, column) for row, column, _ in told] == [(2, "percent"), (3, "leaf")]
    assert "công thức" in told[0][2]
    assert "ngày tháng" in told[1][2]


def test_number_that_could_be_two_codes_is_refused(coordinator: User) -> None:
    criteria_set = make_set(publish=False)
    domain = Criterion.objects.get(criteria_set=criteria_set, code="3")
    Criterion.objects.filter(criteria_set=criteria_set, code="3.1").update(max_points=Decimal(1))
    Criterion.objects.create(
        criteria_set=criteria_set,
        parent=domain,
        position=999,
        kind="criterion",
        code="3.10",
        title_vi="Điều tra khác",
        max_points=Decimal(1),
        source="survey",
        scale=PERCENT,
        reviewing_body=body(),
    )
    from criteria.actions import publish_set

    publish_set(criteria_set=criteria_set, by=coordinator)
    criteria_set.refresh_from_db()
    unit = make_unit()
    round_ = make_round(criteria_set, [unit])
    told = faults(
        coordinator, round_, samples.xlsx([["unit", "leaf", "percent"], [unit.code, 3.1, 50]])
    )
    assert "có thể là nhiều mã" in told[0][2]


def test_final_sheet_refuses_changes_only(round_: Round, coordinator: User) -> None:
    first, second = codes(round_)
    data = f"{HEAD}{first};3.1;50\n"
    load(coordinator, round_, data)
    Assessment.objects.filter(round=round_, unit__code=first).update(status=Status.FINAL)
    assert load(coordinator, round_, data).unchanged == 1
    with pytest.raises(SurveyFaults) as caught:
        load(coordinator, round_, f"{HEAD}{second};3.1;70\n{first};3.1;60\n", dry_run=True)
    with pytest.raises(SurveyFaults):
        load(coordinator, round_, f"{HEAD}{second};3.1;70\n{first};3.1;60\n")
    assert [(fault.row, fault.column) for fault in caught.value.faults] == [(3, "mã đơn vị")]
    assert points(round_, first) == 1
    assert points(round_, second) is None


def test_unit_of_another_round_is_unknown(round_: Round, coordinator: User) -> None:
    other = make_unit()
    make_round(units=[other])
    told = faults(coordinator, round_, f"{HEAD}{other.code};3.1;50\n")
    assert told[0][:2] == (2, "mã đơn vị")


def test_more_than_500_faults_are_counted(round_: Round, coordinator: User) -> None:
    with pytest.raises(SurveyFaults) as caught:
        load(coordinator, round_, HEAD + "X;3.1;50\n" * 700)
    assert len(caught.value.faults) == 500
    assert caught.value.more == 200
    assert caught.value.causes[-1].vi == "Còn 200 lỗi nữa."
    assert caught.value.causes[0].vi.startswith("Dòng 2, cột A “mã đơn vị”: “X”")


def test_file_without_rows_is_refused(round_: Round, coordinator: User) -> None:
    with pytest.raises(Refused, match="không có dòng số liệu"):
        load(coordinator, round_, HEAD)


def test_empty_file_is_refused(round_: Round, coordinator: User) -> None:
    with pytest.raises(SurveyFaults):
        load(coordinator, round_, b"")


def test_zip_bomb_is_refused(round_: Round, coordinator: User) -> None:
    with pytest.raises(Refused, match="bom nén"):
        load(coordinator, round_, samples.bomb(), name="a.xlsx")


@pytest.mark.parametrize(
    "who",
    [None, Role.OFFICER, Role.LEADER, Role.REVIEWER, Role.INSPECTOR, Role.ADMIN],
)
def test_only_a_coordinator_imports(round_: Round, who: str | None) -> None:
    first, _ = codes(round_)
    unit = Unit.objects.get(code=first)
    with pytest.raises(NotAllowed, match="điều phối viên"):
        load(make_person(who, unit=unit), round_, f"{HEAD}{first};3.1;50\n", dry_run=True)
    assert points(round_, first) is None


def test_queries_do_not_grow_with_the_rows(coordinator: User) -> None:
    counts = []
    for units in (2, 40):
        round_ = make_round(units=[make_unit() for _ in range(units)])
        data = HEAD + "".join(f"{code};3.1;50\n" for code in codes(round_))
        user = User.objects.get(pk=coordinator.pk)
        with CaptureQueriesContext(connection) as queries:
            load(user, round_, data)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 24


def test_a_template_filled_in_for_one_unit_comes_in(round_: Round, coordinator: User) -> None:
    """The other rows have no figure yet; they are counted, not refused."""
    first, second = codes(round_)
    rows = [list(row) for row in rows_to_fill(round_)]
    for data in (template_xlsx(rows), b"".join(template_csv(rows))):
        table = [row for _number, row in read_table(io.BytesIO(data))]
        heads, body = table[0], [list(row) for row in table[1:]]
        for row in body:
            if row[0] == first:
                row[heads.index("Tỷ lệ (%)")] = "80,5"
        report = load(coordinator, round_, samples.xlsx([list(heads), *body]))
        assert (report.rows, report.blank, report.missing) == (1, 1, 1)
        assert points(round_, first) == Decimal("1.61")
        assert points(round_, second) is None


@pytest.mark.parametrize(
    ("head", "row"),
    [
        ("Mã đơn vị,Mã tiêu chí,Tỷ lệ (%)", "{},3.1,80,5"),
        ("Mã đơn vị,Mã tiêu chí,Điểm", "{},3.1,1,25"),
        ("Mã đơn vị,Mã tiêu chí,Tỷ lệ (%),Số người trả lời", "{},3.1,80,5,120"),
        ("Mã đơn vị,Mã tiêu chí,Tỷ lệ (%),Số người trả lời", "{},3.1,80,5,"),
        ("Mã đơn vị,Mã tiêu chí,Tỷ lệ (%)", "{},3.1,0,05"),
        ("Mã đơn vị,Mã tiêu chí,Tỷ lệ (%)", "{},3.1,100,00"),
        ("Mã đơn vị,Mã tiêu chí,Tỷ lệ (%)", "{},3.1,87,5%"),
    ],
)
def test_a_decimal_comma_between_commas_is_told(
    round_: Round, coordinator: User, head: str, row: str
) -> None:
    first, _ = codes(round_)
    [(line, column, text)] = faults(coordinator, round_, f"{head}\n{row.format(first)}\n")
    assert (line, column) == (2, "")
    assert "dấu phẩy thập phân" in text
    assert "dấu chấm phẩy (;)" in text


@pytest.mark.parametrize(
    ("head", "row"),
    [
        ("Mã đơn vị,Mã tiêu chí,Điểm,Ngày", "{},3.1,1,25,05/11/2022"),
        ("Mã đơn vị,Mã tiêu chí,Tỷ lệ (%),Số người trả lời,Ngày", "{},3.1,80,5,1,234,05/11/2022"),
        ("Mã tiêu chí,Tỷ lệ (%),Mã đơn vị", "3.1,80,5,{}"),
    ],
)
def test_a_decimal_comma_that_moves_other_cells_is_told_beside_them(
    round_: Round, coordinator: User, head: str, row: str
) -> None:
    first, _ = codes(round_)
    told = faults(coordinator, round_, f"{head}\n{row.format(first)}\n")
    assert any(column == "" and "dấu phẩy thập phân" in text for _, column, text in told)


@pytest.mark.parametrize("head", ["Mã đơn vị,Mã tiêu chí,Tỷ lệ (%)", "Unit,Leaf,Percent,"])
def test_commas_with_a_quoted_decimal_comma_are_read(
    round_: Round, coordinator: User, head: str
) -> None:
    first, _ = codes(round_)
    end = "," if head.endswith(",") else ""
    load(coordinator, round_, f'{head}\n{first},3.1,"80,5"{end}\n')
    assert points(round_, first) == Decimal("1.61")


def test_a_cell_under_no_heading_is_told(round_: Round, coordinator: User) -> None:
    first, _ = codes(round_)
    rows: list[list[object]] = [["unit", "leaf", "percent"], [first, "3.1", 80, None, "rác"]]
    by_csv = faults(coordinator, round_, f"{HEAD}{first};3.1;80;5;rác\n")
    by_xlsx = faults(coordinator, round_, samples.xlsx(rows))
    assert [fault[:2] for fault in by_csv] == [fault[:2] for fault in by_xlsx] == [(2, "")]
    assert "không nằm dưới tiêu đề nào" in by_csv[0][2]
    load(coordinator, round_, f"{HEAD}{first};3.1;80;;\n")
    assert points(round_, first) == Decimal("1.6")


def test_lines_under_the_table_say_what_to_do(round_: Round, coordinator: User) -> None:
    first, _ = codes(round_)
    told = faults(
        coordinator,
        round_,
        f"{HEAD}{first};3.1;80\nTrung bình;;80\n;;78,5\nNGƯỜI LẬP BIỂU;;\n;Ngày 5 tháng 1;\n",
    )
    for row in (3, 4, 5, 6):
        assert any(
            line == row and "ký tên, ghi chú hoặc trung bình" in text for line, _, text in told
        ), row


def test_a_preview_says_what_was_read(round_: Round, coordinator: User) -> None:
    first, second = codes(round_)
    told: list[SurveyChange] = []
    import_survey(
        actor=Actor(coordinator, Door.IMPORT),
        round_id=round_.pk,
        name=NAME,
        stream=io.BytesIO(
            f"unit;leaf;percent;points\n{first};3.1;80,5;\n{second};3.1;;1,25\n".encode()
        ),
        dry_run=True,
        on_change=told.append,
    )
    assert [(change.result.vi, change.result.en) for change in told] == [
        ("80,5%", "80.5%"),
        ("1,25 điểm", "1.25 points"),
    ]
