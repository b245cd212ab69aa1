"""Finds signed decisions that no row knows: left when recording failed after the file had been written."""

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from thanthien.core import clock
from thanthien.evaluations.sweeping import orphans, remove_orphans


class Command(BaseCommand):
    help = "Liệt kê (và với --delete: xóa) các tệp quyết định cũ hơn một ngày mà cơ sở dữ liệu không biết tới."

    def add_arguments(self, parser: CommandParser) -> None:
        """`--delete` removes what was listed."""
        parser.add_argument("--delete", action="store_true", help="xóa các tệp đã liệt kê")

    def handle(self, *args: Any, **options: Any) -> None:
        """Lists one path a line, then the number."""
        found = orphans(older_than=clock.now() - timedelta(days=1))
        for path in found:
            self.stdout.write(path)
        if options["delete"]:
            remove_orphans(found)
        self.stdout.write(f"{len(found)} tệp {'đã xóa' if options['delete'] else 'không có trong cơ sở dữ liệu'}.")
