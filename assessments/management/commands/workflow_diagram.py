"""Writes docs/workflow.md anew from the table of transitions."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from assessments.review.workflow.diagram import page


class Command(BaseCommand):
    help = (
        "Writes docs/workflow.md from the workflow's table; --check only says whether it is stale."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="write nothing; fail when stale")

    def handle(self, *args: Any, **options: Any) -> None:
        file = settings.BASE_DIR / "docs" / "workflow.md"
        if not options["check"]:
            file.write_text(page(), encoding="utf-8")
        elif not file.exists() or file.read_text(encoding="utf-8") != page():
            raise CommandError("docs/workflow.md is stale: run python manage.py workflow_diagram")
