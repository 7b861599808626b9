"""The reference values of a round: which ones its set's scales wait for, and the act that gives them."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import IO, Any

from assessments import permissions
from assessments.models import Assessment, ReferenceValue, Round, Unit
from assessments.models.references import FIGURE_PLACES
from assessments.writing.actor import Actor
from assessments.writing.acts import Act
from assessments.writing.record import record
from criteria.common.numbers import as_typed, decimals, show
from criteria.common.tables.columns import Column
from criteria.common.tables.grid import Grid
from criteria.common.tables.line import GridLine
from criteria.common.tables.preview import PreviewLine, differing
from criteria.common.text import FieldFault, Refused, Text
from criteria.models import Criterion
from criteria.scales import Figure, read_scale
from criteria.scales.entries import Entry
from criteria.scales.figures import Quantity

SET_REFERENCES = Act(
    "set_references", Text(vi="Nhập giá trị tham chiếu", en="Entered reference values")
)
COLUMNS = (
    Column(
        "key",
        ("Giá trị tham chiếu", "Reference", "Khóa", "Key"),
        width=40,
        most=200,
        help="Tên hoặc khóa như trang của kỳ liệt kê",
        help_en="The name or key as the page of the round lists it",
    ),
    Column(
        "unit",
        ("Mã đơn vị", "Unit code"),
        required=False,
        width=12,
        most=20,
        help="Để trống: mọi đơn vị của kỳ",
        help_en="Empty: all units of the round",
    ),
    Column(
        "value",
        ("Giá trị", "Value"),
        width=14,
        help="Số, ví dụ 85,2; của số liệu là ngày: ngày/tháng/năm, ví dụ 31/12/2025",
        help_en="A number, for example 85.2; of a date: day/month/year, for example 31/12/2025",
    ),
    Column(
        "source",
        ("Nguồn", "Source"),
        width=40,
        most=300,
        help="Văn bản hoặc hệ thống nguồn",
        help_en="The document or system from which it comes",
    ),
)
ROWS = 20_000
"""The last row of a file that is read."""


@dataclass
class Reference:
    """A figure that scales of the set wait for, with the leaves (codes) that use it."""

    figure: Figure
    leaves: list[str] = field(default_factory=list)

    @property
    def key(self) -> str:
        return self.figure.key


@dataclass(frozen=True)
class GivenValue:
    """A value for all units (``unit_id`` none) or for one; without ``value`` it is taken back."""

    key: str
    unit_id: int | None
    value: Quantity | None
    source: str
    row: int | None = None
    """The row of the file from which it comes."""


def references_of(criteria_set_id: int) -> dict[str, Reference]:
    """Returns the references of a set by key, in the order of its leaves; one query."""
    found: dict[str, Reference] = {}
    leaves = Criterion.objects.filter(criteria_set=criteria_set_id, scale__isnull=False)
    for code, data, most in leaves.order_by("position").values_list("code", "scale", "max_points"):
        if "figures" not in data:
            continue
        scale, _faults = read_scale(data, most)
        for figure in scale.figures if scale else ():
            if figure.is_reference:
                found.setdefault(figure.key, Reference(figure)).leaves.append(code)
    return found


def write_references(actor: Actor, round_id: int, values: Sequence[GivenValue]) -> list[GivenValue]:
    """Gives a round the values, in the act's transaction; returns those that differ from before.

    Raises ``Refused`` with every cause.
    """
    round_ = Round.objects.select_for_update(no_key=True).get(pk=round_id)
    permissions.demand(permissions.reasons_against_coordinating(actor.user, round_.owner_id))
    # The sheets too, in one order, as every act does: nothing is saved or accepted by a value that is just replaced.
    sheets = Assessment.objects.select_for_update(no_key=True).filter(round=round_).order_by("pk")
    list(sheets.values_list("pk", flat=True))
    known = references_of(round_.criteria_set_id)
    units = dict(Assessment.objects.filter(round=round_).values_list("unit_id", "unit__name_vi"))
    permissions.demand([], [fault for one in values for fault in _faults(one, known, units)])
    before: list[str] = []
    after: list[str] = []
    changed = _differing(round_, values)
    for row, one in changed:
        figure, name = known[one.key].figure, units.get(one.unit_id or 0, "")
        if row:
            before.append(_said(figure, name, figure.quantity_of(row.value), row.source))
        if one.value is not None:
            after.append(_said(figure, name, one.value, one.source))
        _write(round_, row, one)
    if changed:
        record(
            actor,
            SET_REFERENCES,
            on=round_,
            before={"references": before},
            after={"references": after},
        )
    return [one for _row, one in changed]


def _differing(
    round_: Round, values: Sequence[GivenValue]
) -> list[tuple[ReferenceValue | None, GivenValue]]:
    """Returns the values that differ from what the round has, each with what it has."""
    present = {(row.key, row.unit_id): row for row in ReferenceValue.objects.filter(round=round_)}
    pairs = ((present.get((one.key, one.unit_id)), one) for one in values)
    return [(row, one) for row, one in pairs if not _is_same(row, one)]


def preview_lines(round_: Round, values: Sequence[GivenValue]) -> Iterable[PreviewLine]:
    """Yields what the values of a file would change."""
    known = references_of(round_.criteria_set_id)
    units = dict(Assessment.objects.filter(round=round_).values_list("unit_id", "unit__name_vi"))
    for row, one in _differing(round_, values):
        figure = known[one.key].figure
        was = _in_words(figure, figure.quantity_of(row.value)) if row else ""
        details = [
            (
                Text("Giá trị", "Value"),
                was,
                _in_words(figure, one.value) if one.value is not None else "",
            ),
            (Text("Nguồn", "Source"), row.source if row else "", one.source),
        ]
        unit = units.get(one.unit_id or 0, "")
        yield PreviewLine(
            "change" if row else "add",
            one.row,
            f"{figure.label.vi}{f' ({unit})' if unit else ''}",
            differing(details),
        )


def _faults(
    one: GivenValue, known: Mapping[str, Reference], units: Mapping[int, str]
) -> Iterable[Text]:
    if one.key not in known:
        typed = as_typed(one.key)
        yield Text(
            f"Không thang điểm nào của kỳ này dùng giá trị tham chiếu {typed}.",
            f"No scale of this round uses the reference {typed}.",
        )
        return
    label = known[one.key].figure.label
    if one.unit_id is not None and one.unit_id not in units:
        yield Text(
            f"{label.vi}: đơn vị không thuộc kỳ đánh giá này.",
            f"{label.en}: the unit is not in this round.",
        )
    if one.value is not None:
        yield from _value_faults(known[one.key].figure, one.value)
        if not one.source.strip():
            yield _no_source(known[one.key].figure)


def _value_faults(figure: Figure, value: Quantity) -> Iterable[Text]:
    label = figure.label
    is_day = isinstance(value, datetime.date)
    if is_day != (figure.type == "date"):
        said = figure.in_quantity(value)
        wanted = (
            ("số, ví dụ 85,2", "a number, such as 85.2")
            if is_day
            else ("ngày, ví dụ 31/12/2025", "a day, such as 31/12/2025")
        )
        yield Text(
            f"{label.vi}: {said.vi} không hợp lệ; hãy ghi {wanted[0]}.",
            f"{label.en}: {said.en} is not valid; write {wanted[1]}.",
        )
    elif isinstance(value, Decimal) and not _may_be(figure, value):
        yield Text(
            f"{label.vi}: {show(value)} không hợp lệ.",
            f"{label.en}: {show(value, 'en')} is not valid.",
        )


def _no_source(figure: Figure) -> FieldFault:
    label = figure.label
    return FieldFault(
        f"{label.vi}: hãy ghi nguồn.", f"{label.en}: give the source.", f"source-{figure.key}"
    )


def _may_be(figure: Figure, value: Decimal) -> bool:
    most, places = figure.limit, 0 if figure.type == "whole" else FIGURE_PLACES
    return value >= 0 and (most is None or value <= most) and decimals(value) <= places


def _is_same(row: ReferenceValue | None, one: GivenValue) -> bool:
    if row is None:
        return one.value is None
    return one.value is not None and (_stored(one.value), one.source.strip()) == (
        row.value,
        row.source,
    )


def _write(round_: Round, row: ReferenceValue | None, one: GivenValue) -> None:
    if one.value is None:
        if row:
            row.delete()
        return
    row = row or ReferenceValue(round=round_, unit_id=one.unit_id, key=one.key)
    row.value, row.source = _stored(one.value), one.source.strip()
    row.save()


def _stored(value: Quantity) -> Decimal:
    """Returns the number that is kept: ``Figure.quantity_of`` reads it back."""
    return value if isinstance(value, Decimal) else Decimal(value.toordinal())


def _said(figure: Figure, unit: str, value: Quantity | None, source: str) -> str:
    where = f" ({unit})" if unit else ""
    return f"{figure.label.vi}{where} = {_in_words(figure, value)} [{source}]"


def _in_words(figure: Figure, value: Quantity | None) -> str:
    return "–" if value is None else figure.in_quantity(value).vi


def read_references(round_: Round, stream: IO[bytes]) -> list[GivenValue]:
    """Returns the values of a table. Raises ``TableFaults`` with every fault by row and column, and ``Refused``."""
    grid = Grid(stream, COLUMNS, least=2, max_rows=ROWS)
    values = _Reader(grid, round_).values()
    grid.done()
    return values


class _Reader:
    def __init__(self, grid: Grid, round_: Round) -> None:
        self._grid = grid
        self._known = references_of(round_.criteria_set_id)
        labels = {one.figure.label.vi.casefold(): key for key, one in self._known.items()}
        self._keys = labels | {key: key for key in self._known}
        units = Unit.objects.filter(assessments__round=round_)
        self._units = dict(units.values_list("code", "pk"))

    def values(self) -> list[GivenValue]:
        found: dict[tuple[str, int | None], GivenValue] = {}
        for number, cells in self._grid.rows():
            line = GridLine(self._grid, number, cells)
            one = self._value(line)
            if one is None:
                continue
            if (one.key, one.unit_id) in found:
                line.fault("key", Text("đã có ở một dòng trên", "stands in a row above"))
            found[one.key, one.unit_id] = one
        return list(found.values())

    @staticmethod
    def _quantity(line: GridLine, figure: Figure) -> Quantity | None:
        if figure.type == "date":
            return line.written_day("value")
        return line.number_of("value")

    def _value(self, line: GridLine) -> GivenValue | None:
        name, unit = line.text("key", needed=True), line.text("unit") if line.has("unit") else ""
        key = self._keys.get(name.casefold())
        if name and key is None:
            typed = as_typed(name)
            line.fault(
                "key",
                Text(f"không có giá trị tham chiếu {typed}", f"there is no reference {typed}"),
            )
        if unit and unit not in self._units:
            typed = as_typed(unit)
            line.fault(
                "unit", Text(f"kỳ này không có đơn vị {typed}", f"the round has no unit {typed}")
            )
        value = self._quantity(line, self._known[key].figure) if key else None
        source = line.text("source", needed=True)
        if key is None or value is None or not source:
            return None
        return GivenValue(key, self._units.get(unit), value, source, line.number)


def typed_value(figure: Figure, value: str, source: str, language: str) -> GivenValue:
    """Returns a value for all units as somebody typed it; an empty one takes it back.

    Raises ``Refused`` with every fault, each at its field.
    """
    if not value.strip():
        return GivenValue(figure.key, None, None, "")
    field = figure.field_when(None)
    reader = Entry({field.name: field.as_meant(value.strip(), language)}, (field,))
    found: Any = reader.read(field)
    faults = [FieldFault(one.vi, one.en, f"value-{figure.key}") for one in reader.faults]
    if not source.strip():
        faults.append(_no_source(figure))
    if faults:
        raise Refused(*faults)
    return GivenValue(figure.key, None, found, source)
