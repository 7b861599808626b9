"""Takes the database out into one file and puts it back, each with the database's own means."""

import os
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from django.db import connection

from criteria.common.text import Refused, Text


def dump_database(target: Path) -> None:
    """Writes the database of one moment into a new file; work goes on meanwhile.

    Raises ``Refused`` where PostgreSQL's program is missing or says no.
    """
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with closing(sqlite3.connect(target)) as copy:
            connection.connection.backup(copy)
        return
    _run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={target}")


def load_database(source: Path) -> None:
    """Puts a dump into the empty database, whole or not at all. Raises ``Refused`` as ``dump_database`` does."""
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with closing(sqlite3.connect(source)) as copy:
            copy.backup(connection.connection)
        return
    name = connection.settings_dict["NAME"]
    options = ("--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges")
    _run("pg_restore", *options, f"--dbname={name}", str(source))


def _run(program: str, *arguments: str) -> None:
    try:
        done = subprocess.run(  # noqa: S603  # our own arguments, and no shell
            [program, *arguments], env=_environment(), capture_output=True, text=True, check=False
        )
    except FileNotFoundError:
        raise Refused(
            Text(
                f"Không tìm thấy {program}. Hãy cài bộ công cụ PostgreSQL cùng phiên bản với máy chủ "
                "(trên Debian: postgresql-client) và đặt trong PATH.",
                f"{program} is not to be found. Install PostgreSQL's programs of the server's version "
                "(on Debian: postgresql-client) and have them in PATH.",
            )
        ) from None
    if done.returncode:
        said = done.stderr.strip()
        raise Refused(Text(f"{program} báo lỗi: {said}", f"{program} failed: {said}"))


def _environment() -> dict[str, str]:
    """Returns the address of the database as PostgreSQL's programs take it: no password stands among arguments."""
    known = connection.settings_dict
    given = {
        "PGHOST": known["HOST"],
        "PGPORT": str(known["PORT"] or ""),
        "PGUSER": known["USER"],
        "PGPASSWORD": known["PASSWORD"],
        "PGDATABASE": known["NAME"],
    }
    return os.environ | {name: value for name, value in given.items() if value}
