"""Checks the record, the snapshots and the security journal against the chain of their seals."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from assessments.chain.checking import check_record
from assessments.chain.sealing import seal_record
from criteria.common.database.patience import patience


class Command(BaseCommand):
    help = "Names every line that was altered, deleted or inserted since it was sealed, and ends with 1 if there is one."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--head",
            action="append",
            default=[],
            help="a head noted earlier, from a mail, a file or a published ranking; may be given several times",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        with patience():
            seal_record()
            result = check_record(options["head"])
        for fault in result.faults:
            self.stdout.write(f"{fault.vi}\n    {fault.en}")
        check = result.check
        if result.faults:
            raise CommandError(
                f"{check.faults} sai lệch trong {check.lines} dòng.\n"
                f"{check.faults} differences in {check.lines} lines."
            )
        self.stdout.write(
            f"Khớp. Everything agrees: {check.lines} lines, {check.head} seals, SHA-256 {check.sha256}"
        )
