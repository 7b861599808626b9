"""Django's command, which waits for no lock for long: every page would wait behind it."""

from time import sleep
from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands import migrate
from django.db import OperationalError

from criteria.common.database.patience import is_busy, patience

LOCK_TIMEOUT = "3s"
TRIES, PAUSE_SECONDS = 20, 5


class Command(migrate.Command):
    """Each migration is done whole or not at all, so that the command can be run again after any of them."""

    def handle(self, *args: Any, **options: Any) -> None:
        for left in reversed(range(TRIES)):
            try:
                with patience(lock_timeout=LOCK_TIMEOUT):
                    super().handle(*args, **options)
            except OperationalError as error:
                if not is_busy(error):
                    raise
                if not left:
                    raise CommandError(
                        "Cơ sở dữ liệu đang bận: một giao dịch dài giữ khóa. Hãy chạy lại migrate.\n"
                        "The database is busy: a long transaction holds a lock. Run migrate again."
                    ) from error
                self.stderr.write(
                    f"Đang bận, thử lại sau {PAUSE_SECONDS} giây. Busy, trying again."
                )
                sleep(PAUSE_SECONDS)
            else:
                return
