"""Work of this room that goes by the clock."""

from thanthien.core import clock
from thanthien.core.formats import number
from thanthien.core.jobs import Run, job, periodic
from thanthien.grassroots.actions import erase_persons


@periodic(cron="40 3 * * *")
@job("grassroots.erase_persons", title="Xóa người có ý kiến đã hết thời hạn lưu")
def erase_opinion_people(run: Run) -> None:
    """Each night: whose opinions are long over are forgotten; the opinions stay and count."""
    run.tell(f"Đã xóa {number(erase_persons(clock.today()))} người có ý kiến.")
