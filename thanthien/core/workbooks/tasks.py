"""What the system does by the clock."""

from typing import TYPE_CHECKING

from thanthien.core.jobs import job, periodic
from thanthien.core.workbooks.actions import let_go_of_stale

if TYPE_CHECKING:
    from thanthien.core.jobs import Run


@periodic(cron="17 * * * *")
@job("workbooks.let_go_of_stale", title="Xóa tệp Excel chờ xác nhận đã quá một giờ", quick=True)
def let_go(run: "Run") -> None:
    """Rows of files name people; nobody needs those that were not confirmed."""
    run.tell(f"Đã xóa {let_go_of_stale()} tệp.")
