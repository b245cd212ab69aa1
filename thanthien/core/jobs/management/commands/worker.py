"""`manage worker`: carries out the jobs of the queue until it is told to end (SIGTERM, SIGINT)."""

import asyncio
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from thanthien.core.jobs.worker import HEARTBEAT, work


class Command(BaseCommand):
    """One such process runs beside the server; a second one does no harm."""

    help = "Chạy các việc trong hàng đợi cho đến khi được yêu cầu dừng."

    def add_arguments(self, parser: CommandParser) -> None:
        """`--heartbeat`: seconds between two signs of life."""
        parser.add_argument("--heartbeat", type=float, default=HEARTBEAT, help="số giây giữa hai lần báo đang chạy")

    def handle(self, *args: Any, **options: Any) -> None:
        """Runs until a signal."""
        asyncio.run(work(heartbeat=options["heartbeat"]))
