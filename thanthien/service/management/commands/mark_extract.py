"""`manage mark_extract FILE TARGET`: the city vouches for an extract of the procedures system."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from thanthien.core.own_files import Purpose, mark


class Command(BaseCommand):
    """Writes a copy with the platform's mark. Whoever runs it got the file from the procedures system, and from nobody
    who is measured by it."""

    help = "Đóng dấu kiểm tra của thành phố lên tệp Excel trích từ hệ thống giải quyết thủ tục, để đơn vị nhập được."

    def add_arguments(self, parser: CommandParser) -> None:
        """The file, where the marked copy goes, and what it is."""
        parser.add_argument("file", type=Path)
        parser.add_argument("target", type=Path)
        parser.add_argument("--title", default="Số liệu trích từ hệ thống giải quyết thủ tục")

    def handle(self, *args: Any, **options: Any) -> None:
        """Mark the copy; an existing file is never overwritten."""
        source, target = options["file"], options["target"]
        try:
            held = io.BytesIO(source.read_bytes())
            mark(held, options["title"], Purpose.EXTRACT)
            with target.open("xb") as made:
                made.write(held.getvalue())
        except OSError as problem:
            raise CommandError(f"Không đọc hoặc ghi được tệp: {problem.strerror}.") from problem
        except ValueError as problem:
            raise CommandError(f"{source.name} không phải tệp Excel (XLSX), hoặc đã có dấu.") from problem
        self.stdout.write(f"Đã ghi {target.name} có dấu kiểm tra.")
