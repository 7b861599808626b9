"""The formats in which a ranking is downloaded: pages link to each of them, and the open data name them."""

from collections.abc import Callable
from typing import NamedTuple

from criteria.common.csv_files import CSV_TYPE
from criteria.common.files.file_kinds import XLSX
from rankings.exports.csv_file import csv_file
from rankings.exports.json_file import json_file
from rankings.exports.table import Export
from rankings.exports.xlsx_file import xlsx_file


class Format(NamedTuple):
    """A format by the name that people know it by; ``make`` writes an export in a language ("vi" or "en")."""

    name: str
    make: Callable[[Export, str], bytes]
    content_type: str


FORMATS = {
    "xlsx": Format("XLSX", xlsx_file, XLSX.content_type),
    "csv": Format("CSV", csv_file, CSV_TYPE),
    "json": Format("JSON", json_file, "application/json"),
}
"""By the ending of the file, and of its address."""
FORMAT_NAMES = ", ".join(one.name for one in FORMATS.values())
