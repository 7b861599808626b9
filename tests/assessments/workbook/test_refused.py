"""What a workbook is refused for, and which cell is at fault."""

import io
import zipfile
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.db.models import QuerySet
from django.test import Client
from openpyxl import load_workbook
from openpyxl.worksheet.formula import ArrayFormula

from assessments.models import Assessment, Role, User
from assessments.sheets.workbook import layout
from criteria.models import Criterion
from tests.assessments import samples
from tests.assessments.workbook.books import cell_of, confirm, download, filled, saved, upload
from tests.factories import make_person, make_round, make_set, make_unit, score_of, sheet_of
from tests.markup import markup

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(sheet: Assessment) -> User:
    return make_person(Role.OFFICER, unit=sheet.unit)


@pytest.fixture
def visitor(client: Client, officer: User) -> Client:
    client.force_login(officer)
    return client


@pytest.fixture
def data(sheet: Assessment, officer: User) -> bytes:
    return download(sheet, officer)


def refusal(response: Any) -> str:
    assert response.status_code == 422
    return "; ".join(cause.vi for cause in response.context["causes"])


def test_another_units_workbook(visitor: Client, officer: User) -> None:
    units = [make_unit("Đơn vị A"), make_unit("Đơn vị B")]
    round_ = make_round(units=units)
    for unit in units:
        officer.memberships.create(role=Role.OFFICER, unit=unit)
    data = download(sheet_of(round_, units[0]), officer)
    told = refusal(upload(visitor, sheet_of(round_, units[1]), data))
    assert "“Đơn vị A”, không phải “Đơn vị B”" in told


def test_another_rounds_workbook(visitor: Client, sheet: Assessment, data: bytes) -> None:
    other = make_round(make_set(year=2023), [sheet.unit])
    type(other).objects.filter(pk=other.pk).update(title_vi="Kỳ sau")
    told = refusal(upload(visitor, sheet_of(other), data))
    assert "thuộc kỳ" in told
    assert "Kỳ sau" in told


def test_another_version_of_the_set(visitor: Client, sheet: Assessment, data: bytes) -> None:
    leaves: QuerySet[Criterion] = QuerySet(Criterion)  # past the guards of a published set
    leaves.filter(criteria_set=sheet.round.criteria_set, code="2.3").update(
        scale={"kind": "points", "allow_na": True}
    )
    assert "đã khác từ khi tải tệp" in refusal(upload(visitor, sheet, data))


def test_no_file(visitor: Client, sheet: Assessment) -> None:
    response = visitor.post(f"/sheets/{sheet.pk}/workbook/")
    assert response.status_code == 422
    assert "Chưa chọn tệp" in markup(response)


def test_another_kind_of_file(visitor: Client, sheet: Assessment) -> None:
    for content in (samples.pdf(), b"a;b\n1;2\n", samples.office(samples.MAIN_PARTS["docx"])):
        told = refusal(upload(visitor, sheet, content))
        assert "Hãy tải tệp về, điền rồi lưu dưới dạng XLSX" in told
        assert "DOCX" not in told


def test_a_workbook_of_somebody_elses_making(visitor: Client, sheet: Assessment) -> None:
    assert "tải về từ phiếu này" in refusal(upload(visitor, sheet, samples.xlsx([["a", 1]])))


def test_a_workbook_without_its_mark(visitor: Client, sheet: Assessment, data: bytes) -> None:
    book = load_workbook(io.BytesIO(data))
    del book[layout.IDENTITY]
    assert "nhận dạng" in refusal(upload(visitor, sheet, saved(book)))


def test_a_mark_that_was_changed(visitor: Client, sheet: Assessment, data: bytes) -> None:
    book = load_workbook(io.BytesIO(data))
    cell = book[layout.IDENTITY]["A2"]
    cell.value = cell.value[:-2] + ("AA" if cell.value[-2:] != "AA" else "BB")
    assert "nhận dạng" in refusal(upload(visitor, sheet, saved(book)))


def test_a_bomb(visitor: Client, sheet: Assessment) -> None:
    assert "bom nén" in refusal(upload(visitor, sheet, samples.bomb()))


def test_macros(visitor: Client, sheet: Assessment, data: bytes) -> None:
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"macro")
    assert refusal(upload(visitor, sheet, out.getvalue())).endswith("Hãy lưu lại không kèm macro.")


@pytest.mark.parametrize("part", [0.02, 0.5, 0.9, 0.999])
def test_a_file_cut_short(visitor: Client, sheet: Assessment, data: bytes, part: float) -> None:
    assert "hỏng" in refusal(upload(visitor, sheet, data[: int(len(data) * part)]))


def test_broken_xml_inside(visitor: Client, sheet: Assessment, data: bytes) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, content[:300] if "sheet2" in name else content)
    assert "hỏng" in refusal(upload(visitor, sheet, out.getvalue()))


def faults(visitor: Client, sheet: Assessment, data: bytes) -> dict[str, str]:
    """The faults by cell; nothing of a faulty leaf may be offered as a change."""
    response = upload(visitor, sheet, data)
    assert response.status_code == 200
    preview = response.context["preview"]
    assert not {fault.code for fault in preview.faults} & {one.code for one in preview.differences}
    return {f"{fault.place.sheet[0]}!{fault.place.cell}": fault.text.vi for fault in preview.faults}


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"1.1|option": "Đạt một phần"}, "không phải phương án"),
        ({"1.1|option": 1}, "không phải phương án"),
        ({"1.2|lines:0": "không"}, "chỉ gõ x"),
        ({"1.2|lines:0": True}, "TRUE/FALSE"),
        ({"1.2|lines:0": "x", "1.2|none": "x"}, "không đạt mục nào"),
        ({"1.3|numerator": 5}, "Chưa nhập mẫu số"),
        ({"1.3|numerator": 5, "1.3|denominator": 0}, "Mẫu số phải lớn hơn 0"),
        ({"1.3|numerator": -1, "1.3|denominator": 5}, "không được là số âm"),
        ({"1.3|numerator": "năm", "1.3|denominator": 5}, "không phải là số"),
        ({"2.1|count": 2.5}, "phải là số nguyên"),
        ({"2.2|na": "x", "2.2|numerator": 1}, "không áp dụng mà vẫn có số liệu"),
        ({"2.3|points": 2.5}, "vượt điểm tối đa"),
        ({"2.3|points": "=1+1"}, "công thức"),
        ({"2.3|points": "=cmd|' /C calc'!A0"}, "công thức"),
        ({"2.3|points": ArrayFormula("H1:H1", "=SUM(A1:A2)")}, "công thức"),
        ({"2.3|note": '=HYPERLINK("http://x")'}, "công thức"),
        ({"2.3|points": "#N/A"}, "báo lỗi"),
        ({"2.3|note": "a" * 10_001}, "tối đa 10000"),
    ],
)
def test_a_fault_names_its_cell(
    visitor: Client, sheet: Assessment, data: bytes, values: dict[str, Any], told: str
) -> None:
    found = faults(visitor, sheet, filled(data, values))
    book = load_workbook(io.BytesIO(data))
    cells = {f"{key[0]}!{cell_of(book, key).coordinate}" for key in values}
    others = {f"1!{cell_of(book, '1.3|denominator').coordinate}"}
    assert len(found) == 1
    assert set(found) <= cells | others
    assert told in next(iter(found.values()))


def test_a_percentage_format_is_a_fault(visitor: Client, sheet: Assessment, data: bytes) -> None:
    book = load_workbook(io.BytesIO(data))
    cell = cell_of(book, "2.3|points")
    cell.value, cell.number_format = 0.87, "0%"
    assert "phần trăm" in next(iter(faults(visitor, sheet, saved(book)).values()))


def test_a_date_is_a_fault(visitor: Client, sheet: Assessment, data: bytes) -> None:
    book = load_workbook(io.BytesIO(data))
    cell = cell_of(book, "2.3|points")
    cell.value, cell.number_format = 45_000, "dd/mm/yyyy"  # as Excel writes it
    assert "ngày tháng" in next(iter(faults(visitor, sheet, saved(book)).values()))


def test_every_fault_is_told_at_once(visitor: Client, sheet: Assessment, data: bytes) -> None:
    values = {"1.1|option": "?", "1.2|none": "y", "2.1|count": -1, "2.3|points": "=A1"}
    assert len(faults(visitor, sheet, filled(data, values))) == 4


def test_a_faulty_leaf_holds_up_no_other(visitor: Client, sheet: Assessment, data: bytes) -> None:
    response = upload(visitor, sheet, filled(data, {"2.1|count": -1, "2.3|points": 1}))
    assert [one.code for one in response.context["preview"].changes] == ["2.3"]


def test_notes_that_look_like_formulas_come_in_as_text(
    visitor: Client, sheet: Assessment, data: bytes
) -> None:
    book = load_workbook(io.BytesIO(data))
    cell = cell_of(book, "2.3|note")
    cell.value, cell.data_type = "=1+1", "s"
    preview = upload(visitor, sheet, saved(book)).context["preview"]
    assert [one.mine.note for one in preview.changes] == ["=1+1"]
    assert score_of(sheet, "2.3").claimed_note == ""


def test_what_was_refused_is_said_again_after_writing(
    visitor: Client, sheet: Assessment, data: bytes
) -> None:
    book = filled(data, {"2.1|count": "ba", "2.3|points": 1})
    cell = cell_of(load_workbook(io.BytesIO(book)), "2.1|count").coordinate
    done = confirm(visitor, sheet, upload(visitor, sheet, book))
    told = [str(message) for message in get_messages(done.wsgi_request)]
    assert told[0] == "Đã ghi 1 tiêu chí từ tệp."
    [refused] = told[1:]
    assert refused.startswith(f"Chưa ghi tiêu chí 2.1, ô {cell} trang “2. ")
    assert "“ba” không phải là số" in refused
    assert "“ba” không phải là số" in markup(visitor.get(done["Location"]))


def test_a_clean_file_leaves_nothing_to_say(
    visitor: Client, sheet: Assessment, data: bytes
) -> None:
    done = confirm(visitor, sheet, upload(visitor, sheet, filled(data, {"2.3|points": 1})))
    assert len(list(get_messages(done.wsgi_request))) == 1


def test_many_refused_places_are_counted(visitor: Client, sheet: Assessment, data: bytes) -> None:
    wrong = dict.fromkeys(
        (
            *("1.1|option", "1.2|lines:0", "1.2|lines:1", "1.2|none", "1.3|numerator"),
            *("1.3|denominator", "2.1|count", "2.2|numerator", "2.2|denominator", "2.2|na"),
        ),
        "?",
    )
    preview = upload(visitor, sheet, filled(data, wrong | {"2.3|points": 1}))
    faults = len(preview.context["preview"].faults)
    done = confirm(visitor, sheet, preview)
    told = [str(message) for message in get_messages(done.wsgi_request)][1:]
    assert len(told) == min(faults, 11)
    if faults > 10:
        assert told[-1].startswith(f"Còn {faults - 10} chỗ khác")
