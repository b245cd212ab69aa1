"""`seed_demo`: fill an empty database with illustrative data."""

from argparse import ArgumentParser
from time import monotonic
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from thanthien.reports.demo.seeding import DEFAULT_SEED, SeedRefused, is_filled, seed


class Command(BaseCommand):
    """Makes the demo once."""

    help = "Tạo dữ liệu minh họa trong cơ sở dữ liệu trống; đã có dữ liệu thì không làm gì."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--seed", type=int, default=DEFAULT_SEED, help="cùng số này thì ra cùng dữ liệu")

    def handle(self, *args: Any, **options: Any) -> None:
        if is_filled():
            self.stdout.write("Cơ sở dữ liệu đã có dữ liệu; không tạo dữ liệu minh họa.")
            return
        began = monotonic()

        def say(text: str) -> None:
            self.stdout.write(f"  {monotonic() - began:6.1f} s  {text}")
            self.stdout.flush()

        try:
            seed(seed_number=options["seed"], say=say)
        except SeedRefused as refused:
            raise CommandError(str(refused)) from None
