"""Writes a ranking as CSV, for a spreadsheet in the reader's language."""

import itertools
from collections.abc import Iterable, Iterator
from decimal import Decimal

from criteria.common.csv_files import CsvRow, csv_bytes, csv_pieces
from criteria.common.numbers import show
from criteria.common.text import Text
from rankings.exports import lost
from rankings.exports.table import HEAD, INDEX, Export, Value
from rankings.models import DomainIndex

INDEX_AT = [column.kind for column in HEAD].index(INDEX)


def csv_file(export: Export, language: str) -> bytes:
    """Returns headings and a row for each unit; below an empty row the facts, the rules and the marks."""
    return csv_bytes(_in_language(language, _rows(export)), language)


def lost_csv(export: Export, language: str) -> Iterator[bytes]:
    """Yields headings and a row for each leaf below its maximum, unit by unit, then the marks, piece by piece."""
    heads: list[Value] = [column.heading for column in lost.HEAD]
    rows = itertools.chain([heads], lost.lost_point_rows(export), _about(export))
    return csv_pieces(_in_language(language, rows), language)


def _in_language(language: str, rows: Iterable[list[Value]]) -> Iterator[CsvRow]:
    for row in rows:
        yield [cell.in_language(language) if isinstance(cell, Text) else cell for cell in row]


def _rows(export: Export) -> Iterator[list[Value]]:
    heads: list[Value] = [column.heading for column in HEAD]
    for domain in export.domains:
        code = domain.code
        heads.append(Text(f"LV {code}: điểm", f"Domain {code}: points"))
        heads.append(Text(f"LV {code}: điểm tối đa", f"Domain {code}: maximum"))
        heads.append(Text(f"LV {code}: chỉ số (%)", f"Domain {code}: index (%)"))
    yield heads
    for result, row in zip(export.results, export.rows(), strict=True):
        row[INDEX_AT] = _percent(result.index)
        yield row + [cell for part in export.by_domain(result) for cell in _domain_cells(part)]
    yield from _about(export)
    for label, fact in export.facts:
        yield [label, fact]
    for domain in export.domains:
        title = Text(domain.title_vi, domain.title_en or domain.title_vi)
        yield [Text(f"Lĩnh vực {domain.code}", f"Domain {domain.code}"), title]
    for region, units, indices in export.means_by_place():
        label = Text(
            f"Chỉ số trung bình (%), {units} đơn vị: {region.vi}",
            f"Mean index (%), {units} units: {region.en}",
        )
        yield [label, *map(_percent, indices)]


def _about(export: Export) -> Iterator[list[Value]]:
    """Yields, below an empty row, the round and the marks that every reader must see."""
    yield []
    title = Text(export.round.title_vi, export.round.title_en or export.round.title_vi)
    yield [Text("Kỳ đánh giá", "Round"), title]
    for mark in export.marks:
        yield [Text("Lưu ý", "Mind"), mark]


def _domain_cells(result: DomainIndex | None) -> list[Value]:
    return (
        [result.points, result.max_points, _percent(result.index)] if result else [None, None, None]
    )


def _percent(index: Decimal | None) -> Text | None:
    """Returns the index with its 2 published decimals, also where the last is 0."""
    return None if index is None else Text(show(index, places=2), show(index, "en", places=2))
