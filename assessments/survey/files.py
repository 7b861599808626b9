"""The tables that the survey page offers: one to fill in, and the rows that an import stored."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from assessments.models import Assessment, Round, SurveyImport, SurveyResult
from assessments.survey.columns import COLUMNS, LEAF, UNIT
from criteria.common.csv_files import CsvRow, csv_pieces
from criteria.common.tables.columns import Column
from criteria.common.tables.writing import as_xlsx
from criteria.models import Criterion

MOST_AS_XLSX = 20_000
"""The number of rows above which a table comes as CSV, which is written row by row."""
_NAME_OF = {
    UNIT: Column("unit_name", ("Tên đơn vị",), width=32, help="Để đọc; khi nhập được bỏ qua."),
    LEAF: Column("leaf_title", ("Tên tiêu chí",), width=48, help="Để đọc; khi nhập được bỏ qua."),
}


def _columns_with_names() -> list[Column]:
    columns: list[Column] = []
    for column in COLUMNS:
        columns += [column, *([_NAME_OF[column.key]] if column.key in _NAME_OF else [])]
    return columns


def rows_to_fill(round_: Round) -> list[tuple[str, str, str, str]]:
    """Returns every unit of the round with every survey leaf of its set: codes and names."""
    leaves = Criterion.objects.filter(
        criteria_set=round_.criteria_set_id, source=Criterion.Source.SURVEY
    )
    titles = list(leaves.order_by("position").values_list("code", "title_vi"))
    units = Assessment.objects.filter(round=round_).order_by("unit__code", "pk")
    return [
        (unit, name, code, title)
        for unit, name in units.values_list("unit__code", "unit__name_vi")
        for code, title in titles
    ]


def template_xlsx(rows: Iterable[Sequence[str]]) -> bytes:
    """Returns a workbook to fill in, with a worksheet that explains the columns."""
    columns = _columns_with_names()
    guide = [(column.names[0], column.help) for column in columns]
    return as_xlsx("Điểm điều tra", columns, rows, guide=guide)


def template_csv(rows: Iterable[Sequence[str]]) -> Iterator[bytes]:
    """Yields the same table, for a round of thousands of units."""
    return _with_heads([column.names[0] for column in _columns_with_names()], rows)


def version_csv(version: SurveyImport) -> Iterator[bytes]:
    """Yields the rows of an import as they were stored; the file can be imported again."""
    heads = [column.names[0] for column in _columns_with_names()]
    return _with_heads([*heads, "Điểm thay đổi"], _stored_rows(version))


def _stored_rows(version: SurveyImport) -> Iterator[CsvRow]:
    results = SurveyResult.objects.filter(survey_import=version).order_by("pk")
    for unit, name, code, title, percent, points, count, day, changed in results.values_list(
        "score__assessment__unit__code",
        "score__assessment__unit__name_vi",
        "score__criterion__code",
        "score__criterion__title_vi",
        "percent",
        "points",
        "respondents",
        "day",
        "changed",
    ).iterator(chunk_size=5000):
        date_text = "" if day is None else f"{day:%d/%m/%Y}"
        figures = (percent, points, count, date_text, "Có" if changed else "Không")
        yield (unit, name, code, title, *figures)


def _with_heads(heads: Sequence[str], rows: Iterable[CsvRow]) -> Iterator[bytes]:
    """Yields the headings, and each row filled up to their width."""
    filled = ([*row, *[""] * (len(heads) - len(row))] for row in rows)
    return csv_pieces(chain([heads], filled))
