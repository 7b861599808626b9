"""Does once the work that Celery's clock does every few minutes, for installations without one."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from assessments.clock import tick


class Command(BaseCommand):
    help = "Close what is over, remind of deadlines, send waiting mails; safe to run at any time."

    def handle(self, *args: Any, **options: Any) -> None:
        counts = tick()
        for name, number in counts.items():
            self.stdout.write(f"{name}: {'failed' if number is None else number}")
        if None in counts.values():
            raise CommandError("A step failed; the log says why.")
