"""The database is migrated once a run, and copied for each process that tests."""

import fcntl
import os
from pathlib import Path

from django.core.management import call_command
from django.db import connection

NAME = "migrated"
COPIED = {"TEMPLATE": NAME, "MIGRATE": False}
"""What Django's ``TEST`` settings of the database need to say."""


def migrate_once() -> None:
    """Makes the database to copy, unless another process of the same run has made it."""
    done = Path(os.environ["PARINDEX_TEST_FOLDER"]) / NAME
    with done.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        if done.stat().st_size:
            return
        with connection._nodb_cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {NAME}")
        before = connection.settings_dict["NAME"]
        connection.settings_dict["NAME"] = NAME
        try:
            call_command("migrate", verbosity=0)
            with connection.cursor() as cursor:
                # The library's own table of tokens, none of a model since ours took its place: whoever
                # empties all tables leaves it out, and the users that it points to stay.
                cursor.execute("DROP TABLE knox_authtoken")
        finally:
            # PostgreSQL copies no database that somebody is connected to.
            connection.close()
            connection.settings_dict["NAME"] = before
        file.write("migrated")
