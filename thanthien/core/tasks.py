"""Work of the core that goes on behind the pages."""

from thanthien.core import formats
from thanthien.core.jobs import Run, job, periodic
from thanthien.core.once import forget_old_sendings


@periodic(cron="40 3 * * *")
@job("core.sendings", title="Xóa dấu các biểu mẫu đã gửi", in_steps=True)
def forget_sendings(run: Run) -> None:
    """Every night."""
    run.tell(f"Đã xóa {formats.number(forget_old_sendings())} dấu.")
