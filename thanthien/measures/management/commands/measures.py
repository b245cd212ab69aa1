"""`measures`: a line for each measure; with --write, docs/measures.md."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from thanthien.measures import pages


class Command(BaseCommand):
    """Prints key, form, state, room, and the indicators of the issued sets that name it."""

    help = "Liệt kê số liệu hệ thống: khóa, dạng, trạng thái, phân hệ, tiêu chí dùng đến."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--write", action="store_true", help="Ghi docs/measures.md.")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["write"]:
            target = settings.BASE_DIR / "docs" / "measures.md"
            target.write_text(pages.page(), encoding="utf-8")
            self.stdout.write(f"Đã ghi {target.name}.")
            return
        for line in pages.lines(pages.issued_definitions()):
            self.stdout.write(line)
