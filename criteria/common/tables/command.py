"""The base of every ``manage.py import_…`` command."""

import io
from argparse import ArgumentParser
from pathlib import Path
from typing import IO, Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from criteria.common.tables.preview import Preview, PreviewLine
from criteria.common.text import Refused

SIGNS = {"add": "+", "change": "~", "remove": "-"}


class ImportCommand(BaseCommand):
    """``FILE [--dry-run] [--by EMAIL]``: prints every change or every fault, and takes all or nothing."""

    perm = ""
    """The permission that finds the actor: where ``--by`` names nobody, its only holder acts."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="CSV or XLSX")
        parser.add_argument("--dry-run", action="store_true", help="tell what would change")
        parser.add_argument("--by", metavar="EMAIL", help="whose act it is, for the record")

    def read(self, *, by: Any, name: str, stream: IO[bytes], dry_run: bool) -> Preview:
        """Calls the act."""
        raise NotImplementedError

    def handle(self, *_args: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            stream = io.BytesIO(path.read_bytes())
        except FileNotFoundError as error:
            raise CommandError(f"Không có tệp “{path}”. There is no such file.") from error
        except OSError as error:
            message = f"Không đọc được tệp “{path}”. The file cannot be read: {error.strerror}."
            raise CommandError(message) from error
        by = actor(options["by"], self.perm)
        dry_run: bool = options["dry_run"]
        try:
            preview = self.read(by=by, name=path.name, stream=stream, dry_run=dry_run)
        except Refused as refused:
            lines = [cause.vi for cause in refused.causes]
            raise CommandError("\n".join([*lines, "Chưa nhập gì."])) from refused
        self.stdout.write(preview.title.vi)
        for entry in preview.entries:
            self._print(entry)
        counts = " · ".join(f"{label.vi}: {number}" for label, number in preview.counts)
        self.stdout.write(counts)
        if preview.entries:
            self.stdout.write("Chạy thử: chưa nhập gì." if dry_run else "Đã nhập.")
        else:
            self.stdout.write("Tệp đúng và không thay đổi gì.")

    def _print(self, entry: PreviewLine) -> None:
        row = f" (dòng {entry.row})" if entry.row else ""
        self.stdout.write(f"  {SIGNS[entry.what]} {entry.name}{row}")
        for detail in entry.details:
            sides = f"{detail.before} → {detail.after}" if detail.before else detail.after
            self.stdout.write(f"      {detail.label.vi}: {sides}")


def actor(email: str | None, perm: str) -> Any:
    """Returns the person of that address, or the only one who holds ``perm``. Raises ``CommandError``."""
    people = get_user_model()._default_manager.filter(is_active=True)
    if email:
        person = people.filter(email=email.strip().lower()).first()
        if person is None:
            raise CommandError(f"Không có tài khoản đang hoạt động “{email}”.")
        return person
    holders = [person for person in people.filter(is_staff=True) if person.has_perm(perm)]
    if len(holders) == 1:
        return holders[0]
    if not holders:
        raise CommandError("Chưa có quản trị viên. Hãy chạy manage.py createsuperuser trước.")
    raise CommandError("Có nhiều quản trị viên. Hãy nêu người thực hiện: --by EMAIL")
