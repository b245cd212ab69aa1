"""`import_boundaries FILE`: outlines of the units from a GeoJSON file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from thanthien.units.actions import import_boundaries
from thanthien.units.boundaries import read_geojson
from thanthien.units.queries import unit_centres


class Command(BaseCommand):
    """Imports outlines; nothing is written when the file has an error."""

    help = "Nhập địa giới từ tệp GeoJSON, đối chiếu với mã đơn vị; có lỗi thì không ghi gì."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--source", default="", help="nguồn của tệp, hiển thị cùng bản đồ")

    def handle(self, *args: Any, **options: Any) -> None:
        file: Path = options["file"]
        if not file.is_file():
            raise CommandError(f"Không có tệp {file}.")
        reading = read_geojson(file.read_bytes(), unit_centres())
        if reading.errors:
            raise CommandError("\n".join(reading.errors))
        count = import_boundaries(outlines=reading.outlines, source=options["source"] or file.name, by=None)
        self.stdout.write(f"Đã nhập địa giới của {count} đơn vị.")
        if reading.missing:
            self.stdout.write(f"Chưa có địa giới của {len(reading.missing)} đơn vị: {', '.join(reading.missing)}.")
