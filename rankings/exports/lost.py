"""The lost points with their reasons, a row a leaf: a sheet of the workbook, and a CSV of its own.

The words are those of the units' pages; figures and notes are frozen with the ranking.
"""

from collections.abc import Iterator

from criteria.common.text import Text
from rankings.exports.table import POINTS, TEXT, Export, ExportColumn, Value
from rankings.reads import unit
from rankings.reads.lost_points import lost_of
from rankings.reads.table import unit_name

MOST_UNITS = 1000
"""The largest ranking whose workbook and JSON hold them: some 40,000 rows. Above it, only the CSV does."""

HEAD = (
    ExportColumn(Text("Mã", "Code"), TEXT),
    ExportColumn(Text("Đơn vị", "Unit"), TEXT),
    ExportColumn(Text("Mã tiêu chí", "Criterion"), TEXT),
    ExportColumn(Text("Tên tiêu chí", "Title"), TEXT),
    ExportColumn(Text("Tự đánh giá", "Claimed"), POINTS),
    ExportColumn(Text("Điểm đạt được", "Points"), POINTS),
    ExportColumn(Text("Điểm tối đa", "Maximum"), POINTS),
    ExportColumn(Text("Điểm chưa đạt", "Points lost"), POINTS),
    ExportColumn(Text("Lý do", "Reason"), TEXT),
    ExportColumn(Text("Ý kiến thẩm định", "Reviewer's note"), TEXT),
)


def in_full(export: Export) -> bool:
    """Returns whether the workbook and JSON hold the lost points too."""
    return len(export.results) <= MOST_UNITS


def lost_point_rows(export: Export) -> Iterator[list[Value]]:
    """Returns the rows under the headings of HEAD, by rank and in the order of the set."""
    return map(lost_line, lost_of(export.ranking, export.results))


def lost_line(loss: unit.LostLeaf) -> list[Value]:
    """Returns a leaf's row under the same headings."""
    leaf, criterion, name = loss.leaf, loss.leaf.criterion, unit_name(loss.leaf.row)
    return [
        leaf.row.code,
        Text(name.name_vi, name.name_en or name.name_vi),
        criterion.code,
        Text(criterion.title_vi, criterion.title_en or criterion.title_vi),
        leaf.claimed_points,
        None if loss.pending else leaf.points,
        leaf.max_points,
        leaf.lost,
        loss.why,
        loss.note,
    ]
