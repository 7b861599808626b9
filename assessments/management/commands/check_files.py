"""Compares every stored file with its row, for example after a backup was restored."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from assessments.stored_files import faults_of_files, files_without_rows


class Command(BaseCommand):
    help = (
        "Say which stored files are lost or altered (by size and SHA-256) and which no row names; "
        "changes nothing, and ends with 1 if a file is lost or altered."
    )

    def handle(self, *_args: Any, **_options: Any) -> None:
        for file in files_without_rows():
            self.stdout.write(
                f"{file.name}: {file.size} byte, không bản ghi nào dùng\n    {file.size} bytes, no row names it"
            )
        faults = 0
        for fault in faults_of_files():
            self.stdout.write(f"{fault.vi}\n    {fault.en}")
            faults += 1
        if faults:
            raise CommandError(
                f"{faults} tệp bị mất hoặc bị thay đổi.\n{faults} files are lost or altered."
            )
        self.stdout.write("Mọi tệp đều đủ và đúng. Every file is there and as it was stored.")
