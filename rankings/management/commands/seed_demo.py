"""Fills an empty installation with demo data, once."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from assessments.models import Round
from criteria.common.text import Text
from rankings.demo.accounts import ACCOUNTS, PASSWORD
from rankings.demo.seed import seed

REAL = Text(
    vi="Cơ sở dữ liệu đã có kỳ đánh giá thật: không thêm dữ liệu minh họa.",
    en="The database holds real rounds: no demo data is added.",
)
ASK = Text(
    vi="DATABASE_URL đang trỏ tới máy chủ cơ sở dữ liệu. "
    "Dữ liệu minh họa có tài khoản với mật khẩu công khai; nếu vẫn muốn, hãy thêm --yes.",
    en="DATABASE_URL points to a database server. "
    "The demo brings accounts with a published password; if that is meant, add --yes.",
)


class Command(BaseCommand):
    help = (
        "Sets, units, accounts, four demo rounds and three published rankings; does nothing twice."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--yes", action="store_true", help="also on a database server")

    def handle(self, *_args: Any, **options: Any) -> None:
        if not Round.objects.filter(is_demo=True).exists():
            if Round.objects.exists():
                raise CommandError(f"{REAL.vi}\n{REAL.en}")
            if not settings.EMBEDDED and not options["yes"]:
                raise CommandError(f"{ASK.vi}\n{ASK.en}")
            seed(lambda step: self.stdout.write(f"  {step} ..."))
        self._accounts()

    def _accounts(self) -> None:
        email, title = (
            max(len(text) for text in column)
            for column in zip(*((a.email, a.title.vi) for a in ACCOUNTS), strict=True)
        )
        self.stdout.write("\n  Tài khoản minh họa / Demo accounts")
        self.stdout.write(f"  Mật khẩu / password: {PASSWORD}")
        self.stdout.write(
            "  Đăng nhập / sign in: /accounts/login/   Quản trị / administration: /administration/people/\n"
        )
        for account in ACCOUNTS:
            self.stdout.write(
                f"  {account.email:<{email}}  {account.title.vi:<{title}}  {account.title.en}"
            )
