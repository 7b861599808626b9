"""Does the work of the night, for an installation whose beat does not run."""

from typing import Any

from django.core.management.base import BaseCommand

from assessments.nightly import work_of_the_night


class Command(BaseCommand):
    help = "Seals the record, lets old journal lines go, checks the record, and sends the chain's head."

    def handle(self, *_args: Any, **_options: Any) -> None:
        for name, count in work_of_the_night().items():
            self.stdout.write(f"{name}: {'failed, see the log' if count is None else count}")
