"""`workflow_diagram`: writes docs/workflow.md from the step table."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from thanthien.evaluations.diagram import page


class Command(BaseCommand):
    """Writes the page; run it after a change of the step table."""

    help = "Ghi docs/workflow.md từ bảng bước của quy trình hồ sơ."

    def handle(self, *args: Any, **options: Any) -> None:
        target = settings.BASE_DIR / "docs" / "workflow.md"
        target.write_text(page(), encoding="utf-8")
        self.stdout.write(f"Đã ghi {target.name}.")
