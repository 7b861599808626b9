"""Puts a backup into an empty installation, brings it up to date, and proves that it is whole."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from criteria.common.text import Refused
from rankings.backups.restoring import faults_after_restoring, restore_backup


class Command(BaseCommand):
    help = (
        "Puts a backup into an empty database and an empty store, migrates it, and compares every file "
        "and every published ranking; ends with 1 where something is lost or altered."
    )
    # The checks of models would ask for tables that are not there yet.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="the folder that backup has written")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            manifest = restore_backup(options["folder"])
        except Refused as refusal:
            said = "\n".join(f"{one.vi}\n    {one.en}" for one in refusal.causes)
            raise CommandError(f"Chưa khôi phục gì. Nothing was restored.\n{said}") from refusal
        call_command("migrate", verbosity=0, stdout=self.stdout)
        faults = 0
        for fault in faults_after_restoring(manifest):
            self.stdout.write(f"{fault.vi}\n    {fault.en}")
            faults += 1
        if faults:
            raise CommandError(
                f"Đã khôi phục, nhưng {faults} chỗ bị mất hoặc bị thay đổi.\n"
                f"Restored, but {faults} things are lost or altered."
            )
        self.stdout.write(
            f"Đã khôi phục bản sao lưu lúc {manifest.began_at}: {manifest.number_of_files} tệp, "
            f"{len(manifest.digests)} bảng xếp hạng đã công bố, tất cả khớp.\n"
            f"    Restored the backup of {manifest.began_at}: {manifest.number_of_files} files, "
            f"{len(manifest.digests)} published rankings, everything agrees."
        )
