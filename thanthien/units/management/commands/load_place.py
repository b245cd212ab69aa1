"""`load_place`: units, agencies and the calendar of the place; safe to run again."""

from typing import Any

from django.core.management.base import BaseCommand

from thanthien.core.actions import load_calendar
from thanthien.units.actions import load_units


class Command(BaseCommand):
    """Loads the data of the place."""

    help = "Nạp đơn vị, cơ quan (thư mục PLACE_DATA_DIR) và lịch nghỉ; chạy lại không tạo trùng."

    def handle(self, *args: Any, **options: Any) -> None:
        units = load_units(by=None)
        days = load_calendar(by=None)
        self.stdout.write(f"Đã nạp {units} đơn vị, thêm {days} ngày trong lịch.")
