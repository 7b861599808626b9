"""Backs up the database and every stored file into a folder."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from criteria.common.text import Refused
from rankings.backups.making import make_backup


class Command(BaseCommand):
    help = "Writes the database of one moment and all stored files into an empty folder, with their hashes."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="a new or empty folder")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            manifest = make_backup(options["folder"])
        except Refused as refusal:
            raise CommandError(
                "\n".join(f"{one.vi}\n    {one.en}" for one in refusal.causes)
            ) from refusal
        self.stdout.write(
            f"Đã sao lưu cơ sở dữ liệu và {manifest.number_of_files} tệp "
            f"({manifest.bytes_of_files} byte) vào {options['folder']}.\n"
            f"    The database and {manifest.number_of_files} files "
            f"({manifest.bytes_of_files} bytes) are in {options['folder']}."
        )
