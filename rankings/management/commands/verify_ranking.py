"""Computes a ranking again from its kept leaves, and compares its numbers and its digest."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from rankings.computing.verification import verify
from rankings.models import Ranking


class Command(BaseCommand):
    help = "Says where a ranking differs from what its leaves make, and ends with 1 if it does."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("ranking", type=int, help="the number in the ranking's address")

    def handle(self, *_args: Any, **options: Any) -> None:
        rankings = Ranking.objects.exclude(computed_at=None).select_related("round__criteria_set")
        ranking = rankings.filter(pk=options["ranking"]).first()
        if ranking is None:
            raise CommandError(
                f"Không có bảng xếp hạng {options['ranking']} đã tính xong.\n"
                f"There is no computed ranking {options['ranking']}."
            )
        faults = verify(ranking)
        for fault in faults:
            self.stdout.write(f"{fault.vi}\n    {fault.en}")
        if faults:
            raise CommandError(
                f"{len(faults)} chỗ không khớp; mã kiểm chứng {ranking.digest}.\n"
                f"{len(faults)} differences; digest {ranking.digest}."
            )
        self.stdout.write(f"Khớp. Everything agrees. SHA-256 {ranking.digest}")
