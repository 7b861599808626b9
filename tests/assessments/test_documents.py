"""Word documents: their numbers are the sheet's, their layout the decree's, and text stays text."""

import datetime
import io
import shutil
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from docx import Document
from docx.document import Document as Docx
from docx.oxml.ns import qn
from docx.shared import Mm

from assessments.acts import add_file, add_link, open_council, save_claim, send_to_council
from assessments.documents import explanation_request, minutes, self_assessment
from assessments.documents.fill import SHIPPED, fill
from assessments.documents.make_templates import TEMPLATES, make
from assessments.documents.values import head, issued_by
from assessments.models import (
    Assessment,
    Council,
    CouncilItem,
    CouncilMember,
    Role,
    Round,
    Score,
    Unit,
    User,
)
from assessments.review.councils.deciding import decide_item
from criteria.common.text import Refused
from tests.assessments import samples
from tests.factories import (
    fill as claim,
)
from tests.factories import (
    flag,
    make_disputed,
    make_explaining,
    make_person,
    make_reviewed,
    make_round,
    make_set,
    make_unit,
    page,
    score_of,
    sheet_of,
)
from tests.remembered import remembered

pytestmark = pytest.mark.django_db
HOSTILE = (
    "<w:p/></w:t> & \x00\x07\x0c {{ 7*7 }} {% for x in y %} ]]> \u202e =1+1",
    "{{ ''.__class__.__mro__ }}",
)


@pytest.fixture(autouse=True)
def store(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def opened(content: bytes) -> Docx:
    return Document(io.BytesIO(content))


def table_of(document: Docx, number: int) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in document.tables[number].rows]


def text_of(document: Docx) -> str:
    body = [paragraph.text for paragraph in document.paragraphs]
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    footers = [part.text for section in document.sections for part in section.footer.paragraphs]
    return "\n".join(body + cells + footers)


def report(sheet: Assessment) -> Docx:
    return opened(fill("self_assessment", self_assessment.self_assessment_values(sheet)))


LETTERHEAD, DOMAINS, LACKING, SIGNATURE, ANNEX = range(5)


def test_the_report_has_the_sheets_numbers(sheet: Assessment) -> None:
    claim(sheet, "1.1", "1.3", "2.1")
    document = report(sheet)
    assert table_of(document, DOMAINS)[1:] == [
        ["1", "Lĩnh vực 1", "6", "6", "4"],
        ["2", "Lĩnh vực 2", "6", "6", "2"],
        ["3", "Lĩnh vực 3", "2", "0", "ĐTXHH"],
        ["", "Tổng cộng", "14", "12", "6"],
    ]
    annex = {row[0]: row[1:4] for row in table_of(document, ANNEX)[1:]}
    assert annex["1"] == ["Lĩnh vực 1", "6", "4"]
    assert annex["1.3"] == ["Theo bậc", "2", "2"]
    assert annex["1.2"] == ["Đánh dấu", "2", "–"]
    assert annex["3.1"] == ["Điều tra", "2", "ĐTXHH"]
    assert "6 điểm trên 12 điểm thuộc phần tự đánh giá" in text_of(document)
    assert "Đã tự đánh giá 3/6 tiêu chí" in text_of(document)


def test_the_report_says_what_the_figures_are(sheet: Assessment) -> None:
    officer = claim(sheet, "1.3")
    score = score_of(sheet, "1.3")
    entry = {"numerator": "75", "denominator": "80"}
    save_claim(
        actor=page(officer), score_id=score.pk, version=score.version, entry=entry, note="Đã có"
    )
    rows = {row[0]: row for row in table_of(report(sheet), ANNEX)}
    assert rows["1.3"][5] == "75/80 = 93,75% → 1 điểm\nĐã có"
    # What is said to be missing is the unit's own word.
    lacking = {row[0]: row for row in table_of(report(sheet), LACKING)}
    assert lacking["1.3"][-1] == "Đã có"


def test_a_leaf_that_does_not_apply_says_so(sheet: Assessment) -> None:
    Score.objects.filter(pk=score_of(sheet, "2.2").pk).update(claimed_na=True)
    document = report(sheet)
    assert ["2.2", "Tuyến tính", "2", "Không áp dụng"] in [
        row[:4] for row in table_of(document, ANNEX)
    ]
    assert "trong đó 1 không áp dụng" in text_of(document)


def test_evidence_and_leaves_without_it_are_told(sheet: Assessment) -> None:
    officer = claim(sheet, "1.1", "1.2")
    Score.objects.filter(pk=score_of(sheet, "1.2").pk).update(claimed_note="Sẽ bổ sung")
    add_file(
        actor=page(officer),
        score_id=score_of(sheet, "1.1").pk,
        upload=samples.upload("a.pdf", samples.pdf()),
        title="Kế hoạch",
        number="12/KH-UBND",
        issued_on=datetime.date(2022, 3, 1),
    )
    document = report(sheet)
    annex = {row[0]: row[4:] for row in table_of(document, ANNEX)}
    assert annex["1.1"] == ["- 12/KH-UBND: Kế hoạch (01/03/2022)", "“Đạt” → 2 điểm"]
    assert table_of(document, LACKING)[1:] == [["1.2", "Đánh dấu", "2", "Sẽ bổ sung"]]


def test_nothing_lacking_needs_no_table(sheet: Assessment) -> None:
    document = report(sheet)
    assert len(document.tables) == 4
    assert "Không có." in text_of(document)


def test_a_draft_and_provisional_criteria_say_so_on_every_page(submitted: Assessment) -> None:
    told = text_of(report(submitted))
    assert "Dự thảo" not in told
    assert "Bộ tiêu chí tạm thời" in told
    Round.objects.filter(pk=submitted.round_id).update(is_demo=True)
    drafting = sheet_of(make_round())
    assert "Dự thảo: phiếu chưa gửi" in text_of(report(drafting))
    assert "Dữ liệu minh họa" in text_of(report(sheet_of(submitted.round, submitted.unit)))


def test_a_provinces_report_is_its_committees(sheet: Assessment) -> None:
    unit = sheet.unit.name_vi
    told = table_of(report(sheet), LETTERHEAD)[0][0]
    assert told.startswith(f"ỦY BAN NHÂN DÂN\n{unit.upper()}\n")


ISSUERS = [
    (
        {"level": "province", "name_vi": "Huế"},
        "ỦY BAN NHÂN DÂN\nHUẾ",
        "TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH",
        "Huế",
    ),
    (
        {
            "level": "province",
            "name_vi": "TP. Hồ Chí Minh",
            "document_name": "Ủy ban nhân dân Thành phố Hồ Chí Minh",
        },
        "ỦY BAN NHÂN DÂN\nTHÀNH PHỐ HỒ CHÍ MINH",
        "TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH",
        "Thành phố Hồ Chí Minh",
    ),
    ({"level": "ministry", "name_vi": "Bộ Y tế"}, "BỘ Y TẾ", "THỦ TRƯỞNG CƠ QUAN", "Hà Nội"),
    (
        {"level": "ministry", "name_vi": "Ủy ban Dân tộc", "signer_title": "Bộ trưởng, Chủ nhiệm"},
        "ỦY BAN DÂN TỘC",
        "BỘ TRƯỞNG, CHỦ NHIỆM",
        "Hà Nội",
    ),
]


@pytest.mark.parametrize(("unit", "head", "signer", "place"), ISSUERS, ids=range(len(ISSUERS)))
def test_a_unit_stands_in_its_documents_by_its_full_name(
    unit: dict[str, str], head: str, signer: str, place: str
) -> None:
    told = issued_by(Unit(**unit))
    assert (told["unit_upper"], told["signer"], told["place"]) == (head, signer, place)
    assert told["unit"] == unit.get("document_name", told["unit"])


def test_a_superior_body_stands_above_the_unit(sheet: Assessment) -> None:
    Unit.objects.filter(pk=sheet.unit_id).update(
        document_name="Sở Nội vụ", superior_name="Ủy ban nhân dân tỉnh Quảng Ninh"
    )
    told = table_of(report(sheet_of(sheet.round)), LETTERHEAD)[0][0]
    assert told.startswith("ỦY BAN NHÂN DÂN TỈNH QUẢNG NINH\nSỞ NỘI VỤ\n")


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_stays_text(sheet: Assessment, text: str) -> None:
    officer = claim(sheet)
    Score.objects.filter(assessment=sheet).update(claimed_note=text.replace("\x00", ""))
    add_link(
        actor=page(officer), score_id=score_of(sheet, "1.1").pk, url="https://a.vn", title="&<b>"
    )
    document = report(sheet)
    # A form feed is a line break; the others nobody sees.
    shown = "".join(char for char in text.replace("\x0c", "\n") if char not in "\x00\x07\u202e")
    counted, _line, note = table_of(document, ANNEX)[3][5].partition("\n")
    assert (counted, note) == ("Đạt 2/2 dòng: 1 + 1 = 2 → 2 điểm", shown)
    assert "&<b>" in text_of(document)
    # Each row is there once: no tag in the text was obeyed.
    assert len(table_of(document, ANNEX)) == 1 + 3 + 7


@pytest.mark.parametrize("units", [1])
def test_queries_do_not_grow(sheet: Assessment, units: int, django_assert_num_queries: Any) -> None:
    officer = claim(sheet)
    for code in ("1.1", "1.2", "2.1"):
        url = f"https://a.vn/{code}"
        add_link(actor=page(officer), score_id=score_of(sheet, code).pk, url=url, title="a")
    fresh = sheet_of(sheet.round, sheet.unit)
    with django_assert_num_queries(5):
        self_assessment.self_assessment_values(fresh)


def a_reviewer() -> User:
    return make_person(Role.REVIEWER, at="BNV")


def test_the_request_holds_what_was_asked() -> None:
    sheet = make_explaining("1.1", "2.1")
    document = opened(
        fill(
            "explanation_request",
            explanation_request.explanation_request_values(sheet, a_reviewer()),
        )
    )
    assert table_of(document, 1)[1:] == [
        ["1.1", "Lựa chọn", "2", "2", "0", "Giải trình 1.1"],
        ["2.1", "Theo số lượng", "2", "2", "0", "Giải trình 2.1"],
    ]
    assert "đề nghị giải trình 2 tiêu chí" in text_of(document)
    assert "trước " in text_of(document)
    assert "Dự thảo" not in text_of(document)


def test_before_it_is_sent_it_is_the_reviewers_alone() -> None:
    sheet = make_reviewed(None, "1.1")
    flag(sheet, "1.1")
    sheet = sheet_of(sheet.round, sheet.unit)
    values = explanation_request.explanation_request_values(sheet, a_reviewer())
    assert "Dự thảo: chưa gửi" in values["mark"]
    with pytest.raises(Refused, match="không có yêu cầu giải trình"):
        explanation_request.explanation_request_values(
            sheet, make_person(Role.LEADER, unit=sheet.unit)
        )


def test_nothing_asked_makes_no_request(submitted: Assessment) -> None:
    with pytest.raises(Refused, match="không có yêu cầu giải trình"):
        explanation_request.explanation_request_values(submitted, a_reviewer())


@pytest.fixture
@remembered
def council() -> Council:
    sheet = make_disputed("1.1", "2.1", survey=True)
    coordinator = page(make_person(Role.COORDINATOR))
    council = open_council(
        actor=coordinator,
        round_id=sheet.round_id,
        title="Phiên họp thứ nhất",
        held_on=datetime.date(2023, 3, 2),
        members=[("Nguyễn Văn A", "Vụ trưởng"), ("Trần Thị B", "Phó Vụ trưởng")],
        score_ids=[score_of(sheet, "1.1").pk, score_of(sheet, "2.1").pk],
    )
    send_to_council(actor=coordinator, council_id=council.pk)
    item = CouncilItem.objects.get(council=council, score__criterion__code="1.1")
    decide_item(actor=coordinator, item_id=item.pk, reason="Đủ tài liệu", accept=True)
    council.refresh_from_db()
    return council


def test_the_minutes_hold_who_came_and_what_was_decided(council: Council) -> None:
    document = opened(fill("minutes", minutes.minutes_values(council)))
    assert table_of(document, 1)[1:] == [
        ["1", "Nguyễn Văn A", "Vụ trưởng", "Vắng mặt"],
        ["2", "Trần Thị B", "Phó Vụ trưởng", "Vắng mặt"],
    ]
    rows = table_of(document, 3)[1:]
    assert [row[1:] for row in rows] == [
        ["1.1", "Lựa chọn", "2", "2", "2", "Đủ tài liệu"],
        ["2.1", "Theo số lượng", "2", "2", "–", ""],
    ]
    assert "Dự thảo: phiên họp chưa kết thúc" in text_of(document)


@pytest.mark.parametrize(
    ("positions", "chair", "secretary"),
    [
        (("Thứ trưởng, Chủ tịch Hội đồng", "Thư ký Hội đồng"), "A", "B"),
        (("Chủ tọa", "Vụ trưởng, Thư ký"), "A", "B"),
        (("Phó Chủ tịch Hội đồng", "Chủ tịch Hội đồng nhân dân"), "", ""),
        (("Thư ký Bộ trưởng", "Tổng Thư ký"), "", ""),
        (("Chủ tịch Hội đồng", "Chủ tịch Hội đồng thẩm định"), "", ""),
    ],
)
def test_the_minutes_name_who_chairs_and_who_writes(
    council: Council, positions: tuple[str, str], chair: str, secretary: str
) -> None:
    for name, old, position in zip("AB", council.members.all(), positions, strict=True):
        CouncilMember.objects.filter(pk=old.pk).update(full_name=name, position=position)
    values = minutes.minutes_values(council)
    assert (values["chair"], values["secretary"]) == (chair, secretary)
    told = text_of(opened(fill("minutes", values)))
    form = ("Thời gian", "Địa điểm", "Thành phần", "Chủ trì", "Thư ký", "Nội dung:", "Cuộc họp")
    places = [told.index(f"\n{word}") for word in form]
    assert places == sorted(places)
    assert f"Chủ trì (chủ tọa): {chair or '…………'}." in told
    assert "ngày 02 tháng 3 năm 2023" in told
    assert "Hà Nội, ngày" not in told


def test_the_shipped_templates_are_those_the_script_makes(tmp_path: Path) -> None:
    make(tmp_path)
    for name in TEMPLATES:
        made, shipped = (
            zipfile.ZipFile(folder / f"{name}.docx").read("word/document.xml")
            for folder in (tmp_path, SHIPPED)
        )
        assert made == shipped, f"{name}: python -m assessments.documents.make_templates"


@pytest.mark.parametrize("name", TEMPLATES)
def test_layout_is_the_decrees(name: str) -> None:
    document = Document(str(SHIPPED / f"{name}.docx"))
    for section in document.sections:
        width, height = section.page_width or 0, section.page_height or 0
        assert [round(side / 36000) for side in sorted([width, height])] == [210, 297]
        upright = width < height
        left = Mm(30) if upright else Mm(20)
        for margin, wanted in (
            (section.left_margin, left),
            (section.right_margin, Mm(20)),
            (section.top_margin, Mm(20)),
            (section.bottom_margin, Mm(20)),
        ):
            assert abs((margin or 0) - wanted) < Mm(1)
    assert document.styles["Normal"].font.name == "Times New Roman"
    told = text_of(document)
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in told
    assert "Độc lập - Tự do - Hạnh phúc" in told
    assert "Nơi nhận:" in told
    for table in document.tables:
        if table.style and table.style.name == "Table Grid":
            head = table.rows[0]._tr
            assert head.xpath("./w:trPr/w:tblHeader")
        assert all(
            row._tr.xpath("./w:trPr/w:cantSplit")
            for row in table.rows
            if "{%tr" not in row.cells[0].text
        )


@pytest.mark.parametrize(
    ("name", "millimetres"),
    # Measured in print.
    [("BỘ NỘI VỤ", 22), ("BỘ Y TẾ", 18), ("ỦY BAN NHÂN DÂN\nTỈNH QUẢNG NINH", 40)],
)
def test_the_line_below_a_name_is_a_third_to_half_of_it(
    sheet: Assessment, name: str, millimetres: int
) -> None:
    values = self_assessment.self_assessment_values(sheet) | {
        "unit_upper": name,
        "superior_upper": "",
    }
    cell = opened(fill("self_assessment", values)).tables[0].rows[0].cells[0]
    line = cell.paragraphs[-1].paragraph_format
    assert line.left_indent == line.right_indent
    drawn = (int(cell.width or 0) - 2 * int(line.left_indent or 0)) / int(Mm(1))
    assert millimetres / 3 < drawn < millimetres / 2


ORDERS = {
    "w:pPr": "pStyle keepNext keepLines pageBreakBefore pBdr shd spacing ind jc rPr sectPr",
    "w:tblPr": "tblStyle tblW jc tblInd tblBorders tblLayout tblCellMar tblLook",
    "w:trPr": "cantSplit tblHeader",
    "w:tcPr": "tcW gridSpan tcBorders shd vAlign",
}
"""The schema's order of what our templates use of it: Word may call a file damaged that has another."""


@pytest.mark.parametrize("name", TEMPLATES)
def test_properties_stand_in_the_order_that_word_wants(name: str) -> None:
    body = Document(str(SHIPPED / f"{name}.docx")).element.body
    for tag, names in ORDERS.items():
        order = [qn(f"w:{one}") for one in names.split()]
        for properties in body.iter(qn(tag)):
            found = [child.tag for child in properties]
            assert found == sorted(found, key=order.index), tag


def test_an_office_uses_its_own_template(settings: Any, tmp_path: Path, sheet: Assessment) -> None:
    own = Document()
    own.add_paragraph("Mẫu riêng của {{ unit }}")
    own.save(str(tmp_path / "self_assessment.docx"))
    settings.DOCUMENT_TEMPLATES = str(tmp_path)
    assert f"Mẫu riêng của Ủy ban nhân dân {sheet.unit.name_vi}" in text_of(report(sheet))


@pytest.mark.parametrize(
    "wrong", ["{{ unit", "{% for x in %}", "{{ unit.__class__.__mro__[1]() }}"]
)
def test_a_template_that_cannot_be_used_says_so(
    settings: Any, tmp_path: Path, sheet: Assessment, wrong: str
) -> None:
    own = Document()
    own.add_paragraph(wrong)
    own.save(str(tmp_path / "self_assessment.docx"))
    settings.DOCUMENT_TEMPLATES = str(tmp_path)
    with pytest.raises(Refused, match=r"self_assessment\.docx"):
        report(sheet)


def test_a_file_that_is_no_document_says_so(
    settings: Any, tmp_path: Path, sheet: Assessment
) -> None:
    (tmp_path / "self_assessment.docx").write_bytes(b"not a document")
    settings.DOCUMENT_TEMPLATES = str(tmp_path)
    with pytest.raises(Refused, match=r"self_assessment\.docx") as caught:
        report(sheet)
    assert str(tmp_path) not in str(caught.value)


def get(user: User, url: str) -> Any:
    client = Client()
    client.force_login(user)
    return client.get(url)


def test_it_is_sent_as_word_under_its_name(submitted: Assessment) -> None:
    leader = make_person(Role.LEADER, unit=submitted.unit)
    response = get(leader, reverse("report", args=[submitted.pk, "docx"]))
    assert response["Content-Type"].endswith("wordprocessingml.document")
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''B%C3%A1o")
    assert "BÁO CÁO" in text_of(opened(response.content))


def test_without_libreoffice_the_reader_is_told(
    submitted: Assessment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    leader = make_person(Role.LEADER, unit=submitted.unit)
    response = get(leader, reverse("report", args=[submitted.pk, "pdf"]))
    assert response.status_code == 422
    assert "chưa cài LibreOffice" in response.content.decode()


def test_another_kind_is_not_there(submitted: Assessment) -> None:
    leader = make_person(Role.LEADER, unit=submitted.unit)
    assert get(leader, reverse("report", args=[submitted.pk, "odt"])).status_code == 404


def test_the_sheet_offers_the_report(submitted: Assessment) -> None:
    leader = make_person(Role.LEADER, unit=submitted.unit)
    told = get(leader, reverse("sheet", args=[submitted.pk])).content.decode()
    assert reverse("report", args=[submitted.pk, "docx"]) in told
    assert reverse("report", args=[submitted.pk, "pdf"]) in told


def test_an_own_round_s_documents_are_its_owner_s() -> None:
    owner = make_unit("Quảng Ninh")
    Unit.objects.filter(pk=owner.pk).update(document_name="Ủy ban nhân dân tỉnh Quảng Ninh")
    owner.refresh_from_db()
    round_ = make_round(make_set(owner=owner), [make_unit(parent=owner)], owner=owner)
    issuer = {name: value for name, value in head(round_).items() if name.startswith("issuer")}
    assert issuer == {
        "issuer": "Ủy ban nhân dân tỉnh Quảng Ninh",
        "issuer_upper": "ỦY BAN NHÂN DÂN TỈNH QUẢNG NINH",
        "issuer_signer": "CHỦ TỊCH",
    }
    assert head(round_)["place"] == "Quảng Ninh"
    assert head(make_round())["issuer"] == "Bộ Nội vụ"
