"""`check_files`: every kept file compared with the SHA-256 that was noted when it was taken in."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from thanthien.core.kept.actions import check_shelf
from thanthien.core.kept.enums import Problem
from thanthien.core.kept.shelves import shelves


class Command(BaseCommand):
    """Lists what is not as it was, then the counts; ends with an error when anything is not."""

    help = "So mọi tệp lưu giữ với mã kiểm tra SHA-256 ghi khi nộp."

    def handle(self, *args: Any, **options: Any) -> None:
        wrong = 0
        for shelf in shelves():
            count, alarms = check_shelf(shelf)
            for alarm in alarms:
                self.stdout.write(f"{shelf.title} số {alarm.row} ({alarm.path}): {Problem(alarm.problem).label}.")
            self.stdout.write(f"{shelf.title}: {count} tệp, {len(alarms)} tệp không còn nguyên vẹn.")
            wrong += len(alarms)
        if wrong:
            raise CommandError("Có tệp không còn nguyên vẹn.")
