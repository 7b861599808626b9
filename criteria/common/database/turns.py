"""Work that processes do one after the other, although no row stands for it that they could lock."""

import zlib

from django.db import connection


def take_turn(name: str) -> None:
    """Waits until no other transaction works under ``name``, and keeps the turn until this one ends.

    Locking a row takes the right to change its table, which nobody has on one that is append-only. SQLite has
    locked everything when the transaction began.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [zlib.crc32(name.encode())])
