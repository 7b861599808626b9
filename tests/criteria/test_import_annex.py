"""A set from a file: adds, changes, removals, and every fault at once by its cell."""

import io
import unicodedata
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.core.management import call_command
from django.core.management.base import CommandError

from assessments.models import Role
from criteria.actions import import_annex, validate_set
from criteria.common.tables.faults import TableFaults
from criteria.common.tables.preview import Preview
from criteria.common.text import NotAllowed, Refused
from criteria.models import CriteriaSet, Criterion
from tests.assessments import samples
from tests.criteria.annexes import FACTS, HEAD, HEADINGS, ROWS, changed, csv_file, sheet, xlsx
from tests.factories import body, make_person, make_set, make_unit

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def bodies() -> None:
    body("BNV")
    body("BTP")


def take(stream: io.BytesIO, *, dry_run: bool = False, expected: str = "") -> Preview:
    by = make_person(Role.ADMIN)
    return import_annex(by=by, stream=stream, dry_run=dry_run, expected=expected)


def everything() -> list[Any]:
    rows = Criterion.objects.order_by("pk").values_list()
    return [*CriteriaSet.objects.order_by("pk").values_list(), *rows]


def faults(stream: io.BytesIO) -> list[tuple[str, int, str, str]]:
    """Sheet, row, column and text of each fault; nothing has changed by them."""
    before = everything()
    with pytest.raises(TableFaults) as refused:
        take(stream)
    assert everything() == before
    found = refused.value.faults
    assert all(fault.text.en and fault.sentence.en != fault.sentence.vi for fault in found)
    return [(fault.sheet, fault.row, fault.letter, fault.text.vi) for fault in found]


def test_a_new_set_comes_in() -> None:
    preview = take(xlsx(sheet()))
    made = CriteriaSet.objects.get(code="province-2030")

    assert (made.level, made.year, made.is_official, made.status) == (
        "province",
        2030,
        True,
        "draft",
    )
    assert validate_set(made) == []
    assert preview.count("add") == len(ROWS) + len(FACTS)
    rows = list(made.criteria.order_by("position").values_list("code", "kind", "parent__code"))
    assert rows[:3] == [
        ("1", "domain", None),
        ("1.1", "criterion", "1"),
        ("1.1.1", "subcriterion", "1.1"),
    ]
    leaf: Any = made.criteria.get(code="1.1.2")
    assert leaf.scale["bands"] == [{"min": "100", "points": "1"}, {"min": "80", "points": "0.5"}]
    assert (leaf.domain.code, leaf.reviewing_body.code, leaf.max_points) == ("1", "BNV", Decimal(1))
    assert leaf.search == "1.1.2 hoan thanh ke hoach "
    assert LogEntry.objects.get().object_id == str(made.pk)


def test_a_dry_run_tells_the_same_and_changes_nothing() -> None:
    told = take(xlsx(sheet()), dry_run=True)

    assert CriteriaSet.objects.count() == 0
    assert take(xlsx(sheet())).entries == told.entries


def test_a_second_time_changes_nothing() -> None:
    take(xlsx(sheet()))
    before = everything()
    preview = take(xlsx(sheet()))

    assert (preview.entries, preview.same) == ((), len(ROWS))
    assert everything() == before
    assert LogEntry.objects.count() == 1


def test_an_empty_cell_leaves_official_as_it_is() -> None:
    take(xlsx(sheet()))
    facts = [[name, "" if name == "Chính thức" else value] for name, value in FACTS]
    assert take(xlsx(sheet(facts=facts))).entries == ()
    assert CriteriaSet.objects.get().is_official


def test_adds_changes_and_removals() -> None:
    take(xlsx(sheet()))
    rows = changed((2, 1, "Ban hành kế hoạch năm"), (4, 2, 1), (4, 4, "≥80% = 1; <80% = 0"))
    rows[5:6] = [["1.4", "Phong trào", 3, "reviewed", "nhập điểm", "", "", "BTP", ""]]
    preview = take(xlsx(sheet(rows)))
    made = CriteriaSet.objects.get()

    assert [(e.what, e.name) for e in preview.entries] == [
        ("change", "1.1.1 Ban hành kế hoạch năm"),
        ("change", "1.2 Kiểm tra"),
        ("add", "1.4 Phong trào"),
        ("remove", "1.3 Sáng kiến"),
    ]
    details = [(d.label.vi, d.before, d.after) for d in preview.entries[1].details]
    assert details == [
        ("Điểm tối đa", "1,5", "1"),
        ("Thang điểm", "tỷ lệ × tối đa, sàn 50%", "≥80% = 1; <80% = 0"),
    ]
    assert validate_set(made) == []
    codes = list(made.criteria.order_by("position").values_list("code", flat=True))
    assert codes == ["1", "1.1", "1.1.1", "1.1.2", "1.2", "1.4", "2", "2.1", "2.2"]


def test_leaves_that_nobody_could_review_are_counted() -> None:
    nobodys = "Chưa có cơ quan chủ trì thẩm định"
    assert nobodys not in {label.vi for label, _ in take(xlsx(sheet()), dry_run=True).counts}
    rows = changed((2, 7, ""), (7, 7, ""), (8, 7, ""))
    told = {label.vi: number for label, number in take(xlsx(sheet(rows))).counts}
    assert told[nobodys] == 2, "a survey's leaf wants none"
    # Without the column the draft keeps what it has.
    short = [row[:5] for row in rows]
    preview = take(xlsx(sheet(short, headings=HEADINGS[:5])), dry_run=True)
    assert {label.vi: number for label, number in preview.counts}[nobodys] == 2


def test_rows_in_another_order_are_moved() -> None:
    take(xlsx(sheet()))
    preview = take(xlsx(sheet([*ROWS[6:], *ROWS[:6]])))

    assert [entry.name for entry in preview.entries] == ["Thứ tự các dòng"]
    assert CriteriaSet.objects.get().criteria.order_by("position")[0].code == "2"


def test_columns_that_the_file_lacks_stay_as_they_are() -> None:
    take(xlsx(sheet()))
    short = [row[:5] for row in ROWS]
    preview = take(xlsx(sheet(short, headings=HEADINGS[:5])))

    assert preview.entries == ()
    assert CriteriaSet.objects.get().criteria.get(code="2.1").reviewing_body is not None


def test_twelve_faults_of_different_kinds_are_told_at_once() -> None:
    take(xlsx(sheet()))
    facts = [list(fact) for fact in FACTS]
    facts[1][1] = "Huyện"  # 1: no such level
    facts[2][1] = "hai nghìn"  # 2: not a year
    rows = changed(
        (0, 1, ""),  # 3: no title
        (1, 2, 3),  # 4: its children add up to 2; those of domain 1 still to 6
        (4, 2, 0.5),
        (2, 4, "Đạt = một; Không đạt = 0"),  # 5: not points
        (3, 4, "≥100% = 1; ≥80 = 0,5"),  # 6: percent and count mixed
        (4, 3, "Khảo sát khác"),  # 7: no such source
        (4, 4, "=1+1"),  # 8: a formula without result
        (5, 7, "BXD"),  # 9: no such body
        (7, 4, "≥3 = 0,5"),  # 10: never reaches the maximum
        (7, 8, "province-1999:1.1"),  # 11: no such ancestor
        (8, 4, "Đạt = 3; Không = 0"),  # 12: not a survey's scale
    )
    found = faults(xlsx(sheet(rows, facts)))

    assert [(row, letter) for _, row, letter, _ in found] == [
        *((2, "B"), (3, "B"), (HEAD + 1, "B"), (HEAD + 2, "C"), (HEAD + 3, "E"), (HEAD + 4, "E")),
        *((HEAD + 5, "D"), (HEAD + 5, "E"), (HEAD + 6, "H"), (HEAD + 8, "E"), (HEAD + 8, "I")),
        (HEAD + 9, "E"),
    ]
    assert {name for name, *_ in found} == {"Phụ lục"}
    words = ("không có trong", "không phải", "tên để trống", "cộng lại", "không phải là số", "%")
    assert all(word in text for word, (*_, text) in zip(words, found, strict=False))


@pytest.mark.parametrize(
    ("cell", "value", "why"),
    [
        ((2, 0), "1.1.x", "mã phải gồm các số"),
        ((2, 0), "1.1.2", f"mã này đã có ở dòng {HEAD + 3}"),
        ((2, 2), "1.234", "có thể là"),
        ((2, 2), 0.00001, "có quá 4 chữ số"),
        ((2, 2), "", "ô trống"),
        ((2, 4), "", "chưa có thang điểm"),
        ((0, 4), "nhập điểm", "có mục con"),
        ((2, 1), "x" * 501, "nhiều nhất 500"),
        ((2, 8), "2022 1.1", "phải có dạng"),
    ],
)
def test_a_fault_of_a_cell(cell: tuple[int, int], value: Any, why: str) -> None:
    found = faults(xlsx(sheet(changed((*cell, value)))))
    assert any(why in text for *_, text in found), found


def test_a_sign_that_an_old_code_page_lost_is_told_with_the_way_out() -> None:
    found = faults(xlsx(sheet(changed((7, 4, "?3 = 1; ?1 = 0,5")))))
    assert ["“>=80% = điểm”" in text for *_, text in found] == [True, True]


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        (FACTS[1:], "thiếu dòng này"),
        ([*FACTS, ["Năn", 2030]], "không biết dòng"),
        ([*FACTS, FACTS[2]], "đã có ở dòng 3"),
        ([["Mã bộ tiêu chí", "tỉnh 2030"], *FACTS[1:]], "chữ không dấu"),
        ([*FACTS[:4], ["Tổng điểm", 11]], "khác tổng điểm"),
    ],
)
def test_a_fault_of_the_set(facts: list[list[Any]], why: str) -> None:
    found = faults(xlsx(sheet(facts=facts)))
    assert any(why in text for *_, text in found), found


def test_what_an_annex_has_around_its_table_is_passed_over() -> None:
    above = [["BỘ NỘI VỤ"], ["PHỤ LỤC", "", ""], *FACTS]
    take(xlsx(sheet([*ROWS, ["", "TỔNG CỘNG", 10]], above)))
    assert CriteriaSet.objects.get().criteria.count() == len(ROWS)


def test_missing_and_doubled_headings() -> None:
    table = sheet(headings=["STT", "Tiêu chí", "Điểm tối đa", "Nguồn điểm", "Nguồn điểm"])
    found = faults(xlsx(table))
    assert [(letter, "thiếu" in text) for _, _, letter, text in found] == [("", True), ("D", False)]


@pytest.mark.parametrize(
    "stream", [xlsx([]), xlsx([["a", "b"]]), csv_file([["STT"]]), xlsx(sheet([]))]
)
def test_no_table_at_all(stream: io.BytesIO) -> None:
    assert faults(stream)


def test_a_published_set_refuses_and_lists_what_differs() -> None:
    criteria_set = make_set()
    facts = [["Mã bộ tiêu chí", criteria_set.code], *FACTS[1:]]
    with pytest.raises(Refused, match="đã ban hành") as refused:
        take(xlsx(sheet(facts=facts)))
    told = [cause.vi for cause in refused.value.causes]
    assert f"Sửa (dòng 3) Năm: Năm: {criteria_set.year} → 2030" in told
    assert f"Thêm (dòng {HEAD + 3}) 1.1.1 Ban hành kế hoạch: Điểm tối đa: 1" in "\n".join(told)
    assert [cause.en for cause in refused.value.causes if cause.en.startswith("Remove ")]


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.INSPECTOR, Role.OFFICER, None])
def test_only_administrators(role: Role | None) -> None:
    unit = make_unit() if role == Role.OFFICER else None
    with pytest.raises(NotAllowed):
        import_annex(by=make_person(role, unit=unit), stream=xlsx(sheet()), dry_run=True)


def test_a_draft_changed_since_the_preview_is_not_overwritten() -> None:
    take(xlsx(sheet()))
    rows = changed((2, 1, "Tên mới"))
    told = take(xlsx(sheet(rows)), dry_run=True)
    Criterion.objects.filter(code="1.1.1").update(title_vi="Tên do người khác sửa")

    with pytest.raises(Refused, match="thay đổi sau khi xem trước"):
        take(xlsx(sheet(rows)), expected=told.digest)
    assert Criterion.objects.get(code="1.1.1").title_vi == "Tên do người khác sửa"


@pytest.mark.parametrize(
    "stream",
    [
        csv_file(sheet()),
        csv_file(sheet(), encoding="utf-8-sig"),
        csv_file(sheet(), encoding="utf-16"),
        csv_file(sheet(), delimiter=","),
        csv_file(sheet(), delimiter="\t"),
    ],
    ids=range(5),
)
def test_csv_as_programs_save_it(stream: io.BytesIO) -> None:
    take(stream)
    assert validate_set(CriteriaSet.objects.get()) == []


def test_csv_in_windows_1258() -> None:
    table = [[str(cell).replace("≥", ">=").replace("×", "x") for cell in row] for row in sheet()]
    text = csv_file(table).getvalue().decode()
    # That code page writes most vowels and their tones apart.
    apart = "".join(
        char if char in "âăêôơưđÂĂÊÔƠƯĐ" else unicodedata.normalize("NFD", char) for char in text
    )
    for whole in "âăêôơư":
        for tone in "\u0300\u0301\u0303\u0309\u0323":
            joined = unicodedata.normalize("NFC", whole + tone)
            apart = apart.replace(unicodedata.normalize("NFD", joined), whole + tone)
    take(io.BytesIO(apart.encode("cp1258")))
    assert CriteriaSet.objects.get().title_vi == "Bộ tiêu chí năm 2030"


@pytest.mark.parametrize(
    "data",
    [
        samples.bomb(),
        b"PK\x03\x04 broken",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600,
        b"\x00\x01",
    ],
    ids=["bomb", "broken", "xls", "binary"],
)
def test_hostile_files_are_refused(data: bytes) -> None:
    with pytest.raises(Refused):
        take(io.BytesIO(data))
    assert CriteriaSet.objects.count() == 0


def test_the_command(tmp_path: Any, capsys: Any) -> None:
    make_person(Role.ADMIN, email="admin@parindex.example")
    file = tmp_path / "annex.xlsx"
    file.write_bytes(xlsx(sheet()).getvalue())
    call_command("import_criteria", str(file), "--dry-run")
    assert "Chạy thử" in capsys.readouterr().out
    assert CriteriaSet.objects.count() == 0

    call_command("import_criteria", str(file), "--by", "admin@parindex.example")
    assert "+ 1.1.2 Hoàn thành kế hoạch (dòng 12)" in capsys.readouterr().out
    assert CriteriaSet.objects.count() == 1


def test_the_command_tells_every_fault(tmp_path: Any) -> None:
    make_person(Role.ADMIN)
    file = tmp_path / "annex.csv"
    file.write_bytes(csv_file(sheet(changed((2, 4, "Đạt"), (3, 2, "hai")))).getvalue())
    with pytest.raises(CommandError) as told:
        call_command("import_criteria", str(file))
    assert "Dòng 11, cột E “Thang điểm”" in str(told.value)
    assert "Dòng 12, cột C “Điểm tối đa”" in str(told.value)


def test_the_command_says_in_both_languages_that_there_is_no_file(tmp_path: Any) -> None:
    make_person(Role.ADMIN)
    with pytest.raises(CommandError, match=r"Không có tệp “.*annex\.csv”\. There is no such file"):
        call_command("import_criteria", str(tmp_path / "annex.csv"))
    with pytest.raises(CommandError, match=r"Không đọc được tệp .* cannot be read"):
        call_command("import_criteria", str(tmp_path))


def test_the_command_wants_to_know_who(tmp_path: Any) -> None:
    file = tmp_path / "annex.csv"
    file.write_bytes(b"x")
    with pytest.raises(CommandError, match="createsuperuser"):
        call_command("import_criteria", str(file))
    for _ in range(2):
        make_person(Role.ADMIN)
    with pytest.raises(CommandError, match="--by"):
        call_command("import_criteria", str(file))
    with pytest.raises(CommandError, match="Không có tài khoản"):
        call_command("import_criteria", str(file), "--by", "nobody@parindex.example")
