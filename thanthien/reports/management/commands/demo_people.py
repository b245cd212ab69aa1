"""`demo_people`: who can sign in to the demo, and what to try."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from thanthien.reports.demo.guide import guide
from thanthien.reports.demo.people import PASSWORD


class Command(BaseCommand):
    """Prints the interesting people of the demo."""

    help = "In danh sách người dùng minh họa, mật khẩu chung và việc nên thử."

    def handle(self, *args: Any, **options: Any) -> None:
        lines = guide() if settings.DEMO else []
        if not lines:
            self.stdout.write("Không có người dùng minh họa trong cơ sở dữ liệu này.")
            return
        self.stdout.write(f"Mật khẩu chung: {PASSWORD}")
        width, wide = (
            max(len(text) for text in texts) for texts in zip(*((x.signs_in_as, x.who) for x in lines), strict=True)
        )
        for line in lines:
            self.stdout.write(f"  {line.signs_in_as:{width}}  {line.who:{wide}}  {line.task}")
