"""The first worksheet: the unit, the deadline, how to fill the workbook in, and the progress so far."""

from collections.abc import Set
from decimal import Decimal

from openpyxl.styles import Alignment
from openpyxl.utils import quote_sheetname
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from assessments.sheets.workbook import layout, style
from assessments.sheets.workbook.calculation import Calculation
from assessments.sheets.workbook.content import Content
from assessments.sheets.workbook.domains import prepare
from assessments.sheets.workbook.style import put_value
from criteria.common.numbers import canonical
from criteria.models import Criterion
from criteria.set_rules import set_rules_of
from criteria.templatetags.par import moment

_LAST = 6
"""The last column of the cover."""

STEPS = (
    "Chỉ nhập vào cột “Đơn vị nhập vào đây”; các ô khác được khóa (không có mật khẩu).",
    "Ô vàng là mục chưa nhập, ô cam là mục cần kiểm tra, ô xanh là mục đã có điểm, ô xám là mục không áp dụng.",
    "Phương án: chọn trong danh sách của ô. Đánh dấu: gõ x.",
    "Số liệu: gõ số, không gõ công thức; ký hiệu % chỉ gõ ở mục là tỷ lệ, ở đó 87 và 87% là một.",
    "Điểm tính ngay khi nhập, theo đúng thang điểm mà máy chủ dùng.",
    "Có thể lưu, gửi tệp cho đồng nghiệp cùng điền và mở bằng Excel hoặc LibreOffice; lưu dưới dạng XLSX.",
    "Xong một phần hay toàn bộ: mở phiếu trên hệ thống, bấm “Tải tệp đã điền lên”; từng thay đổi được xem trước khi ghi.",
    "Tài liệu kiểm chứng đính kèm trên hệ thống, không đính trong tệp này.",
)


def write_cover(
    sheet: Worksheet,
    content: Content,
    names: dict[str, str],
    calculation: Calculation,
    at: str,
    closed: Set[str],
) -> None:
    """Writes the cover; ``names`` are the domains' worksheets, ``at`` says when and by whom it was made."""
    assessment = content.assessment
    round_, criteria_set = assessment.round, assessment.round.criteria_set
    for column, width in (("A", 26), ("B", 44), *((at, 13) for at in "CDEF")):
        sheet.column_dimensions[column].width = width
    put_value(
        sheet, 1, 1, "Tệp tự đánh giá chỉ số cải cách hành chính", font=style.TITLE, box=False
    )
    sheet["A1"].alignment = Alignment(wrap_text=False)
    facts = [
        ("Đơn vị", f"{assessment.unit}"),
        ("Kỳ đánh giá", f"{round_}"),
        ("Bộ tiêu chí", f"{criteria_set}"),
        ("Hạn tự đánh giá", moment(assessment.deadline)),
        ("Tải xuống", at),
    ]
    if closed:
        facts.append(("Phần được giao", _part(len(content.own), len(closed))))
    if criteria_set.is_provisional:
        facts.append(
            ("Lưu ý", "Tên tiêu chí, điểm và thang điểm là tạm thời, chưa theo phụ lục chính thức.")
        )
    if round_.is_demo:
        facts.append(("Lưu ý", "Dữ liệu minh họa."))
    row = 2
    for name, value in facts:
        row += 1
        put_value(sheet, row, 1, name, font=style.BOLD)
        put_value(sheet, row, 2, value)
        _across(sheet, row, value)
    row += 2
    put_value(sheet, row, 1, "Cách điền", font=style.BOLD, box=False)
    for number, step in enumerate(STEPS, 1):
        row += 1
        put_value(sheet, row, 1, f"{number}.", align="right", box=False)
        put_value(sheet, row, 2, step, box=False)
        _across(sheet, row, step)
    _summary(sheet, row + 2, content, names, calculation)
    prepare(sheet, landscape=False)


def _part(all_: int, closed: int) -> str:
    return (
        f"{all_ - closed}/{all_} tiêu chí, tiêu chí thành phần. Ô ngoài phần được giao cho người tải "
        "tệp có màu xám và bị khóa: hệ thống không nhận thay đổi ở đó từ người này."
    )


def _across(sheet: Worksheet, row: int, text: str) -> None:
    sheet.merge_cells(start_row=row, end_row=row, start_column=2, end_column=_LAST)
    sheet.row_dimensions[row].height = style.lines_in(text, 84) * style.LINE + 4


def _summary(
    sheet: Worksheet,
    row: int,
    content: Content,
    names: dict[str, str],
    calculation: Calculation,
) -> None:
    heads = ("Lĩnh vực", "Tên", "Điểm tối đa", "Trong đó tự đánh giá", "Tự đánh giá", "Đã nhập")
    for column, text in enumerate(heads, 1):
        put_value(
            sheet,
            row,
            column,
            text,
            font=style.HEAD,
            fill=style.HEAD_FILL,
            align="left" if column < 3 else "right",
        )
    sheet.row_dimensions[row].height = 2 * style.LINE + 4
    for domain in content.domains:
        row += 1
        name = put_value(sheet, row, 1, names[domain.code])
        name.hyperlink = Hyperlink(
            ref=name.coordinate, location=f"{quote_sheetname(names[domain.code])}!B{layout.FIRST}"
        )
        put_value(sheet, row, 2, domain.title_vi)
        put_value(sheet, row, 3, domain.max_points, align="right")
        _sums(sheet, row, content, _own(content, domain), calculation)
        wide = max(style.lines_in(domain.title_vi, 42), style.lines_in(names[domain.code], 25))
        sheet.row_dimensions[row].height = wide * style.LINE + 4
    row += 1
    put_value(sheet, row, 1, "Tổng cộng", font=style.BOLD)
    put_value(sheet, row, 2, None)
    put_value(sheet, row, 3, content.assessment.round.criteria_set.total_points, align="right")
    _sums(sheet, row, content, list(content.own), calculation)
    _count_outside(sheet, row, content, calculation)


def _count_outside(sheet: Worksheet, row: int, content: Content, calculation: Calculation) -> None:
    """Counts the domains outside the total with their sign and up to their cap, where a set has any."""
    if not any(domain.is_outside for domain in content.domains):
        return
    terms, most = [], Decimal(0)
    for domain in content.domains:
        codes = _own(content, domain)
        if not codes:
            continue
        points = f"({calculation.span(codes, 'D')})"
        if domain.is_outside:
            reached = f"{'MAX' if domain.is_highest_only else 'SUM'}{points}"
            terms.append(
                f"{'+' if domain.sign > 0 else '-'}MIN({canonical(domain.max_points)},{reached})"
            )
        else:
            terms.append(f"+SUM{points}")
            most += sum((content.own[code].node.max_points for code in codes), Decimal(0))
    put_value(sheet, row, 4, most, align="right")
    if terms:
        total = f"0{''.join(terms)}"
        if set_rules_of(content.assessment.round.criteria_set.rules).capped:
            total = f"MIN({_applicable(content, calculation)},{total})"
        sheet.cell(row, 5).value = f"=ROUND(MAX(0,{total}),4)"


def _applicable(content: Content, calculation: Calculation) -> str:
    """Returns the formula of the maximum in the total, without the leaves that do not apply."""
    surveyed = [
        leaf.node.max_points
        for leaf in content.leaves.values()
        if leaf.scale is None and not leaf.node.is_outside and not leaf.score.awarded_na
    ]
    most, gone = sum(surveyed, Decimal(0)), ""
    for domain in content.domains:
        codes = _own(content, domain)
        if codes and not domain.is_outside:
            most += sum((content.own[code].node.max_points for code in codes), Decimal(0))
            states, maxima = calculation.span(codes, "B"), calculation.span(codes, "E")
            gone += f'-SUMIF({states},"na",{maxima})'
    return f"{canonical(most)}{gone}"


def _own(content: Content, domain: Criterion) -> list[str]:
    return [node.code for node in content.below(domain) if node.code in content.own]


def _sums(
    sheet: Worksheet, row: int, content: Content, codes: list[str], calculation: Calculation
) -> None:
    """Writes the maximum of the leaves that the unit fills in, the points claimed of it, and the count of those filled in."""
    for column in (4, 5, 6):
        put_value(sheet, row, column, "–", align="right")
    if not codes:
        return
    most = sum((content.own[code].node.max_points for code in codes), Decimal(0))
    put_value(sheet, row, 4, most, align="right")
    states = calculation.span(codes, "B")
    sheet.cell(row, 5).value = f"=ROUND(SUM({calculation.span(codes, 'D')}),4)"
    sheet.cell(row, 6).value = f'=COUNTIF({states},"ok")+COUNTIF({states},"na")&"/"&{len(codes)}'
    for column in (5, 6):
        sheet.cell(row, column).alignment = Alignment(horizontal="right", vertical="top")
