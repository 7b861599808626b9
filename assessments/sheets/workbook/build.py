"""Builds the workbook of a sheet as it is now."""

import io
from collections.abc import Set

from django.utils import timezone
from openpyxl import Workbook
from openpyxl.workbook.protection import WorkbookProtection

from assessments.models import User
from assessments.sheets.workbook import layout
from assessments.sheets.workbook.calculation import Calculation
from assessments.sheets.workbook.content import Content
from assessments.sheets.workbook.cover import write_cover
from assessments.sheets.workbook.domains import DomainSheet
from assessments.sheets.workbook.identity import identity_of, sign_identity
from criteria.common.text import readable
from criteria.templatetags.par import moment


def build_workbook(content: Content, by: User, closed: Set[str] = frozenset()) -> bytes:
    """Returns an XLSX of the whole sheet: a cover, one worksheet for each domain, three hidden ones.

    ``closed`` are the codes of leaves that ``by`` may not fill in: grey and locked.
    """
    book = Workbook()
    book.remove(book.worksheets[0])
    cover = book.create_sheet(layout.COVER)
    names = layout.sheet_names(content.domains)
    pages = {code: book.create_sheet(name) for code, name in names.items()}
    hidden = [
        book.create_sheet(name) for name in (layout.CALCULATION, layout.OPTIONS, layout.IDENTITY)
    ]
    calculation = Calculation(hidden[0], hidden[1])
    assessment = content.assessment
    head = readable(f"{assessment.unit} · {assessment.round}")
    for domain in content.domains:
        DomainSheet(pages[domain.code], content, domain, calculation, closed).write(head)
    calculation.count({code: leaf.node.gate for code, leaf in content.own.items()})
    at = f"{moment(timezone.now())}, {by}"
    write_cover(cover, content, names, calculation, at, closed)
    for row, text in enumerate(sign_identity(identity_of(content)), 1):
        cell = hidden[2].cell(row, 1)
        cell.value, cell.data_type = text, "s"
    for sheet in hidden:
        sheet.sheet_state = "hidden"
        sheet.protection.sheet = True
    hidden[2].sheet_state = "veryHidden"
    book.security = WorkbookProtection(lockStructure=True)
    book.calculation.fullCalcOnLoad = True
    book.properties.title = head
    book.properties.creator = readable(f"{by}")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
