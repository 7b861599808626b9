"""What is imported from a file that an administrator brings: its columns, its template, its act."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import IO

from assessments import acts, permissions
from assessments.models import Door, User
from assessments.people.rosters import assignments, people, units
from assessments.writing.actor import Actor
from criteria.actions import import_annex
from criteria.actions.people import reasons_against_editing
from criteria.annex.layout import ANNEX_ROWS, FACTS
from criteria.annex.layout import COLUMNS as ANNEX_COLUMNS
from criteria.annex.writing import annex_template
from criteria.common.tables.columns import CellValue, Column
from criteria.common.tables.grid import MAX_ROWS
from criteria.common.tables.preview import Preview
from criteria.common.tables.writing import empty_table_file, table_file
from criteria.common.text import Text
from criteria.models import CriteriaSet

Act = Callable[[User, IO[bytes], bool, str], Preview]
Rows = Callable[[int | None], Iterable[Sequence[CellValue]]]


@dataclass(frozen=True)
class Importable:
    """A kind of file; ``leads_to`` names the page on which its rows are seen afterwards."""

    name: str
    title: Text
    about: Text
    columns: Sequence[Column]
    leads_to: str
    act: Act
    """Called with the person, the file, whether it is only a look, and the digest of the look that was agreed to."""
    reasons_against: Callable[[User], list[Text]]
    template: Callable[[], tuple[str, bytes]]
    current: Callable[[], tuple[str, bytes]] | None = None
    """Returns the present rows in the layout of the template: an import of them changes nothing."""
    most_rows: int = MAX_ROWS


def _roster(
    owner_id: int | None,
    name: str,
    file_name: str,
    title: Text,
    about: Text,
    columns: Sequence[Column],
    act: Callable[..., Preview],
    rows: Rows,
    leads_to: str,
) -> Importable:
    def take(user: User, stream: IO[bytes], dry_run: bool, expected: str) -> Preview:
        actor = Actor(user, Door.IMPORT)
        return act(
            actor=actor, stream=stream, dry_run=dry_run, expected=expected, owner_id=owner_id
        )

    return Importable(
        name,
        title,
        about,
        columns,
        leads_to,
        take,
        lambda user: permissions.reasons_against_administering(user, owner_id),
        lambda: (f"{file_name}.xlsx", empty_table_file(file_name, columns)),
        lambda: (f"{file_name}-hien-co.xlsx", table_file(file_name, columns, rows(owner_id))),
    )


def importables(owner_id: int | None = None) -> dict[str, Importable]:
    """Returns every kind by its name, in the order in which an installation is filled; with ``owner_id`` a unit's own."""

    def annex(user: User, stream: IO[bytes], dry_run: bool, expected: str) -> Preview:
        return import_annex(
            by=user, stream=stream, dry_run=dry_run, expected=expected, owner_id=owner_id
        )

    kinds = (
        Importable(
            "annex",
            Text("Phụ lục bộ tiêu chí", "Annex of a criteria set"),
            Text(
                "Phụ lục của quyết định: thông tin bộ tiêu chí ở trên, bảng tiêu chí ở dưới. "
                "Chỉ sửa được bộ dự thảo.",
                "A decision's annex: the facts of the set above, the table of criteria below. Only drafts are changed.",
            ),
            (*FACTS, *ANNEX_COLUMNS),
            "sets",
            annex,
            lambda user: reasons_against_editing(user, CriteriaSet(owner_id=owner_id)),
            lambda: ("phu-luc.xlsx", annex_template()),
            most_rows=ANNEX_ROWS,
        ),
        _roster(
            owner_id,
            "units",
            "don-vi",
            Text("Đơn vị", "Units"),
            Text(
                "Mỗi dòng một đơn vị. Đơn vị không có trong tệp giữ nguyên.",
                "A row for each unit. Units that the file lacks stay as they are.",
            ),
            units.COLUMNS,
            acts.import_units,
            units.unit_rows,
            "unit_list",
        ),
        _roster(
            owner_id,
            "people",
            "nguoi-dung",
            Text("Người dùng và vai trò", "People and their roles"),
            Text(
                "Mỗi dòng một vai trò. Người mới nhận một thư chỉ cách tự đặt mật khẩu.",
                "A row for each role. New people get a mail that says how to set a password of their own.",
            ),
            people.COLUMNS,
            acts.import_people,
            people.people_rows,
            "people_list",
        ),
        _roster(
            owner_id,
            "assignments",
            "phan-cong",
            Text("Phân công cán bộ", "Assignments of officers"),
            Text(
                "Mỗi dòng một cán bộ và một bộ tiêu chí; thay cho phần đã giao trong bộ đó.",
                "A row for each officer and set; it replaces the parts that were assigned in that set.",
            ),
            assignments.COLUMNS,
            acts.import_assignments,
            assignments.assignment_rows,
            "people_list",
        ),
    )
    return {one.name: one for one in kinds}


IMPORTABLES = importables()
"""The nation's."""
