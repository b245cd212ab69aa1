"""`manage worker`: carries out the jobs of the queue until it is told to end (SIGTERM, SIGINT)."""

import asyncio
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from thanthien.core.jobs.registry import LANES
from thanthien.core.jobs.worker import HEARTBEAT, work

LEAST_POOL = 2 * len(LANES) + 1  # a second one beside each lane's work for its progress, and one to look after all


class Command(BaseCommand):
    """One such process runs beside the server; a second one does no harm."""

    help = "Chạy các việc trong hàng đợi cho đến khi được yêu cầu dừng."

    def add_arguments(self, parser: CommandParser) -> None:
        """`--heartbeat`: seconds between two signs of life."""
        parser.add_argument("--heartbeat", type=float, default=HEARTBEAT, help="số giây giữa hai lần báo đang chạy")

    def handle(self, *args: Any, **options: Any) -> None:
        """Runs until a signal."""
        if 0 < settings.DATABASE_POOL < LEAST_POOL:
            raise CommandError(f"DATABASE_POOL must be 0 or at least {LEAST_POOL} for the worker.")
        asyncio.run(work(heartbeat=options["heartbeat"]))
