"""Files of many rows, imported by the worker; and what the system does by the clock."""

from typing import TYPE_CHECKING
from uuid import UUID

from thanthien.core.jobs import job, periodic
from thanthien.core.workbooks.actions import let_go_of_stale
from thanthien.core.workbooks.importers import importer_for

if TYPE_CHECKING:
    from thanthien.core.jobs import Run


@job("workbooks.import_rows", title="Nhập tệp Excel")
def import_rows(run: "Run", *, purpose: str, held: str) -> None:
    """One decision: all rows or none."""
    importer_for(purpose).carry_out(run, UUID(held))


@periodic(cron="7-59/10 * * * *")
@job("workbooks.let_go_of_stale", title="Xóa tệp Excel chờ xác nhận đã quá một giờ", quick=True)
def let_go(run: "Run") -> None:
    """Rows of files name people; nobody needs those that were not confirmed."""
    run.tell(f"Đã xóa {let_go_of_stale()} tệp.")
