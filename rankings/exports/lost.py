"""Where points were lost and why, a line a leaf: a sheet of the workbook, and a CSV of its own.

The words are those of the units' pages; figures and notes are the ones frozen with the ranking.
"""

from collections.abc import Iterator

from criteria.common.text import Text
from rankings.exports.table import POINTS, TEXT, Column, Export, Value
from rankings.reads import unit
from rankings.reads.lost_points import lost_of
from rankings.reads.table import name_of

MOST_UNITS = 1000
"""Of a ranking whose workbook and JSON hold them: some 40,000 lines. Above, only the CSV does."""

HEAD = (
    Column(Text("Mã", "Code"), TEXT),
    Column(Text("Đơn vị", "Unit"), TEXT),
    Column(Text("Mã tiêu chí", "Criterion"), TEXT),
    Column(Text("Tên tiêu chí", "Title"), TEXT),
    Column(Text("Tự đánh giá", "Claimed"), POINTS),
    Column(Text("Điểm đạt được", "Points"), POINTS),
    Column(Text("Điểm tối đa", "Maximum"), POINTS),
    Column(Text("Điểm chưa đạt", "Points lost"), POINTS),
    Column(Text("Lý do", "Reason"), TEXT),
    Column(Text("Ý kiến thẩm định", "Reviewer's note"), TEXT),
)


def in_full(export: Export) -> bool:
    """Whether the workbook and JSON hold them too."""
    return len(export.results) <= MOST_UNITS


def lines(export: Export) -> Iterator[list[Value]]:
    """Under the headings of HEAD, by rank and in the order of the set."""
    return map(_line, lost_of(export.ranking, export.results))


def _line(one: unit.Lost) -> list[Value]:
    leaf, criterion, name = one.leaf, one.leaf.criterion, name_of(one.leaf.row)
    return [
        leaf.row.code,
        Text(name.name_vi, name.name_en or name.name_vi),
        criterion.code,
        Text(criterion.title_vi, criterion.title_en or criterion.title_vi),
        leaf.claimed_points,
        None if one.pending else leaf.points,
        leaf.max_points,
        leaf.lost,
        one.why,
        one.note,
    ]
