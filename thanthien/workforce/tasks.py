"""Work of this room that goes by the clock."""

from thanthien.core import clock
from thanthien.core.formats import number
from thanthien.core.jobs import Run, job, periodic
from thanthien.workforce.actions import erase_names


@periodic(cron="20 3 * * *")
@job("workforce.erase_names", title="Xóa họ tên người đã thôi khỏi danh sách cán bộ, công chức")
def erase(run: Run) -> None:
    """Each night: names whose time is over go; what was counted stays."""
    run.tell(f"Đã xóa {number(erase_names(clock.today()))} họ tên.")
