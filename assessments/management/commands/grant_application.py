"""Gives the application's own role of PostgreSQL its rights, after each migration and in the name of the owner."""

from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from environ import Env

from assessments.models import JournalLine
from assessments.models.append_only import AppendOnly
from criteria.common.database.roles import grant_role
from criteria.common.text import Refused


class Command(BaseCommand):
    help = (
        "Makes the role that APPLICATION_DATABASE_URL names, where it is missing, and lets it read and write rows: "
        "it changes no table, and edits or deletes no line of what is append-only."
    )

    def handle(self, *_args: Any, **_options: Any) -> None:
        if connection.vendor != "postgresql":
            raise CommandError("Only PostgreSQL has roles.")
        address = Env().db_url("APPLICATION_DATABASE_URL", default="")
        name, password = address.get("USER"), address.get("PASSWORD")
        if not name or not password:
            raise CommandError("APPLICATION_DATABASE_URL names no role with a password.")
        tables = {
            model._meta.db_table for model in apps.get_models() if issubclass(model, AppendOnly)
        }
        journal = JournalLine._meta.db_table
        try:
            grant_role(
                name,
                password,
                insert_only=tables - {journal},
                without_update=[journal],
                read_only=[MigrationRecorder.Migration._meta.db_table],
            )
        except Refused as refused:
            raise CommandError(
                "\n".join(f"{cause.vi}\n{cause.en}" for cause in refused.causes)
            ) from refused
        self.stdout.write(f"{name}: {len(tables)} append-only tables")
