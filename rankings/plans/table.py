"""A plan as a table: a row for each remedy, with the figures of the target in numbered columns, as it is read back."""

from collections.abc import Iterator, Sequence

from criteria.common.numbers import read_number
from criteria.common.tables.columns import CellValue, Column
from criteria.common.tables.line import GridLine
from criteria.common.tables.writing import table_file
from criteria.common.text import Text
from criteria.scales import Field, Scale
from criteria.scales.base import JSON
from rankings.models.plans import BODY_LIMIT, REMEDY_LIMIT
from rankings.plans.reading import PlanLine, PlanReading

CODE = Column("code", ("Mã tiêu chí", "Criterion"), width=12, most=40, help="Như trong kế hoạch")
REMEDY = Column(
    "remedy",
    ("Giải pháp", "Remedy"),
    width=48,
    most=REMEDY_LIMIT,
    help="Mỗi giải pháp một dòng; tiêu chí có nhiều giải pháp thì lặp lại mã",
)
PERSON = Column(
    "person",
    ("Người chịu trách nhiệm", "Person"),
    required=False,
    width=30,
    most=254,
    help="Thư điện tử của cán bộ, lãnh đạo trong đơn vị",
)
BODY = Column(
    "body",
    ("Cơ quan, bộ phận chịu trách nhiệm", "Body"),
    required=False,
    width=30,
    most=BODY_LIMIT,
    help="Ví dụ: Phòng Kiểm soát thủ tục hành chính",
)
DUE = Column("due", ("Thời hạn", "Due"), required=False, width=13, help="Ví dụ 30/09/2026")
_SHOWN = (
    Column("title", ("Tiêu chí", "Title"), required=False, width=46, help="Không đọc lại"),
    Column("lost", ("Điểm đã mất", "Lost"), required=False, width=10, help="Không đọc lại"),
    Column("how", ("Cách ghi chỉ tiêu", "How"), required=False, width=46, help="Không đọc lại"),
    Column(
        "points", ("Điểm theo chỉ tiêu", "Points"), required=False, width=12, help="Không đọc lại"
    ),
)
_TITLE, _LOST, _HOW, _POINTS = _SHOWN


def value_key(place: int) -> str:
    """Returns the key of the column for the figure at a place, from 1."""
    return f"value{place}"


def _value_columns(lines: Sequence[PlanLine]) -> list[Column]:
    most = max((len(line.scale.fields) for line in lines), default=1)
    return [
        Column(
            value_key(place),
            (f"Chỉ tiêu {place}", f"Target {place}"),
            required=False,
            width=11,
            help="Theo cột “Cách ghi chỉ tiêu”; để trống: chưa có chỉ tiêu",
        )
        for place in range(1, most + 1)
    ]


def plan_columns(reading: PlanReading) -> list[Column]:
    """Returns the columns of a plan's table: as many for figures as its largest scale has."""
    values = _value_columns(reading.lines)
    return [CODE, _TITLE, _LOST, REMEDY, PERSON, BODY, DUE, _HOW, *values, _POINTS]


def plan_workbook(reading: PlanReading) -> bytes:
    """Returns the plan as a workbook that ``import_plan`` reads back."""
    columns = plan_columns(reading)
    rows = (row for line in reading.lines for row in _rows(line, columns))
    return table_file("Kế hoạch", columns, rows)


def _rows(line: PlanLine, columns: Sequence[Column]) -> Iterator[list[CellValue]]:
    entry = line.leaf.target_input or {}
    values = {
        value_key(place): _cell(field, entry.get(field.name))
        for place, field in enumerate(line.scale.fields, 1)
    }
    head: dict[str, CellValue] = {
        "lost": line.leaf.lost,
        "how": "\n".join(map(_how, range(1, 100), line.scale.fields)),
        **values,
        "points": "" if line.leaf.target_points is None else line.leaf.target_points,
    }
    for place, remedy in enumerate(line.remedies or [None]):
        cells: dict[str, CellValue] = {
            "code": line.criterion.code,
            "title": line.criterion.title_vi,
            **(head if place == 0 else {}),
        }
        if remedy:
            cells |= {
                "remedy": remedy.text,
                "person": remedy.person.email if remedy.person else "",
                "body": remedy.body,
                "due": f"{remedy.due:%d/%m/%Y}" if remedy.due else "",
            }
        yield [cells.get(column.key, "") for column in columns]


def _how(place: int, field: Field) -> str:
    """Returns what the figure at a place is, and how it is written."""
    label = field.label.vi + (f" ({field.unit.vi})" if field.unit else "")
    listed = "; ".join(f"{number} = {text.vi}" for number, text in enumerate(field.options, 1))
    match field.type:
        case "option":
            return f"{place}: {label}, ghi số của phương án: {listed}"
        case "lines":
            return f"{place}: {label}, ghi số của các mục đạt, cách nhau bằng dấu chấm phẩy (0: không mục nào): {listed}"
        case "tick":
            return f"{place}: {label}, ghi Có hoặc để trống"
        case "date":
            return f"{place}: {label}, ghi ngày như 30/09/2026"
    return f"{place}: {label}"


def _cell(field: Field, stored: JSON) -> CellValue:
    if stored is None or stored == "":
        return ""
    match field.type:
        case "option":
            return int(str(stored)) + 1
        case "lines":
            places = stored if isinstance(stored, list) else []
            return "; ".join(str(int(str(place)) + 1) for place in places) or "0"
        case "tick":
            return "Có" if stored else ""
        case "date":
            return field.in_input(stored, "vi")
    return read_number(str(stored))


def entry_in(line: GridLine, scale: Scale) -> dict[str, object]:
    """Returns the entry in the numbered columns of a row; a wrong cell is a fault of its line."""
    return {
        field.name: _read(line, value_key(place), field)
        for place, field in enumerate(scale.fields, 1)
    }


def _read(line: GridLine, key: str, field: Field) -> object:
    if line.cells.get(key, "") == "":
        return ""
    match field.type:
        case "option":
            number = _place(line, key, line.text(key), field)
            return "" if number is None else number
        case "lines":
            parts = [part.strip() for part in line.text(key).split(";") if part.strip()]
            if parts == ["0"]:
                return []
            places = [_place(line, key, part, field) for part in parts]
            return [place for place in places if place is not None]
        case "tick":
            return line.yes(key) or ""
        case "date":
            day = line.day(key)
            return f"{day:%d/%m/%Y}" if day else ""
    value = line.number_of(key)
    return "" if value is None else value


def _place(line: GridLine, key: str, typed: str, field: Field) -> int | None:
    """Returns the place (from 0) of the option that a number names."""
    if typed.isdecimal() and len(typed) < 4 and 1 <= int(typed) <= len(field.options):
        return int(typed) - 1
    most = len(field.options)
    line.fault(key, Text(f"ghi một số từ 1 đến {most}", f"write a number from 1 to {most}"))
    return None
