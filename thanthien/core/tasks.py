"""Work of the core that goes on behind the pages."""

from typing import cast

from django.core.cache import caches

from thanthien.core import formats
from thanthien.core.count_cache import CountCache
from thanthien.core.jobs import Run, job, periodic
from thanthien.core.once import forget_old_sendings


@periodic(cron="40 3 * * *")
@job("core.sendings", title="Xóa dấu các biểu mẫu đã gửi", in_steps=True)
def forget_sendings(run: Run) -> None:
    """Every night."""
    run.tell(f"Đã xóa {formats.number(forget_old_sendings())} dấu.")


@periodic(cron="25 * * * *")
@job("core.counts", title="Xóa số đếm đã hết hạn", in_steps=True)
def forget_counts(run: Run) -> None:
    """Every hour: digests of addresses stay no longer than the day for which they count."""
    over = cast("CountCache", caches["default"]).forget_over()
    run.tell(f"Đã xóa {formats.number(over)} số đếm.")
