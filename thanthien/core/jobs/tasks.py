"""What the queue does for itself."""

from __future__ import annotations

from thanthien.core import formats
from thanthien.core.jobs import Run, actions, job, periodic


@periodic(cron="20 3 * * *")
@job("jobs.prune", title="Dọn việc chạy nền đã cũ", in_steps=True)
def prune(run: Run) -> None:
    """Every night."""
    run.tell(f"Đã xóa {formats.number(actions.prune())} việc đã cũ.")
