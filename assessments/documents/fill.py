"""Fills a Word template: the office's own where it has one, else the one that is shipped."""

import io
from pathlib import Path
from typing import Any

from django.conf import settings
from docx.oxml.ns import qn
from docx.shared import Pt
from docx.text.paragraph import Paragraph
from docxtpl import DocxTemplate
from jinja2.sandbox import SandboxedEnvironment

from criteria.common.text import Refused, Text, cause_of, readable_lines

SHIPPED = Path(__file__).parent / "templates"
RULE = "Rule"
"""The style of the lines that are fitted to the text above them."""


def fill(name: str, values: dict[str, Any]) -> bytes:
    """Returns the document ``name`` filled with ``values``: text, numbers, lists and dictionaries of these.

    Values are text, whatever they look like: they are escaped, and never read as a template.
    Raises ``Refused`` where an office's own template cannot be used, with the cause.
    """
    path = _template(name)
    # Sandboxed: a template in the office's folder can reach the values, and nothing more.
    environment = SandboxedEnvironment(autoescape=True)
    try:
        document = DocxTemplate(str(path))
        document.render(_clean(values), environment, autoescape=True)
        _fit_grids(document)
        _fit_rules(document)
        out = io.BytesIO()
        document.save(out)
    except Exception as error:
        # Damaged files and wrong tags raise nearly any exception in the library.
        if path.parent == SHIPPED:
            raise
        why = f"{path.name}: {cause_of(error)}"[:300]
        raise Refused(
            Text(
                vi=f"Mẫu Word của cơ quan không dùng được ({why}). Hãy báo quản trị viên sửa hoặc bỏ mẫu.",
                en=f"The office's own Word template cannot be used ({why}). Ask an administrator to mend or remove it.",
            )
        ) from error
    return out.getvalue()


def _template(name: str) -> Path:
    if settings.DOCUMENT_TEMPLATES:
        own = Path(settings.DOCUMENT_TEMPLATES) / f"{name}.docx"
        if own.is_file():
            return own
    return SHIPPED / f"{name}.docx"


def _clean(value: Any) -> Any:
    """Returns values without characters that XML cannot hold, or that the library reads as breaks."""
    if isinstance(value, str):
        return readable_lines(value)
    if isinstance(value, dict):
        return {key: _clean(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_clean(item) for item in value]
    return value


def _fit_grids(document: DocxTemplate) -> None:
    """Gives columns that a template repeats the width of their cells, not an even share."""
    for grid in document.docx.element.body.iter(qn("w:tblGrid")):
        rows = grid.getparent().iterchildren(qn("w:tr"))
        cells = max((list(row.iterchildren(qn("w:tc"))) for row in rows), key=len, default=[])
        columns = list(grid.iterchildren(qn("w:gridCol")))
        for extra in columns[len(cells) :]:
            grid.remove(extra)
        for column, cell in zip(columns, cells, strict=False):
            column.set(qn("w:w"), cell.tcPr.find(qn("w:tcW")).get(qn("w:w")))


def _fit_rules(document: DocxTemplate) -> None:
    """Makes the line below a name or a subject two fifths of its length: the decree wants a third to a half."""
    section = document.docx.sections[0]
    across = section.page_width - section.left_margin - section.right_margin
    body = document.docx.element.body
    for line in body.iter(qn("w:p")):
        above = line.getprevious()
        if line.style != RULE or above is None or above.tag != qn("w:p"):
            continue
        text = Paragraph(above, document.docx)
        size = max(run.font.size or Pt(14) for run in text.runs)
        longest = max(sum(map(_width, row)) for row in text.text.split("\n"))
        cell = line.getparent()
        place = cell.width if cell.tag == qn("w:tc") else across
        side = (place - longest * size * 2 // 500) // 2
        rule = Paragraph(line, document.docx).paragraph_format
        rule.left_indent = rule.right_indent = max(side, 0)


def _width(sign: str) -> int:
    """Returns the average width of a bold letter, in hundredths of the type's size."""
    if sign.isspace():
        return 25
    return 68 if sign.isupper() else 49
