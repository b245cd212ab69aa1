"""Work of this room that goes by the clock."""

from thanthien.core import clock
from thanthien.core.formats import number
from thanthien.core.jobs import Run, job, periodic
from thanthien.service.roster.actions import erase_names


@periodic(cron="30 3 * * *")
@job("service.erase_names", title="Xóa họ tên người trực hỗ trợ đã hết thời hạn lưu")
def erase_roster_names(run: Run) -> None:
    """Each night: names on shifts that are long over go; what was counted stays."""
    run.tell(f"Đã xóa {number(erase_names(clock.today()))} họ tên.")
