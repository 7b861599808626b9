"""The parts of a document as Nghị định 30/2020/NĐ-CP, annex I, sets them, for ``make_templates``.

The page is A4, with margins of 20 mm above and below, 30 mm left, 20 mm right. The type is Times New
Roman 13-14. The page number stands in the middle above, from the second page on.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from docx import Document
from docx.document import Document as Docx
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Mm, Pt
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from assessments.documents.fill import RULE

FACE = "Times New Roman"
WIDTH, WIDE = 160, 257
"""The width of the text on an upright and a landscape page, in millimetres (margins 20 mm on the latter)."""
SHADE = "E7EDF4"


@dataclass(frozen=True)
class Style:
    """The look of a paragraph; ``size`` in points, ``after`` points below it."""

    size: int = 14
    bold: bool = False
    italic: bool = False
    align: Any = ALIGN.JUSTIFY
    after: int = 6
    indent: int = 0
    """The indent of the first line in millimetres."""


BODY = Style(indent=10)
CENTRE = Style(align=ALIGN.CENTER, after=0)
TITLE = Style(bold=True, align=ALIGN.CENTER, after=0)
HEADING = Style(bold=True, indent=10)
CAPTION = Style(italic=True, align=ALIGN.CENTER)


def new_document(title: str) -> Docx:
    """Returns an empty upright A4 page with its font, its page number, and the marks of provisional data."""
    document = Document()
    document.core_properties.author = ""
    document.core_properties.title = title
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = FACE, Pt(14)
    fonts = normal.element.get_or_add_rPr().get_or_add_rFonts()
    for name in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        fonts.set(qn(name), FACE)
    normal.paragraph_format.space_after = Pt(0)
    document.styles.add_style(RULE, WD_STYLE_TYPE.PARAGRAPH).base_style = normal
    section = document.sections[0]
    _page(section, Mm(210), Mm(297), WD_ORIENT.PORTRAIT)
    section.left_margin = Mm(30)
    section.different_first_page_header_footer = True
    number = _write(section.header.paragraphs[0], "", Style(align=ALIGN.CENTER, after=0))
    _field(number.add_run(), "PAGE")
    for footer in (section.footer, section.first_page_footer):
        mark = Style(size=10, italic=True, align=ALIGN.CENTER, after=0)
        _write(footer.paragraphs[0], "{{ mark }}", mark)
    return document


def landscape(document: Docx) -> None:
    """Begins landscape pages for everything that follows; the page numbers go on."""
    section = document.add_section(WD_SECTION.NEW_PAGE)
    _page(section, Mm(297), Mm(210), WD_ORIENT.LANDSCAPE)
    section.left_margin = Mm(20)
    section.different_first_page_header_footer = False


def _page(section: Section, width: Any, height: Any, orientation: Any) -> None:
    section.orientation, section.page_width, section.page_height = orientation, width, height
    section.top_margin = section.bottom_margin = section.right_margin = Mm(20)
    section.header_distance = section.footer_distance = Mm(10)


def paragraph(document: Docx | _Cell, text: str, style: Style = BODY) -> Paragraph:
    return _write(document.add_paragraph(), text, style)


def article(document: Docx, name: str, text: str) -> None:
    """Adds an article of a decision: its name is bold."""
    added = _write(document.add_paragraph(), name, replace(BODY, bold=True))
    added.paragraph_format.keep_with_next = False
    added.add_run(f" {text}").font.size = Pt(BODY.size)


def tag(document: Docx, text: str) -> None:
    """Adds a line for the template engine alone: it leaves nothing behind."""
    document.add_paragraph(text)


def fitted_rule(place: Docx | _Cell, across: int) -> None:
    """Adds a line in the middle of ``across`` millimetres, as long as ``fill`` makes it for the text above."""
    rule(place, 22, across).style = RULE


def rule(place: Docx | _Cell, width: int, across: int) -> Paragraph:
    """Adds a line of ``width`` in the middle of ``across``, both in millimetres."""
    line = place.add_paragraph()
    line.paragraph_format.left_indent = line.paragraph_format.right_indent = Mm(
        (across - width) / 2
    )
    line.paragraph_format.line_spacing = Pt(4)
    borders = OxmlElement("w:pBdr")
    top = OxmlElement("w:top")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
        top.set(qn(f"w:{name}"), value)
    borders.append(top)
    properties = line._p.get_or_add_pPr()  # noqa: SLF001  # python-docx has no borders
    properties.insert_element_before(borders, "w:spacing", "w:ind", "w:jc")
    return line


def letterhead(
    document: Docx,
    body: str,
    number: str,
    *,
    above: str = "",
    subject: str = "",
    dated: bool = True,
) -> None:
    """Adds the head: the issuing body and the number on the left, motto, place and date on the right.

    ``above`` is the tag of the superior body, which is shown only where it has a value. A form whose text
    tells its day is not ``dated`` at its head.
    """
    (left, right), (below_left, below_right) = _columns(document, (62, 98), rows=2)
    centred = Style(size=12, align=ALIGN.CENTER, after=0)
    if above:
        paragraph(left, f"{{%p if {above} %}}", centred)
        paragraph(left, f"{{{{ {above} }}}}", centred)
        paragraph(left, "{%p endif %}", centred)
    paragraph(left, body, Style(size=12, bold=True, align=ALIGN.CENTER, after=0))
    fitted_rule(left, 62)
    # The number and the date share a line, however many lines the names above take.
    subject_below = 6 if subject else 0
    paragraph(below_left, number, Style(size=13, align=ALIGN.CENTER, after=subject_below))
    if subject:
        paragraph(below_left, subject, Style(size=12, align=ALIGN.CENTER, after=0))
    motto = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
    paragraph(right, motto, Style(size=12, bold=True, align=ALIGN.CENTER, after=0))
    motto = "Độc lập - Tự do - Hạnh phúc"
    paragraph(right, motto, Style(size=13, bold=True, align=ALIGN.CENTER, after=0))
    rule(right, 56, 98)
    date = "{{ place }}, {{ dated }}" if dated else ""
    paragraph(below_right, date, Style(size=13, italic=True, align=ALIGN.CENTER, after=0))
    paragraph(document, "", CENTRE)


def add_signature(document: Docx, signer: str, recipients: Sequence[str]) -> None:
    """Adds the recipients on the left and the signer on the right; the last paragraph stays on their page."""
    _keep_the_last(document)
    ((left, right),) = _columns(document, (80, 80))
    _recipients(left, recipients)
    _signer(right, signer, "(Ký, ghi rõ họ tên, đóng dấu)")


def two_signatures(
    document: Docx, left: tuple[str, str], right: tuple[str, str], recipients: Sequence[str]
) -> None:
    """Adds two signers side by side, each a title and a name; the recipients stand below on the left."""
    _keep_the_last(document)
    # A single row, because only a row is sure to stay on one page.
    (places,) = _columns(document, (80, 80))
    for place, (title, name) in zip(places, (left, right), strict=True):
        _signer(place, title, "(Ký, ghi rõ họ tên)")
        paragraph(place, name, Style(size=13, bold=True, align=ALIGN.CENTER, after=12))
    _recipients(places[0], recipients)


def _keep_the_last(document: Docx) -> None:
    """Keeps the last paragraph with the signature: a page with nothing but a signature could belong to any document."""
    last = document.paragraphs[-1].paragraph_format
    last.keep_with_next = last.keep_together = True
    paragraph(document, "", CENTRE).paragraph_format.keep_with_next = True


def _recipients(place: _Cell, recipients: Sequence[str]) -> None:
    paragraph(place, "Nơi nhận:", Style(12, True, True, ALIGN.LEFT, 0))
    for recipient in recipients:
        paragraph(place, recipient, Style(size=11, align=ALIGN.LEFT, after=0))


def _signer(place: _Cell, title: str, how: str) -> None:
    paragraph(place, title, Style(size=13, bold=True, align=ALIGN.CENTER, after=0))
    for text in (how, "", "", ""):
        paragraph(place, text, Style(13, False, True, ALIGN.CENTER, 0))


def _columns(document: Docx, widths: tuple[int, int], *, rows: int = 1) -> list[list[_Cell]]:
    """Returns the cells of each row, without lines and without room at their sides."""
    table = _table(document, widths)
    properties = table._tbl.tblPr  # noqa: SLF001  # python-docx has no cell margins
    sides = OxmlElement("w:tblCellMar")
    for name in ("left", "right"):
        side = OxmlElement(f"w:{name}")
        for attribute, value in (("w", "0"), ("type", "dxa")):
            side.set(qn(f"w:{attribute}"), value)
        sides.append(side)
    properties.insert_element_before(sides, "w:tblLook")
    cells = []
    for _ in range(rows):
        row = _new_row(table)
        keep_whole(row)
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Mm(width)
            empty = cell.paragraphs[0]._p  # noqa: SLF001  # a cell begins with one
            cell._tc.remove(empty)  # noqa: SLF001  # as above
        cells.append(list(row.cells))
    return cells


def _table(document: Docx, widths: Sequence[int], style: str = "Normal Table") -> Table:
    table: Table = document.add_table(rows=0, cols=len(widths), style=style)
    table.autofit, table.alignment = False, WD_TABLE_ALIGNMENT.CENTER
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    return table


def _new_row(table: Table) -> _Row:
    row: _Row = table.add_row()  # type: ignore[no-untyped-call]  # python-docx says no types here
    return row


@dataclass(frozen=True)
class DocumentColumn:
    """A column of a table: heading, content of each row, width in millimetres, and alignment."""

    heading: str
    content: str
    width: int
    align: Any = ALIGN.LEFT


def add_table(
    document: Docx,
    columns: Sequence[DocumentColumn],
    rows: str,
    *,
    size: int = 12,
    strong: str = "",
) -> None:
    """Adds a table with a row for each of ``rows`` (a tag's name, each row called ``r``).

    Headings stand on every page, and rows are never split. Rows for which the condition ``strong`` holds are
    bold and shaded.
    """
    widths = [column.width for column in columns]
    table = _table(document, widths, "Table Grid")
    head = _row(table, columns, [c.heading for c in columns], size, bold=True, centre=True)
    repeat = OxmlElement("w:tblHeader")
    head._tr.get_or_add_trPr().append(repeat)  # noqa: SLF001  # python-docx has none of these
    _tag_row(table, f"{{%tr for r in {rows} %}}")
    contents = [column.content for column in columns]
    if strong:
        _tag_row(table, f"{{%tr if {strong} %}}")
        _row(table, columns, contents, size, bold=True)
        _tag_row(table, "{%tr else %}")
    _row(table, columns, contents, size)
    if strong:
        _tag_row(table, "{%tr endif %}")
    _tag_row(table, "{%tr endfor %}")


def _row(
    table: Table,
    columns: Sequence[DocumentColumn],
    texts: Sequence[str],
    size: int,
    *,
    bold: bool = False,
    centre: bool = False,
) -> _Row:
    row = _new_row(table)
    keep_whole(row)
    for cell, column, text in zip(row.cells, columns, texts, strict=True):
        cell.width = Mm(column.width)
        align = ALIGN.CENTER if centre else column.align
        text_paragraph = _write(cell.paragraphs[0], text, Style(size, bold, False, align, 1))
        text_paragraph.paragraph_format.space_before = Pt(1)
        if bold:
            # Keeps headings and domains from standing alone at the end of a page.
            text_paragraph.paragraph_format.keep_with_next = True
            shade = OxmlElement("w:shd")
            for name, value in (("val", "clear"), ("color", "auto"), ("fill", SHADE)):
                shade.set(qn(f"w:{name}"), value)
            cell._tc.get_or_add_tcPr().append(shade)  # noqa: SLF001  # as above
    return row


def _tag_row(table: Table, text: str) -> None:
    _new_row(table).cells[0].paragraphs[0].add_run(text)


def keep_whole(row: _Row) -> None:
    """Keeps the row on one page."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))  # noqa: SLF001  # as above


def _write(target: Paragraph, text: str, style: Style) -> Paragraph:
    target.alignment = style.align
    target.paragraph_format.space_after = Pt(style.after)
    if style.indent:
        target.paragraph_format.first_line_indent = Mm(style.indent)
    run = target.add_run(text)
    run.font.size, run.font.bold, run.font.italic = Pt(style.size), style.bold, style.italic
    if style.bold and style.align == ALIGN.JUSTIFY:
        target.paragraph_format.keep_with_next = True
    return target


def _field(run: Run, name: str) -> None:
    run.font.size = Pt(13)
    for kind, text in (("begin", ""), ("", name), ("end", "")):
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        else:
            part.text = text
        run._r.append(part)  # noqa: SLF001  # python-docx has no fields
