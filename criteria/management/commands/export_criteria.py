"""Writes a criteria set as the annex that ``import_criteria`` reads."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from criteria.annex.writing import annex_file
from criteria.models import CriteriaSet


class Command(BaseCommand):
    help = "Write a set as its annex; the suffix of FILE says whether XLSX or CSV."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("code", help="for example province-2022")
        parser.add_argument("file", type=Path, help="ends in .xlsx or .csv")

    def handle(self, *_args: Any, **options: Any) -> None:
        path: Path = options["file"]
        if path.suffix.lower() not in (".xlsx", ".csv"):
            raise CommandError("Tên tệp phải kết thúc bằng .xlsx hoặc .csv.")
        try:
            criteria_set = CriteriaSet.objects.get(code=options["code"])
        except CriteriaSet.DoesNotExist as error:
            known = ", ".join(CriteriaSet.objects.values_list("code", flat=True))
            raise CommandError(
                f"Không có bộ tiêu chí “{options['code']}”; đang có: {known}"
            ) from error
        path.write_bytes(annex_file(criteria_set, path.suffix.lower()))
        self.stdout.write(f"{path}")
